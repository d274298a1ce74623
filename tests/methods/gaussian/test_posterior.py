"""Sums of unknowns, before and after the data."""

from collections.abc import Callable

import numpy as np
import pytest

from trajectoire.methods.gaussian.chain import random_walk
from trajectoire.methods.gaussian.posterior import (
    deviations,
    prior_aggregate,
    prior_daily,
)
from trajectoire.methods.gaussian.smoother import smooth


def test_the_sum_of_a_walk_on_paper() -> None:
    # x0 + x1 = 2 x0 + w: variance 4 x 9 + 0.25
    chain = random_walk(np.array([3.0]), np.array([0.5]), 2)
    aggregate = prior_aggregate(chain, np.ones((1, 2, 1)))
    assert aggregate.covariance == pytest.approx(np.array([[36.25]]))
    assert aggregate.deviation == pytest.approx([np.sqrt(36.25)])


def test_prior_sums_are_the_textbook_s(network: Callable, textbook: Callable) -> None:
    chain, data = network(1)
    weights = np.random.default_rng(1).normal(size=(4, 7, 5))
    sums = weights.reshape(4, -1)
    expected = sums @ textbook(chain, data).prior @ sums.T
    assert prior_aggregate(chain, weights).covariance == pytest.approx(expected)


@pytest.mark.parametrize("form", ["information", "dual"])
def test_sums_within_days_agree_with_sums_across_days(
    network: Callable, form: str
) -> None:
    chain, data = network(2)
    posterior = smooth(chain, data, form)
    weights = np.random.default_rng(2).normal(size=(2, 5))
    spread = np.zeros((7, 2, 7, 5))
    spread[np.arange(7), :, np.arange(7)] = weights
    across = posterior.aggregate(spread.reshape(14, 7, 5))
    within = posterior.daily(weights)
    assert within.mean.ravel() == pytest.approx(across.mean)
    expected = np.sqrt(np.diagonal(across.covariance)).reshape(7, 2)
    assert within.deviation == pytest.approx(expected)


def test_prior_sums_within_days(network: Callable) -> None:
    chain, _ = network(2)
    weights = np.ones((7, 1, 5))
    expected = chain.covariances().sum(axis=(1, 2))
    assert prior_daily(chain, weights).covariance.ravel() == pytest.approx(expected)


def test_a_sum_of_nothing_is_certain(network: Callable) -> None:
    aggregate = smooth(*network(2)).aggregate(np.zeros((1, 7, 5)))
    assert aggregate.mean == pytest.approx([0.0])
    assert aggregate.covariance == pytest.approx(np.zeros((1, 1)))


def test_deviations_are_square_roots_of_diagonals() -> None:
    assert deviations(np.diag([4.0, 9.0])) == pytest.approx([2, 3])
