"""Laws of one datum: moments, quantiles and draws tell the same story."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.methods.propagation.laws import (
    Constant,
    Law,
    Lognormal,
    Normal,
    Triangular,
)

LAWS = [
    Constant(3.0),
    Normal(10.0, 2.0),
    Lognormal(4.0, 1.3),
    Lognormal(-4.0, 1.6),
    Triangular(1.0, 2.0, 6.0),
    Triangular(-3.0, -3.0, 1.0),
    Triangular(0.0, 5.0, 5.0),
]
MIDPOINTS = (np.arange(200_000) + 0.5) / 200_000
each_law = pytest.mark.parametrize("law", LAWS, ids=repr)


def test_triangle_by_hand() -> None:
    # 0, 0, 3: density 2 (3 - x) / 9, so mean 1, E[x²] = 3/2, variance 1/2;
    # E[x³] = 2/9 (3 · 81/4 - 243/5) = 2.7, so third = 2.7 - 3 · 1.5 + 2 = 0.2
    found = Triangular(0.0, 0.0, 3.0).moments
    assert (found.mean, found.variance) == (1.0, 0.5)
    assert found.third == pytest.approx(0.2)
    # half of the weight lies above 3 - sqrt(9 / 2)
    half = Triangular(0.0, 0.0, 3.0).quantile(0.5)
    assert half == pytest.approx(3 - np.sqrt(4.5))


def test_lognormal_by_hand() -> None:
    # spread² = ln 2: mean = median √2, variance = mean² (2 - 1), skewness = 1 + 3
    law = Lognormal(5.0, float(np.exp(np.sqrt(np.log(2)))))
    assert law.moments.mean == pytest.approx(5 * np.sqrt(2))
    assert law.moments.variance == pytest.approx(50.0)
    assert law.moments.skewness == pytest.approx(4.0)


@each_law
def test_moments_are_those_of_the_quantiles(law: Law) -> None:
    # the integral of the quantile over its probability is the mean, and so on
    values = law.quantile(MIDPOINTS)
    gap = values - law.moments.mean
    assert values.mean() == pytest.approx(law.moments.mean, rel=1e-4)
    assert np.mean(gap**2) == pytest.approx(law.moments.variance, rel=5e-3)
    assert np.mean(gap**3) == pytest.approx(law.moments.third, rel=3e-2, abs=1e-9)


@each_law
def test_draws_follow_the_quantiles(law: Law) -> None:
    drawn = law.draws(np.random.default_rng(7), 20_000)
    assert drawn.shape == (20_000,)
    below = np.mean(drawn[:, None] <= law.quantile([0.05, 0.5, 0.95]), axis=0)
    if isinstance(law, Constant):
        assert np.all(drawn == law.value)
    else:  # five standard errors of a share of 20,000
        assert below == pytest.approx([0.05, 0.5, 0.95], abs=5 * 0.5 / np.sqrt(20_000))


@each_law
def test_one_seed_gives_one_draw(law: Law) -> None:
    first, second = (law.draws(np.random.default_rng(1), 5) for _ in range(2))
    assert np.array_equal(first, second)


@each_law
@pytest.mark.parametrize("by", [3.6, -1.0, 0.086])
def test_a_change_of_unit_changes_nothing_else(law: Law, by: float) -> None:
    other = law.scaled(by)
    assert other.moments.mean == pytest.approx(by * law.moments.mean)
    assert other.moments.variance == pytest.approx(by**2 * law.moments.variance)
    assert other.moments.third == pytest.approx(by**3 * law.moments.third)
    asked = np.array([0.05, 0.3, 0.95])
    kept = law.quantile(asked if by > 0 else 1 - asked)
    assert other.quantile(asked) == pytest.approx(by * kept)
    assert law.scaled(0.0) == Constant(0.0)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_quantiles_rise(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for law in LAWS:
        assert law.quantile(low) <= law.quantile(high)


def test_which_laws_stay_above_zero() -> None:
    expected = [True, False, True, False, True, False, True]
    assert [law.positive for law in LAWS] == expected


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Lognormal(0.0, 0.5)
    assert [fault.column for fault in caught.value.faults] == [
        "median",
        "geometric_deviation",
    ]
    assert "confirmed zero as a constant" in str(caught.value)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Constant(np.nan), "missing value as missing"),
        (lambda: Normal(np.inf, 1.0), "finite"),
        (lambda: Normal(1.0, -1.0), "without sign"),
        (lambda: Triangular(2.0, 1.0, 3.0), "in this order"),
        (lambda: Triangular(1.0, 1.0, 1.0), "a constant if they are equal"),
    ],
)
def test_what_is_no_law_is_refused_in_words(make, said) -> None:
    with pytest.raises(InputError, match=said):
        make()
