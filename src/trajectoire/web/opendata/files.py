"""The figures of a territory as a file: table, workbook, columns or objects."""

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.db.models import QuerySet

from trajectoire.web.ledger.columns import COLUMNS
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.tables import Cell, lines, plain, records

MOST_ROWS = 1_000_000  # of a file; a sheet holds 1,048,576
_TYPES = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}


class Format(NamedTuple):
    """A kind of file.

    Parameters
    ----------
    name
        As the address ends. [-]
    media
        Media type. [-]
    european
        Its name in the list of file types of the European Union. [-]

    """

    name: str
    media: str
    european: str


FORMATS = {
    "csv": Format("csv", "text/csv", "CSV"),
    "json": Format("json", "application/json", "JSON"),
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
    ),
    "parquet": Format("parquet", "application/vnd.apache.parquet", "PARQUET"),
}


def streamed(
    entries: QuerySet[Entry], name: str, withheld: Collection[int]
) -> Iterator[str]:
    """Write figures as text, piece by piece.

    Parameters
    ----------
    entries
        Those to write. [-]
    name
        ``csv`` or ``json``. [-]
    withheld
        Numbers of those that would give a confidential figure away. [-]

    Yields
    ------
    text
        UTF-8 once encoded. [-]

    """
    entries = entries[:MOST_ROWS]
    if name == "csv":
        yield from lines(entries, withheld)
    else:
        yield from _objects(records(entries, _bare, withheld))


def packed(entries: QuerySet[Entry], name: str, withheld: Collection[int]) -> IO[bytes]:
    """Write figures as a file that must be whole before it is sent.

    Parameters
    ----------
    entries
        Those to write. [-]
    name
        ``xlsx`` or ``parquet``. [-]
    withheld
        Numbers of those that would give a confidential figure away. [-]

    Returns
    -------
    file
        At its beginning; it disappears once closed. [-]

    """
    entries = entries[:MOST_ROWS]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{name}"
        if name == "xlsx":
            _workbook(records(entries, plain, withheld), path)
        else:
            _parquet(lines(entries, withheld), path)
        return path.open("rb")  # outlives the name of the file


def _objects(rows: Iterable[list[Cell]]) -> Iterator[str]:
    names = [column.name for column in COLUMNS]
    before = "[\n"
    for row in rows:
        told = zip(names, row, strict=True)
        said = {name: cell for name, cell in told if cell not in (None, "")}
        yield before + json.dumps(said, ensure_ascii=False)
        before = ",\n"
    yield ("[" if before == "[\n" else "") + "\n]\n"


def _bare(cell: Cell) -> Any:
    """Give a cell as JSON holds it: nobody takes its texts for formulas."""
    return cell if isinstance(cell, str) else plain(cell)


def _workbook(rows: Iterable[list[Cell]], path: Path) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("figures")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [column.name for column in COLUMNS])
        kinds = {str: sheet.write_string, float: sheet.write_number}
        kinds[int] = sheet.write_number
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell not in (None, ""):
                    kinds[type(cell)](number, place, cell)
        meanings = book.add_worksheet("columns")
        meanings.write_row(0, 0, ("name", "type", "meaning"))
        for number, column in enumerate(COLUMNS, start=1):
            meanings.write_row(number, 0, (column.name, column.kind, column.meaning))


def _parquet(text: Iterable[str], path: Path) -> None:
    import duckdb

    table = path.with_suffix(".csv")
    with table.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(text)
    types = {column.name: _TYPES[column.kind] for column in COLUMNS}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.read_csv(str(table), header=True, dtype=types)
        found.write_parquet(str(path), compression="zstd")
