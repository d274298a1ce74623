"""Emissions that keep their sign."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.instruments.observatory.gather.twin import twin_inputs
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.positive import (
    estimate_positive,
    without_slow_mode,
)
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    cell_emissions,
    fossil,
    totals,
)


@pytest.fixture(scope="module")
def town():
    return without_slow_mode(twin_inputs(days=6, seed=3))


def total(answer):
    inputs = answer.inputs
    every = Selection(
        np.ones(inputs.days, dtype=bool), fossil(inputs), inputs.zones.inside
    )
    return totals(answer, [every])


def test_every_emission_keeps_the_sign_of_the_declared_one(town):
    contrary = replace(
        town,
        observations=replace(town.observations, value=town.observations.value - 8.0),
    )
    linear, _ = cell_emissions(estimate(contrary))
    positive, _ = cell_emissions(estimate_positive(contrary))
    sign = np.sign(contrary.emission)
    assert np.any(linear * sign < 0)  # the case bites: the linear answer changes sign
    assert np.all(positive * sign >= 0)


def test_small_uncertainties_give_back_the_linear_answer(town):
    sure = replace(
        town,
        sectors=tuple(
            replace(p, relative_uncertainty=1e-3 * p.relative_uncertainty)
            for p in town.sectors
        ),
    )
    linear, positive = total(estimate(sure)), total(estimate_positive(sure))
    spread = linear.posterior_deviation[0]
    assert abs(positive.posterior[0] - linear.posterior[0]) < 0.01 * spread
    assert positive.posterior_deviation[0] == pytest.approx(spread, rel=1e-3)


def test_the_truth_lies_within_the_intervals_of_the_positive_answer():
    # Of 10 intervals of 90 %, at least 6 should hold (binomial: fewer in 0.2 % of
    # trials). The truth is Gaussian, so the laws agree for small deviations only.
    held = 0
    for seed in range(10):
        city = without_slow_mode(twin_inputs(days=4, seed=seed))
        sums = total(estimate_positive(city))
        miss = abs(sums.posterior[0] - sums.truth[0])
        held += miss <= 1.645 * sums.posterior_deviation[0]
    assert held >= 6
