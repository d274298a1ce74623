"""Draws have the moments that were asked for."""

from collections.abc import Callable

import numpy as np

from trajectoire.methods.gaussian.draws import draw_errors, draw_prior

DRAWS = 20_000


def assert_moments(drawn: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> None:
    """Within five standard errors, for every element."""
    flat = drawn.reshape(len(drawn), -1)
    variance = np.diagonal(covariance)
    assert np.all(np.abs(flat.mean(axis=0) - mean) <= 5 * np.sqrt(variance / DRAWS))
    error = np.sqrt((np.outer(variance, variance) + covariance**2) / DRAWS)
    assert np.all(np.abs(np.cov(flat.T) - covariance) <= 5 * error)


def test_draws_of_the_prior(network: Callable, textbook: Callable) -> None:
    chain, data = network(1, [1, 0, 2, 1])
    drawn = draw_prior(chain, np.random.default_rng(1), DRAWS)
    assert_moments(drawn, np.zeros(20), textbook(chain, data).prior)


def test_draws_of_the_errors() -> None:
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    drawn = draw_errors(covariance, np.random.default_rng(3), DRAWS)
    assert_moments(drawn, np.zeros(2), covariance)


def test_one_seed_gives_one_draw(network: Callable) -> None:
    chain, _ = network(1)
    first, second = (draw_prior(chain, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first, second)
