"""Hyper-parameters: known truth, the law of their uncertainty, bounds."""

import numpy as np
import pytest

from trajectoire.core.errors import OutOfDomain
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.likelihood import Estimate, most_likely


def noise(count: int, deviation: float, seed: int) -> np.ndarray:
    return deviation * np.random.default_rng(seed).normal(size=count)


def only_errors(values: np.ndarray):
    """A problem whose only unknown hyper-parameter is the deviation of the errors."""
    chain = Chain(np.zeros(1), np.eye(1), np.eye(1), 1)
    today = np.zeros((len(values), 1))

    def problem(theta: np.ndarray) -> tuple[Chain, list[DayData]]:
        errors = theta[0] ** 2 * np.eye(len(values))
        return chain, [DayData(values, today, None, errors)]

    return problem


def find(problem, start: list[float], low: list[float], high: list[float]) -> Estimate:
    return most_likely(problem, np.array(start), np.array(low), np.array(high))


def test_the_deviation_of_white_noise_on_paper() -> None:
    # the likelihood of m normal values peaks at their root mean square, and the log
    # deviation of that estimate is 1 / sqrt(2 m) = 0.05 for 200 values
    values = noise(200, 3.0, 1)
    found = find(only_errors(values), [1.0], [0.1], [100.0])
    assert found.value[0] == pytest.approx(np.sqrt(np.mean(values**2)), rel=1e-3)
    assert found.log_deviation[0] == pytest.approx(0.05, rel=0.01)
    low, high = found.interval()
    assert low[0] < 3.0 < high[0]


def test_spread_and_errors_are_told_apart() -> None:
    generator = np.random.default_rng(2)
    days, spread, error = 150, 2.0, 0.5
    truth = np.zeros(days)
    for day in range(days):
        before = truth[day - 1] if day else 0.0
        truth[day] = 0.8 * before + spread * 0.6 * generator.normal()
    values = truth[:, None] + error * generator.normal(size=(days, 2))

    def problem(theta: np.ndarray) -> tuple[Chain, list[DayData]]:
        variance = np.array([[theta[0] ** 2]])
        chain = Chain(np.array([0.8]), variance, 0.36 * variance, days)
        errors = theta[1] ** 2 * np.eye(2)
        return chain, [DayData(row, np.ones((2, 1)), None, errors) for row in values]

    found = find(problem, [1.0, 1.0], [0.1, 0.1], [10.0, 10.0])
    gap = np.abs(np.log(found.value) - np.log([spread, error]))
    assert np.all(gap <= 3 * found.log_deviation)
    assert np.all(found.log_deviation < 0.15)
    assert not found.at_bound.any()


def test_a_bound_that_is_reached_is_said() -> None:
    found = find(only_errors(noise(50, 3.0, 3)), [1.0], [0.1], [2.0])
    assert found.at_bound.tolist() == [True]
    assert found.value == pytest.approx([2.0])
    assert np.isnan(found.log_deviation[0])


def test_a_search_that_does_not_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trajectoire.methods.gaussian.likelihood.SEARCHES", 1)
    with pytest.raises(OutOfDomain, match=r"were not found.*start nearer"):
        find(only_errors(noise(50, 3.0, 4)), [50.0], [0.01], [100.0])
