"""How far the answer can be trusted: kernels, words, biases."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.instruments.observatory.model.diagnostics import (
    SectorVerdict,
    sector_verdicts,
    sensor_biases,
)
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.results import WHOLE, results
from trajectoire.instruments.observatory.model.totals import Totals
from trajectoire.instruments.observatory.model.truth import invent_truth
from trajectoire.methods.gaussian.posterior import prior_response


def sums_of(before, after):
    zero = np.zeros(len(before))
    return Totals(zero, zero, np.array(before, float), np.array(after, float), None)


def test_a_kernel_by_hand():
    # I - Pa Pb^-1: the first halves its variance twice, the second learns nothing
    verdicts = sector_verdicts(sums_of([[4, 0], [0, 9]], [[1, 0], [0, 9]]))
    assert verdicts[0].kernel == pytest.approx([0.75, 0.0])
    assert verdicts[1].kernel == pytest.approx([0.0, 0.0])
    assert [v.gain for v in verdicts] == pytest.approx([0.5, 0.0])
    assert [v.separable for v in verdicts] == [True, False]
    assert [v.informed for v in verdicts] == [True, False]


def test_two_sectors_of_which_only_the_sum_is_seen_are_confused_with_each_other():
    # seeing a + b exactly: half of each variance is left, fully anticorrelated
    verdicts = sector_verdicts(sums_of(np.eye(2), [[0.501, -0.499], [-0.499, 0.501]]))
    assert verdicts[0].kernel == pytest.approx([0.499, 0.499])
    assert [v.separable for v in verdicts] == [False, False]
    assert [v.informed for v in verdicts] == [True, True]
    assert [v.confused_with for v in verdicts] == [1, 0]


def test_the_third_of_three_sectors_can_be_confused_with_the_first():
    """The rank among the others is not the rank among all."""
    after = np.eye(3)
    after[np.ix_([0, 2], [0, 2])] = [[0.55, -0.45], [-0.45, 0.55]]
    verdicts = sector_verdicts(sums_of(np.eye(3), after))
    assert [v.confused_with for v in verdicts] == [2, -1, 0]


def test_a_single_sector_has_nobody_to_be_confused_with():
    (verdict,) = sector_verdicts(sums_of([[1.0]], [[0.25]]))
    assert verdict == SectorVerdict(0.5, verdict.kernel, True, True, -1)


def test_a_sector_that_no_air_tells_of_is_said_not_to_be_informed(town):
    made = town(days=4, sectors=2, sensors=2, hours=(12, 13, 14))
    signal = made.contributions.signal.copy()
    signal[:, :, 1] = 0.0
    given = replace(made.contributions, signal=signal)
    found = results(estimate(replace(made, contributions=given)), {})
    whole = found.sectors[WHOLE]
    assert found.verdicts[0].informed
    assert not found.verdicts[1].informed
    assert not found.verdicts[1].separable
    assert found.verdicts[1].gain == pytest.approx(0, abs=1e-9)
    # its posterior is its prior
    assert whole.posterior[2] == pytest.approx(whole.prior[2])
    assert whole.posterior_deviation[2] == pytest.approx(whole.prior_deviation[2])


def test_kernel_rows_follow_a_true_deviation(town):
    """Let one sector truly deviate, without any error: the answer is its column."""
    made = town(days=3, sectors=2, sensors=2, hours=(12, 13, 14))
    answer = estimate(made)
    verdicts = results(answer, {}).verdicts
    spread = results(answer, {}).sectors[WHOLE].prior_deviation[1:]
    # most likely way for sector 1 to deviate by one unit: B W' (W B W')^-1
    layout = answer.layout
    weights = np.zeros((2, made.days, layout.unknowns))
    for sector in range(2):
        kept = made.emission * (np.arange(2) == sector)[:, None]
        weights[sector][:, layout.fast] = kept.reshape(made.days, -1)
        weights[sector][:, layout.slow] = kept.sum(axis=2)
    covariance, response = prior_response(answer.chain, weights)
    state = response @ np.linalg.inv(covariance)[:, 1]
    value = made.observations.value.copy()
    day = made.day_of(made.observations.start)
    for index, data in enumerate(answer.data):
        rows = np.flatnonzero(day == index)
        value[rows] += data.today @ state[index] - data.residual
        if data.yesterday is not None:
            value[rows] += data.yesterday @ state[index - 1]
    seen = replace(made.observations, value=value)
    moved = results(estimate(replace(made, observations=seen)), {}).sectors[WHOLE]
    answered = (moved.posterior - moved.prior)[1:] / spread * spread[1]
    assert answered == pytest.approx([v.kernel[1] for v in verdicts], abs=1e-8)


@pytest.mark.parametrize("broken", [0, 3])
def test_a_planted_bias_is_found_and_named(town, broken):
    made = town(days=8, sectors=2, zones=3, sensors=5, hours=(12, 13, 14, 15))
    sensors = tuple(replace(s, bias=10.0) for s in made.sensors)
    drawn = invent_truth(made, np.random.default_rng(4))
    seen = drawn.observations
    value = seen.value + 20.0 * (seen.sensor == broken)
    planted = replace(
        drawn, sensors=sensors, observations=replace(seen, value=value), truth=None
    )
    biases = sensor_biases(estimate(planted))
    assert [b.flagged for b in biases] == [i == broken for i in range(5)]
    found = biases[broken]
    assert abs(found.mean - 20.0) < 3 * found.deviation
    assert found.deviation < 3.0


def test_biases_are_those_of_dense_algebra(town, dense):
    made = town(days=4, sensors=2)
    answer, reference = estimate(made), dense(made)
    size = answer.layout.unknowns
    biases = sensor_biases(answer)
    for sensor, found in enumerate(biases):
        place = answer.layout.bias.start + sensor + size * np.arange(4)
        mean = reference.mean[place]
        block = reference.covariance[np.ix_(place, place)]
        assert found.mean == pytest.approx(mean.mean())
        assert found.deviation == pytest.approx(np.sqrt(block.mean()), rel=1e-6)
        ends = np.array([-1, 0, 0, 1])
        assert found.drift == pytest.approx(mean[3] - mean[0])
        assert found.drift_deviation == pytest.approx(
            np.sqrt(ends @ block @ ends), rel=1e-6
        )
