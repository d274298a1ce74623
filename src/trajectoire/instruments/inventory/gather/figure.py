"""A figure of a table, between its cells and the ledger."""

from typing import NamedTuple

from trajectoire.core.indicator import VALUED, CellState
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.reading import Spot
from trajectoire.instruments.inventory.model.nomenclature import Substance

Key = tuple[str, str, str, str, str, int, str, str]


class Figure(NamedTuple):
    """What a cell of a table says.

    Parameters
    ----------
    row, column
        Where. [-]
    spot, sector, substance, year, source
        What it is about. [-]
    state
        What the cell of the ledger says. [-]
    value
        None where the state carries none. [unit]
    uncertainty
        Standard, k = 1; None where the table states none. [unit]
    bounds
        Of 95 %; None where the table states none. [unit]
    note
        As the table writes it. [-]
    quantity
        Where the table states all of it, law and interval; None elsewhere. [unit]

    """

    row: int
    column: str
    spot: Spot
    sector: Sector
    substance: Substance
    year: int
    source: Source
    state: CellState
    value: float | None
    uncertainty: float | None
    bounds: tuple[float, float] | None
    note: str
    quantity: Quantity | None = None

    @property
    def key(self) -> Key:
        """The cell of the ledger, and who speaks of it. [-]"""
        territory = self.spot.territory
        return (
            territory.kind,
            territory.code,
            self.substance.name,
            self.sector.nomenclature,
            self.sector.code,
            self.year,
            self.source.publisher,
            self.source.title,
        )

    @property
    def said(self) -> tuple[object, ...]:
        """What it says of it: two figures that say the same are one. [-]"""
        return self.state, self.value, self.uncertainty, self.bounds, self.quantity

    @property
    def valued(self) -> bool:
        """Whether it carries a value. [-]"""
        return self.state in VALUED
