"""A small inventory of gases whose total in CO2 equivalent is worked out on paper.

Potentials are typed here from the tables of the IPCC, not read from the product: a
wrong one there shows. Masses are round, so that each product is checked by eye.

=============================  ======  ==============  ==============  ===============
gas                            t       AR4             AR5             AR6
=============================  ======  ==============  ==============  ===============
CO2 of cars                    1000    x 1 = 1000      x 1 = 1000      x 1 = 1000
fossil CH4 of gas networks     10      x 25 = 250      x 30 = 300      x 29.8 = 298
biogenic CH4 of livestock      20      x 25 = 500      x 28 = 560      x 27.0 = 540
CH4 whose origin is not said   4       x 25 = 100      x 28 = 112      x 27.9 = 111.6
N2O of soils                   5       x 298 = 1490    x 265 = 1325    x 273 = 1365
SF6 of industry                0.1     x 22800 = 2280  x 23500 = 2350  x 24300 = 2430
CO2 of wood, in no total       500     0               0               0
**total**                              **5620**        **5647**        **5744.6**
=============================  ======  ==============  ==============  ===============

AR4: WG1 (2007), table 2.14. AR5: WG1 (2013), table 8.A.1, without climate-carbon
feedback; fossil methane with the CO2 that it becomes. AR6: WG1 (2021), table 7.15 (29.8
fossil, 27.0 not fossil, 273) and table 7.SM.7 (27.9, 24300).
"""

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.standing import stand

MASSES = (
    ("road.cars", "emission_co2", 1000.0),
    ("energy.fugitive_gas", "emission_ch4_fossil", 10.0),
    ("agriculture.enteric", "emission_ch4_biogenic", 20.0),
    ("waste.landfill", "emission_ch4", 4.0),
    ("agriculture.soils", "emission_n2o", 5.0),
    ("industry.products", "emission_sf6", 0.1),
    ("residential.wood", "emission_co2_biogenic", 500.0),
)
# What the sums of the table above are, gas by gas and together. [tCO2e]
ON_PAPER: dict[Potentials, dict[str, float]] = {
    "AR4": {"co2": 1000, "ch4": 850, "n2o": 1490, "sf6": 2280, "total": 5620},
    "AR5": {"co2": 1000, "ch4": 972, "n2o": 1325, "sf6": 2350, "total": 5647},
    "AR6": {"co2": 1000, "ch4": 949.6, "n2o": 1365, "sf6": 2430, "total": 5744.6},
}


def viewed(potentials: Potentials) -> dict[str, float]:
    """Let the masses go through the accounts, to the grids of the PCAET and of the GPC.

    Parameters
    ----------
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    sums
        By gas as the GPC tells them apart, its total (BASIC+), and that of the PCAET.
        [tCO2e]

    """
    known = nomenclatures()
    rows = [
        Row(
            *(number, "T", substance, "accounts", line, 2022),
            *(CellState.OBSERVED, mass, 0.0),
        )
        for number, (line, substance, mass) in enumerate(MASSES, 1)
    ]
    standing = stand(rows, known)
    table = gpc(standing, known, potentials)
    sums = {name: _value(table.grid.sums[name]) for name in ("co2", "ch4", "n2o")}
    sums["sf6"] = _value(table.grid.sums["sf6"])
    sums["total"] = _value(table.levels["BASIC+"])
    sums["PCAET"] = _value(
        pcaet(standing, known, potentials).grids["ghg"].sums["total"]
    )
    return sums


def gap_to_paper() -> float:
    """Print what the product says beside the paper.

    Returns
    -------
    gap
        The largest relative one. [-]

    """
    worst = 0.0
    for potentials, expected in ON_PAPER.items():
        found = viewed(potentials)
        for name, value in (expected | {"PCAET": expected["total"]}).items():
            worst = max(worst, abs(found[name] / value - 1))
        told = ", ".join(f"{name} {value:,.1f}" for name, value in found.items())
        print(f"by hand, {potentials}: {told}; on paper {expected['total']:,.1f} tCO2e")
    return worst


def _value(amount: Amount | None) -> float:
    return amount.value if amount else 0.0
