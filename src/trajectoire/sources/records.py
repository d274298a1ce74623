"""Tables kept as records: JSON lists of objects, and Parquet."""

import json
import re
import reprlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from trajectoire.core.errors import InputError
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import content
from trajectoire.sources.sheet_grid import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
)

PARQUET = b"PAR1"
_LISTS = ("data", "rows", "records", "results", "value")  # where publishers put rows
_COUNTS = ("count", "total_count", "total", "nhits", "@odata.count")
_NEXT = ("next", "nextLink", "@odata.nextLink")  # address of the next page
_BESIDE = ("links", "meta")  # where some say the two
_LONGEST_NUMBER = 300  # digits: more than a number of 64 bits ever has
_MEMORY = "1GB"
_INSTANT = "TIMESTAMP WITH TIME ZONE"
_EVENING = 20  # hour UTC: midnight from La Réunion to Paris is then, or later
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")  # of a letter written in two

Columns = dict[str, list[Cell]]


def read_json(path: Path, faults: Faults) -> Columns:
    """Read a list of objects.

    Parameters
    ----------
    path
        ``[{…}, …]``, or an object that holds such a list, with or without the schema of
        its fields. [-]
    faults
        Of the file. [-]

    Returns
    -------
    columns
        Cells of each field, blank where an object lacks it. [-]

    Raises
    ------
    InputError
        If it is no JSON, or holds no list of objects.

    """
    try:
        text = content(path).decode("utf-8-sig")
        found = json.loads(text, parse_int=_whole, object_pairs_hook=_once)
        if _HALVES.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        remedy = "Give a list of objects, one a row: [{…}, {…}]."
        faults.add("a JSON file", _slip(error), remedy)
        raise InputError(faults.all()) from error
    rows = _rows_of(found, faults)
    if rows is None or not rows:
        remedy = "Give a list of objects, one a row: [{…}, {…}]."
        faults.add("a list of objects", _kind(found), remedy)
    faults.settle()
    rows = rows or []
    _look_at_size(len(rows), len(rows[0]), faults)
    return _columns(rows, faults)


def _slip(error: Exception) -> str:
    """Say in plain words why a text is no JSON."""
    if isinstance(error, RecursionError):
        return "lists within lists, without end"
    if isinstance(error, json.JSONDecodeError):
        return f"a slip in row {error.lineno}"
    if isinstance(error, UnicodeDecodeError):
        return "letters that are no UTF-8"
    if isinstance(error, UnicodeEncodeError):
        return "half a letter, as \\ud800"
    return f"{error}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that an object says twice: one of the two would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"“{ascii(twice[:100])[1:-1]}” twice in an object")
    return found


def _whole(digits: str) -> float:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits")
    return float(digits)


def _kind(found: object) -> str:
    if isinstance(found, dict):
        return f"an object with {', '.join(list(map(str, found))[:5]) or 'nothing'}"
    return "an empty list" if found == [] else type(found).__name__


def _rows_of(found: Any, faults: Faults) -> list[dict[str, Any]] | None:
    """Find the list of objects; lists of cells are named by the schema beside them."""
    rows, fields = found, _fields(found)
    if isinstance(found, dict):
        named = [name for name in _LISTS if isinstance(found.get(name), list)]
        filled = [name for name in named if _is_of_rows(found[name])]
        if len(filled) > 1:
            said = " and ".join(f"“{name}”" for name in filled)
            faults.add("one list of rows", said, "Keep one of the lists.")
        rows = found[(filled or named)[0]] if named else None
        _look_at_pages(found, len(rows or ()), faults)
    if not isinstance(rows, list):
        return None
    if rows and all(isinstance(row, list) for row in rows):
        fields = fields or [str(cell) for cell in rows[0]]
        rows = _named(fields, rows if _fields(found) else rows[1:], faults)
    return rows if all(isinstance(row, dict) for row in rows) else None


def _is_of_rows(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(row, dict | list) for row in found)


def _named(
    fields: Sequence[str], rows: Sequence[list[Any]], faults: Faults
) -> list[dict[str, Any]]:
    """Give cells their names; one too many, or too few, would be lost or shifted."""
    for name in {name for name in fields if fields.count(name) > 1}:
        faults.add("each field once", f"“{name}” twice", "Rename one.", column=name)
    for number, row in enumerate(rows, 1):
        if len(row) != len(fields):
            expected = f"{len(fields)} cells, as there are fields"
            remedy = "Give each field its cell; null where there is nothing."
            faults.add(expected, f"{len(row)}", remedy, number)
    return [dict(zip(fields, row, strict=False)) for row in rows]


def _look_at_pages(found: dict[str, Any], rows: int, faults: Faults) -> None:
    """Refuse one page of several: the other rows would be missing without a word."""
    places = [found, *(p for p in map(found.get, _BESIDE) if isinstance(p, dict))]
    follows = any(place.get(name) for place in places for name in _NEXT)
    counts = [place.get(name) for place in places for name in _COUNTS]
    announced = max((c for c in counts if c.__class__ is float), default=0.0)
    whole = found.get("total_count", found.get("nhits"))  # without an address of more
    if announced > rows and (follows or announced == whole):
        remedy = "Ask for all the rows at once, or put the pages together."
        faults.add(f"the {announced:.0f} rows that the file counts", f"{rows}", remedy)


def _fields(found: Any) -> list[str]:
    schema = found.get("schema", found) if isinstance(found, dict) else {}
    fields = schema.get("fields", []) if isinstance(schema, dict) else []
    if not isinstance(fields, list):
        return []
    return [str(f.get("name", "") if isinstance(f, dict) else f) for f in fields]


def _look_at_size(rows: int, columns: int, faults: Faults) -> None:
    sizes = (
        (rows, MOST_ROWS, "rows"),
        (columns, MOST_COLUMNS, "columns"),
        (rows * columns, MOST_CELLS, "cells"),
    )
    for size, most, what in sizes:
        if size > most:
            faults.add(f"at most {most} {what}", f"{size}", "Split the table.")
    faults.settle()


def _columns(rows: Sequence[dict[str, Any]], faults: Faults) -> Columns:
    names = dict.fromkeys(name for row in rows for name in row)
    _look_at_size(len(rows), len(names), faults)
    columns: Columns = {}
    for name in names:
        columns[name] = _cells((row.get(name) for row in rows), name, faults)
    faults.settle()
    return columns


def _cells(values: Iterable[object], name: str, faults: Faults) -> list[Cell]:
    known: dict[str, str] = {}
    cells: list[Cell] = []
    for row, value in enumerate(values, 1):
        if value.__class__ is float:
            cells.append(value)
        elif value.__class__ is str:
            text = str(value).strip()
            if len(text) > LONGEST_CELL:
                expected = f"at most {LONGEST_CELL} characters in a cell"
                faults.add(expected, f"{len(text)}", "Shorten the text.", row, name)
            cells.append(known.setdefault(text, text))
        else:
            cells.append(_other(value))
    return cells


def _other(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, list | dict | tuple):
        return reprlib.repr(value)  # no figure: shown, so that it can be left out
    try:
        return float(str(value))  # a decimal
    except ValueError:
        return str(value)


def read_parquet(path: Path, faults: Faults) -> Columns:
    """Read a Parquet file.

    Parameters
    ----------
    path
        The file. [-]
    faults
        Of the file. [-]

    Returns
    -------
    columns
        Cells of each column. [-]

    Raises
    ------
    InputError
        If it is damaged or too large.

    """
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            connection.execute("SET threads = 1")
            shape = connection.execute(
                "SELECT num_rows FROM parquet_file_metadata(?)", [str(path)]
            ).fetchone()
            table = connection.from_parquet(str(path))
            _look_at_size(shape[0] if shape else 0, len(table.columns), faults)
            kinds = dict(zip(table.columns, map(str, table.types), strict=True))
            said = table.project(", ".join(map(_said, kinds, kinds.values())))
            columns = {}
            cells = zip(*said.fetchall(), strict=True)
            for name, values in zip(kinds, cells, strict=False):
                if kinds[name] == _INSTANT:
                    _look_at_instants(values, name, faults)
                columns[name] = _cells(values, name, faults)
    except duckdb.Error as error:
        remedy = "Write it again, or save it as CSV."
        found = f"{error}".replace(str(path), path.name)  # the server's own folders
        faults.add("a whole Parquet file", found[:200], remedy)
        raise InputError(faults.all()) from error
    if not columns:
        faults.add("rows", "none", "The file may be cut short: download it again.")
    faults.settle()
    return columns


def _said(name: str, kind: str) -> str:
    """Give an instant as UTC, and what holds some as text: no table of zones is had."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == _INSTANT:
        return f"make_timestamp(epoch_us({quoted})) AS {quoted}"
    return f"CAST({quoted} AS VARCHAR) AS {quoted}" if _INSTANT in kind else quoted


def _look_at_instants(values: Iterable[object], name: str, faults: Faults) -> None:
    """Refuse days that begin the evening before in UTC: the first one has its year."""
    instants = [value for value in values if isinstance(value, datetime)]
    hours = {one.hour for one in instants}
    whole = {(one.minute, one.second, one.microsecond) for one in instants} == {
        (0,) * 3
    }
    if whole and min(hours) >= _EVENING and max(hours) - min(hours) <= 1:
        found = f"{instants[0].isoformat(' ')} UTC, which is midnight elsewhere"
        remedy = "Write the days without hour nor time zone, or the years."
        faults.add("days that begin at midnight UTC", found, remedy, column=name)
