"""The columns of gases that the GPC and the BEGES ask for."""

from collections.abc import Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
)

APART = "co2_biogenic"  # mass of CO2 of biomass: in no total
UNDIVIDED = "undivided"  # gases that were given together
GPC_GASES = ("co2", "ch4", "n2o", "hfc", "pfc", "sf6", "nf3")
BEGES_GASES = ("co2", "ch4", "n2o", "other")

_GAS_OF = {"ch4_fossil": "ch4", "ch4_biogenic": "ch4", "co2e": UNDIVIDED}


def gas_columns(
    row: Row, nomenclatures: Nomenclatures, gases: Sequence[str]
) -> tuple[str, ...]:
    """Give the columns where a row counts: its gas, and the total.

    Parameters
    ----------
    row
        Of greenhouse gases or of sinks. [-]
    nomenclatures
        For the gas of its substance. [-]
    gases
        Columns that the framework has; with ``other``, the gases without column count
        there, else with those given together. [-]

    Returns
    -------
    columns
        The CO2 of biomass counts in its own column and in no total. [-]

    """
    if row.substance == BIOGENIC:
        return (APART,)
    substance = nomenclatures.substances[row.substance]
    gas = _GAS_OF.get(substance.gas, substance.gas)
    if substance.family == "sink":
        gas = "co2"
    if gas not in gases and gas != UNDIVIDED:
        gas = "other" if "other" in gases else UNDIVIDED
    return (gas, TOTAL)


def columns_of(gases: Sequence[str]) -> tuple[str, ...]:
    """Give all the columns of a table by gas.

    Parameters
    ----------
    gases
        That the framework tells apart. [-]

    Returns
    -------
    columns
        Gases, those given together, the total, the CO2 of biomass. [-]

    """
    return (*gases, UNDIVIDED, TOTAL, APART)


def units_of(gases: Sequence[str]) -> dict[str, str]:
    """Give the unit of each column.

    Parameters
    ----------
    gases
        That the framework tells apart. [-]

    Returns
    -------
    units
        By column. [-]

    """
    return dict.fromkeys(columns_of(gases), "tCO2e") | {APART: "t"}
