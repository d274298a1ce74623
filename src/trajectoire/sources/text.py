"""Text tables as people really save them: encodings, separators, quotes, commas."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import NETCDF, SQLITE, content, refuse
from trajectoire.sources.text_rows import rows_of

LONGEST_CELL = 100_000  # characters: more is a damaged file or an attack
_LONGEST_ROW = 1_000_000  # characters
MOST_ROWS = 5_000_000  # three years of minutes are 1.6 million
MOST_COLUMNS = 1000
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

_WINDOWS = re.compile(rb"[\x80-\x9f]")  # letters of Windows, signs of latin-1
_BOMS = (
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_WIDE = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")  # marks of UTF-32
_WIDE_LETTERS = re.compile(rb"(?:[^\0][\0-\x20]\0\0){9}|(?:\0\0[\0-\x20][^\0]){9}")


@dataclass(frozen=True)
class Text:
    """A file decoded, line by line.

    Parameters
    ----------
    file
        Its name. [-]
    lines
        Without line ends. [-]
    notes
        What had to be done to read it. [-]

    """

    file: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns of text, each with its name, each row with its place in the file.

    Parameters
    ----------
    file
        Name of the file. [-]
    columns
        Cells of each column, stripped of spaces. [-]
    rows
        Number of each row in the file, from 1. [-]
    notes
        What had to be done to read it. [-]

    """

    file: str
    columns: dict[str, list[str]]
    rows: list[int]
    notes: tuple[str, ...]

    def require(self, names: Sequence[str], faults: Faults) -> None:
        """Note every column that is missing, with those that are there.

        Parameters
        ----------
        names
            Columns that are needed. [-]
        faults
            Where the missing ones are noted. [-]

        """
        there = ", ".join(self.columns) or "none"
        for name in names:
            if name not in self.columns:
                faults.add(
                    f"a column “{name}”",
                    f"only {there}",
                    "Add it, or give its new name in a mapping file.",
                    column=name,
                )


def read_text(path: Path) -> Text:
    """Read a text file, whatever its encoding.

    Parameters
    ----------
    path
        Plain or gzip-compressed text. [-]

    Returns
    -------
    text
        Its lines, and notes on the encoding. [-]

    Raises
    ------
    InputError
        If the file cannot be read, or is no text.

    """
    raw = content(path)
    if raw.startswith(_WIDE) or _WIDE_LETTERS.match(raw):
        remedy = "Save it as UTF-8."
        raise refuse(path, "text in UTF-8, UTF-16 or Latin-1", "UTF-32", remedy)
    if raw.startswith((*NETCDF, SQLITE)) or b"\x00" in raw[:4096].replace(b"\r", b""):
        encoded = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not encoded:
            raise refuse(
                path, "text", "binary content", "Give the CSV, not its container."
            )
    decoded, notes = _decoded(raw)
    count = max(map(decoded.count, _LINE_ENDS))
    if count > MOST_ROWS:
        remedy = "Split it by year or by station."
        raise refuse(path, f"at most {MOST_ROWS} rows", f"{count}", remedy)
    lines = tuple(decoded.splitlines())
    if not any(line.strip() for line in lines):
        raise refuse(path, "rows", "only blank lines", "Download the file again.")
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_ROW:
            faults = Faults(path.name)
            faults.add(
                f"rows of at most {_LONGEST_ROW} characters",
                f"one of {len(line)}",
                "Shorten the text in its cells.",
                number,
            )
            faults.settle()
    return Text(path.name, lines, notes)


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            text = raw.decode(encoding, errors="replace")
            return text.lstrip("\ufeff"), (f"byte-order mark: read as {encoding}",)
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _of_one_byte(raw)


def _of_one_byte(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode what spreadsheets write: letters that latin-1 lacks (œ, ’, €) included."""
    if _WINDOWS.search(raw):
        try:
            return raw.decode("cp1252"), ("not UTF-8: read as windows-1252",)
        except UnicodeDecodeError:  # five bytes that Windows leaves without letter
            pass
    return raw.decode("latin-1"), ("not UTF-8: read as latin-1",)


def separator_of(line: str) -> str:
    """Say what separates the cells of a row.

    Parameters
    ----------
    line
        A row with the names of the columns. [-]

    Returns
    -------
    separator
        The most frequent of semicolon, tabulation, comma and bar. [-]

    """
    return max(";\t,|", key=line.count)


def table_of(
    text: Text, separator: str, head: int = 0, names: Sequence[str] = ()
) -> Table:
    """Cut the lines into columns.

    Parameters
    ----------
    text
        The file. [-]
    separator
        Between cells; a space means any run of spaces. [-]
    head
        Index of the line with the names of the columns. [-]
    names
        Names to use instead of that line's. [-]

    Returns
    -------
    table
        The columns. [-]

    Raises
    ------
    InputError
        If rows have more or fewer cells than the header, if a name comes twice, or
        if there is no row.

    """
    faults = Faults(text.file)
    header = list(names) or _header(text, head, separator, faults)
    _look_at_header(header, head, faults)
    columns: dict[str, list[str]] = {name: [] for name in header}
    rows: list[int] = []
    known: dict[str, str] = {}  # one copy of a cell that comes a million times
    for row, cells in _each(text, head + 1, separator):
        if not any(cell.strip() for cell in cells):
            continue
        if _is_sound(row, cells, header, faults):
            rows.append(row)
            for name, cell in zip(header, cells, strict=True):
                stripped = cell.strip()
                columns[name].append(known.setdefault(stripped, stripped))
    if not rows and not faults:
        faults.add("rows under the header", "none", _AGAIN)
    faults.settle()
    return Table(text.file, columns, rows, text.notes)


_AGAIN = "The file may be cut short: download it again."


def _is_sound(row: int, cells: list[str], header: list[str], faults: Faults) -> bool:
    if len(cells) != len(header):
        faults.add(
            f"{len(header)} cells, as in the header",
            f"{len(cells)}",
            "Look at the separator, the quotes, and the end of the file.",
            row,
        )
        return False
    if max(map(len, cells)) <= LONGEST_CELL:
        return True
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            faults.add(
                f"at most {LONGEST_CELL} characters in a cell",
                f"{len(cell)}",
                "Shorten the text.",
                row,
                name,
            )
    return False


def _header(text: Text, head: int, separator: str, faults: Faults) -> list[str]:
    if head >= len(text.lines):
        faults.add("a row with the names of the columns", "the end of the file", _AGAIN)
        faults.settle()
    line = text.lines[head]
    if separator == " ":
        return line.split()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _look_at_header(header: Sequence[str], head: int, faults: Faults) -> None:
    if len(header) > MOST_COLUMNS:
        expected, remedy = f"at most {MOST_COLUMNS} columns", "Keep those that matter."
        faults.add(expected, f"{len(header)}", remedy, head + 1)
        faults.settle()
    for name in {name for name in header if header.count(name) > 1 and name}:
        faults.add("each column once", f"“{name}” twice", "Rename one.", head + 1, name)


def _each(text: Text, first: int, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each row, and the number of its last line in the file."""
    lines = text.lines[first:]
    if separator == " ":
        yield from ((n, line.split()) for n, line in enumerate(lines, first + 1))
        return
    faults = Faults(text.file)
    for row in rows_of(lines, separator, faults, first, _LONGEST_ROW + 1):
        yield row.last, row.cells
    faults.settle()


def numbers(table: Table, name: str, faults: Faults, decimal: str = ".") -> Array:
    """Read a column as numbers; an empty cell is missing, never zero.

    Parameters
    ----------
    table
        The table. [-]
    name
        The column. [-]
    faults
        Where cells that are no number are noted. [-]
    decimal
        Decimal mark. [-]

    Returns
    -------
    values : (row,)
        NaN where the cell is empty or says NaN; infinities are kept. [unit of file]

    """
    values = np.full(len(table.rows), np.nan)
    for index, cell in enumerate(table.columns[name]):
        try:
            values[index] = _number(cell, decimal)
        except ValueError:
            comma = decimal == "." and "," in cell
            faults.add(
                f"a number written with “{decimal}”",
                f"“{cell}”",
                "Describe the file in a mapping with decimal = “,”."
                if comma
                else "Correct the cell, or leave it empty if the value is missing.",
                table.rows[index],
                name,
            )
    return values


def decimal_of(table: Table, names: Iterable[str]) -> str:
    """Tell the decimal mark of a table that nothing describes.

    Parameters
    ----------
    table
        The table. [-]
    names
        Its columns of numbers. [-]

    Returns
    -------
    decimal
        A comma where cells hold commas and none a point, a point otherwise. [-]

    """
    cells = [cell for name in names for cell in table.columns[name]]
    commas, points = (any(mark in cell for cell in cells) for mark in ",.")
    return "," if commas and not points else "."


_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "-"})


def is_missing(cell: str) -> bool:
    """Tell whether a cell says that there is no value.

    Parameters
    ----------
    cell
        Stripped of spaces. [-]

    Returns
    -------
    missing
        False for a number, and for what is neither. [-]

    """
    return cell.lower() in _MISSING


def _number(cell: str, decimal: str) -> float:
    if is_missing(cell):
        return math.nan
    if decimal != ".":
        if "." in cell:
            raise ValueError(cell)
        cell = cell.replace(decimal, ".")
    if "_" in cell:  # Python would read 1_000 as a thousand
        raise ValueError(cell)
    return float(cell)
