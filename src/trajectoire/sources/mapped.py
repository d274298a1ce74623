"""Somebody's own table, read with a column map: nothing in it is guessed."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import UnitError
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.sources.assembly import (
    Reading,
    Rows,
    assembled,
    concluded,
    missing_words,
)
from trajectoire.sources.column_map import ColumnMap
from trajectoire.sources.faults import Faults
from trajectoire.sources.instants import Stamp, beginnings, instants, zone_of
from trajectoire.sources.spelling import FLUX, conversion, mole_fraction_unit
from trajectoire.sources.text import (
    Table,
    numbers,
    read_text,
    separator_of,
    table_of,
)

KIND = "table with a column map"


def read_mapped(path: Path, column_map: ColumnMap) -> Reading:
    """Read a table as its column map says.

    Parameters
    ----------
    path
        CSV or the like. [-]
    column_map
        How to read it. [-]

    Returns
    -------
    reading
        One series. [unit of the species]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    text = read_text(path)
    faults = Faults(text.file)
    head = int(column_map.file["header_row"]) - 1
    line = text.lines[head] if head < len(text.lines) else ""
    table = table_of(text, column_map.file["separator"] or separator_of(line), head)
    wanted = _wanted(column_map)
    table.require(wanted, faults)
    unit, by = _unit(column_map, faults)
    faults.settle()
    start, duration = _intervals(table, column_map, faults)
    raw = numbers(table, column_map.value["column"], faults, column_map.file["decimal"])
    rows = Rows(
        start,
        duration,
        raw * by,
        _deviation(table, column_map, faults) * by,
        np.array(table.rows, dtype=np.int64),
        _refusal(table, raw, column_map),
    )
    species = column_map.value["species"]
    made = assembled(column_map.station, species, unit, rows, column_map.source, faults)
    notes = list(table.notes)
    ignored = [name for name in table.columns if name not in wanted]
    if ignored:
        notes.append(f"columns not read: {', '.join(ignored)[:200]}")
    return concluded(KIND, [made], rows, faults, notes)


def _wanted(column_map: ColumnMap) -> list[str]:
    value, time = column_map.value, column_map.time
    names = [
        time["column"],
        time["clock_column"],
        time["end_column"],
        value["column"],
        value["uncertainty_column"],
        value["flag_column"],
    ]
    return [name for name in names if name]


def _unit(column_map: ColumnMap, faults: Faults) -> tuple[str, float]:
    species, stated = column_map.value["species"], column_map.value["unit"]
    unit = FLUX if species.endswith("_flux") else mole_fraction_unit(species)
    try:
        return unit, conversion(stated, unit)
    except UnitError:
        faults.add(
            f"a unit that converts to {unit}",
            f"“{stated}”",
            "Correct value.unit in the column map.",
            column=column_map.value["column"],
        )
        return unit, 1.0


def _intervals(
    table: Table, column_map: ColumnMap, faults: Faults
) -> tuple[Instants, Array]:
    time = column_map.time
    zone = zone_of(time["zone"], faults)
    cells = table.columns[time["column"]]
    if time["clock_column"]:
        clocks = table.columns[time["clock_column"]]
        cells = [f"{day} {clock}" for day, clock in zip(cells, clocks, strict=True)]
    stamped = instants(cells, table.rows, faults, time["format"], zone, time["column"])
    duration = np.full(stamped.shape, float(time["interval_s"]))
    if not time["end_column"]:
        return beginnings(stamped, duration, Stamp(time["stamp"])), duration
    name = time["end_column"]
    ended = instants(
        table.columns[name], table.rows, faults, time["format"], zone, name
    )
    placed = ~(np.isnat(stamped) | np.isnat(ended))
    duration[placed] = (ended[placed] - stamped[placed]).astype(np.float64)
    return stamped, duration


def _deviation(table: Table, column_map: ColumnMap, faults: Faults) -> Array:
    name = column_map.value["uncertainty_column"]
    if not name:
        return np.full(len(table.rows), np.nan)
    read = numbers(table, name, faults, column_map.file["decimal"])
    return np.where(read > 0, read, np.nan)


def _refusal(table: Table, raw: Array, column_map: ColumnMap) -> NDArray[np.str_]:
    value = column_map.value
    words = missing_words(raw, tuple(float(fill) for fill in value["fill"]))
    if not value["flag_column"]:
        return words
    accepted = {str(flag) for flag in value["accepted_flags"]}
    flags = table.columns[value["flag_column"]]
    bad = np.array([flag not in accepted for flag in flags])
    named = np.array([f"flag {flag}"[:40] for flag in flags], dtype="<U40")
    return np.where(bad, named, words)
