"""Figures as a table that a spreadsheet opens, and that nothing in it can command."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby, islice
from typing import Any

from django.db.models import ExpressionWrapper, F, QuerySet, TextField

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.secrecy import WITHHELD
from trajectoire.web.ledger.columns import COLUMNS
from trajectoire.web.ledger.dimensions import TABLES
from trajectoire.web.ledger.factors import Factor
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.secrecy import NOTHING, with_origins

Cell = str | float | int | date | datetime | None
Write = Callable[[Any], Any]
_CHUNK = 2000  # entries read at a time
_AT_ONCE = 200  # lines written at a time
_LATER = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@])")
_QUOTED = r"\1'"
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")

# Words (a source, a sector) are read and written once, and named by their number.
_WORDS = {str(table._meta.model_name): table for table in (*TABLES, Factor)}
_OWN = [c.path for c in COLUMNS if c.path and c.path.split("__")[0] not in _WORDS]
_ORIGIN = [place for place, path in enumerate(_OWN) if path.startswith("activity")]
_PLACES = {name: place for place, name in enumerate([*_OWN, "low", "high"])}
_NAMES = [f"{name}_id" for name in _WORDS]
_FACTOR = _NAMES.index("factor_id")
_KINDS = {column.path: column.kind for column in COLUMNS}
_TEXTS = [place for place, path in enumerate(_OWN) if _KINDS[path] == "string"]
_MOMENTS = [place for place, path in enumerate(_OWN) if _KINDS[path] == "datetime"]
# A database that keeps instants as text gives them as text: few are worth reading.
_INSTANTS = {
    f"said_{column.path}": ExpressionWrapper(F(column.path), output_field=TextField())
    for column in COLUMNS
    if column.kind == "datetime"
}


def _plan() -> list[tuple[int | None, int, int]]:
    """Say where runs of columns come from: a table of words, or places of the entry."""
    computed = {"low_90": "low", "high_90": "high"}
    order = [column.path or computed[column.name] for column in COLUMNS]
    tables = list(_WORDS)

    def origin(path: str) -> int | None:
        name = path.split("__", maxsplit=1)[0]
        return tables.index(name) if name in _WORDS else None

    plan = []
    for table, run in groupby(order, origin):
        paths = list(run)
        if table is not None:
            plan.append((table, 0, 0))
            continue
        plan += [(None, _PLACES[path], _PLACES[path] + 1) for path in paths]
    return plan


def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula.

    Parameters
    ----------
    text
        What would be written in a cell. [-]

    Returns
    -------
    text
        The same, after an apostrophe if it begins as a formula does; one also after
        each semicolon, tabulation or end of line where a formula would begin: French
        spreadsheets cut there, in cells between commas too. [-]

    """
    said = _LATER.sub(_QUOTED, text)
    return f"'{said}" if text.lstrip(" ").startswith(_COMMANDS) else said


def records(
    entries: QuerySet[Entry], write: Write, withheld: Collection[int]
) -> Iterator[list[Any]]:
    """Read figures as rows of the table.

    Parameters
    ----------
    entries
        Those to read. [-]
    write
        Makes of a cell what a file holds; called once for the same text. [-]
    withheld
        Numbers of those that would give a confidential figure away. [-]

    Yields
    ------
    cells
        One for each of ``COLUMNS``; None for what is not said. [-]

    """
    read = [f"said_{path}" if f"said_{path}" in _INSTANTS else path for path in _OWN]
    fields = (*read, "low", "high", *_NAMES, "pk", "secret_origin")
    found = with_origins(entries).annotate(**_INSTANTS).values_list(*fields)
    words = [_Words(table, write) for table in _WORDS.values()]
    lines = iter(found.iterator(chunk_size=_CHUNK))
    while some := list(islice(lines, _CHUNK)):
        texts = _Texts(write)
        for place, table in enumerate(words, start=len(_PLACES)):
            table.read({said[place] for said in some})
        for said in some:
            yield _row(_public(list(said), withheld), words, texts)


def lines(entries: QuerySet[Entry], withheld: Collection[int]) -> Iterator[str]:
    """Write figures as CSV, some lines at a time.

    Parameters
    ----------
    entries
        Those to write. [-]
    withheld
        Numbers of those that would give a confidential figure away. [-]

    Yields
    ------
    lines
        The header, then one line a figure; the unit has its column. [-]

    """
    yield _written([[column.name for column in COLUMNS]])
    rows = records(entries, plain, withheld)
    while some := list(islice(rows, _AT_ONCE)):
        yield _written(some)


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


def _written(rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


class _Texts(dict[Any, Any]):
    """Texts and instants of some entries, each written once."""

    def __init__(self, write: Write) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, said: Any) -> Any:
        self[said] = self._write(said)
        return self[said]

    def instant(self, said: str | datetime) -> Any:
        """Write an instant, from what the database keeps."""
        if said not in self:
            moment = datetime.fromisoformat(said) if isinstance(said, str) else said
            known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self[said] = self._write(known.astimezone(UTC))
        return self[said]


class _Words:
    """Columns that come from a table of words, by the number of the word."""

    def __init__(self, table: Any, write: Write) -> None:
        name = str(table._meta.model_name)
        self._table, self._write = table, write
        paths = [c.path for c in COLUMNS if c.path.split("__")[0] == name]
        self._names = [path.removeprefix(f"{name}__") for path in paths]
        self.cells: dict[int | None, list[Any]] = {None: [None] * len(paths)}

    def read(self, numbers: set[int | None]) -> None:
        """Read the words that were not met yet."""
        unknown = numbers - set(self.cells)
        if unknown:
            rows = self._table.objects.filter(pk__in=unknown)
            for number, *said in rows.values_list("pk", *self._names):
                self.cells[number] = [self._write(cell) for cell in said]


_PLAN = _plan()


def _public(said: list[Any], withheld: Collection[int]) -> list[Any]:
    """Take from an entry what the public does not read; see ``secrecy``."""
    if said[-2] in withheld or said[-1]:
        said[len(_PLACES) + _FACTOR] = None
        for place in _ORIGIN:
            said[place] = None
        for name, nothing in (NOTHING | {"note": WITHHELD}).items():
            if name in _PLACES:
                said[_PLACES[name]] = nothing
    return said


def _row(said: list[Any], words: Sequence[_Words], texts: _Texts) -> list[Any]:
    """Put the cells of an entry in the order of the columns."""
    said[_PLACES["low"]], said[_PLACES["high"]] = _bounds(said)
    for place in _TEXTS:
        said[place] = texts[said[place]]
    for place in _MOMENTS:
        said[place] = texts.instant(said[place])
    cells: list[Any] = []
    for table, first, last in _PLAN:
        if table is None:
            cells += said[first:last]
        else:
            cells += words[table].cells[said[len(_PLACES) + table]]
    return cells


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
