"""Observations of ICOS: the ATC's CSV and older text, and the ICOS Cities CSV.

The two CSV look alike, with one trap between them: the ATC stamps the beginning of
each interval, ICOS Cities its middle. The header is believed only where it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.sources.assembly import (
    Reading,
    Rows,
    assembled,
    concluded,
    missing_words,
)
from trajectoire.sources.faults import Faults
from trajectoire.sources.icos_header import (
    header_of,
    interval_of,
    multiplier_of,
    station_of,
)
from trajectoire.sources.instants import Stamp, beginnings, instants
from trajectoire.sources.spelling import mole_fraction_unit
from trajectoire.sources.text import Table, Text, numbers, read_text, table_of

CC_BY = "CC BY 4.0"
_CLOCK = ("Year", "Month", "Day", "Hour", "Minute")
_AUTOMATIC = "flag U (not yet checked by hand)"


@dataclass(frozen=True)
class Layout:
    """What distinguishes one ICOS file from another.

    Parameters
    ----------
    kind
        Name of the format. [-]
    stamp
        Which instant of the interval is written. [-]
    instrument_class
        Class of the sensors. [-]
    licence
        Licence of the data. [-]
    flags
        Why rows with a flag are left out; an empty reason keeps them. [-]
    allow_truncated
        Whether a file shorter than its header says is accepted. [-]

    """

    kind: str
    stamp: Stamp
    instrument_class: str
    licence: str
    flags: Mapping[str, str]
    allow_truncated: bool = False


def _atc(*, unchecked: bool, allow_truncated: bool = False) -> Layout:
    flags = {
        "O": "",
        "U": "" if unchecked else _AUTOMATIC,
        "N": "flag N (incorrect)",
        "K": "flag K (incorrect, checked by hand)",
    }
    return Layout(
        "ICOS ATC CSV", Stamp.BEGINNING, "reference", CC_BY, flags, allow_truncated
    )


def _cities(*, unchecked: bool, allow_truncated: bool) -> Layout:
    flags = {
        "O": "",
        "U": "" if unchecked else _AUTOMATIC,
        "H": "flag H (spike, local contamination)",
        "N": "flag N (incorrect)",
        "K": "flag K (incorrect, checked by hand)",
    }
    return Layout(
        "ICOS Cities CSV", Stamp.MIDDLE, "mid-cost", CC_BY, flags, allow_truncated
    )


def read_icos_atc(
    path: Path, *, unchecked: bool = False, allow_truncated: bool = False
) -> Reading:
    """Read a file of the ICOS Atmosphere Thematic Centre, level 2 or near real time.

    Parameters
    ----------
    path
        The ``.CO2``, ``.CO``, ``.CH4``… file. [-]
    unchecked
        Whether values that nobody has checked yet (flag U) are kept. [-]
    allow_truncated
        Whether a file shorter than its header says is accepted. [-]

    Returns
    -------
    reading
        One series. [ppm or nmol/mol]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    layout = _atc(unchecked=unchecked, allow_truncated=allow_truncated)
    return _read_headed(read_text(path), layout)


def read_icos_cities(
    path: Path, *, unchecked: bool = True, allow_truncated: bool = False
) -> Reading:
    """Read a low-cost or mid-cost file of the ICOS Cities portal.

    Parameters
    ----------
    path
        The CSV. [-]
    unchecked
        Whether values that nobody has checked yet (flag U) are kept: level 1 has no
        others. [-]
    allow_truncated
        Whether a file shorter than its header says is accepted. [-]

    Returns
    -------
    reading
        One series. [ppm or nmol/mol]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    layout = _cities(unchecked=unchecked, allow_truncated=allow_truncated)
    return _read_headed(read_text(path), layout)


def _read_headed(text: Text, layout: Layout) -> Reading:
    faults = Faults(text.file)
    header = header_of(text)
    notes = list(text.notes)
    table = _table(text, header, layout, faults, notes)
    species = header.get("PARAMETER", "").lower()
    station = station_of(header, layout.instrument_class, faults)
    by = multiplier_of(header, species, faults)
    length = interval_of(header.get("TIME INTERVAL", ""), faults)
    if not species:
        expected, remedy = "a line PARAMETER in the header", "Add it: it names the gas."
        faults.add(expected, "none", remedy)
    table.require((*_CLOCK, *([species] if species else []), "Flag"), faults)
    faults.settle()
    if "Central European" in header.get("TIME ZONE", ""):
        notes.append("the header names a local zone, the comment says UTC: read as UTC")
    rows = _rows(table, species, layout, length, by, faults)
    title = header.get("TITLE", layout.kind)
    source = Source(
        header.get("CONTRIBUTOR") or "ICOS", title, layout.licence, address=text.file
    )
    series = assembled(
        station, species, mole_fraction_unit(species), rows, source, faults
    )
    return concluded(layout.kind, [series], rows, faults, notes)


def _table(
    text: Text,
    header: Mapping[str, str],
    layout: Layout,
    faults: Faults,
    notes: list[str],
) -> Table:
    hashes = 0
    while hashes < len(text.lines) and text.lines[hashes].lstrip('"').startswith("#"):
        hashes += 1
    stated = header.get("HEADER LINES", "")
    if stated != str(hashes):
        notes.append(f"the header says {stated or 'no'} lines, it has {hashes}")
    if not hashes:
        faults.add(
            "a header of lines that begin with #",
            "none",
            "Give the file as ICOS publishes it, or describe it in a mapping.",
        )
        faults.settle()
    total = header.get("TOTAL LINES", "")
    if total.isdecimal() and int(total) > len(text.lines):
        found = f"{len(text.lines)} lines: the file is cut short"
        if layout.allow_truncated:
            notes.append(f"the header says {total} lines, found {found}")
        else:
            remedy = "Download it again, or accept it with allow_truncated."
            faults.add(f"{total} lines, as its header says", found, remedy)
    names = text.lines[hashes - 1].lstrip("#").split(";")
    return table_of(text, ";", hashes - 1, [name.strip() for name in names])


def clock(table: Table, faults: Faults) -> Instants:
    """Read the columns Year, Month, Day, Hour, Minute and, if present, Second.

    Parameters
    ----------
    table
        The rows. [-]
    faults
        Where dates that do not exist are noted. [-]

    Returns
    -------
    stamped : (row,)
        NaT after a fault. [UTC]

    """
    parts = [table.columns[name] for name in _CLOCK]
    parts.append(table.columns.get("Second", ["0"] * len(table.rows)))
    stamps = [
        f"{y.zfill(4)}-{mo.zfill(2)}-{d.zfill(2)}T"
        f"{h.zfill(2)}:{mi.zfill(2)}:{s.zfill(2)}"
        for y, mo, d, h, mi, s in zip(*parts, strict=True)
    ]
    return instants(stamps, table.rows, faults)


def _rows(
    table: Table, species: str, layout: Layout, length: float, by: float, faults: Faults
) -> Rows:
    raw = numbers(table, species, faults)
    deviation = numbers(table, "Stdev", faults) if "Stdev" in table.columns else None
    duration = np.full(raw.shape, length)
    start = beginnings(clock(table, faults), duration, layout.stamp)
    words = flag_words(table, layout.flags, faults)
    refusal = np.where(words != "", words, missing_words(raw))
    return Rows(
        start,
        duration,
        raw * by,
        _positive(deviation, raw.shape) * by,
        np.array(table.rows, dtype=np.int64),
        refusal,
    )


def _positive(deviation: Array | None, shape: tuple[int, ...]) -> Array:
    if deviation is None:
        return np.full(shape, np.nan)
    return np.where(deviation >= 0, deviation, np.nan)


def flag_words(
    table: Table, flags: Mapping[str, str], faults: Faults
) -> NDArray[np.str_]:
    """Say why each row is left out because of its flag.

    Parameters
    ----------
    table
        Rows with a column ``Flag``. [-]
    flags
        Reason by flag; an empty reason keeps the row. [-]
    faults
        Where unknown flags are noted. [-]

    Returns
    -------
    refusal : (row,)
        Empty for a good row. [-]

    """
    cells = table.columns["Flag"]
    for cell, row in zip(cells, table.rows, strict=True):
        if cell not in flags and cell:
            known = ", ".join(flags)
            remedy = "Ask the publisher what this flag means."
            faults.add(f"a flag among {known}", f"“{cell}”", remedy, row, "Flag")
    return np.array([flags.get(c, "no flag") for c in cells], dtype="<U40")


_DAT_COLUMNS = (
    "Site",
    *_CLOCK,
    "Date",
    "co2",
    "Stdev",
    "NbPoints",
    "Flag",
    "QualityId",
)


def read_icos_dat(
    path: Path, station: Station, *, interval: float = 60.0, unchecked: bool = False
) -> Reading:
    """Read the older text of the ATC: cells between spaces, no header but the names.

    Parameters
    ----------
    path
        The ``.dat`` file, CO2. [-]
    station
        Where it was measured: the file does not say. [-]
    interval
        Over how long each value is averaged: the file does not say. [s]
    unchecked
        Whether values that nobody has checked yet (flag U) are kept. [-]

    Returns
    -------
    reading
        One series. [ppm]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    text = read_text(path)
    faults = Faults(text.file)
    names = text.lines[0].split()
    if names[: len(_DAT_COLUMNS)] != list(_DAT_COLUMNS):
        faults.add(
            " ".join(_DAT_COLUMNS), text.lines[0], "Describe the file in a mapping."
        )
        faults.settle()
    # the last cells (free flags) are often blank: a run of spaces hides them
    width = len(_DAT_COLUMNS)
    lines = tuple(" ".join(line.split()[:width]) for line in text.lines)
    table = table_of(Text(text.file, lines, text.notes), " ")
    layout = _atc(unchecked=unchecked)
    rows = _rows(table, "co2", layout, interval, 1.0, faults)
    source = Source("ICOS", "ICOS ATC text file", CC_BY, address=text.file)
    series = assembled(station, "co2", "ppm", rows, source, faults)
    return concluded("ICOS ATC text", [series], rows, faults, list(text.notes))
