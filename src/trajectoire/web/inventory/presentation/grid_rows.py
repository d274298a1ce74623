"""Where the cells of a grid lead: to what they add up, or to where one adds to it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.grid import Grid, GridCell
from trajectoire.instruments.inventory.model.nomenclature import (
    ORGANISATION,
    Nomenclatures,
)
from trajectoire.web.inventory.presentation.asked import (
    FAMILIES,
    POLLUTANTS,
    USUAL,
    Asked,
)
from trajectoire.web.inventory.presentation.table import (
    address_of,
    anchor_of,
    cell_address,
    sector_of,
)
from trajectoire.web.inventory.reading import Book

# Definition under which a figure is added to a cell of each grid.
_ADDED = {"ghg": "emission_ghg", "energy": "energy_final"}
_CELLS = "cases"  # where the page of the inventory lists all cells


@dataclass(frozen=True)
class GridRows:
    """The accounts that grids were laid from.

    Parameters
    ----------
    book
        Rows of the year. [-]
    code
        Of the territory. [-]
    year
        Of the grids. [year]

    """

    book: Book
    code: str
    year: int

    @property
    def known(self) -> Nomenclatures:
        """Names, lines and reasons."""
        return self.book.known

    @cached_property
    def rows(self) -> dict[int, Row]:
        """All rows, by their number."""
        return {row.number: row for row in self.book.rows}

    @cached_property
    def listed(self) -> Collection[int]:
        """Numbers of the rows that the page of the inventory lists cell by cell.

        Where communes are added up, it lists what the territory tells itself.
        """
        return {
            row.number
            for row in self.book.standing.within("PCAET")
            if not self.book.expected or row.territory == self.code
        }

    def address(self, grid: Grid, cell: GridCell) -> str:
        """Give where a cell leads.

        Parameters
        ----------
        grid
            As the framework lays it. [-]
        cell
            One of its cells. [-]

        Returns
        -------
        address
            One figure: its page. Several: where they are listed. None: where to add
            one; empty where it cannot be added alone. [-]

        """
        rows = [self.rows[number] for number in cell.rows if number in self.rows]
        cells = {(row.substance, row.nomenclature, row.sector) for row in rows}
        if len(cells) == 1 and all(row.territory == self.code for row in rows):
            return address_of(self.code, rows[0])
        return self._listing(rows) if rows else self._empty(grid, cell)

    def _empty(self, grid: Grid, cell: GridCell) -> str:
        if grid.nomenclature == "substances":
            sector = "utcatf" if grid.name == "sinks" else "renewables"
            return cell_address(self.code, cell.line, ("PCAET", sector), self.year)
        total = cell.column == "total"
        names = (_ADDED.get(grid.name, ""),) if total else _names(cell.column)
        known = (name for name in names if name in self.known.substances)
        substance = next(known, "")
        if not substance or cell.line == "total":
            return ""
        line = (grid.nomenclature, cell.line)
        return cell_address(self.code, substance, line, self.year)

    def _listing(self, rows: Sequence[Row]) -> str:
        """Give where rows are listed: by family, those of the family that has most."""
        if rows[0].nomenclature == ORGANISATION:
            return address_of(self.code, rows[0])  # it names the others of the line
        families = [self.known.family(row.substance) for row in rows]
        [(family, _count)] = Counter(families).most_common(1)
        there = [row for row, one in zip(rows, families, strict=True) if one == family]
        key = next(key for key, name in FAMILIES.items() if name == family)
        pollutant = there[0].substance if family == "pollutant" else POLLUTANTS[0]
        own = (row for row in there if row.number in self.listed)
        sectors = {sector_of(row, self.known) for row in own}
        anchor = anchor_of(*sectors) if len(sectors) == 1 else _CELLS
        page = reverse("inventory:inventory", args=[self.code])
        shown = Asked(key, self.year, USUAL, pollutant)
        return f"{page}?{shown.query}#{anchor}"


def _names(column: str) -> tuple[str, str]:
    """Substances that a column may stand for: itself, or the gas that it names."""
    return column, f"emission_{column}"
