"""An invented city: its weather, its days, its zones. Twins are made of it.

Nothing here is measured: the orders of magnitude are those of Paris, the rest is
drawn from a generator whose seed is an argument.
"""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import Indices
from trajectoire.methods.plane import KILOMETRES

HEATING_BASE = 15.0  # °C, outdoor temperature above which heating stops (COSTIC: 15-18)
YEARLY_DEGREE_DAYS = 1700.0  # K d, order of magnitude of Paris with that base
HOT_WATER_SHARE = 0.25  # of the yearly emission of buildings, spread over all days
START = 244  # day of the year on which an invented run begins: 1 September
WARMEST = 205  # day of the year, about a month after the solstice


@dataclass(frozen=True, eq=False)
class CityWeather:
    """Hourly weather over a city, the same everywhere.

    Parameters
    ----------
    wind_speed : (hour,)
        At 10 m. [m/s]
    wind_from_direction : (hour,)
        From north, clockwise. [degree]
    mixing_height : (hour,)
        Depth of the layer in which the air mixes. [m]
    temperature : (hour,)
        At 2 m. [°C]
    sunlight : (hour,)
        Part of the clear-sky maximum of the season. [-]

    """

    wind_speed: Array
    wind_from_direction: Array
    mixing_height: Array
    temperature: Array
    sunlight: Array


def invent_weather(
    local_hour: Array, days: int, random: np.random.Generator
) -> CityWeather:
    """Draw hourly weather from 1 September on.

    Parameters
    ----------
    local_hour : (hour,)
        Local hour of each UTC hour of the run. [h]
    days
        Length of the run. [d]
    random
        Generator, with its seed. [-]

    Returns
    -------
    weather
        One value an hour. [-]

    Notes
    -----
    Autoregressive draws over days and hours around a daily cycle: south-westerlies
    broken by calm easterly spells, shallow layers at night.

    """
    spell = _autoregressive(days, 0.75, random)
    cloud = 1.0 / (1.0 + np.exp(-1.5 * _autoregressive(days, 0.6, random)))
    day = np.arange(local_hour.size) // 24
    sun = np.maximum(np.sin(np.pi * (local_hour - 7.0) / 12.5), 0.0)
    sun = np.where((local_hour >= 7.0) & (local_hour <= 19.5), sun, 0.0)
    sunlight = sun * (1.0 - 0.7 * cloud[day])
    turn = _autoregressive(local_hour.size, 0.97, random)
    direction = np.where(spell[day] > -0.6, 235.0, 60.0) + 40.0 * turn
    speed = 3.6 * np.exp(0.35 * spell[day]) * (0.8 + 0.35 * sunlight)
    speed *= np.exp(0.15 * _autoregressive(local_hour.size, 0.8, random))
    lid = 220.0 + 60.0 * speed + 650.0 * _lagged(sunlight, 3)
    angle = 2.0 * np.pi * (day + START - WARMEST) / 365.25
    season = 12.0 + 8.0 * np.cos(angle) + 2.5 * _autoregressive(days, 0.8, random)[day]
    temperature = season + 4.5 * (_lagged(sunlight, 2) - 0.35)
    return CityWeather(speed, direction % 360.0, lid, temperature, sunlight)


def daily_emission(
    yearly: Array, codes: tuple[str, ...], weather: CityWeather, weekday: Indices
) -> Array:
    """Spread yearly emissions over the days of a run.

    Parameters
    ----------
    yearly : (sector, zone)
        Emission of a year. [tCO2]
    codes
        Code of each sector. [-]
    weather
        Hourly weather of the run. [-]
    weekday : (day,)
        Monday 0 to Sunday 6. [-]

    Returns
    -------
    emission : (day, sector, zone)
        Emission of each day. [tCO2]

    Notes
    -----
    Heating follows degree days, vegetation follows light and warmth, road traffic the
    days of the week.

    """
    temperature = weather.temperature.reshape(weekday.size, 24).mean(axis=1)
    sunlight = weather.sunlight.reshape(weekday.size, 24).mean(axis=1)
    heating = np.maximum(HEATING_BASE - temperature, 0.0) / YEARLY_DEGREE_DAYS
    rest = (weekday >= 5).astype(float)
    flat = np.full(weekday.size, 1.0 / 365.0)
    share = {
        "buildings": HOT_WATER_SHARE * flat + (1.0 - HOT_WATER_SHARE) * heating,
        "road": flat * (1.06 - 0.21 * rest),
        "industry": flat * (1.08 - 0.28 * rest),
        "energy": flat * (0.8 + 0.05 * np.maximum(HEATING_BASE - temperature, 0.0)),
        "photosynthesis": flat * 3.0 * sunlight * np.clip(temperature / 18.0, 0.0, 1.2),
        "soil": flat * np.exp(0.07 * (temperature - 12.0)),
    }
    return np.stack(
        [share.get(code, flat)[:, None] * yearly[i] for i, code in enumerate(codes)],
        axis=1,
    )


def ring_outline(
    centre: tuple[float, float], inner: float, outer: float, span: tuple[float, float]
) -> list[list[float]]:
    """Draw a quarter of a ring.

    Parameters
    ----------
    centre
        Latitude and longitude. [degree]
    inner, outer
        Radii. [km]
    span
        First and last bearing, clockwise from north. [degree]

    Returns
    -------
    outline
        Closed line of longitude, latitude pairs. [degree]

    """
    angles = np.radians(np.linspace(*span, max(int(abs(span[1] - span[0]) / 5), 2) + 1))
    arc = [(outer, a) for a in angles]
    if inner > 0:
        arc += [(inner, a) for a in angles[::-1]]
    stretch = KILOMETRES * float(np.cos(np.radians(centre[0])))
    points = [
        [
            round(centre[1] + r * float(np.sin(a)) / stretch, 5),
            round(centre[0] + r * float(np.cos(a)) / KILOMETRES, 5),
        ]
        for r, a in arc
    ]
    return [*points, points[0]]


def _autoregressive(count: int, memory: float, random: np.random.Generator) -> Array:
    drawn = random.standard_normal(count)
    values = np.empty(count)
    values[0] = drawn[0]
    for step in range(1, count):
        values[step] = (
            memory * values[step - 1] + np.sqrt(1.0 - memory**2) * drawn[step]
        )
    return values


def _lagged(values: Array, hours: int) -> Array:
    padded = np.concatenate([np.repeat(values[:1], hours), values])
    return np.asarray(
        sum(padded[shift : shift + values.size] for shift in range(hours + 1))
        / (hours + 1)
    )
