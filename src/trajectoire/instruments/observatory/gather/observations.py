"""Observations of all the files of a run, on one axis."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.config import (
    Config,
    HoursConfig,
    ObservationsConfig,
)
from trajectoire.instruments.observatory.gather.tables import instrument_class
from trajectoire.instruments.observatory.inputs import Observations, Sensor
from trajectoire.sources import beacon, identify, obspack
from trajectoire.sources.assembly import Reading
from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.icos import read_icos_atc, read_icos_cities, read_icos_dat
from trajectoire.sources.mapped import read_mapped

HOUR = np.timedelta64(3600, "s")
PARTS = 1000.0  # nmol/mol in 1 ppm


def read_observations(config: Config) -> tuple[tuple[Sensor, ...], Observations]:
    """Read every file of observations, by hour, within the days and hours used.

    Parameters
    ----------
    config
        Of the run. [-]

    Returns
    -------
    sensors
        One for each station and species. [-]
    observations
        In the order of sensors, then of time. [-]

    Raises
    ------
    InputError
        With the faults of every file; or if nothing falls within the run.

    """
    faults: list[Fault] = []
    sensors: list[Sensor] = []
    parts: list[Observations] = []
    for given in config.observations:
        try:
            read = _reading(given).series
        except InputError as error:
            faults += error.faults
            continue
        for series in read:
            kept = within(hourly(series), config.span, config.hours, len(sensors))
            if len(kept):
                sensors.append(_sensor(series, given))
                parts.append(kept)
    if not parts and not faults:
        span = f"{config.span.start:%Y-%m-%d} → {config.span.end:%Y-%m-%d}"
        hours = f"{config.hours.first:g} h to {config.hours.last:g} h local"
        faults.append(
            Fault(f"observations within {span}, {hours}", "none", "Check [period].")
        )
    if faults:
        raise InputError(faults)
    return tuple(sensors), joined(parts)


def hourly(series: Series) -> Series:
    """Average a series by whole hours.

    Parameters
    ----------
    series
        Of any interval up to an hour. [unit]

    Returns
    -------
    series
        One value an hour; the noise of the mean assumes independent values. [unit]

    """
    hour = series.start.astype("datetime64[h]").astype("datetime64[s]")
    if np.all(hour == series.start) and np.all(series.duration == HOUR.astype(float)):
        return series
    unique, index, count = np.unique(hour, return_inverse=True, return_counts=True)
    total = np.bincount(index, series.value)
    spread = np.sqrt(np.bincount(index, series.deviation**2)) / count
    return replace(
        series,
        start=unique,
        duration=np.full(unique.size, HOUR.astype(float)),
        value=total / count,
        deviation=spread,
    )


def within(
    series: Series, period: Period, hours: HoursConfig, sensor: int
) -> Observations:
    """Keep what falls within the days and the local hours of a run.

    Parameters
    ----------
    series
        Hourly. [unit]
    period
        Days of the run. [-]
    hours
        Local hours used. [h]
    sensor
        Index of the sensor. [-]

    Returns
    -------
    observations
        Those kept. [unit]

    """
    local = local_hours(series.start, hours.timezone)
    ends = (period.start, period.end)
    bounds = [np.datetime64(end.replace(tzinfo=None), "s") for end in ends]
    kept = (series.start >= bounds[0]) & (series.start < bounds[1])
    kept &= (local >= hours.first) & (local < hours.last)
    return Observations(
        np.full(int(kept.sum()), sensor),
        series.start[kept],
        local[kept],
        series.value[kept],
        series.deviation[kept],
    )


def joined(parts: Sequence[Observations]) -> Observations:
    """Put observations end to end.

    Parameters
    ----------
    parts
        Of several sensors. [-]

    Returns
    -------
    observations
        All of them. [-]

    """
    names = ("sensor", "start", "local_hour", "value", "deviation")
    return Observations(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in names)
    )


def _reading(given: ObservationsConfig) -> Reading:
    if given.mapping is not None:
        return read_mapped(given.file, read_column_map(given.mapping))
    kind = identify.identify(given.file).kind
    plain = {
        identify.ICOS_ATC: read_icos_atc,
        identify.ICOS_CITIES: read_icos_cities,
        obspack.KIND: obspack.read_obspack,
        beacon.RECEPTORS: beacon.read_receptors,
    }
    if kind in plain:
        return plain[kind](given.file)
    if kind in {identify.ICOS_TEXT, beacon.TABLE}:
        station = _station(given)
        if kind == beacon.TABLE:
            return beacon.read_beacon_table(given.file, station, given.species)
        return read_icos_dat(given.file, station)
    remedy = "Describe the table in a column map: observations.mapping."
    raise InputError(
        [Fault("a file of observations", f"{kind}", remedy, given.file.name)]
    )


def _station(given: ObservationsConfig) -> Station:
    if given.station is None:
        remedy = "Add observations.station with its code, place and height."
        raise InputError(
            [Fault("where this was measured", "nothing", remedy, given.file.name)]
        )
    one = given.station
    return Station(one.code, one.latitude, one.longitude, one.height_m, name=one.name)


def _sensor(series: Series, given: ObservationsConfig) -> Sensor:
    usual = instrument_class(given.instrument_class)
    own = (given.noise_ppm, given.bias_ppm, given.drift_ppm_per_day)
    scale = 1.0 if series.species == "co2" else PARTS
    noise, bias, drift = (
        (default if value is None else value) * scale
        for value, default in zip(own, usual, strict=True)
    )
    station = replace(series.station, instrument_class=given.instrument_class)
    return Sensor(station, series.species, series.unit, noise, max(bias, 1e-6), drift)
