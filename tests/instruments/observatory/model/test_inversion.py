"""The problem laid out day by day, against paper and against dense algebra."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.instruments.observatory.inputs import Observations
from trajectoire.instruments.observatory.model.inversion import (
    day_data,
    design,
    estimate,
    expected,
)
from trajectoire.instruments.observatory.model.withheld import keep


def assert_same(made, dense):
    answer, reference = estimate(made), dense(made)
    assert answer.posterior.mean.ravel() == pytest.approx(reference.mean, abs=1e-8)
    size = answer.layout.unknowns
    for day in range(made.days):
        block = slice(day * size, (day + 1) * size)
        wanted = reference.covariance[block, block]
        assert answer.posterior.covariance[day] == pytest.approx(wanted, abs=1e-7)


def test_the_response_of_an_observation_by_hand(town):
    """One sector, two zones: [fast z0, fast z1, slow, background, bias]."""
    made = town(days=2, hours=(12,))
    signal = np.array([[[[3.0, 1.0]], [[0.5, 0.0]]], [[[2.0, 4.0]], [[1.0, 0.25]]]])
    made = replace(made, contributions=replace(made.contributions, signal=signal))
    today = design(made, np.array([1]))
    before = design(made, np.array([1]), yesterday=True)
    assert today.tolist() == [[2.0, 4.0, 6.0, 1.0, 1.0]]
    # the background and the bias of yesterday do not count in today's observation
    assert before.tolist() == [[1.0, 0.25, 1.25, 0.0, 0.0]]
    # 400 + 2 + 4 + 1 + 0.25
    assert expected(made, np.array([1])).tolist() == [407.25]


def test_the_first_day_expects_the_air_of_the_eve_but_does_not_infer_it(town):
    made = town(days=2, hours=(12,))
    first, second = day_data(made)
    signal = made.contributions.signal
    assert first.yesterday is None
    assert second.yesterday is not None
    assert first.residual[0] == pytest.approx(
        made.observations.value[0] - 400 - signal[0].sum()
    )


def test_the_emission_ratio_of_another_species_answers_to_its_signal_only(town):
    made = town(days=1, sensors=2, hours=(12,))
    sensors = (made.sensors[0], replace(made.sensors[1], species="co", unit="nmol/mol"))
    budget = replace(made.errors, species_scale={"co2": 1.0, "co": 5.0})
    made = replace(made, sensors=sensors, errors=budget)
    response = design(made, np.arange(2))
    # [fast z0, fast z1, slow, ratio of co, background, bias S0, bias S1]
    assert response.shape == (2, 7)
    total = made.contributions.signal[1, 0].sum()
    assert response[:, 3] == pytest.approx([0.0, total])


def test_one_unknown_by_hand(town):
    """Without background, bias and slow mode, one zone is a scalar Kalman update."""
    made = town(days=1, zones=1, hours=(12,))
    given = replace(made.contributions, pattern=np.zeros((1, 0)))
    made = replace(
        made,
        contributions=given,
        background=replace(made.background, deviation=()),
        sectors=(replace(made.sectors[0], slow_share=0.0),),
        sensors=(replace(made.sensors[0], bias=1e-9, drift=1e-9),),
    )
    answer = estimate(made)
    signal = given.signal[0, 0, 0, 0]
    residual = made.observations.value[0] - 400 - given.signal[0].sum()
    variance = 0.25 + 1 + 2.25  # noise, representativeness, transport
    gain = 0.04 * signal / (0.04 * signal**2 + variance)
    assert answer.posterior.mean[0, 0] == pytest.approx(gain * residual, rel=1e-6)
    assert answer.posterior.covariance[0, 0, 0] == pytest.approx(
        0.04 - gain * signal * 0.04, rel=1e-6
    )


@pytest.mark.parametrize(
    "size",
    [
        {"days": 2},
        {"days": 3, "sectors": 2, "zones": 3, "rim": 1, "sensors": 3},
        {"days": 5, "sectors": 3, "sensors": 2, "hours": (12, 13, 14)},
    ],
)
def test_the_answer_is_that_of_dense_algebra(town, dense, size):
    assert_same(town(**size), dense)


def silent_days(made, days):
    """Leave out every observation of some days."""
    day = made.day_of(made.observations.start)
    return keep(made, ~np.isin(day, days))


@pytest.mark.known_fault("whole days without data")
@pytest.mark.parametrize("days", [(1,), (0,), (4,), (0, 1), (1, 2, 3), (3, 4)])
def test_days_without_any_observation_are_crossed(town, dense, days):
    made = silent_days(town(days=5, sectors=2, sensors=2), days)
    assert_same(made, dense)


@pytest.mark.known_fault("whole days without data")
def test_no_observation_at_all_gives_back_the_prior(town):
    made = silent_days(town(days=3), (0, 1, 2))
    answer = estimate(made)
    assert answer.posterior.mean == pytest.approx(np.zeros((3, 5)))
    assert answer.posterior.covariance == pytest.approx(answer.chain.covariances())


@pytest.mark.known_fault("missing sensors")
def test_a_sensor_that_appears_in_the_middle_is_used_from_then_on(town, dense):
    made = town(days=4, sensors=2)
    seen = made.observations
    late = (seen.sensor == 0) | (made.day_of(seen.start) >= 2)
    assert_same(keep(made, late), dense)


@pytest.mark.known_fault("missing sensors")
def test_a_sensor_without_any_observation_keeps_the_bias_that_was_believed(town, dense):
    made = town(days=3, sensors=2)
    made = keep(made, made.observations.sensor == 0)
    assert_same(made, dense)
    answer = estimate(made)
    silent = answer.layout.bias.start + 1
    assert answer.posterior.mean[:, silent] == pytest.approx(np.zeros(3))
    # 1 ppm on the first day, 0.05 ppm more each day, in quadrature
    grown = 1 + 0.05**2 * np.arange(3)
    assert answer.posterior.deviation[:, silent] ** 2 == pytest.approx(grown)


@pytest.mark.known_fault("missing sensors")
def test_sensors_that_come_and_go_at_irregular_hours(town, dense):
    made = town(days=4, sectors=2, sensors=3, hours=(12, 12.5, 14, 16.25))
    kept = np.random.default_rng(7).random(len(made.observations)) > 0.4
    assert_same(keep(made, kept), dense)


def test_the_order_of_observations_does_not_matter(town):
    made = town(days=3, sensors=2)
    order = np.random.default_rng(1).permutation(len(made.observations))
    names = ("sensor", "start", "local_hour", "value", "deviation")
    seen = Observations(*(getattr(made.observations, n)[order] for n in names))
    given = made.contributions
    shuffled = replace(
        made,
        observations=seen,
        contributions=replace(given, signal=given.signal[order]),
    )
    one, other = estimate(made).posterior, estimate(shuffled).posterior
    assert other.mean == pytest.approx(one.mean, abs=1e-10)


def test_kilotonnes_and_tonnes_give_the_same_deviations(town):
    """The unit of emissions does not matter: the signal is what the prior adds."""
    made = town(days=3, sectors=2)
    other = replace(made, emission=made.emission / 1000)
    one, two = estimate(made).posterior, estimate(other).posterior
    assert two.mean == pytest.approx(one.mean, abs=1e-9)
