"""Hyper-parameters by maximum marginal likelihood."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.instruments.observatory.gather.twin import twin_inputs
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.tuning import scaled, tune


@pytest.fixture(scope="module")
def town():
    return twin_inputs(days=10, seed=5)


def test_ones_change_nothing(town):
    same = scaled(town, np.ones(3))
    assert same.errors.representativeness == town.errors.representativeness
    assert same.background == town.background
    assert same.sectors == town.sectors


def test_a_transport_error_declared_twice_too_small_is_found(town):
    # The town's errors were drawn with a multiplier of 1, then declared halved.
    wrong = scaled(town, np.array([1.0, 0.5, 1.0]))
    assert estimate(wrong).posterior.reduced_chi_square > 2.0
    tuned = tune(wrong)
    assert tuned.likely.value[1] == pytest.approx(2.0, rel=0.1)
    chi = estimate(tuned.inputs).posterior.reduced_chi_square
    assert chi == pytest.approx(1.0, abs=0.1)


def test_without_background_only_two_multipliers_are_sought(town):
    given = town.contributions
    free = replace(
        town,
        background=replace(town.background, deviation=()),
        contributions=replace(given, pattern=given.pattern[:, :0]),
    )
    assert len(tune(free).likely.value) == 2
