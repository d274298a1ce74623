"""What the accounts are made of: rows of the ledger, with the data that they share."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from trajectoire.core.indicator import CellState

Framework = Literal["PCAET", "GPC", "BEGES"]
Potentials = Literal["AR4", "AR5", "AR6"]


class Row(NamedTuple):
    """A figure of one source for one cell, as it stands in the ledger.

    Light on purpose: an intercommunality is read as tens of thousands of them.

    Parameters
    ----------
    number
        Of the entry in the ledger. [-]
    territory
        Code of the territory. [-]
    substance
        Name of the definition, as ``emission_ch4_fossil``. [-]
    nomenclature, sector
        The line of activity. [-]
    year
        Calendar year. [year]
    state
        What the cell says. [-]
    value
        In the unit of the definition; None unless the state carries one. [unit]
    deviation
        Standard uncertainty, k = 1; None where it is not known. [unit]
    law
        Shape of the law. [-]
    source
        Number of the source in the ledger. [-]
    chosen
        Whether somebody chose this source for this cell. [-]
    activity
        Number of the entry of the activity that it was computed from; 0 for none. [-]
    activity_variation
        Relative standard uncertainty of that activity. [-]
    activity_law
        Shape of its law. [-]
    factor
        Key of the factor that it was computed with; empty for none. [-]
    factor_variation
        Relative standard uncertainty of that factor. [-]
    note
        Why it does not occur, or where else it is counted. [-]

    """

    number: int
    territory: str
    substance: str
    nomenclature: str
    sector: str
    year: int
    state: CellState
    value: float | None
    deviation: float | None
    law: str = "normal"
    source: int = 0
    chosen: bool = False
    activity: int = 0
    activity_variation: float | None = None
    activity_law: str = "normal"
    factor: str = ""
    factor_variation: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Amount:
    """A total, how sure it is, and how much of it has no stated uncertainty.

    Parameters
    ----------
    value
        The total. [unit]
    unit
        Its unit. [-]
    deviation
        Standard uncertainty, k = 1; None where a part that matters states none. [unit]
    low, high
        Central 90 % of the same. [unit]
    unknown
        Share of the total without a stated uncertainty. [-]
    rows
        How many rows were added. [-]
    fixed
        Share of the total that came in CO2 equivalent: it keeps the warming potentials
        of whoever published it. [-]

    """

    value: float
    unit: str
    deviation: float | None
    low: float | None
    high: float | None
    unknown: float
    rows: int
    fixed: float = 0.0
