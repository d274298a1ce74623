"""The small TOML file that describes somebody's own table: a column map.

Written once by whoever knows the table, it says what no reader may guess: units,
time zone, which instant of the interval is stamped, what stands for “missing”.
"""

import math
import reprlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults, look_at_code
from trajectoire.sources.files import content, refuse
from trajectoire.sources.instants import Stamp
from trajectoire.sources.text import MOST_ROWS

LARGEST_TOML = 256 * 2**10  # bytes: the configuration of hundreds of stations
_MOST_POINTS = 64  # in a line: a key of thousands of names would be read for ever
_YEAR = 366 * 86400  # s
_Types = tuple[type, ...]
_TEXT: _Types = (str,)
_NUMBER: _Types = (int, float)
_LIST: _Types = (list,)
# key: (types, default); None for a key that must be there
_KEYS: dict[str, dict[str, tuple[_Types, Any]]] = {
    "station": {
        "code": (_TEXT, None),
        "latitude": (_NUMBER, None),
        "longitude": (_NUMBER, None),
        "height_m": (_NUMBER, None),
        "elevation_m": (_NUMBER, float("nan")),
        "name": (_TEXT, ""),
        "instrument_class": (_TEXT, ""),
    },
    "file": {
        "separator": (_TEXT, ""),
        "decimal": (_TEXT, "."),
        "header_row": (_NUMBER, 1),
    },
    "time": {
        "column": (_TEXT, None),
        "clock_column": (_TEXT, ""),
        "end_column": (_TEXT, ""),
        "format": (_TEXT, ""),
        "zone": (_TEXT, None),
        "stamp": (_TEXT, None),
        "interval_s": (_NUMBER, None),
    },
    "value": {
        "column": (_TEXT, None),
        "species": (_TEXT, None),
        "unit": (_TEXT, None),
        "fill": (_LIST, []),
        "uncertainty_column": (_TEXT, ""),
        "flag_column": (_TEXT, ""),
        "accepted_flags": (_LIST, []),
    },
    "source": {
        "publisher": (_TEXT, None),
        "title": (_TEXT, None),
        "licence": (_TEXT, None),
    },
}
_KINDS = {_TEXT: "a text", _NUMBER: "a number", _LIST: "a list"}


@dataclass(frozen=True)
class ColumnMap:
    """How to read somebody's own table.

    Parameters
    ----------
    station
        Where it was measured. [-]
    source
        Who publishes it. [-]
    file, time, value
        The sections of the same name, complete. [-]

    """

    station: Station
    source: Source
    file: dict[str, Any]
    time: dict[str, Any]
    value: dict[str, Any]


def read_column_map(path: Path) -> ColumnMap:
    """Read a column map.

    Parameters
    ----------
    path
        The TOML file. [-]

    Returns
    -------
    column_map
        Complete and checked. [-]

    Raises
    ------
    InputError
        With every key that is missing, unknown or of the wrong type.

    """
    given = read_toml(path)
    faults = Faults(path.name)
    for name in sorted(set(given) - set(_KEYS)):
        remedy = "Remove it."
        faults.add(f"sections {', '.join(_KEYS)}", f"“{name}”", remedy, column=name)
    sections = {name: _section(name, given.get(name, {}), faults) for name in _KEYS}
    _look_at_choices(sections, faults)
    code = sections["station"]["code"]
    if isinstance(code, str) and code:
        look_at_code(code, faults, "station.code")
    faults.settle()
    station = sections["station"]
    return ColumnMap(
        Station(
            station["code"],
            float(station["latitude"]),
            float(station["longitude"]),
            float(station["height_m"]),
            float(station["elevation_m"]),
            station["name"],
            station["instrument_class"],
        ),
        Source(**sections["source"], address=path.name),
        sections["file"],
        sections["time"],
        sections["value"],
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file, whatever it says.

    Parameters
    ----------
    path
        The file. [-]

    Returns
    -------
    table
        As ``tomllib`` gives it. [-]

    Raises
    ------
    InputError
        If it is not TOML, or is too large or too deep.

    """
    try:
        text = content(path, LARGEST_TOML).decode("utf-8-sig")
        points = max(line.count(".") for line in text.split("\n"))
        if points > _MOST_POINTS:
            expected, remedy = f"at most {_MOST_POINTS} points in a line", "Shorten it."
            raise refuse(path, expected, f"{points}", remedy)
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        remedy = "Texts go between quotes; sections between brackets."
        raise refuse(path, "a TOML file", str(error), remedy) from error


def _section(name: str, given: object, faults: Faults) -> dict[str, Any]:
    known = _KEYS[name]
    if not isinstance(given, dict):
        faults.add(f"a section [{name}]", reprlib.repr(given), "Put it in brackets.")
        given = {}
    for key in sorted(set(given) - set(known)):
        remedy = f"Keys of [{name}]: {', '.join(known)}."
        faults.add("a known key", f"“{key}”", remedy, column=f"{name}.{key}")
    section: dict[str, Any] = {}
    for key, (types, default) in known.items():
        value = given.get(key, default)
        place = f"{name}.{key}"
        if value is None or (default is None and value == ""):
            kind = _KINDS[types]
            faults.add(kind, "nothing", "Nobody may guess it: add it.", column=place)
        elif not isinstance(value, types) or isinstance(value, bool):
            faults.add(_KINDS[types], reprlib.repr(value), "Correct it.", column=place)
        section[key] = value
    return section


def _look_at_choices(sections: dict[str, dict[str, Any]], faults: Faults) -> None:
    stamps = tuple(stamp.value for stamp in Stamp)
    checks: tuple[tuple[str, str, Callable[[Any], bool], str], ...] = (
        ("time", "stamp", lambda v: v in stamps, f"one of {', '.join(stamps)}"),
        (
            "time",
            "interval_s",
            lambda v: 0 < v <= _YEAR,
            "a positive number of seconds",
        ),
        ("file", "decimal", lambda v: v in {".", ","}, "“.” or “,”"),
        ("file", "separator", _is_separator, "one character, or nothing"),
        ("file", "header_row", _is_row, "a row from 1 on"),
        ("station", "latitude", lambda v: -90 <= v <= 90, "-90 to 90 degrees"),
        ("station", "longitude", lambda v: -180 <= v <= 180, "-180 to 180 degrees"),
        ("station", "height_m", lambda v: -10 <= v <= 1000, "-10 to 1000 m"),
        ("station", "elevation_m", _is_elevation, "-500 to 9000 m"),
        ("value", "fill", _are_numbers, "a list of numbers"),
        ("value", "accepted_flags", _are_flags, "a list of texts or numbers"),
    )
    for section, key, is_right, expected in checks:
        value = sections[section][key]
        types = _KEYS[section][key][0]
        if isinstance(value, types) and value != "" and not is_right(value):
            remedy = "Correct it; check that latitude and longitude are not exchanged."
            if section != "station":
                remedy = "Correct it."
            faults.add(expected, reprlib.repr(value), remedy, column=f"{section}.{key}")


def _is_separator(value: str) -> bool:
    return len(value) <= 1 and value not in {'"', "\r", "\n"}


def _is_row(value: float) -> bool:
    return 1 <= value <= MOST_ROWS and value == int(value)


def _is_elevation(value: float) -> bool:
    if isinstance(value, float) and math.isnan(value):
        return True  # unknown
    return -500 <= value <= 9000


def _are_numbers(values: list[object]) -> bool:
    numbers = all(isinstance(v, int | float) and abs(v) < 2**63 for v in values)
    return numbers and not any(isinstance(v, bool) for v in values)


def _are_flags(values: list[object]) -> bool:
    return all(isinstance(value, str | int | float) for value in values)
