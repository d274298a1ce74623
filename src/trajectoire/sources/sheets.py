"""A sheet as people keep their figures in: columns, and where each row stands."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from trajectoire.core.errors import InputError
from trajectoire.sources.collector import collector_paused
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import LARGEST_TEXT, opening
from trajectoire.sources.records import PARQUET, read_json, read_parquet
from trajectoire.sources.sheet_grid import MOST_ROWS, Cell, Grid, Headed, headed
from trajectoire.sources.sheet_grid_merged import Covered, covered
from trajectoire.sources.text import read_text
from trajectoire.sources.text_rows import rows_of
from trajectoire.sources.workbook import OLE, ZIP, Page, read_page
from trajectoire.sources.workbook import sheet_names as names_of_workbook

_SEPARATORS = "\t;|,"
_SEARCHED = 50  # lines in which the separator is looked for
_WORKBOOKS = (".xlsx", ".ods")
_LOOKED_AT = 4096  # bytes in which the marks of a page are looked for
_BLANK = b"\xef\xbb\xbf \t\r\n"
_PAGE = re.compile(rb"<(?i:!doctype\s+html|html|head|body)\b")
_TABLE = re.compile(rb"<(?i:table)\b")
_LONGEST_PASTE = 10 * 2**20  # characters


@dataclass(frozen=True)
class Sheet:
    """Columns of a table, each row with its place in the file.

    Parameters
    ----------
    file
        Name of the file. [-]
    columns
        Cells of each column: numbers where the file has numbers, texts elsewhere, an
        empty text where there is nothing. [-]
    rows
        Number of each row in the file, from 1. [-]
    header_row
        Where the names of the columns are; 0 where the format has no such row. [-]
    name
        Of the sheet; empty for a file that has only one. [-]
    names
        Of all the sheets of the file. [-]
    notes
        What had to be done to read it. [-]
    covered
        Blank cells that merged ones cover, by column and number of row. [-]

    """

    file: str
    columns: dict[str, list[Cell]]
    rows: list[int]
    header_row: int = 1
    name: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    covered: dict[str, dict[int, Covered]] = field(default_factory=dict)


def sheet_names(path: Path, file: str = "") -> tuple[str, ...]:
    """List the sheets among which one must be chosen.

    Parameters
    ----------
    path
        The file. [-]
    file
        Its name as its owner knows it; empty for that of the path. [-]

    Returns
    -------
    names
        Empty for a file that is no workbook. [-]

    Raises
    ------
    InputError
        If it cannot be read.

    """
    first = opening(path, LARGEST_TEXT)
    if not first.startswith(ZIP):
        return ()
    return names_of_workbook(path, Faults(file or path.name))


def read_sheet(path: Path, sheet: str | None = None, file: str = "") -> Sheet:
    """Read a sheet of a workbook, a text table, a Parquet or a JSON file.

    Parameters
    ----------
    path
        The file; what it holds says its format, not its name. [-]
    sheet
        Name of the sheet; None for the first that is shown and not empty. [-]
    file
        Name of the file as its owner knows it; empty for that of the path. [-]

    Returns
    -------
    sheet
        Its columns. [-]

    Raises
    ------
    InputError
        If it is no table, is too large, is damaged or is encrypted.

    """
    with collector_paused():
        return _read(path, sheet, Faults(file or path.name))


def _read(path: Path, sheet: str | None, faults: Faults) -> Sheet:
    first = opening(path, LARGEST_TEXT)
    _look_at_kind(path, first, faults)
    if first.startswith(ZIP):
        page = read_page(path, sheet, faults)
        table = headed(page.grid, faults)
        return Sheet(
            faults.file,
            table.columns,
            table.rows,
            table.header_row,
            page.name,
            page.names,
            (*page.notes, *table.notes, *_divided(page, table)),
            covered(page.grid, table, faults),
        )
    if first.startswith(PARQUET):
        return _recorded(read_parquet(path, faults), faults)
    if first.lstrip(_BLANK)[:1] in (b"[", b"{"):
        return _recorded(read_json(path, faults), faults)
    if not faults.file.lower().endswith(_WORKBOOKS):
        return _of_file(path, faults)
    try:
        text = _of_file(path, Faults(faults.file))
    except InputError as error:
        if any(fault.found == "binary content" for fault in error.faults):
            raise
        remedy = "Save the table in a spreadsheet as XLSX, or as CSV."
        faults.add("a workbook, as the name of the file says", "a text", remedy)
        raise InputError(faults.all()) from error
    note = "its name says a workbook, but it is a text: it was read as one"
    return replace(text, notes=(note, *text.notes))


def _divided(page: Page, table: Headed) -> tuple[str, ...]:
    """Say which columns hold other numbers than their author sees."""
    return tuple(
        f"“{name}” shows its numbers divided by {page.divisors[place]}: they were read "
        "whole, check their unit"
        for place, name in zip(table.places, table.columns, strict=True)
        if place in page.divisors
    )


def _look_at_kind(path: Path, first: bytes, faults: Faults) -> None:
    """Name what spreadsheets open under the name of a workbook, and is none."""
    found, remedy = "", "Open it in a spreadsheet and save it as XLSX."
    if first.startswith(OLE):
        found = "XLS or an encrypted file"
        remedy = "Save it as XLSX, without a password."
    elif first.lstrip(_BLANK)[:1] in (b"<", b""):
        with path.open("rb") as stream:
            begins = stream.read(_LOOKED_AT).lstrip(_BLANK)
        if begins.startswith(b"<?xml") and not _PAGE.search(begins):
            found = "an XML file"
        elif begins[:1] == b"<" and (_PAGE.search(begins) or _TABLE.search(begins)):
            found = "a web page"
    if found:
        faults.add("XLSX, ODS, CSV, Parquet or JSON", found, remedy)
        faults.settle()


def _recorded(columns: dict[str, list[Cell]], faults: Faults) -> Sheet:
    count = len(next(iter(columns.values())))
    return Sheet(faults.file, columns, list(range(1, count + 1)), 0)


def _of_file(path: Path, faults: Faults) -> Sheet:
    try:
        text = read_text(path)
    except InputError as error:
        for fault in error.faults:  # under the name that its owner knows
            faults.add(fault.expected, fault.found, fault.remedy, fault.row)
        raise InputError(faults.all()) from error
    return _of_lines(text.lines, faults, text.notes)


def sheet_of_text(text: str, file: str = "") -> Sheet:
    """Read a table that was pasted from a spreadsheet.

    Parameters
    ----------
    text
        Rows, with tabulations, semicolons or commas between cells. [-]
    file
        What the faults call it; empty where there is no file. [-]

    Returns
    -------
    sheet
        Its columns. [-]

    Raises
    ------
    InputError
        If it is no table, or is too large.

    """
    faults = Faults(file)
    if len(text) > _LONGEST_PASTE:
        expected = f"at most {_LONGEST_PASTE} characters"
        faults.add(expected, f"{len(text)}", "Send it as a file.")
        faults.settle()
    if not text.strip():
        faults.add("rows", "nothing", "Copy the cells in the spreadsheet first.")
        faults.settle()
    plain = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    with collector_paused():
        return _of_lines(plain.split("\n"), faults, ())


def _of_lines(lines: Sequence[str], faults: Faults, notes: tuple[str, ...]) -> Sheet:
    separator = separator_in(lines)
    cells: list[list[Cell]] = []
    numbers: list[int] = []
    for number, _, row in rows_of(lines, separator, faults):
        if not any(row):
            continue
        if len(cells) >= MOST_ROWS:
            faults.add(f"at most {MOST_ROWS} rows", "more", "Split the table.")
            break
        cells.append(row)  # type: ignore[arg-type]
        numbers.append(number)
    faults.settle()
    table = headed(Grid(cells, numbers), faults)
    _look_at_widths(cells, numbers, table.header_row, faults)
    return Sheet(
        faults.file,
        table.columns,
        table.rows,
        table.header_row,
        notes=(*notes, *table.notes),
    )


def _look_at_widths(
    cells: Sequence[Sequence[Cell]],
    numbers: Sequence[int],
    header_row: int,
    faults: Faults,
) -> None:
    """Refuse rows in which a separator too many, or too few, shifted the cells.

    A row with one cell alone is a remark of its author: it has no figure to be shifted.
    """
    wanted = len(cells[numbers.index(header_row) if header_row else 0])
    remedy = "Look at the separator, the quotes, and the end of the file."
    for number, row in zip(numbers, cells, strict=True):
        if number > header_row and len(row) not in (wanted, 1):
            expected = f"{wanted} cells, as in the row of names"
            faults.add(expected, f"{len(row)}", remedy, number)
    faults.settle()


def separator_in(lines: Sequence[str]) -> str:
    """Say what separates the cells of a text, commas being decimal marks elsewhere.

    Parameters
    ----------
    lines
        Of the text. [-]

    Returns
    -------
    separator
        That which comes equally often in most lines; tabulation and semicolon before
        comma. [-]

    Examples
    --------
    >>> separator_in(["a;b", "1,5;2,5"])
    ';'

    """
    filled = [line for line in lines if line.strip()][: 4 * _SEARCHED]
    best, score = ",", 0.0
    for separator in _SEPARATORS:
        widths = Counter(_widths(filled, separator))
        if set(widths) <= {1}:
            continue
        widths.pop(1, None)
        steady = max(widths.values()) / min(len(filled), _SEARCHED)
        if steady > score + 0.2 or score == 0.0:
            best, score = separator, steady
    return best


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    try:
        rows = islice(csv.reader(lines, delimiter=separator), _SEARCHED)
        return [len(row) for row in rows]
    except csv.Error:
        return []
