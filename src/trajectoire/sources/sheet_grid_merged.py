"""What merged cells cover under the names: blanks that are none."""

from collections.abc import Iterator
from dataclasses import dataclass

from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid import Area, Cell, Grid, Headed, letters


@dataclass(frozen=True)
class Covered:
    """What stands in the place of a cell that a merged one covers.

    Parameters
    ----------
    area
        Of the merged cell, as ``C2:C3``. [-]
    column
        Name of the column where its value is. [-]
    value
        Its value. [-]

    """

    area: str
    column: str
    value: Cell


def covered(grid: Grid, table: Headed, faults: Faults) -> dict[str, dict[int, Covered]]:
    """List the blank cells of the data that merged cells cover.

    Parameters
    ----------
    grid
        The cells. [-]
    table
        The same, once names were told from data. [-]
    faults
        Where areas that overlap are noted. [-]

    Returns
    -------
    covered
        By name of the column, then by number of the row in the file. [-]

    Raises
    ------
    InputError
        If areas overlap: a spreadsheet never writes any.

    """
    names = dict(zip(table.places, table.columns, strict=True))
    body = set(table.rows)
    left = len(grid.cells) * (max(names, default=0) + 1)
    found: dict[str, dict[int, Covered]] = {}
    for area in grid.merged:
        (top, first), _ = area
        if (
            top >= len(grid.cells)
            or first not in names
            or grid.numbers[top] not in body
        ):
            continue
        one = Covered(_said(area, grid), names[first], _cell(grid, top, first))
        for row, column in _inside(area, grid, names):
            left -= 1
            if left < 0:
                remedy = "Open it in a spreadsheet and save it again."
                faults.add("merged cells apart from one another", one.area, remedy)
                faults.settle()
            if one.value != "" and _cell(grid, row, column) == "":
                found.setdefault(names[column], {})[grid.numbers[row]] = one
    return found


def _inside(area: Area, grid: Grid, names: dict[int, str]) -> Iterator[tuple[int, int]]:
    (top, left), (bottom, right) = area
    last = min(right, max(names))
    columns = [place for place in range(left, last + 1) if place in names]
    for row in range(top, min(bottom + 1, len(grid.cells))):
        for column in columns:
            yield row, column


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.cells[row]
    cell = cells[column] if column < len(cells) else ""
    return cell.strip() if isinstance(cell, str) else cell


def _said(area: Area, grid: Grid) -> str:
    (top, left), (bottom, right) = area
    first = grid.numbers[top]
    return f"{letters(left)}{first}:{letters(right)}{first + bottom - top}"
