"""Fluxes that keep their sign: the law, the most likely point, the refusals."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from trajectoire.core.errors import InputError, OutOfDomain
from trajectoire.methods.gaussian.chain import (
    Chain,
    DayData,
    no_data,
    random_walk,
    side_by_side,
    stationary_chain,
)
from trajectoire.methods.gaussian.draws import draw_errors, draw_prior
from trajectoire.methods.gaussian.positivity import logarithm_chain, smooth_positive
from trajectoire.methods.gaussian.smoother import smooth

ONLY = np.array([True])


def flux(deviation: float, days: int = 1) -> Chain:
    return stationary_chain(np.array([deviation]), np.eye(1), np.array([0.5]), days)


def seen(value: float, error: float = 1.0) -> DayData:
    return DayData(np.array([value]), np.eye(1), None, error**2 * np.eye(1))


def test_without_data_the_flux_keeps_its_declared_mean_and_spread() -> None:
    posterior = smooth_positive(flux(0.5, 3), [no_data(1)] * 3, ONLY)
    assert posterior.mean == pytest.approx(np.zeros((3, 1)), abs=1e-12)
    assert posterior.deviation == pytest.approx(np.full((3, 1), 0.5))
    # sigma² = log(1.25), mu = -sigma² / 2: the median factor is 1 / sqrt(1.25)
    median = posterior.quantiles([0.5])[0, 0, 0]
    assert median == pytest.approx(1 / np.sqrt(1.25) - 1)


def test_the_most_likely_point_is_the_one_of_a_direct_search() -> None:
    chain, value, error = flux(0.8), -0.7, 0.3
    logarithms, centre = logarithm_chain(chain, ONLY)

    def cost(logarithm: float) -> float:
        missed = value - np.expm1(logarithm + centre[0])
        return (missed / error) ** 2 + logarithm**2 / logarithms.initial[0, 0]

    expected = minimize_scalar(cost, bounds=(-5, 5), options={"xatol": 1e-10}).x
    found = smooth_positive(chain, [seen(value, error)], ONLY)
    assert found.logarithms.mean[0, 0] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("form", ["information", "dual"])
def test_an_observation_below_zero_does_not_turn_the_flux_negative(form: str) -> None:
    data = [seen(-3.0, 0.5)] * 3
    linear = smooth(flux(0.5, 3), data, form)
    positive = smooth_positive(flux(0.5, 3), data, ONLY, form)
    assert linear.mean.min() < -1
    assert positive.quantiles([0.001]).min() > -1


def test_small_spreads_give_the_linear_answer() -> None:
    chain, data = flux(0.01, 3), [seen(0.01, 0.02), no_data(1), seen(-0.01, 0.02)]
    linear, positive = smooth(chain, data), smooth_positive(chain, data, ONLY)
    assert positive.mean == pytest.approx(linear.mean, abs=1e-4)
    assert positive.deviation == pytest.approx(linear.deviation, rel=0.02)
    weights = np.ones((1, 3, 1))
    sums = positive.aggregate(weights), linear.aggregate(weights)
    assert sums[0].deviation == pytest.approx(sums[1].deviation, rel=0.02)


def test_unknowns_that_are_not_fluxes_stay_linear() -> None:
    chain = side_by_side([flux(0.5, 2), random_walk(np.ones(1), np.ones(1), 2)])
    item = DayData(np.array([3.0]), np.array([[0.0, 1.0]]), None, np.eye(1))
    data = [item, item]
    found = smooth_positive(chain, data, np.array([True, False]))
    expected = smooth(chain, data)
    assert found.mean[:, 1] == pytest.approx(expected.mean[:, 1])
    assert found.deviation[:, 1] == pytest.approx(expected.deviation[:, 1])


def test_intervals_hold_the_truth() -> None:
    generator = np.random.default_rng(20260106)
    chain = side_by_side([flux(0.3, 5), random_walk(np.ones(1), np.ones(1) / 5, 5)])
    positive = np.array([True, False])
    logarithms, centre = logarithm_chain(chain, positive)
    inside = []
    for drawn in draw_prior(logarithms, generator, 200):
        truth = np.where(positive, np.expm1(drawn + centre), drawn)
        data = []
        for state in truth:
            today = np.column_stack([generator.gamma(1.0, 3.0, 3), np.ones(3)])
            item = DayData(np.zeros(3), today, None, np.eye(3) + 0.5)
            values = today @ state + draw_errors(item.covariance, generator)[0]
            data.append(replace(item, residual=values))
        low, high = smooth_positive(chain, data, positive).quantiles([0.05, 0.95])
        inside.append((low <= truth) & (truth <= high))
    assert 0.87 <= np.mean(inside) <= 0.93


def test_a_flux_whose_spread_changes_is_refused() -> None:
    chain = random_walk(np.ones(1), np.ones(1), 3)
    with pytest.raises(InputError, match=r"unknowns \[0\]. Use stationary_chain"):
        smooth_positive(chain, [no_data(1)] * 3, ONLY)


def test_faults_of_the_data_are_said_as_by_the_linear_smoother() -> None:
    with pytest.raises(InputError, match="expected 2 days of data, found 1"):
        smooth_positive(flux(0.5, 2), [no_data(1)], ONLY)


def test_what_does_not_settle_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trajectoire.methods.gaussian.positivity.ITERATIONS", 1)
    with pytest.raises(OutOfDomain, match="did not settle in 1 iterations"):
        smooth_positive(flux(0.8), [seen(5.0, 0.1)], ONLY)
