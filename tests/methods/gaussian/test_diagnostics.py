"""Diagnostics: exact on paper, quiet when the model is right, loud when it is wrong."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from trajectoire.methods.gaussian.chain import Chain, DayData, no_data
from trajectoire.methods.gaussian.diagnostics import (
    Interval,
    autocorrelation,
    averaging_kernel,
    chi_square_interval,
    desroziers_ratio,
    error_correlation,
    gain,
    innovations,
    residuals,
)
from trajectoire.methods.gaussian.draws import draw_errors, draw_prior
from trajectoire.methods.gaussian.posterior import prior_aggregate
from trajectoire.methods.gaussian.smoother import smooth


def twin(
    network: Callable, seed: int, scale: float = 1.0
) -> tuple[Chain, list[DayData]]:
    """120 days whose truth follows the prior, told scale² times the true R."""
    generator = np.random.default_rng(seed)
    chain, data = network(seed, [6, 4, 5] * 40)
    (truth,) = draw_prior(chain, generator)
    seen = []
    for day, item in enumerate(data):
        values = item.today @ truth[day] + draw_errors(item.covariance, generator)[0]
        if item.yesterday is not None:
            values += item.yesterday @ truth[day - 1]
        told = scale**2 * item.covariance
        seen.append(replace(item, residual=values, covariance=told))
    return chain, seen


def test_the_interval_of_one_observation_is_the_published_one() -> None:
    # chi-square of 10 degrees, quantiles 2.5 % and 97.5 %: 3.247 and 20.483
    # (NIST/SEMATECH e-Handbook, section 1.3.6.7.4)
    assert chi_square_interval(10) == pytest.approx((0.3247, 2.0483), abs=1e-4)
    assert Interval(0.0, 1.0).holds(1.0)


def test_innovations_of_a_walk_on_paper() -> None:
    # day 0: S = 1 + 1, r = 2, mean 1, variance 1/2; day 2: two days of drift, variance
    # 1/2 + 2, S = 3.5, foretold 1, came 4: innovation 3 / sqrt(3.5)
    chain = Chain(np.ones(1), np.eye(1), np.eye(1), 3)
    seen = [DayData(np.array([v]), np.eye(1), None, np.eye(1)) for v in (2.0, 4.0)]
    found = innovations(chain, [seen[0], no_data(1), seen[1]])
    assert found.day.tolist() == [0, 2]
    assert found.raw == pytest.approx([2, 3])
    assert found.deviation == pytest.approx([np.sqrt(2), np.sqrt(3.5)])
    assert found.standardised == pytest.approx([np.sqrt(2), 3 / np.sqrt(3.5)])


def test_innovations_add_up_to_the_misfit(network: Callable) -> None:
    chain, data = network(1)
    found = innovations(chain, data)
    assert np.sum(found.standardised**2) == pytest.approx(smooth(chain, data).misfit)


def test_a_right_model_is_left_in_peace(network: Callable) -> None:
    chain, data = twin(network, 11)
    found, posterior = innovations(chain, data), smooth(chain, data)
    within = chi_square_interval(posterior.observations, 0.999)
    assert within.holds(posterior.reduced_chi_square)
    assert within.holds(found.variance)
    assert found.whiteness_interval(0.999).holds(found.lag_correlation)
    assert desroziers_ratio(posterior, data) == pytest.approx(1.0, abs=0.2)


def test_errors_told_half_as_large_are_found_out(network: Callable) -> None:
    chain, data = twin(network, 11, scale=0.5)
    posterior = smooth(chain, data)
    within = chi_square_interval(posterior.observations, 0.999)
    assert not within.holds(posterior.reduced_chi_square)
    assert desroziers_ratio(posterior, data) > 2


def test_a_forgotten_memory_colours_the_innovations() -> None:
    generator = np.random.default_rng(12)
    true = Chain(np.array([0.95]), np.eye(1), np.array([[0.0975]]), 300)
    (truth,) = draw_prior(true, generator)
    data = [
        DayData(
            value + 0.1 * generator.normal(size=1), np.eye(1), None, 0.01 * np.eye(1)
        )
        for value in truth
    ]
    forgetful = Chain(np.zeros(1), np.eye(1), np.eye(1), 300)
    wrong, right = innovations(forgetful, data), innovations(true, data)
    assert not wrong.whiteness_interval().holds(wrong.lag_correlation)
    assert right.whiteness_interval(0.999).holds(right.lag_correlation)


def test_the_kernel_of_all_unknowns_is_the_gain_times_the_operator(
    network: Callable, textbook: Callable
) -> None:
    chain, data = network(2)
    book = textbook(chain, data)
    expected = book.gain @ book.operator
    assert averaging_kernel(book.prior, book.covariance) == pytest.approx(
        expected, abs=1e-9
    )


def test_the_kernel_of_sums_is_the_reduced_one(
    network: Callable, textbook: Callable
) -> None:
    chain, data = network(2)
    book = textbook(chain, data)
    weights = np.random.default_rng(2).normal(size=(3, 7, 5))
    sums = weights.reshape(3, -1)
    spread = book.prior @ sums.T @ np.linalg.inv(sums @ book.prior @ sums.T)
    before = prior_aggregate(chain, weights).covariance
    after = smooth(chain, data).aggregate(weights).covariance
    expected = sums @ book.gain @ book.operator @ spread
    assert averaging_kernel(before, after) == pytest.approx(expected, abs=1e-9)


def test_two_sectors_seen_only_together_are_named_inseparable() -> None:
    # y = a + b + e with unit variances: S = 3, posterior variance 2/3, covariance -1/3;
    # kernel 1/3 everywhere, correlation of errors -1/2, gain 1 - sqrt(2/3)
    chain = Chain(np.zeros(2), np.eye(2), np.eye(2), 1)
    data = [DayData(np.ones(1), np.ones((1, 2)), None, np.eye(1))]
    after = smooth(chain, data).covariance[0]
    assert averaging_kernel(np.eye(2), after) == pytest.approx(np.full((2, 2), 1 / 3))
    assert error_correlation(after)[0, 1] == pytest.approx(-0.5)
    assert gain(np.eye(2), after) == pytest.approx(np.full(2, 1 - np.sqrt(2 / 3)))


def test_residuals_take_the_eve_into_account() -> None:
    item = DayData(np.array([5.0]), np.array([[1.0]]), np.array([[2.0]]), np.eye(1))
    left = residuals(np.array([[1.0], [0.5]]), [no_data(1), item])
    assert left[1] == pytest.approx([2.5])  # 5 - 0.5 - 2 x 1


def test_without_data_nothing_is_claimed() -> None:
    chain = Chain(np.ones(1), np.eye(1), np.eye(1), 2)
    empty = [no_data(1)] * 2
    assert not len(innovations(chain, empty).raw)
    assert np.isnan(desroziers_ratio(smooth(chain, empty), empty))
    assert np.isnan(autocorrelation(np.ones(1)))
