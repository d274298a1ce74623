"""Activity times factor: by hand, and against draws."""

import numpy as np
import pytest

from trajectoire.methods.propagation.laws import (
    Constant,
    Lognormal,
    Normal,
    Triangular,
)
from trajectoire.methods.propagation.product import (
    correlated_normal_moments,
    lognormal_product,
    product_law,
    product_moments,
)


def test_a_product_by_hand() -> None:
    # 10 ± 1 times 2 ± 0.5: 100 · 0.25 + 4 · 1 + 1 · 0.25 = 29.25; third 6 · 20 · 0.25
    found = product_moments(Normal(10.0, 1.0).moments, Normal(2.0, 0.5).moments)
    assert (found.mean, found.variance) == (20.0, 29.25)
    assert found.third == pytest.approx(30.0)


def test_two_lognormals_have_one_answer_by_two_ways() -> None:
    one, other = Lognormal(3.0, 1.8), Lognormal(-0.5, 1.4)
    moments = product_moments(one.moments, other.moments)
    law = lognormal_product(one, other).moments
    assert law.mean == pytest.approx(moments.mean)
    assert law.variance == pytest.approx(moments.variance)
    assert law.third == pytest.approx(moments.third)


def test_a_lognormal_squared_by_hand() -> None:
    # the same quantity twice: its logarithm doubles, and so does its spread
    law = Lognormal(3.0, 1.2)
    squared = lognormal_product(law, law, correlation=1.0)
    assert squared.median == pytest.approx(9.0)
    assert squared.geometric_deviation == pytest.approx(1.44)
    assert lognormal_product(law, law, -1.0).geometric_deviation == pytest.approx(1.0)


def test_a_standard_normal_squared_is_chi_square() -> None:
    # chi-square with one degree of freedom: mean 1, variance 2, third moment 8
    one = Normal(0.0, 1.0)
    found = correlated_normal_moments(one, one, 1.0)
    assert (found.mean, found.variance, found.third) == (1.0, 2.0, 8.0)


def test_without_correlation_the_two_formulas_are_one() -> None:
    one, other = Normal(10.0, 3.0), Normal(2.0, 0.6)
    free = correlated_normal_moments(one, other, 0.0)
    known = product_moments(one.moments, other.moments)
    assert (free.mean, free.variance) == (known.mean, known.variance)
    assert free.third == pytest.approx(known.third)


def test_correlated_normals_against_draws() -> None:
    generator, mean = np.random.default_rng(3), [10.0, 2.0]
    covariance = [[4.0, 0.48], [0.48, 0.16]]  # 2 and 0.4, correlation 0.6
    drawn = generator.multivariate_normal(mean, covariance, 200_000).prod(axis=1)
    found = correlated_normal_moments(Normal(10.0, 2.0), Normal(2.0, 0.4), 0.6)
    assert drawn.mean() == pytest.approx(found.mean, rel=5e-3)
    assert drawn.std() == pytest.approx(found.deviation, rel=1e-2)
    third = np.mean((drawn - drawn.mean()) ** 3)
    assert third == pytest.approx(found.third, rel=5e-2)


def test_the_law_of_a_product_where_it_has_a_name() -> None:
    factor = Triangular(1.0, 2.0, 3.0)
    assert product_law(Constant(2.0), factor) == Triangular(2.0, 4.0, 6.0)
    assert product_law(factor, Constant(-1.0)) == Triangular(-3.0, -2.0, -1.0)
    assert isinstance(product_law(Lognormal(1.0, 1.2), Lognormal(2.0, 1.1)), Lognormal)
    assert product_law(Normal(1.0, 0.1), factor) is None


def test_an_impossible_correlation_is_refused() -> None:
    with pytest.raises(ValueError, match=r"between -1 and 1, found 1\.5"):
        lognormal_product(Lognormal(1.0, 1.2), Lognormal(2.0, 1.1), 1.5)
