"""Fourth cumulants: by hand, by enumeration, and against textbook laws."""

from itertools import product

import numpy as np
import pytest

from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.fourth import (
    displacement,
    fitted_excess,
    law_fourths,
    lognormal_excess,
    product_fourth,
)
from trajectoire.methods.propagation.laws import Lognormal
from trajectoire.methods.propagation.shared import group_moments


def of_two_values(low: float, high: float, chance: float) -> np.ndarray:
    """Give mean, variance, third moment and fourth cumulant of two values."""
    return cumulants(np.array([low, high]), np.array([1 - chance, chance]))


def cumulants(values: np.ndarray, chances: np.ndarray) -> np.ndarray:
    mean = chances @ values
    gap = values - mean
    variance = chances @ gap**2
    fourth = chances @ gap**4 - 3 * variance**2
    return np.array([mean, variance, chances @ gap**3, fourth])


def test_a_lognormal_law_has_the_excess_of_the_textbook():
    # omega = exp(s²) = 1 + v²: omega⁴ + 2 omega³ + 3 omega² - 6; for v = 1, 16+16+12-6
    assert lognormal_excess(1.0) == pytest.approx(38.0)
    omega = 1.09
    textbook = omega**4 + 2 * omega**3 + 3 * omega**2 - 6
    assert lognormal_excess(0.09) == pytest.approx(textbook)


def test_each_law_has_its_own():
    yes, no = np.array([True]), np.array([False])
    two, half = np.array([2.0]), np.array([1.0])
    assert law_fourths(two, half, yes, no) == pytest.approx([38.0 * 16])
    assert law_fourths(two, half, no, yes) == pytest.approx([-0.6 * 16])
    assert law_fourths(two, half, no, no) == pytest.approx([0.0])


def test_a_product_by_enumeration():
    first, second = (1.0, 3.0, 0.3), (2.0, 7.0, 0.2)
    values, chances = zip(
        *(
            (x * y, p * q)
            for (x, p), (y, q) in product(
                ((1.0, 0.7), (3.0, 0.3)), ((2.0, 0.8), (7.0, 0.2))
            )
        ),
        strict=True,
    )
    true = cumulants(np.array(values), np.array(chances))[3]
    found = product_fourth(
        of_two_values(*first)[:, None], of_two_values(*second)[:, None]
    )
    assert found == pytest.approx([true])


@pytest.mark.parametrize(
    ("activity", "factor"), [([0, 1], [0, 0]), ([0, 0], [0, 1]), ([0, 1], [0, 1])]
)
def test_cells_that_share_one_datum_by_enumeration(activity, factor):
    first = [(1.0, 3.0, 0.3), (0.5, 2.0, 0.6)]
    second = [(2.0, 7.0, 0.2), (1.0, 4.0, 0.5)]
    weight = np.array([1.5, -0.5])
    values, chances = [], []
    for picks in product((0, 1), repeat=4):
        data = [*first, *second]
        drawn = [one[pick] for one, pick in zip(data, picks, strict=True)]
        chance = [
            one[2] if pick else 1 - one[2]
            for one, pick in zip(data, picks, strict=True)
        ]
        cells = zip(weight, activity, factor, strict=True)
        values.append(sum(w * drawn[a] * drawn[2 + f] for w, a, f in cells))
        chances.append(np.prod(chance))
    true = cumulants(np.array(values), np.array(chances))
    tables = [
        np.stack([of_two_values(*one) for one in data], 1) for data in (first, second)
    ]
    cells = Cells(np.array(activity), np.array(factor), np.zeros(2, np.intp), weight)
    found = group_moments(*tables, cells, 1)
    assert [float(one[0]) for one in found] == pytest.approx(true)


def test_a_lognormal_law_is_not_displaced():
    # the shifted lognormal of its moments is itself
    moments = Lognormal(-3.0, 1.6).moments
    squared = moments.variance / moments.mean**2
    fourth = lognormal_excess(squared) * moments.variance**2
    assert fitted_excess(moments.skewness) == pytest.approx(lognormal_excess(squared))
    given = [np.array([each]) for each in (moments.variance, moments.third, fourth)]
    assert displacement(*given) == pytest.approx([0.0], abs=1e-9)


def test_emissions_and_sinks_do_not_cancel():
    # thirds of +1 and -1 cancel; excess 2 x 38 over (1 + 1)² = 19: 19 x 0.0202 x √2
    found = displacement(np.array([2.0]), np.array([0.0]), np.array([76.0]))
    assert found == pytest.approx([19 * 0.0202 * np.sqrt(2)], rel=5e-3)


def test_what_is_certain_is_not_displaced():
    nothing = np.zeros(1)
    assert displacement(nothing, nothing, nothing) == pytest.approx([0.0], abs=0)
