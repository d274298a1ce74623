"""Observations of all the files of a run, on one axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.sections import (
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
from trajectoire.store.series import SeriesStore

HOUR = np.timedelta64(3600, "s")
SPECIES = ("co2", "co", "nox")
SHORT = "hour covered by less than half"
LEAST_COVERED = 0.5  # share of an hour that its mean must rest on
PARTS = 1000.0  # nmol/mol in 1 ppm


@dataclass(frozen=True, eq=False)
class Watched:
    """What the files of observations say.

    Parameters
    ----------
    sensors
        One for each station and species. [-]
    observations
        In the order of the files, then of time. [-]
    sources
        Of each file that is used. [-]
    notes
        What the reader should know, in French. [-]

    """

    sensors: tuple[Sensor, ...]
    observations: Observations
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


def read_observations(config: Config, store: SeriesStore | None = None) -> Watched:
    """Read every file of observations, by hour, within the days and hours used.

    Parameters
    ----------
    config
        Of the run. [-]
    store
        Where the hours used are kept, and read from; None keeps nothing. [-]

    Returns
    -------
    watched
        Sensors and what they saw. [-]

    Raises
    ------
    InputError
        With the faults of every file; or if nothing falls within the run.

    """
    faults: list[Fault] = []
    sensors: dict[tuple[str, str], Sensor] = {}
    parts: list[Observations] = []
    used: list[Series] = []
    for given in config.observations:
        try:
            read = [hourly(_known(one, given)) for one in _reading(given).series]
        except InputError as error:
            faults += error.faults
            continue
        for series in read:
            sensor = _sensor(series, given)
            name = sensor.station.code, sensor.species
            rank = list(sensors).index(name) if name in sensors else len(sensors)
            kept = within(series, config.span, config.hours, rank)
            if len(kept):
                faults += _meeting((sensors.setdefault(name, sensor), sensor), given)
                parts.append(no_quieter(kept, sensor))
                used.append(series)
    faults += _twice(parts, list(sensors)) or _nothing(parts, config, faults)
    if faults:
        raise InputError(faults)
    if store is not None:
        store.write_many(used)
        parts = [
            _held(store, config, rank, sensor)
            for rank, sensor in enumerate(sensors.values())
        ]
    sources = tuple(series.source for series in used)
    notes = tuple(_short_hours(used))
    return Watched(tuple(sensors.values()), joined(parts), sources, notes)


def _held(
    store: SeriesStore, config: Config, rank: int, sensor: Sensor
) -> Observations:
    series = store.read(sensor.station.code, sensor.species, config.span)
    return no_quieter(within(series, config.span, config.hours, rank), sensor)


def _nothing(
    parts: list[Observations], config: Config, faults: list[Fault]
) -> list[Fault]:
    if parts or faults:
        return []
    span = f"{config.span.start:%Y-%m-%d} → {config.span.end:%Y-%m-%d}"
    hours = f"{config.hours.first:g} h to {config.hours.last:g} h local"
    return [Fault(f"observations within {span}, {hours}", "none", "Check [period].")]


def _short_hours(used: list[Series]) -> Iterator[str]:
    for series in used:
        count = series.refused.get(SHORT, 0)
        if count:
            many = "s" if count > 1 else ""
            yield (
                f"{series.station.code} ({series.species}) : {count} heure{many} du "
                f"fichier couverte{many} à moins de moitié, laissée{many} de côté."
            )


def hourly(series: Series) -> Series:
    """Average a series by whole hours.

    Parameters
    ----------
    series
        Of any interval up to an hour. [unit]

    Returns
    -------
    series
        One value an hour: each value weighs by its part of it. An hour covered by
        less than half is left out, and counted in ``refused``. The noise of the mean
        assumes independent values. [unit]

    Raises
    ------
    InputError
        If an interval is longer than an hour: it would lend its mean to one hour.

    """
    length, longest = series.duration, HOUR.astype(float)
    if np.any(length > longest):
        found, remedy = f"{length.max() / 3600:g} h", "Give hourly values or finer."
        file = series.source.address or series.station.code
        raise InputError([Fault("intervals of an hour at most", found, remedy, file)])
    hour = series.start.astype("datetime64[h]").astype("datetime64[s]")
    if np.all(hour == series.start) and np.all(length == longest):
        return series
    first = np.minimum(length, longest - (series.start - hour) / np.timedelta64(1, "s"))
    weight = np.concatenate([first, length - first])
    heavy = weight > 0
    both = np.concatenate([hour, hour + HOUR])[heavy]
    value, noise = np.tile(series.value, 2), np.tile(series.deviation, 2)
    unique, index = np.unique(both, return_inverse=True)
    total = np.bincount(index, weight[heavy])
    mean = np.bincount(index, (weight * value)[heavy]) / total
    spread = np.sqrt(np.bincount(index, ((weight * noise) ** 2)[heavy])) / total
    enough = total >= LEAST_COVERED * longest
    return replace(
        series,
        start=unique[enough],
        duration=np.full(int(enough.sum()), longest),
        value=mean[enough],
        deviation=spread[enough],
        refused={**series.refused, SHORT: int(np.sum(~enough))},
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


def no_quieter(seen: Observations, sensor: Sensor) -> Observations:
    """Let no mean be better than the class of its instrument.

    Parameters
    ----------
    seen
        Of one sensor. [unit of the sensor]
    sensor
        The sensor. [-]

    Returns
    -------
    observations
        With deviations of the class's noise at least: averaging removes only what is
        independent. [unit of the sensor]

    """
    return replace(seen, deviation=np.maximum(seen.deviation, sensor.noise))


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


def _known(series: Series, given: ObservationsConfig) -> Series:
    if series.species not in SPECIES:
        remedy = "Leave this file out, or correct the species of its column map."
        found = f"“{series.species}”"
        raise InputError(
            [Fault(f"one of {', '.join(SPECIES)}", found, remedy, given.file.name)]
        )
    return series.to("ppm" if series.species == "co2" else "nmol/mol")


def _meeting(pair: tuple[Sensor, Sensor], given: ObservationsConfig) -> list[Fault]:
    """Two files of one sensor: its beginning and its end, at one place."""
    stations = [sensor.station for sensor in pair]
    places = np.array([(s.latitude, s.longitude, s.height) for s in stations])
    quality = np.array([(s.noise, s.bias, s.drift) for s in pair])
    if np.allclose(*places) and np.allclose(*quality):
        return []
    expected = f"one place and one class of {pair[0].station.code}, {pair[0].species}"
    remedy = "Give another code to the other sensor, or the same place and class."
    return [Fault(expected, "two that differ", remedy, given.file.name)]


def _twice(parts: list[Observations], names: list[tuple[str, str]]) -> list[Fault]:
    if not parts:
        return []
    every = joined(parts)
    seen = np.stack([every.sensor, every.start.astype(np.int64)], axis=1)
    pairs, count = np.unique(seen, axis=0, return_counts=True)
    found, remedy = "it in two files", "Keep one of them: an hour counts once."
    ranks, times = np.unique(pairs[count > 1, 0], return_counts=True)
    return [
        Fault(f"each hour of {' '.join(names[r])} once", found, remedy, count=int(n))
        for r, n in zip(ranks, times, strict=True)
    ]


def _station(given: ObservationsConfig) -> Station:
    if given.station is None:
        remedy = "Add observations.station with its code, place and height."
        raise InputError(
            [Fault("where this was measured", "nothing", remedy, given.file.name)]
        )
    one = given.station
    return Station(one.code, one.latitude, one.longitude, one.height_m, name=one.name)


def _sensor(series: Series, given: ObservationsConfig) -> Sensor:
    usual = instrument_class(given.instrument_class, series.species)
    own = (given.noise_ppm, given.bias_ppm, given.drift_ppm_per_day)
    scale = 1.0 if series.species == "co2" else PARTS
    noise, bias, drift = (
        default if value is None else value * scale
        for value, default in zip(own, usual, strict=True)
    )
    station = replace(series.station, instrument_class=given.instrument_class)
    return Sensor(station, series.species, series.unit, noise, max(bias, 1e-6), drift)
