"""What a framework shows: grids of cells, each with its state and what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount


class Completeness(StrEnum):
    """Whether a cell of a legal grid can be deposited as it stands."""

    COMPLETE = "complete"
    TO_FILL = "to_fill"
    TO_JUSTIFY = "to_justify"


@dataclass(frozen=True)
class GridCell:
    """A cell of a framework: what the rows that land there say together.

    Parameters
    ----------
    line, column
        Code of the line; name of the substance, or ``total``. [-]
    state
        The weakest of what its figures say; without figure, what is said instead. [-]
    amount
        Their total; None where there is no figure. [unit of the grid]
    completeness
        Decided here, for whoever deposits the grid. [-]
    why
        Code of the reason for which it is not complete; empty when it is. [-]
    required
        Whether the framework demands it. [-]
    rows
        Numbers of the entries that land there. [-]
    notes
        What the entries explain: why it does not occur, where else it is counted. [-]
    silent
        What the cell needs and of which nothing is said, where nobody stated its total:
        nomenclature (or ``substances``) and code of lines, gases, carriers. [-]
    told
        Communes that say something in it, of those that a sum should hold; None where
        it is no sum of communes. [-]
    hidden
        State of a part that has no figure though there may be one: confidential before
        missing; None where no part is so. [-]

    """

    line: str
    column: str
    state: CellState
    amount: Amount | None
    completeness: Completeness
    why: str = ""
    required: bool = True
    rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()
    told: tuple[int, int] | None = None
    hidden: CellState | None = None


@dataclass(frozen=True, eq=False)
class Grid:
    """A table of a framework.

    Parameters
    ----------
    name
        ``ghg``, ``energy``, ``pollutants``, ``sinks``, ``renewables``. [-]
    nomenclature
        Of the codes of its lines. [-]
    lines, columns
        In the order of the framework. [-]
    units
        Unit of each column. [-]
    cells
        By line and column, one for each. [-]
    sums
        Total of each column, over the lines that the framework adds up; None where
        nothing is there. [unit of the column]
    hidden
        State of what a total does not hold though the framework adds it up, as in a
        cell; None where it holds everything. [-]

    """

    name: str
    nomenclature: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    units: Mapping[str, str]
    cells: Mapping[tuple[str, str], GridCell]
    sums: Mapping[str, Amount | None]
    hidden: Mapping[str, CellState | None]

    @property
    def required(self) -> tuple[GridCell, ...]:
        """The cells that the framework demands."""
        return tuple(cell for cell in self.cells.values() if cell.required)

    @property
    def complete(self) -> int:
        """How many of the cells that are demanded are complete."""
        done = Completeness.COMPLETE
        return sum(cell.completeness is done for cell in self.required)
