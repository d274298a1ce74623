"""How much a gas warms, beside the same mass of carbon dioxide, over a hundred years.

Accounts keep gases as masses wherever they are known, so that the set of potentials is
chosen by whoever reads, and a change of set changes no stored figure.
"""

from dataclasses import replace
from typing import Literal

from trajectoire.core.errors import MissingData
from trajectoire.core.quantity import Quantity
from trajectoire.core.units import factor

Potentials = Literal["AR4", "AR5", "AR6"]

# Where each set is published, exactly.
REFERENCES: dict[Potentials, str] = {
    "AR4": "IPCC AR4 (2007), WG1, chapter 2, table 2.14, with its errata of 2012: one "
    "value for all methane, the carbon dioxide that it becomes left out",
    "AR5": "IPCC AR5 (2013), WG1, chapter 8, table 8.A.1: without climate-carbon "
    "feedback; fossil methane with the carbon dioxide that it becomes",
    "AR6": "IPCC AR6 (2021), WG1, chapter 7, table 7.15 for methane and nitrous oxide, "
    "table 7.SM.7 for the others: with the response of the carbon cycle; fossil "
    "methane with the carbon dioxide that it becomes",
}

_SETS: tuple[Potentials, ...] = ("AR4", "AR5", "AR6")

# Mass of carbon dioxide that warms as much in 100 years [kg/kg], in the order of _SETS;
# None where the report gives none. Methane of unstated origin: AR5 without oxidation,
# as the guidelines of 2019 use it; AR6 as table 7.SM.7, which does not say the origin.
# SF6 in AR6: 24,300 in the final table, as in regulation (EU) 2024/573, annex I; the
# table as first put online in August 2021 had 25,200.
POTENTIALS: dict[str, tuple[float | None, float | None, float | None]] = {
    "co2": (1, 1, 1),
    "ch4": (25, 28, 27.9),
    "ch4_fossil": (25, 30, 29.8),
    "ch4_biogenic": (25, 28, 27.0),
    "n2o": (298, 265, 273),
    "sf6": (22_800, 23_500, 24_300),
    "nf3": (17_200, 16_100, 17_400),
    "hfc-23": (14_800, 12_400, 14_600),
    "hfc-32": (675, 677, 771),
    "hfc-41": (None, 116, 135),
    "hfc-125": (3500, 3170, 3740),
    "hfc-134": (None, 1120, 1260),
    "hfc-134a": (1430, 1300, 1530),
    "hfc-143": (None, 328, 364),
    "hfc-143a": (4470, 4800, 5810),
    "hfc-152": (None, 16, 21.5),
    "hfc-152a": (124, 138, 164),
    "hfc-161": (None, 4, 4.84),
    "hfc-227ea": (3220, 3350, 3600),
    "hfc-236cb": (None, 1210, 1350),
    "hfc-236ea": (None, 1330, 1500),
    "hfc-236fa": (9810, 8060, 8690),
    "hfc-245ca": (None, 716, 787),
    "hfc-245fa": (1030, 858, 962),
    "hfc-365mfc": (794, 804, 914),
    "hfc-43-10mee": (1640, 1650, 1600),
    "pfc-14": (7390, 6630, 7380),
    "pfc-116": (12_200, 11_100, 12_400),
    "pfc-218": (8830, 8900, 9290),
    "pfc-318": (10_300, 9540, 10_200),
    "pfc-3-1-10": (8860, 9200, 10_000),
    "pfc-4-1-12": (9160, 8550, 9220),
    "pfc-5-1-14": (9300, 7910, 8620),
}
# Other names of the same: carbon dioxide warms alike wherever it comes from; whether
# the biogenic one is counted is the business of each framework.
_SAME = {"co2_fossil": "co2", "co2_biogenic": "co2"}


def has_potential(gas: str) -> bool:
    """Tell whether a gas is one that the table knows.

    Parameters
    ----------
    gas
        As ``ch4_fossil`` or ``hfc-134a``. [-]

    Returns
    -------
    known
        False for mixtures, as ``hfc`` or ``other``, which only have an equivalent. [-]

    """
    return _SAME.get(gas, gas) in POTENTIALS


def potential(gas: str, potentials: Potentials) -> float:
    """Give the warming potential of a gas over a hundred years.

    Parameters
    ----------
    gas
        As ``ch4_fossil`` or ``hfc-134a``. [-]
    potentials
        The set: of which report. [-]

    Returns
    -------
    potential
        Mass of carbon dioxide that warms as much as one unit of mass of the gas. [-]

    Raises
    ------
    MissingData
        If the gas is a mixture or unknown, or the report gives no value for it.

    Notes
    -----
    ``REFERENCES`` says which table each set is [1]_ [2]_ [3]_.

    References
    ----------
    .. [1] Forster et al., "Changes in atmospheric constituents and in radiative
       forcing", IPCC AR4, WG1, 2007, table 2.14.
    .. [2] Myhre et al., "Anthropogenic and natural radiative forcing", IPCC AR5, WG1,
       2013, table 8.A.1.
    .. [3] Forster et al., "The Earth's energy budget, climate feedbacks and climate
       sensitivity", IPCC AR6, WG1, 2021, table 7.15; Smith et al., supplementary
       material, table 7.SM.7.

    Examples
    --------
    >>> potential("ch4_fossil", "AR5")
    30.0

    """
    if potentials not in _SETS:
        raise ValueError(f"a set is one of {', '.join(_SETS)}, found {potentials!r}")
    if not has_potential(gas):
        raise MissingData(
            f"expected a gas with a warming potential, found “{gas}”: a mixture is "
            "known by its equivalent alone, in one set. Give its gases apart."
        )
    value = POTENTIALS[_SAME.get(gas, gas)][_SETS.index(potentials)]
    if value is None:
        raise MissingData(
            f"expected a gas for which {potentials} gives a potential, found “{gas}”. "
            "Choose a newer set."
        )
    return float(value)


def to_equivalent(mass: Quantity, gas: str, potentials: Potentials) -> Quantity:
    """Give what a mass of gas is worth in carbon dioxide.

    Parameters
    ----------
    mass
        Of the gas, in any unit of mass. [mass]
    gas
        Which. [-]
    potentials
        The set. [-]

    Returns
    -------
    equivalent
        With the uncertainty of the mass; that of the potential, shared by all the
        accounts of the world, is left to whoever compares gases. [tCO2e]

    Raises
    ------
    UnitError
        If the quantity is no mass.
    MissingData
        As for ``potential``.

    """
    by = factor(mass.unit, "tonne") * potential(gas, potentials)
    return _rescaled(mass, by, "tCO2e")


def to_mass(equivalent: Quantity, gas: str, potentials: Potentials) -> Quantity:
    """Give the mass of a gas that stands behind an equivalent.

    Parameters
    ----------
    equivalent
        As published, in any unit of CO2 equivalent. [mass of CO2e]
    gas
        Which gas it is the equivalent of. [-]
    potentials
        The set that the publisher used. [-]

    Returns
    -------
    mass
        Of the gas, with the same relative uncertainty. [t]

    Raises
    ------
    UnitError
        If the quantity is no equivalent.
    MissingData
        As for ``potential``.

    """
    by = factor(equivalent.unit, "tCO2e") / potential(gas, potentials)
    return _rescaled(equivalent, by, "t")


def _rescaled(quantity: Quantity, by: float, unit: str) -> Quantity:
    spread, bounds = quantity.uncertainty, quantity.interval
    return replace(
        quantity,
        value=quantity.value * by,
        unit=unit,
        uncertainty=None if spread is None else spread * by,
        interval=None if bounds is None else (bounds[0] * by, bounds[1] * by),
    )
