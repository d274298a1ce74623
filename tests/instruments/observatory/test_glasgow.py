"""Sensors alone: an invented street network, then Glasgow in January 2022."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Z_90
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.sensors_alone import (
    Beliefs,
    SensorCity,
    clock_face,
    read_sensors_alone,
    sensors_alone,
    shifted,
)
from trajectoire.instruments.observatory.model.enhancement import (
    enhancement,
    enhancement_of,
    tuned_errors,
)
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    cell_emissions,
    fossil,
    totals,
)
from trajectoire.instruments.observatory.model.truth import invent_truth

HERE = Source("Tests", "invented street sensors", "AGPL-3.0-or-later")
CITY = SensorCity(
    Territory("VILLE", "city", "Ville", 2022),
    Period.of_days(date(2022, 1, 1), 10),
    "Europe/London",
)
HOURS = np.datetime64("2022-01-01", "s") + np.arange(240) * np.timedelta64(1, "h")
BELIEFS = Beliefs()


def series(code: str, value: np.ndarray, east: float = 0.0) -> Series:
    blank = np.full(value.size, np.nan)
    hour = np.full(value.size, 3600.0)
    place = Station(code, 55.86, -4.25 + east, 3.0)
    return Series(place, "co2", "ppm", HOURS[: value.size], hour, value, blank, HERE)


@pytest.fixture
def street_network():
    """Five sensors that see the background and nothing else."""
    plain = np.full(240, 420.0)
    sensors = [series(f"S{i}", plain, 0.02 * i) for i in range(5)]
    return sensors_alone(sensors, series("B", plain), CITY, BELIEFS)


def test_parts_of_the_day_stand_as_on_a_clock(street_network):
    zones = clock_face([series("S", np.full(3, 420.0))])
    apart = zones.distances()
    radius = 24 / (2 * np.pi)
    # The chord of an eighth of a circle of 24 km, and midnight next to 23 h.
    assert apart[0, 1] == pytest.approx(2 * radius * np.sin(np.pi / 8), rel=1e-3)
    assert apart[0, 7] == pytest.approx(apart[0, 1], rel=1e-3)
    assert apart[0, 4] == pytest.approx(2 * radius, rel=1e-3)


def test_the_declared_enhancement_is_the_mean_of_what_each_hour_adds(street_network):
    adds = street_network.contributions.signal.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(adds, BELIEFS.enhancement)
    assert street_network.emission.sum() == pytest.approx(BELIEFS.enhancement)


def test_the_level_that_is_believed_has_the_declared_uncertainty(street_network):
    every = Selection(
        np.ones(10, dtype=bool), fossil(street_network), np.ones(8, dtype=bool)
    )
    sums = totals(estimate(street_network), [every])
    assert sums.prior_deviation[0] == pytest.approx(BELIEFS.enhancement)
    found = enhancement_of(street_network)
    assert found.month.mean[0] == pytest.approx(sums.posterior[0])
    assert found.month.deviation[0] == pytest.approx(sums.posterior_deviation[0])


def test_parts_average_to_the_month_and_the_cycle_to_nothing(street_network):
    answer = estimate(street_network)
    found = enhancement(answer)
    assert found.parts.mean.mean() == pytest.approx(found.month.mean[0])
    assert found.cycle.mean.sum() == pytest.approx(0, abs=1e-9)
    assert found.bias_from_network.mean.sum() == pytest.approx(0, abs=1e-9)
    cells, _ = cell_emissions(answer)
    np.testing.assert_allclose(8 * cells[:, 0].sum(axis=0), found.parts.mean)


def test_a_sensor_that_is_off_is_named_and_the_others_are_not(street_network):
    found = enhancement_of(shifted(street_network, 2, -40.0))
    assert list(np.flatnonzero(found.named)) == [2]
    beside = found.bias_from_network
    assert abs(beside.mean[2] + 32.0) < Z_90 * beside.deviation[2]  # -40 (1 - 1/5)


def test_a_common_level_is_shared_and_said_to_be(street_network):
    # All sensors 10 ppm too high: nothing tells a city from a common bias.
    every = street_network
    for sensor in range(5):
        every = shifted(every, sensor, 10.0)
    found = enhancement_of(every)
    assert found.level_with_bias < -0.5
    assert found.month.deviation[0] > 0.5 * found.prior_deviation
    assert 0 < found.month.mean[0] < 10


def test_known_biases_and_enhancements_lie_in_their_intervals(street_network):
    # 20 twins of 5 biases; of 100 intervals of 90 %, 78 hold in all but one case in
    # a thousand (biases of one twin share their level: taken as a quarter as many).
    random = np.random.default_rng(1)
    held, months = [], 0
    for _ in range(20):
        twin = invent_truth(street_network, random)
        found = enhancement_of(twin)
        miss = abs(found.month.mean[0] - twin.truth.sum())
        months += miss <= Z_90 * found.month.deviation[0]
        cycle = 8 * twin.truth[:, 0].sum(axis=0) - twin.truth.sum()
        held.append(abs(found.cycle.mean - cycle) <= Z_90 * found.cycle.deviation)
    assert months >= 14  # binomial of 20 and 0.9: fewer in 0.2 % of trials
    assert 0.78 <= np.mean(held) <= 0.99


def test_no_common_hour_is_refused():
    late = Series(
        Station("B", 55.86, -4.25, 3.0),
        "co2",
        "ppm",
        HOURS + np.timedelta64(1800, "s"),
        np.full(240, 3600.0),
        np.full(240, 420.0),
        np.full(240, np.nan),
        HERE,
    )
    sensor = series("S", np.full(240, 420.0))
    with pytest.raises(InputError, match="hours with sensors and background"):
        sensors_alone([sensor], late, CITY, BELIEFS)


@pytest.fixture(scope="module")
def glasgow(shared_data):
    folder = shared_data / "observatory" / "glasgow"
    city = SensorCity(
        Territory("GLASGOW", "city", "Glasgow", 2022),
        Period.of_days(date(2022, 1, 1), 31),
        "Europe/London",
    )
    return read_sensors_alone(
        folder / "rec_jan22.nc", folder / "co2_background_hourly_22.csv", city, BELIEFS
    )


@pytest.mark.real
def test_glasgow_biases_agree_with_the_cleanest_hours(glasgow):
    # Independent of any model: the 5 % cleanest hours of a sensor above the background.
    found = enhancement_of(glasgow)
    seen = glasgow.observations
    excess = seen.value - glasgow.contributions.background
    clean = np.array([np.percentile(excess[seen.sensor == i], 5) for i in range(8)])
    gap = found.bias_from_network.mean - (clean - clean.mean())
    assert np.abs(gap).max() < 3.0  # ppm; biases range over 45 ppm
    assert np.ptp(found.bias.mean) > 35


@pytest.mark.real
def test_glasgow_sensor_below_the_background_is_named(glasgow):
    found = enhancement_of(glasgow)
    seen = glasgow.observations
    below = [
        np.mean((seen.value - glasgow.contributions.background)[seen.sensor == i]) < 0
        for i in range(8)
    ]
    assert sum(below) == 1  # a street cannot hold less CO2 than the air that comes in
    assert found.named[below.index(True)]


@pytest.mark.real
@pytest.mark.parametrize("sensor", [2, 7])
def test_glasgow_signal_stays_when_a_sensor_is_shifted(glasgow, sensor):
    before = enhancement_of(glasgow)
    after = enhancement_of(shifted(glasgow, sensor, 20.0))
    move = after.month.mean[0] - before.month.mean[0]
    assert abs(move) < Z_90 * before.month.deviation[0]
    answer = after.bias.mean[sensor] - before.bias.mean[sensor]
    assert abs(answer - 20.0) < Z_90 * before.bias.deviation[sensor]
    np.testing.assert_allclose(after.cycle.mean, before.cycle.mean, atol=0.1)


def test_errors_declared_too_small_are_found(street_network):
    random = np.random.default_rng(3)
    twin = invent_truth(street_network, random)
    small = sensors_alone(
        [series(f"S{i}", np.full(240, 420.0), 0.02 * i) for i in range(5)],
        series("B", np.full(240, 420.0)),
        CITY,
        Beliefs(error=2.0),
    )
    blind = replace(small, observations=twin.observations)
    assert estimate(blind).posterior.reduced_chi_square > 1.3  # white noise is right
    tuned, likely = tuned_errors(blind)
    low, high = likely.interval(2.6)
    assert low[0] < BELIEFS.error < high[0]
    assert estimate(tuned).posterior.reduced_chi_square == pytest.approx(1, abs=0.1)
