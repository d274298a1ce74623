"""Towns small enough for paper, and the same answer by dense algebra."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
    Zones,
)
from trajectoire.instruments.observatory.model.prior import scales

FIRST = np.datetime64("2025-01-30T00:00:00", "s")
HOUR = np.timedelta64(3600, "s")
SLOW = np.exp(-1 / 365)


def make_zones(count: int, rim: int = 0) -> Zones:
    """Zones in a row, 0.05 degree (5.6 km) apart; the last ones are the rim."""
    code = tuple(f"z{i}" for i in range(count))
    inside = np.arange(count) < count - rim
    latitude = 48.8 + 0.05 * np.arange(count)
    return Zones(code, code, inside, latitude, np.full(count, 2.3))


def make_sensors(count: int) -> tuple[Sensor, ...]:
    """Sensors in a row, 0.02 degree apart."""
    return tuple(
        Sensor(
            Station(f"S{i}", 48.8 + 0.02 * i, 2.3, 20.0), "co2", "ppm", 0.5, 1.0, 0.05
        )
        for i in range(count)
    )


def make_town(
    days: int = 2,
    sectors: int = 1,
    zones: int = 2,
    rim: int = 0,
    sensors: int = 1,
    hours: tuple[float, ...] = (12, 13),
    **changes: Any,
) -> ObservatoryInputs:
    """Make a town whose signals and observations are drawn from a fixed seed."""
    draw = np.random.default_rng(days + 10 * sectors + 100 * zones)
    times = [24 * day + hour for day in range(days) for hour in hours]
    index = np.tile(np.arange(sensors), len(times))
    offset = np.repeat(np.array(times), sensors)
    start = FIRST + (offset * 3600).astype("timedelta64[s]")
    count = offset.size
    made = ObservatoryInputs(
        territory=Territory("TOWN", "city", "Town", 2025),
        period=Period.of_days(date(2025, 1, 30), days),
        sectors=tuple(
            SectorPrior(Sector("observatory", f"s{i}"), 0.2 + 0.1 * i)
            for i in range(sectors)
        ),
        zones=make_zones(zones, rim),
        sensors=make_sensors(sensors),
        sector_correlation=np.eye(sectors),
        emission=draw.uniform(50, 150, (days, sectors, zones)),
        observations=Observations(
            index, start, offset % 24.0, np.zeros(count), np.full(count, np.nan)
        ),
        contributions=Contributions(
            draw.uniform(1, 5, (count, 2, sectors, zones)),
            np.full(count, 400.0),
            np.ones((count, 1)),
        ),
        errors=ErrorBudget(np.full(24, 1.5)),
        background=BackgroundPrior((2.0,)),
        declared_days=days,
        sources=(Source("Town", "Inventory", "Licence Ouverte 2.0"),),
        title="A town",
    )
    value = (
        400 + made.contributions.signal.sum(axis=(1, 2, 3)) + draw.normal(0, 4, count)
    )
    made = replace(made, observations=replace(made.observations, value=value))
    return replace(made, **changes)


@pytest.fixture(scope="session")
def town() -> Callable[..., ObservatoryInputs]:
    """Make towns."""
    return make_town


@dataclass(frozen=True)
class Dense:
    """The whole problem on one axis: day after day, each with all its unknowns."""

    prior: np.ndarray
    response: np.ndarray
    errors: np.ndarray
    residual: np.ndarray

    @property
    def gain(self) -> np.ndarray:
        joint = self.response @ self.prior @ self.response.T + self.errors
        return np.linalg.solve(joint, self.response @ self.prior).T

    @property
    def mean(self) -> np.ndarray:
        return self.gain @ self.residual

    @property
    def covariance(self) -> np.ndarray:
        return self.prior - self.gain @ self.response @ self.prior

    @property
    def predicted(self) -> np.ndarray:
        return self.response @ self.prior @ self.response.T + self.errors


def dense_prior(inputs: ObservatoryInputs) -> np.ndarray:
    """Covariance of all the unknowns of all days, from the definitions."""
    sizes, days = scales(inputs), np.arange(inputs.days)
    apart = np.abs(days[:, None] - days[None, :])
    blocks = []
    for index, prior in enumerate(inputs.sectors):
        near = np.exp(-inputs.zones.distances() / prior.correlation_length)
        memory = np.exp(-apart / prior.correlation_time)
        blocks.append((sizes.fast[index] ** 2 * near, memory))
    slow = [(np.eye(1) * size**2, SLOW**apart) for size in sizes.slow]
    offset = inputs.background
    memory = np.exp(-apart / offset.correlation_time)
    rest = [(np.eye(1) * size**2, memory) for size in offset.deviation]
    covariances = [np.einsum("ij,de->diej", k, t) for k, t in [*blocks, *slow, *rest]]
    shared = np.minimum(days[:, None], days[None, :])
    for sensor in inputs.sensors:
        step = max(sensor.drift, 1e-4 * sensor.bias)
        walk = sensor.bias**2 + shared * step**2
        covariances.append(walk[:, None, :, None])
    size = sum(c.shape[1] for c in covariances)
    whole, place = np.zeros((len(days), size, len(days), size)), 0
    for block in covariances:
        width = slice(place, place + block.shape[1])
        whole[:, width, :, width] = block
        place = width.stop
    return whole.reshape(len(days) * size, -1)


def dense_errors(inputs: ObservatoryInputs) -> np.ndarray:
    """Covariance of the errors of all observations, pair by pair."""
    seen, budget, count = inputs.observations, inputs.errors, len(inputs.observations)
    day, errors = inputs.day_of(seen.start), np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            if day[i] != day[j]:
                continue
            one, two = (inputs.sensors[seen.sensor[k]].station for k in (i, j))
            hours = abs((seen.start[i] - seen.start[j]) / HOUR)
            fade = np.exp(-hours / budget.correlation_hours)
            far = abs(one.latitude - two.latitude) * 111.195
            near = np.exp(-far / budget.correlation_length)
            share = budget.common_share + (1 - budget.common_share) * near
            own, other = (
                budget.transport[int(seen.local_hour[k]) % 24] for k in (i, j)
            )
            errors[i, j] = own * other * fade * share
            if one.code == two.code:
                errors[i, j] += budget.representativeness**2 * fade
            if i == j:
                errors[i, j] += inputs.sensors[seen.sensor[i]].noise ** 2
    return errors


def make_dense(inputs: ObservatoryInputs) -> Dense:
    """Lay out the problem without days, blocks or recursions."""
    prior, seen = dense_prior(inputs), inputs.observations
    given, count = inputs.contributions, len(seen)
    size = len(prior) // inputs.days
    response = np.zeros((count, inputs.days, size))
    axes = len(inputs.sectors), len(inputs.zones)
    fast = axes[0] * axes[1]
    for row, day in enumerate(inputs.day_of(seen.start)):
        for lag in range(2):
            if day - lag < 0:
                continue
            part = given.signal[row, lag]
            response[row, day - lag, :fast] = part.ravel()
            response[row, day - lag, fast : fast + axes[0]] = part.sum(axis=1)
        after = fast + axes[0]
        columns = given.pattern.shape[1]
        response[row, day, after : after + columns] = given.pattern[row]
        response[row, day, after + columns + seen.sensor[row]] = 1.0
    expected = given.background + given.signal.sum(axis=(1, 2, 3))
    return Dense(
        prior,
        response.reshape(count, -1),
        dense_errors(inputs),
        seen.value - expected,
    )


@pytest.fixture(scope="session")
def dense() -> Callable[[ObservatoryInputs], Dense]:
    """Solve a town by dense algebra, from the definitions."""
    return make_dense
