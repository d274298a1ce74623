"""Sensors and a background, no wind: the enhancement of a city, not its emission.

Without the path of the air no flux can be inferred. The same state, prior, errors and
solver say how much the city adds to the air at its sensors, at which hours, and which
sensors are off: the parts of the day take the place of the zones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants, Series, Station
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.tables import instrument_class
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Indices,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
    Zones,
)
from trajectoire.sources.beacon import read_background, read_receptors

PARTS = 8  # of the day: three hours each
KILOMETRES = 111.195  # per degree, on the sphere of 6,371 km
ERROR_HOURS = 24.0  # h: stagnant air stays a day (before the errors are tuned)


@dataclass(frozen=True)
class Beliefs:
    """What is believed of a city seen by sensors alone.

    Parameters
    ----------
    enhancement
        What the city adds on average to the air at its sensors. The default is the
        order of magnitude that an inventory and a footprint give for one receptor and
        hour of the same city (``make show-forward``). [ppm]
    relative_uncertainty
        Of its mean over the period, k = 1. [-]
    slow_share
        Share of that variance in the level of the whole period. [-]
    correlation_hours
        Time of the day over which its errors fade by e. [h]
    correlation_days
        Time over which they fade from day to day. [d]
    bias
        Standard deviation of the bias of a sensor: this anchors the level, since only
        the zero mean of the biases tells it from a signal common to all sensors. [ppm]
    offset
        Standard deviation of the daily offset of the background. [ppm]
    error
        What the air of an hour has beyond the daily signal, k = 1, the same at all
        hours: the published table is that of roofs and afternoons. [ppm]
    representativeness
        What a street has of its own, k = 1. [ppm]
    common_share
        Share of the error common to all sites at a time. [-]

    """

    enhancement: float = 4.0
    relative_uncertainty: float = 1.0
    slow_share: float = 0.5
    correlation_hours: float = 6.0
    correlation_days: float = 2.0
    bias: float = 20.0
    offset: float = 2.0
    error: float = 10.0
    representativeness: float = 1.0
    common_share: float = 0.6


@dataclass(frozen=True)
class SensorCity:
    """Where the sensors are, and the clock that its people live by.

    Parameters
    ----------
    territory
        The city. [-]
    period
        Whole UTC days; what lies outside is left out. [-]
    timezone
        Name of the local time zone. [-]

    """

    territory: Territory
    period: Period
    timezone: str


def read_sensors_alone(
    receptors: Path, background: Path, city: SensorCity, beliefs: Beliefs
) -> ObservatoryInputs:
    """Read sensors and background, and lay them out for an inversion.

    Parameters
    ----------
    receptors
        Hourly observations, as BEACO2N receptors. [-]
    background
        Hourly background. [-]
    city
        Where and when. [-]
    beliefs
        What is believed before the data. [-]

    Returns
    -------
    inputs
        Emissions stand for enhancements: the sum over the days and parts of the day is
        the mean enhancement of the period. [ppm]

    Raises
    ------
    InputError
        With every fault of a file, or if no hour has both.

    """
    series = read_receptors(receptors).series
    latitude, longitude = _middle(series)
    air = Station("background", latitude, longitude, series[0].station.height)
    known = read_background(background, air).series[0]
    return sensors_alone(series, known, city, beliefs)


def sensors_alone(
    series: Sequence[Series], background: Series, city: SensorCity, beliefs: Beliefs
) -> ObservatoryInputs:
    """Lay out sensors and background for an inversion.

    Parameters
    ----------
    series
        Hourly observations, one a sensor. [ppm]
    background
        Hourly. [ppm]
    city
        Where and when. [-]
    beliefs
        What is believed before the data. [-]

    Returns
    -------
    inputs
        Emissions stand for enhancements: the sum over the days and parts of the day is
        the mean enhancement of the period. [ppm]

    Raises
    ------
    InputError
        If no hour of the period has both.

    """
    seen = _observations(series, city.timezone)
    air, known = _at(background, seen.start)
    kept = known & _within(seen.start, city.period)
    if not kept.any():
        remedy = "Check the period and the dates of the two files."
        raise InputError([Fault("hours with sensors and background", "none", remedy)])
    lost = int(np.sum(~kept))
    names = ("sensor", "start", "local_hour", "value", "deviation")
    seen = Observations(*(getattr(seen, name)[kept] for name in names))
    part = (seen.local_hour // (24 / PARTS)).astype(int)
    days = city.period.duration.days
    return ObservatoryInputs(
        territory=city.territory,
        period=city.period,
        sectors=(_signal(beliefs),),
        zones=clock_face(series),
        sensors=tuple(_sensor(one, beliefs) for one in series),
        sector_correlation=np.eye(1),
        emission=np.full((days, 1, PARTS), beliefs.enhancement / (days * PARTS)),
        observations=seen,
        contributions=Contributions(
            _adds(part, beliefs.enhancement), air[kept], np.ones((len(seen), 1))
        ),
        errors=ErrorBudget(
            np.full(24, beliefs.error),
            beliefs.representativeness,
            correlation_hours=ERROR_HOURS,
            common_share=beliefs.common_share,
        ),
        background=BackgroundPrior((beliefs.offset,)),
        declared_days=days,
        sources=(background.source, *dict.fromkeys(s.source for s in series)),
        title=f"{city.territory.name}: sensors alone",
        notes=(f"{lost} heures hors de la période ou sans fond, laissées de côté",),
    )


def clock_face(series: Sequence[Series]) -> Zones:
    """Lay the parts of the day around the city, as on the face of a clock.

    Parameters
    ----------
    series
        Of the sensors, around which they stand. [-]

    Returns
    -------
    zones
        Along the circle a kilometre is an hour, so that midnight is next to 23 h and
        correlation lengths are hours. [-]

    """
    latitude, longitude = _middle(series)
    radius = 24 / (2 * np.pi)  # km, for a circle of 24 km
    angle = 2 * np.pi * (np.arange(PARTS) + 0.5) / PARTS
    stretch = KILOMETRES * np.cos(np.radians(latitude))
    first = [24 * part // PARTS for part in range(PARTS)]
    codes = tuple(f"{hour:02d}-{hour + 24 // PARTS:02d}h" for hour in first)
    return Zones(
        codes,
        codes,
        np.ones(PARTS, dtype=bool),
        latitude + radius * np.cos(angle) / KILOMETRES,
        longitude + radius * np.sin(angle) / stretch,
    )


def shifted(inputs: ObservatoryInputs, sensor: int, by: float) -> ObservatoryInputs:
    """Put a sensor off, to see what the instrument makes of it.

    Parameters
    ----------
    inputs
        What was observed. [-]
    sensor
        Index of the sensor. [-]
    by
        What is added to all its values. [ppm]

    Returns
    -------
    inputs
        The same, but for that sensor. [-]

    """
    seen = inputs.observations
    value = seen.value + by * (seen.sensor == sensor)
    return replace(inputs, observations=replace(seen, value=value))


def _middle(series: Sequence[Series]) -> tuple[float, float]:
    places = [(s.station.latitude, s.station.longitude) for s in series]
    latitude, longitude = np.mean(places, axis=0)
    return float(latitude), float(longitude)


def _signal(beliefs: Beliefs) -> SectorPrior:
    return SectorPrior(
        Sector("observatory", "city", "Signal of the city"),
        beliefs.relative_uncertainty,
        correlation_length=beliefs.correlation_hours,
        correlation_time=beliefs.correlation_days,
        slow_share=beliefs.slow_share,
    )


def _sensor(series: Series, beliefs: Beliefs) -> Sensor:
    noise, _, drift = instrument_class("low-cost")
    return Sensor(series.station, "co2", "ppm", noise, beliefs.bias, drift)


def _observations(series: Sequence[Series], timezone: str) -> Observations:
    start = np.concatenate([s.start for s in series])
    return Observations(
        np.repeat(np.arange(len(series)), [len(s) for s in series]),
        start,
        local_hours(start, timezone),
        np.concatenate([s.value for s in series]),
        np.concatenate([s.deviation for s in series]),
    )


def _at(background: Series, start: Instants) -> tuple[Array, np.ndarray]:
    place = np.searchsorted(background.start, start)
    near = np.minimum(place, len(background) - 1)
    return background.value[near], background.start[near] == start


def _within(start: Instants, period: Period) -> np.ndarray:
    first, last = (
        np.datetime64(end.replace(tzinfo=None), "s")
        for end in (period.start, period.end)
    )
    return np.asarray((start >= first) & (start < last))


def _adds(part: Indices, enhancement: float) -> Array:
    signal = np.zeros((part.size, 2, 1, PARTS))
    signal[np.arange(part.size), 0, 0, part] = enhancement
    return signal
