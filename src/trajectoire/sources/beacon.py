"""Dense networks of cheap sensors: BEACO2N tables, receptors, hourly background."""

from pathlib import Path

import numpy as np

from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.sources.assembly import (
    Reading,
    Rows,
    assembled,
    concluded,
    missing_words,
)
from trajectoire.sources.faults import Faults
from trajectoire.sources.instants import instants
from trajectoire.sources.netcdf import opened, require, values
from trajectoire.sources.spelling import conversion, mole_fraction_unit
from trajectoire.sources.text import Table, numbers, read_text, table_of

RECEPTORS = "BEACO2N receptor NetCDF"
TABLE = "BEACO2N CSV"
BACKGROUND = "hourly background CSV"
RECEPTOR_VARIABLES = ("fjul", "lat", "lon", "agl", "co2", "co2e")
_HOUR = 3600.0  # s: these files hold hourly averages, and do not say so
_LICENCE = "not stated in the file"


def read_receptors(path: Path) -> Reading:
    """Read the observations of an inversion: one row for each sensor and hour.

    Parameters
    ----------
    path
        NetCDF file. [-]

    Returns
    -------
    reading
        One series for each place, by code ``latitude_longitude``. [ppm]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    faults = Faults(path.name)
    with opened(path) as dataset:
        require(dataset, RECEPTOR_VARIABLES, faults)
        fjul, lat, lon, agl, co2, co2e = (
            values(dataset, name) for name in RECEPTOR_VARIABLES
        )
    seconds = np.where(np.abs(fjul) < 2.0**40, fjul, np.nan)
    for row in np.flatnonzero(np.isnan(seconds)):
        remedy = "Remove the row."
        faults.add("a time", f"{fjul[row]}", remedy, int(row) + 1, "fjul")
    start = np.nan_to_num(seconds).astype("int64").astype("datetime64[s]")
    _look_at_places(lat, lon, faults)
    faults.settle()
    rows = Rows(
        start,
        np.full(co2.shape, _HOUR),
        co2,
        np.where(co2e > 0, co2e, np.nan),
        np.arange(1, co2.size + 1),
        missing_words(co2),
    )
    source = Source("BEACO2N network", path.stem, _LICENCE, address=path.name)
    places = np.round(np.stack([lat, lon, agl], axis=1), 6)
    made: list[Series | None] = []
    for latitude, longitude, height in np.unique(places, axis=0):
        here = (places == (latitude, longitude, height)).all(axis=1)
        station = Station(
            f"{latitude:.3f}_{longitude:.3f}",
            float(latitude),
            float(longitude),
            float(height),
            instrument_class="low-cost",
        )
        made.append(assembled(station, "co2", "ppm", rows.only(here), source, faults))
    notes = ["no unit in the file: ppm and hours, by the convention of the format"]
    return concluded(RECEPTORS, made, rows, faults, notes)


def _look_at_places(lat: np.ndarray, lon: np.ndarray, faults: Faults) -> None:
    outside = (np.abs(lat) > 90) | (np.abs(lon) > 180) | np.isnan(lat + lon)
    for row in np.flatnonzero(outside):
        faults.add(
            "a latitude in [-90, 90] and a longitude in [-180, 180]",
            f"{lat[row]:g}, {lon[row]:g}",
            "Check that the two are not exchanged.",
            int(row) + 1,
            "lat",
        )


def read_beacon_table(
    path: Path, station: Station, species: str = "co2", level: str = ""
) -> Reading:
    """Read the public table of one BEACO2N node.

    Parameters
    ----------
    path
        The CSV. [-]
    station
        Where the node stands: the file gives its number only. [-]
    species
        ``co2`` or ``co``. [-]
    level
        Lowest quality level accepted, as ``2`` or ``1a``; empty for all. [-]

    Returns
    -------
    reading
        One series. [ppm or nmol/mol]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    text = read_text(path)
    faults = Faults(text.file)
    table = table_of(text, ",")
    column = f"{species}_ppm"
    quality = f"{column}_QC_level"
    table.require(("datetime", "node_id", column, quality), faults)
    faults.settle()
    raw = numbers(table, column, faults)
    levels = np.array(table.columns[quality], dtype="<U8")
    words = missing_words(raw)
    too_low = (words == "") & (levels < level)
    words[too_low] = f"quality below {level}"
    unit = mole_fraction_unit(species)
    by = conversion("ppm", unit)
    rows = Rows(
        instants(table.columns["datetime"], table.rows, faults, column="datetime"),
        np.full(raw.shape, _HOUR),
        raw * by,
        np.full(raw.shape, np.nan),
        np.array(table.rows, dtype=np.int64),
        words,
    )
    node = ", ".join(sorted(set(table.columns["node_id"])))
    source = Source("BEACO2N network", f"Node {node}", _LICENCE, address=path.name)
    series = assembled(station, species, unit, rows, source, faults)
    notes = [*table.notes, "the column datetime is UTC; local_timestamp is not read"]
    return concluded(TABLE, [series], rows, faults, notes)


def read_background(path: Path, station: Station) -> Reading:
    """Read an hourly background with its uncertainty.

    Parameters
    ----------
    path
        CSV with ``datetime``, ``bkg_co2`` and ``bkg_err``. [-]
    station
        What the background stands for: it has no place of its own. [-]

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
    table = table_of(text, ",")
    table.require(("datetime", "bkg_co2", "bkg_err"), faults)
    faults.settle()
    raw = numbers(table, "bkg_co2", faults)
    error = numbers(table, "bkg_err", faults)
    rows = Rows(
        _offset_stamps(table, faults),
        np.full(raw.shape, _HOUR),
        raw,
        np.where(error > 0, error, np.nan),
        np.array(table.rows, dtype=np.int64),
        missing_words(raw),
    )
    source = Source("Background of the network", path.stem, _LICENCE, address=path.name)
    series = assembled(station, "co2", "ppm", rows, source, faults)
    return concluded(BACKGROUND, [series], rows, faults, list(table.notes))


def _offset_stamps(table: Table, faults: Faults) -> np.ndarray:
    cells = table.columns["datetime"]
    return instants(cells, table.rows, faults, zone=None, column="datetime")
