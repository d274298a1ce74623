"""Eddy-covariance towers: the CO2 flux, and the turbulence that says where it is from.

Reads the half-hourly CSV of the UrbanFluxesNE collection. Its own description is wrong
in four places, all settled here: ``Wind_U`` points north and ``Wind_V`` west (so the
direction is read from ``Wind_dir``), temperatures are in kelvin, pressures in pascal.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Series, Station
from trajectoire.core.source import Source
from trajectoire.sources.assembly import Rows, assembled, concluded
from trajectoire.sources.faults import Faults
from trajectoire.sources.spelling import FLUX
from trajectoire.sources.text import Table, numbers, read_text, separator_of, table_of

HALF_HOUR = 1800.0  # s, averaging interval of the collection
LARGEST_FLUX = (
    200.0  # µmol m-2 s-1: beyond, spikes (half-hours over a city: -60 to 100)
)

SOURCE = Source(
    "UrbanFluxesNE collection, Institute of Atmospheric Physics",
    "Half-hourly eddy-covariance fluxes of the Beijing tower",
    "none stated: test use only, ask before redistributing",
)


@dataclass(frozen=True)
class _Column:
    """A column of the file, and the bounds that betray another unit."""

    name: str
    unit: str
    lowest: float
    highest: float
    remedy: str


_COLUMNS = {
    "flux": _Column("Qco2", "µmol m-2 s-1", -1e6, 1e6, ""),
    "wind_speed": _Column("Wind_vel", "m/s", 0.0, 100.0, "Convert it to m/s."),
    "wind_from_direction": _Column(
        "Wind_dir", "degrees", 0.0, 360.0, "Count it clockwise from north."
    ),
    "friction_velocity": _Column("Ustar", "m/s", 0.0, 10.0, "Convert it to m/s."),
    "heat_flux": _Column("Qh", "W/m2", -5e3, 5e3, "Convert it to W/m2."),
    "temperature": _Column(
        "T_air", "K", 180.0, 340.0, "Add 273.15 if it is in degrees Celsius."
    ),
    "pressure": _Column("P_air", "Pa", 4e4, 1.1e5, "Multiply by 100 if it is in hPa."),
    "density": _Column("Rho_air", "kg/m3", 0.5, 2.0, "Convert it to kg/m3."),
    "northward_deviation": _Column("Wind_U_std", "m/s", 0.0, 50.0, "Convert to m/s."),
    "westward_deviation": _Column("Wind_V_std", "m/s", 0.0, 50.0, "Convert to m/s."),
    "quality": _Column("qc_tot", "flag", 0.0, 9.0, "1 is good, 0 is not."),
}
_STAMP = "datetime_utc"


@dataclass(frozen=True, eq=False)
class TowerRecord:
    """One level of a tower: good half-hours only, all columns of one length.

    Parameters
    ----------
    flux
        The CO2 flux; its interval begins at each stamp. [µmol m-2 s-1]
    wind_speed : (time,)
        Mean wind. [m s-1]
    wind_from_direction : (time,)
        Where the wind comes from, clockwise from north. [degree]
    friction_velocity : (time,)
        Friction velocity. [m s-1]
    heat_flux : (time,)
        Sensible heat flux. [W m-2]
    temperature : (time,)
        Air temperature. [K]
    pressure : (time,)
        Air pressure. [Pa]
    density : (time,)
        Air density. [kg m-3]
    northward_deviation, westward_deviation : (time,)
        Standard deviations of the wind along these axes. [m s-1]

    """

    flux: Series
    wind_speed: Array
    wind_from_direction: Array
    friction_velocity: Array
    heat_flux: Array
    temperature: Array
    pressure: Array
    density: Array
    northward_deviation: Array
    westward_deviation: Array

    @property
    def crosswind_deviation(self) -> Array:
        """Standard deviation across the mean wind. [m s-1]

        Projected from the two axes without their covariance, which the file does not
        give: exact when the wind blows along an axis.
        """
        angle = np.radians(self.wind_from_direction)
        across = (self.westward_deviation * np.cos(angle)) ** 2
        return np.asarray(
            np.sqrt(across + (self.northward_deviation * np.sin(angle)) ** 2)
        )


def read_tower(path: Path, station: Station, source: Source = SOURCE) -> TowerRecord:
    """Read one level of an eddy-covariance tower.

    Parameters
    ----------
    path
        The CSV of the level, plain or gzip-compressed. [-]
    station
        Where the level is; its height is the sensor's. [-]
    source
        Who publishes it. [-]

    Returns
    -------
    record
        Half-hours with every value, flagged good, with a flux within bounds; the rest
        is counted by reason in ``record.flux.refused``. [-]

    Raises
    ------
    InputError
        With every fault of the file: columns missing, cells that are no number,
        other units, rows cut short, unsorted, or repeated with other values.

    Notes
    -----
    Stamps are UTC and taken as the beginning of the half-hour: the first of each file
    is midnight, local time, of the first day.

    """
    text = read_text(path)
    table = table_of(text, separator_of(text.lines[0]))
    faults = Faults(path.name)
    table.require([_STAMP, *(c.name for c in _COLUMNS.values())], faults)
    faults.settle()
    start = _stamps(table, faults)
    columns = {
        name: numbers(table, column.name, faults) for name, column in _COLUMNS.items()
    }
    for name, column in _COLUMNS.items():
        _look_at_units(columns[name], column, table, faults)
    return _record(columns, start, table, station, source, faults)


def _record(
    columns: dict[str, Array],
    start: Instants,
    table: Table,
    station: Station,
    source: Source,
    faults: Faults,
) -> TowerRecord:
    rows = Rows(
        start=start,
        duration=np.full(len(start), HALF_HOUR),
        value=columns["flux"],
        deviation=np.full(len(start), np.nan),
        number=np.array(table.rows),
        refusal=_refusals(columns),
    )
    series = assembled(station, "co2_flux", FLUX, rows, source, faults)
    reading = concluded("eddy-covariance tower", [series], rows, faults, table.notes)
    flux = reading.series[0]
    good = np.flatnonzero((rows.refusal == "") & ~np.isnat(start))
    place = good[np.searchsorted(start[good], flux.start)]
    kept = {
        name: values[place]
        for name, values in columns.items()
        if name not in ("flux", "quality")
    }
    return TowerRecord(flux=flux, **kept)


def _stamps(table: Table, faults: Faults) -> Instants:
    stamps = np.full(len(table.rows), np.datetime64("NaT"), dtype="datetime64[s]")
    for index, cell in enumerate(table.columns[_STAMP]):
        try:
            stamps[index] = np.datetime64(cell.removesuffix("Z"), "s")
        except ValueError:
            faults.add(
                "a time such as 2023-12-01 00:30:00",
                f"“{cell}”",
                "Write it in UTC, year first.",
                table.rows[index],
                _STAMP,
            )
    known = stamps[~np.isnat(stamps)]
    rows = np.array(table.rows)[~np.isnat(stamps)]
    for index in map(int, np.flatnonzero(known[1:] < known[:-1])):
        faults.add(
            "rows in the order of time",
            f"{known[index + 1]}Z after {known[index]}Z",
            "Sort the file: a row out of place may be one from another file.",
            int(rows[index + 1]),
            _STAMP,
        )
    return stamps


def _look_at_units(
    values: Array, column: _Column, table: Table, faults: Faults
) -> None:
    wrong = np.flatnonzero((values < column.lowest) | (values > column.highest))
    for index in map(int, wrong):
        faults.add(
            f"{column.lowest:g} to {column.highest:g} {column.unit}",
            f"{values[index]:g}",
            column.remedy or "Correct the value, or leave it empty.",
            table.rows[index],
            column.name,
        )


def _refusals(columns: dict[str, Array]) -> NDArray[np.str_]:
    words = np.full(len(columns["flux"]), "", dtype="<U40")
    with np.errstate(invalid="ignore"):
        words[np.abs(columns["flux"]) >= LARGEST_FLUX] = (
            f"flux beyond {LARGEST_FLUX:g} µmol m-2 s-1"
        )
        words[columns["quality"] != 1] = "quality flag other than 1"
    for name, column in _COLUMNS.items():
        words[~np.isfinite(columns[name])] = f"no {column.name}"
    return words
