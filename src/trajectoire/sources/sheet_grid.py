"""Find the names of the columns in a grid of cells, wherever its author put them.

People write a title first, names over two rows, merged cells, blank columns: what is
above the first row of data is read as names, and what was done is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid_cells import is_data, is_names, is_year

Cell = str | float  # "" where the cell is empty
Area = tuple[tuple[int, int], tuple[int, int]]  # first and last cell: row, column

MOST_ROWS = 1_000_000
MOST_COLUMNS = 1000
MOST_CELLS = 10_000_000  # a fifth of them fills half a gigabyte of memory
LONGEST_CELL = 100_000  # characters: more is a damaged file or an attack

_SEARCHED = 30  # rows in which the names of the columns are looked for
_LAYERS = 2  # rows of names above the last one


@dataclass(frozen=True)
class Grid:
    """Cells as the file has them.

    Parameters
    ----------
    cells
        Of each row, up to the last one that is filled. [-]
    numbers
        Number of each row in the file, from 1. [-]
    merged
        Cells that were merged, by index of row and column. [-]

    """

    cells: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Headed:
    """Columns with their names.

    Parameters
    ----------
    columns
        Cells of each column. [-]
    rows
        Number of each row in the file. [-]
    header_row
        Where the names are; 0 where there are none. [-]
    notes
        What had to be done. [-]
    places
        Index in the grid of each column. [-]

    """

    columns: dict[str, list[Cell]]
    rows: list[int]
    header_row: int
    notes: tuple[str, ...]
    places: tuple[int, ...]


def headed(grid: Grid, faults: Faults) -> Headed:
    """Tell names from data.

    Parameters
    ----------
    grid
        The cells. [-]
    faults
        Where it is noted that there is no table, or too large a one. [-]

    Returns
    -------
    headed
        Columns that are not blank, rows that are not blank. [-]

    Raises
    ------
    InputError
        If there is no row under the names, or too much of anything.

    """
    _look_at_size(grid, faults)
    width = max(map(len, grid.cells), default=0)
    head = _head_of(grid.cells)
    if head is not None and head >= 0:
        head = _lowest(grid, head)
    if head is None:
        expected = "a row with the names of the columns, and rows under it"
        faults.add(expected, "none", "Name each column in one row above the figures.")
        faults.settle()
        head = 0
    layers = _layers_above(grid, head) if head >= 0 else []
    names = _names(grid, [*layers, head], width) if head >= 0 else [""] * width
    body = [index for index in range(head + 1, len(grid.cells)) if any_in(grid, index)]
    if not body:
        remedy = "The file may be cut short: download it again."
        faults.add("rows under the names of the columns", "none", remedy)
        faults.settle()
    columns, places = _columns(grid, body, names, faults)
    faults.settle()
    notes = _notes(grid, head, layers, names)
    rows = [grid.numbers[index] for index in body]
    header_row = grid.numbers[head] if head >= 0 else 0
    return Headed(columns, rows, header_row, notes, tuple(places))


def any_in(grid: Grid, index: int) -> bool:
    """Tell whether a row holds anything.

    Parameters
    ----------
    grid
        The cells. [-]
    index
        Of the row. [-]

    Returns
    -------
    filled
        False for a blank row. [-]

    """
    return any(cell != "" for cell in grid.cells[index])


def _look_at_size(grid: Grid, faults: Faults) -> None:
    width = max(map(len, grid.cells), default=0)
    sizes = (
        (len(grid.cells), MOST_ROWS, "rows"),
        (width, MOST_COLUMNS, "columns"),
        (len(grid.cells) * width, MOST_CELLS, "cells"),
    )
    for size, most, what in sizes:
        if size > most:
            faults.add(f"at most {most} {what}", f"{size}", "Split the table.")
    faults.settle()


def _head_of(cells: Sequence[Sequence[Cell]]) -> int | None:
    """Find the row of names: widely filled, of words or years; -1 where none is."""
    first = cells[:_SEARCHED]
    filled = [sum(cell != "" for cell in row) for row in first]
    widest = max(filled, default=0)
    if widest == 0:
        return None
    for index, row in enumerate(first):
        enough = filled[index] >= max(2, 0.6 * widest) or widest == filled[index] == 1
        if enough and is_names(row):
            return -1 if is_data(first, index) else index
    return -1 if widest > 1 else None


def _lowest(grid: Grid, head: int) -> int:
    """Go down to the last row of names: under merged cells, or a row of years."""
    for below in range(head + 1, min(head + 1 + _LAYERS, len(grid.cells))):
        merged = any(
            top == below - 1 and right > left for (top, left), (_, right) in grid.merged
        )
        row = [cell for cell in grid.cells[below] if cell != ""]
        above = zip(grid.cells[head], grid.cells[below], strict=False)
        under = any(name != "" and cell == "" for name, cell in above)
        years = under and len(row) > 1 and all(is_year(cell) for cell in row)
        spread = not grid.merged and _is_spread(grid.cells[head], grid.cells[below])
        rest = grid.cells[below : below + _SEARCHED]
        words = (merged or spread) and is_names(row) and not is_data(rest, 0)
        if not (years or words):
            break
        head = below
    return head


def _is_spread(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Tell names that stood in merged cells: the same ones come back under each."""
    spans: list[list[Cell]] = []
    for name, cell in zip(above, below, strict=False):
        if name != "":
            spans.append([cell])
        elif spans:
            spans[-1].append(cell)
    wide = [span for span in spans if len(span) > 1]
    alike = len(wide) > 1 and all(span == wide[0] for span in wide)
    return alike and "" not in wide[0] and len(set(wide[0])) == len(wide[0])


def _layers_above(grid: Grid, head: int) -> list[int]:
    """Find the rows of names above: those with a merged cell, or several words."""

    def is_merged(row: int) -> bool:
        return any(top <= row <= bottom and right > left
                   for (top, left), (bottom, right) in grid.merged)  # fmt: skip

    layers: list[int] = []
    for index in range(head - 1, max(-1, head - 1 - _LAYERS), -1):
        filled = sum(cell != "" for cell in grid.cells[index])
        if filled == 0 or not (filled > 1 or is_merged(index)):
            break
        if _covers_all(grid, index, head):  # a title, merged over the whole table
            break
        layers.insert(0, index)
    return layers


def _covers_all(grid: Grid, index: int, head: int) -> bool:
    filled = sum(cell != "" for cell in grid.cells[index])
    width = sum(cell != "" for cell in grid.cells[head])
    return filled == 1 and any(
        top <= index <= bottom and right - left + 1 >= width
        for (top, left), (bottom, right) in grid.merged
    )


def _names(grid: Grid, layers: Sequence[int], width: int) -> list[str]:
    """Put together the names of each column, from the upper row to the lower one."""
    levels = []
    for index in layers:
        row = [*grid.cells[index], *[""] * (width - len(grid.cells[index]))]
        for (top, left), (bottom, right) in grid.merged:
            if top <= index <= bottom and top < len(grid.cells):
                spread = grid.cells[top][left] if left < len(grid.cells[top]) else ""
                for column in range(left, min(right + 1, width)):
                    row[column] = row[column] or spread
        levels.append(row)
    for upper in levels[:-1]:
        _spread(upper, levels[-1])
    names = []
    for column in range(width):
        words = [_as_name(level[column]) for level in levels]
        kept = [w for i, w in enumerate(words) if w and w not in words[:i]]
        names.append(" / ".join(kept))
    return names


def _spread(upper: list[Cell], lower: Sequence[Cell]) -> None:
    """Fill what a merged cell covered, where a text keeps its first cell only."""
    for column in range(1, len(upper)):
        again = lower[column] != "" and lower.count(lower[column]) > 1
        if again and upper[column] == "":
            upper[column] = upper[column - 1]


def _as_name(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return re.sub(r"\s+", " ", cell).strip()[:200]


def _columns(
    grid: Grid, body: Sequence[int], names: Sequence[str], faults: Faults
) -> tuple[dict[str, list[Cell]], list[int]]:
    """Cut the rows into columns, with their places; blank ones are left out."""
    width = len(names)
    rows = [grid.cells[index] for index in body]
    rows = [[*row, *[""] * (width - len(row))] if len(row) < width else row
            for row in rows]  # fmt: skip
    columns: dict[str, list[Cell]] = {}
    places: list[int] = []
    for place, cells in enumerate(zip(*rows, strict=True)):
        column, longest = _bare(cells)
        if not names[place] and longest == 0 and not any(c != "" for c in column):
            continue
        name = _once(names[place] or f"column {letters(place)}", columns)
        if longest > LONGEST_CELL:
            row = next(r for r, c in enumerate(column)
                       if isinstance(c, str) and len(c) == longest)  # fmt: skip
            expected = f"at most {LONGEST_CELL} characters in a cell"
            number = grid.numbers[body[row]]
            faults.add(expected, f"{longest}", "Shorten the text.", number, name)
        columns[name] = column
        places.append(place)
    return columns, places


def _bare(cells: Sequence[Cell]) -> tuple[list[Cell], int]:
    """Strip the texts, one copy of each, and give the length of the longest."""
    known: dict[Cell, Cell] = {}
    bare: list[Cell] = []
    for cell in cells:
        if cell.__class__ is float:
            bare.append(cell)
            continue
        kept = known.get(cell)
        if kept is None:
            stripped = str(cell).strip()
            kept = known[cell] = stripped
        bare.append(kept)
    longest = max((len(kept) for kept in known.values() if isinstance(kept, str)),
                  default=0)  # fmt: skip
    return bare, longest


def _once(name: str, taken: dict[str, list[Cell]]) -> str:
    """Tell apart columns of one name."""
    turn, unique = 1, name
    while unique in taken:
        turn += 1
        unique = f"{name} ({turn})"
    return unique


def letters(place: int) -> str:
    """Give the letters by which spreadsheets call a column.

    Parameters
    ----------
    place
        Index, from 0. [-]

    Returns
    -------
    letters
        ``A`` for the first. [-]

    Examples
    --------
    >>> letters(27)
    'AB'

    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _notes(
    grid: Grid, head: int, layers: Sequence[int], names: Sequence[str]
) -> tuple[str, ...]:
    if head < 0:
        return ("no row of names was found: columns are called by their letters",)
    notes = []
    row = grid.numbers[head]
    if layers:
        first = grid.numbers[layers[0]]
        notes.append(f"names of the columns in rows {first} to {row}")
    elif head:
        notes.append(f"names of the columns in row {row}: the rows above were left out")
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        said = ", ".join(f"“{name}”" for name in doubled[:5])
        notes.append(f"several columns are called {said}: they were numbered")
    return tuple(notes)
