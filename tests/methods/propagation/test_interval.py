"""The interval of a total: exact where it can be, checked elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import MissingData
from trajectoire.methods.propagation.agreement import agreement, checked_interval
from trajectoire.methods.propagation.declared import law_of, lognormal_of
from trajectoire.methods.propagation.interval import interval, interval_of_law
from trajectoire.methods.propagation.laws import (
    Constant,
    Lognormal,
    Normal,
    Triangular,
)
from trajectoire.methods.propagation.moments import Moments

TAILS = [0.05, 0.95]


def test_a_normal_total_by_hand() -> None:
    # 100 ± 1.645 · 10
    found = interval(Moments(100.0, 100.0), positive=False)
    assert (found.low, found.high) == pytest.approx((83.55, 116.45), abs=0.01)
    assert (found.shape, found.probability) == ("normal", 0.9)


@given(st.floats(0.05, 1.2), st.sampled_from([-30.0, 2.0]))
def test_a_lognormal_is_found_again_from_its_moments(spread, median) -> None:
    law = Lognormal(median, float(np.exp(spread)))
    found = interval(law.moments, positive=law.positive)
    assert (found.low, found.high) == pytest.approx(law.quantile(TAILS), rel=1e-6)


@given(st.floats(-1e3, 1e3), st.floats(0.3, 1.2))
def test_a_shift_shifts_the_interval(shift, spread) -> None:
    at = lognormal_of(10.0, spread).moments
    moved = Moments(at.mean + shift, at.variance, at.third)
    before, after = (interval(m, positive=False) for m in (at, moved))
    width = before.high - before.low
    assert after.low == pytest.approx(before.low + shift, abs=1e-9 * (width + 1e3))
    assert after.high == pytest.approx(before.high + shift, abs=1e-9 * (width + 1e3))


def test_the_interval_is_continuous_where_the_law_becomes_normal() -> None:
    normal, skewed = (
        interval(Moments(50.0, 4.0, third), positive=False)
        for third in (0.99e-3 * 8, 1.01e-3 * 8)
    )
    assert (normal.shape, skewed.shape) == ("normal", "shifted lognormal")
    assert skewed.low == pytest.approx(normal.low, abs=1e-3)
    assert skewed.high == pytest.approx(normal.high, abs=1e-3)


def test_a_positive_total_keeps_a_positive_interval() -> None:
    # 10 ± 8, symmetric: a normal law would start at -3.2
    moments = Moments(10.0, 64.0)
    free, kept = (interval(moments, positive=p) for p in (False, True))
    assert free.low < 0 < kept.low
    assert kept.shape == "lognormal"
    law = law_of(10.0, 0.8, "k=1")
    assert (kept.low, kept.high) == pytest.approx(law.quantile(TAILS))


def test_a_known_law_gives_its_own_bounds() -> None:
    found = interval_of_law(Triangular(0.0, 0.0, 3.0), probability=0.5)
    # 3 - √(9 · 0.75) and 3 - √(9 · 0.25)
    assert (found.low, found.high) == pytest.approx((3 - np.sqrt(6.75), 1.5))
    assert found.shape == "known"


def test_a_constant_has_no_width() -> None:
    found = interval(Constant(4.0).moments, positive=True)
    assert (found.low, found.high, found.shape) == (4.0, 4.0, "constant")


def test_a_right_interval_agrees_with_draws_and_a_wrong_one_does_not() -> None:
    law = lognormal_of(10.0, 0.5)
    drawn = law.draws(np.random.default_rng(4), 200_000)
    right = agreement(interval(law.moments, positive=True), drawn)
    assert right.holds
    assert right.inside == pytest.approx(0.9, abs=5 * np.sqrt(0.09 / 200_000))
    symmetric = interval(Moments(10.0, law.moments.variance), positive=False)
    assert not agreement(symmetric, drawn).holds


def test_fewer_draws_are_noisier() -> None:
    law = Normal(10.0, 1.0)
    drawn = law.draws(np.random.default_rng(4), 10_000)
    found = interval_of_law(law)
    few, many = agreement(found, drawn[:100]), agreement(found, drawn)
    # a hundred times the draws, a tenth of the noise, give or take chance
    assert 4 < few.noise / many.noise < 25


def test_an_interval_without_draws_is_not_checked() -> None:
    with pytest.raises(MissingData, match="found none"):
        agreement(interval_of_law(Normal(1.0, 0.1)), np.array([]))


def test_a_usual_inventory_keeps_the_fitted_interval(cells_of) -> None:
    activities = [law_of(value, 0.05, "95 %") for value in (50.0, 30.0, 20.0)]
    factors = [law_of(2.0, 0.3, "95 %"), law_of(1.0, 0.6, "95 %")]
    cells = cells_of([0, 1, 2], [0, 0, 1])
    found, check = checked_interval(
        activities, factors, cells, np.random.default_rng(8)
    )
    assert found.shape == "shifted lognormal"
    assert check.holds


def test_a_few_very_uncertain_terms_are_drawn_instead(cells_of) -> None:
    activities = [Constant(1.0)] * 5
    factors = [lognormal_of(10.0, 0.9)] * 5
    cells = cells_of(range(5), range(5))
    found, check = checked_interval(
        activities, factors, cells, np.random.default_rng(8)
    )
    assert found.shape == "drawn"
    assert not check.holds
    assert (found.low, found.high) == (check.low, check.high)
    fresh = lognormal_of(10.0, 0.9).draws(np.random.default_rng(9), 500_000)
    truth = np.quantile(fresh.reshape(-1, 5).sum(axis=1), TAILS)
    assert (found.low, found.high) == pytest.approx(truth, rel=0.03)
