"""The demonstration city: an invented Paris whose true emissions are known.

It shows what the instrument finds beside what was true. Every page that shows it says
that it is a twin.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.plume import PlumeOperator
from trajectoire.instruments.observatory.gather.tables import (
    hourly_profiles,
    instrument_class,
    read_table,
    sector_priors,
    transport_error,
)
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Observations,
    ObservatoryInputs,
    Sensor,
    Zones,
)
from trajectoire.instruments.observatory.model.city import (
    CityWeather,
    daily_emission,
    invent_weather,
    ring_outline,
)
from trajectoire.instruments.observatory.model.operator import zone_flux
from trajectoire.instruments.observatory.model.truth import invent_truth
from trajectoire.methods.transport.dispersion import stability_class
from trajectoire.methods.transport.plume import Weather

CENTRE = (48.8566, 2.3522)  # degree, Paris, Notre-Dame
CELL = 2000.0  # m
REACH = 32.0  # km, radius of the invented region
HOURS_BACK = 8  # h: at 2 m/s the air crosses the region
FIRST_DAY = date(2026, 9, 1)
AFTERNOON = (12.0, 17.0)  # local hours: the layer is deep and the plume least wrong
ZONE = "Europe/Paris"
CLEAR_SKY = 800.0  # W m-2, noon of early autumn at 49° N (order of magnitude)
BASE_BACKGROUND = 424.0  # ppm, order of magnitude of autumn 2026 over Europe

HONESTY = (
    "La vérité est tirée des croyances mêmes du calcul, et les erreurs de son propre "
    "bilan d'erreurs : le chemin de l'air est connu mieux qu'il ne l'est jamais. Ce "
    "jumeau montre ce que l'instrument peut quand ses hypothèses sont vraies.",
    "Ces croyances sont des lois normales : quelques émissions vraies d'un jour et "
    "d'une zone y sont négatives, ce qu'aucune ville ne fait.",
)
TERRITORY = Territory("JUMEAU-PARIS", "city", "Paris (jumeau numérique)", 2026)
SOURCES = (
    Source(
        "Trajectoire",
        "Inventaire inventé du jumeau de Paris",
        "AGPL-3.0-or-later",
        date(2026, 11, 21),
    ),
    Source(
        "Trajectoire",
        "Observations simulées : 20 capteurs et 14 analyseurs",
        "AGPL-3.0-or-later",
        date(2026, 11, 21),
    ),
)


@dataclass(frozen=True, eq=False)
class _Hours:
    start: Instants
    local: Array


def twin_inputs(days: int = 60, seed: int = 2026) -> ObservatoryInputs:
    """Invent a city, its weather, its sensors and what they saw.

    Parameters
    ----------
    days
        Length of the run. [d]
    seed
        Of the generator. [-]

    Returns
    -------
    inputs
        With the truth. [-]

    """
    random = np.random.default_rng(seed)
    period, hours = Period.of_days(FIRST_DAY, days), _hours(days)
    weather = invent_weather(hours.local, days, random)
    zones, codes = twin_zones(), tuple(sector_priors())
    weekday = (np.arange(days) + FIRST_DAY.weekday()) % 7
    emission = daily_emission(twin_yearly(codes), codes, weather, weekday)
    operator = _operator(zones, emission, weather, hours)
    blank = _without_values(zones, emission, hours, period)
    stations = tuple(sensor.station for sensor in blank.sensors)
    seen = blank.observations
    signal = operator.signal(stations, seen.sensor, seen.start)
    given = replace(blank.contributions, signal=signal)
    return invent_truth(replace(blank, contributions=given), random)


def twin_weather(days: int, seed: int = 2026) -> tuple[Instants, CityWeather]:
    """Give the invented weather of the city.

    Parameters
    ----------
    days
        Length of the run. [d]
    seed
        Of the generator; the same as that of the city gives its weather. [-]

    Returns
    -------
    start : (hour,)
        Beginning of each hour. [UTC]
    weather
        One value an hour. [-]

    """
    hours = _hours(days)
    random = np.random.default_rng(seed)
    return hours.start, invent_weather(hours.local, days, random)


def twin_zones() -> Zones:
    """Draw the invented zones.

    Returns
    -------
    zones
        Rings and quarters around the centre. [-]

    """
    rows = read_table("twin_zones")
    rings = [(float(r["inner_km"]), float(r["outer_km"])) for r in rows]
    spans = [(float(r["from_degree"]), float(r["to_degree"])) for r in rows]
    radius = np.array(
        [
            0.0 if b - a >= 360 else 0.5 * sum(ring)
            for ring, (a, b) in zip(rings, spans, strict=True)
        ]
    )
    middle = np.radians([0.5 * (a + b) for a, b in spans])
    stretch = 111.195 * np.cos(np.radians(CENTRE[0]))
    return Zones(
        tuple(row["code"] for row in rows),
        tuple(row["name_fr"] for row in rows),
        np.array([row["inside"] == "1" for row in rows]),
        CENTRE[0] + radius * np.cos(middle) / 111.195,
        CENTRE[1] + radius * np.sin(middle) / stretch,
        tuple(
            {"type": "Polygon", "coordinates": [ring_outline(CENTRE, *ring, span)]}
            for ring, span in zip(rings, spans, strict=True)
        ),
    )


def _hours(days: int) -> _Hours:
    first = np.datetime64(FIRST_DAY, "s")
    start = first + np.arange(24 * days) * np.timedelta64(3600, "s")
    return _Hours(start, local_hours(start, ZONE))


def twin_yearly(codes: tuple[str, ...]) -> Array:
    """Give the yearly emissions of the city, as its inventory declares them.

    Parameters
    ----------
    codes
        Code of each sector. [-]

    Returns
    -------
    yearly : (sector, zone)
        Emission of a year. [tCO2]

    """
    rows = read_table("twin_emissions")
    return np.array([[float(row[code]) * 1e3 for row in rows] for code in codes])


def _operator(
    zones: Zones, emission: Array, weather: CityWeather, hours: _Hours
) -> PlumeOperator:
    latitude, longitude, zone = _cells()
    share = (zone[:, None] == np.arange(len(zones))).astype(float)
    area = share.sum(axis=0) * CELL**2
    codes = tuple(sector_priors())
    profile = hourly_profiles(codes)[np.floor(hours.local).astype(int) % 24]
    air = Weather(
        np.maximum(weather.wind_speed, 0.8),
        weather.wind_from_direction,
        weather.mixing_height,
        stability_class(
            weather.wind_speed,
            CLEAR_SKY * weather.sunlight,
            np.full(weather.sunlight.size, 0.6),
        ),
    )
    flux = zone_flux(emission, profile, area)
    return PlumeOperator(
        air, hours.start[0], latitude, longitude, CELL, share, flux, HOURS_BACK
    )


def _cells() -> tuple[Array, Array, Array]:
    axis = np.arange(-REACH + CELL / 2e3, REACH, CELL / 1e3)
    east, north = (grid.ravel() for grid in np.meshgrid(axis, axis))
    radius, bearing = np.hypot(east, north), np.degrees(np.arctan2(east, north)) % 360
    zone = np.full(east.size, -1)
    for index, row in enumerate(read_table("twin_zones")):
        low, high = float(row["from_degree"]), float(row["to_degree"])
        within = ((bearing - low) % 360 < high - low) | (high - low >= 360)
        ring = (radius >= float(row["inner_km"])) & (radius < float(row["outer_km"]))
        zone[within & ring] = index
    kept = zone >= 0
    stretch = 111.195 * np.cos(np.radians(CENTRE[0]))
    return (
        CENTRE[0] + north[kept] / 111.195,
        CENTRE[1] + east[kept] / stretch,
        zone[kept],
    )


def _sensors() -> tuple[Sensor, ...]:
    sensors = []
    for row in read_table("twin_stations"):
        station = Station(
            row["code"],
            float(row["latitude"]),
            float(row["longitude"]),
            float(row["height_m"]),
            name=row["name"],
            instrument_class=row["instrument_class"],
        )
        noise, bias, drift = instrument_class(row["instrument_class"])
        sensors.append(Sensor(station, "co2", "ppm", noise, bias, drift))
    return tuple(sensors)


def _without_values(
    zones: Zones, emission: Array, hours: _Hours, period: Period
) -> ObservatoryInputs:
    priors, sensors = sector_priors(), _sensors()
    used = (hours.local >= AFTERNOON[0]) & (hours.local < AFTERNOON[1])
    start = np.repeat(hours.start[used], len(sensors))
    count = start.size
    seen = Observations(
        np.tile(np.arange(len(sensors)), int(used.sum())),
        start,
        np.repeat(hours.local[used], len(sensors)),
        np.zeros(count),
        np.full(count, np.nan),
    )
    given = Contributions(
        np.zeros((count, 2, len(priors), len(zones))),
        np.full(count, BASE_BACKGROUND),
        np.ones((count, 1)),
    )
    return ObservatoryInputs(
        territory=TERRITORY,
        period=period,
        sectors=tuple(priors.values()),
        zones=zones,
        sensors=sensors,
        sector_correlation=np.eye(len(priors)),
        emission=emission,
        observations=seen,
        contributions=given,
        errors=ErrorBudget(transport_error()),
        background=BackgroundPrior((2.0,)),
        declared_days=365,
        sources=SOURCES,
        title="Paris, jumeau numérique : une ville inventée",
        licence="AGPL-3.0-or-later",
        notes=HONESTY,
    )
