"""Workbooks (XLSX, ODS) read within bounds: measured before any cell is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from trajectoire.core.errors import InputError
from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid import Area, Cell, Grid
from trajectoire.sources.workbook_bounds import (
    STYLES,
    damaged,
    encrypted,
    look_at_formulas,
    look_at_workbook,
)
from trajectoire.sources.workbook_formats import divided

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # workbooks before 2007, and encrypted ones


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook.

    Parameters
    ----------
    grid
        Its cells. [-]
    name
        Its name. [-]
    names
        Of all the sheets that are shown. [-]
    notes
        What had to be done. [-]
    divisors
        By index of the column, of the numbers that it shows. [-]

    """

    grid: Grid
    name: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    divisors: dict[int, int]


def sheet_names(path: Path, faults: Faults) -> tuple[str, ...]:
    """List the sheets of a workbook that are shown.

    Parameters
    ----------
    path
        The workbook. [-]
    faults
        Of the file. [-]

    Returns
    -------
    names
        In their order. [-]

    Raises
    ------
    InputError
        If it is no workbook, is encrypted, or is too large once decompressed.

    """
    look_at_workbook(path, faults)
    with _opened(path, faults) as book:
        return _shown(book)


def read_page(path: Path, sheet: str | None, faults: Faults) -> Page:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        The workbook. [-]
    sheet
        Its name; None for the first that is shown and not empty. [-]
    faults
        Of the file. [-]

    Returns
    -------
    page
        Its cells; those of formulas as they were computed when it was saved. [-]

    Raises
    ------
    InputError
        If it is no workbook, is encrypted or too large, or if a formula has no result.

    """
    parts = look_at_workbook(path, faults)
    with _opened(path, faults) as book:
        names = _shown(book)
        page = _asked(book, sheet, names, faults)
        cells = page.to_python(skip_empty_area=False) if page.start else []
        merged = tuple(page.merged_cell_ranges or ()) if page.start else ()
        name = page.name
    look_at_formulas(parts.get(name, b""), faults)
    faults.settle()
    first = next((row for row, line in enumerate(cells) if any(line)), 0)
    grid = Grid(
        [_plain(row) for row in cells[first:]],
        range(first + 1, len(cells) + 1),
        _moved(merged, first),
    )
    notes = () if len(names) < 2 else (f"sheet “{name}” of {len(names)}",)
    divisors = divided(parts.get(STYLES, b""), parts.get(name, b""))
    return Page(grid, name, names, notes, divisors)


def _opened(path: Path, faults: Faults) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise encrypted(faults) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(faults, str(error)) from error


def _shown(book: calamine.CalamineWorkbook) -> tuple[str, ...]:
    sheets = [
        sheet
        for sheet in book.sheets_metadata
        if sheet.typ is calamine.SheetTypeEnum.WorkSheet
    ]
    shown = [s for s in sheets if s.visible is calamine.SheetVisibleEnum.Visible]
    return tuple(sheet.name for sheet in shown)


def _asked(
    book: calamine.CalamineWorkbook,
    sheet: str | None,
    names: Sequence[str],
    faults: Faults,
) -> calamine.CalamineSheet:
    there = ", ".join(f"“{name}”" for name in names) or "none"
    if sheet is not None and sheet not in names:
        remedy = "Choose one of the sheets of the file."
        faults.add(f"one of the sheets {there}", f"“{sheet}”", remedy)
        faults.settle()
    try:
        for name in names if sheet is None else (sheet,):
            page = book.get_sheet_by_name(name)
            if page.start is not None or sheet is not None:
                return page
    except calamine.CalamineError as error:
        raise damaged(faults, str(error)) from error
    faults.add("a sheet with cells", f"only blank ones: {there}", "Fill one of them.")
    raise InputError(faults.all())


def _moved(merged: Sequence[Area], up: int) -> tuple[Area, ...]:
    return tuple(
        ((top - up, left), (bottom - up, right))
        for (top, left), (bottom, right) in merged
        if top >= up
    )


def _plain(row: Sequence[object]) -> list[Cell]:
    return [
        cell if cell.__class__ is str or cell.__class__ is float else _written(cell)
        for cell in row
    ]


def _written(cell: object) -> Cell:
    """Write a cell that is neither text nor number; midnight is left out of a date."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
