"""Figures as a table that a spreadsheet opens, and that nothing in it can command."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from trajectoire.core.quantity import Quantity
from trajectoire.web.ledger.columns import COLUMNS
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.secrecy import with_origins

Cell = str | float | int | date | datetime | None
_CHUNK = 2000  # entries read at a time
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")


_INTERVAL = ("low", "high")
_PATHS = [column.path for column in COLUMNS if column.path]
_ORIGIN = [
    place
    for place, path in enumerate(_PATHS)
    if path.startswith(("activity", "factor"))
]
_PLACES = {name: place for place, name in enumerate([*_PATHS, *_INTERVAL])}


def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula.

    Parameters
    ----------
    text
        What would be written in a cell. [-]

    Returns
    -------
    text
        The same, after an apostrophe if it begins as a formula does. [-]

    """
    return f"'{text}" if text.startswith(_COMMANDS) else text


def records(entries: QuerySet[Entry]) -> Iterator[list[Cell]]:
    """Read figures as rows of the table.

    Parameters
    ----------
    entries
        Those to read. [-]

    Yields
    ------
    cells
        One for each of ``COLUMNS``; None for what is not said. [-]

    """
    found = with_origins(entries).values_list(*_PATHS, *_INTERVAL, "secret_origin")
    for *said, secret in found.iterator(chunk_size=_CHUNK):
        bounds = dict(zip(("low_90", "high_90"), _bounds(said), strict=True))
        if secret:
            for place in _ORIGIN:
                said[place] = None
        yield [
            said[_PLACES[column.path]] if column.path else bounds[column.name]
            for column in COLUMNS
        ]


def lines(entries: QuerySet[Entry]) -> Iterator[str]:
    """Write figures as CSV, line by line.

    Parameters
    ----------
    entries
        Those to write. [-]

    Yields
    ------
    line
        The header, then one line a figure; the unit has its column. [-]

    """
    writer = csv.writer(_Echo())
    yield str(writer.writerow(column.name for column in COLUMNS))
    for row in records(entries):
        yield str(writer.writerow([plain(cell) for cell in row]))


def plain(cell: Cell) -> str | float | int | None:
    """Give a cell as text files and workbooks hold it.

    Parameters
    ----------
    cell
        A cell. [-]

    Returns
    -------
    cell
        Instants and days in ISO 8601, numbers of runs as text, no formula. [-]

    """
    if cell is None or isinstance(cell, int | float):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(str(cell))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _bounds(said: Sequence[Any]) -> tuple[float, float] | tuple[None, None]:
    value, uncertainty, low, high = (
        said[_PLACES[name]] for name in ("value", "uncertainty", "low", "high")
    )
    if value is None or (uncertainty is None and low is None):
        return None, None
    if low is not None:
        return low, high
    unit, law = said[_PLACES["unit"]], said[_PLACES["law"]]
    return Quantity(value, unit, uncertainty, law=law).bounds() or (None, None)
