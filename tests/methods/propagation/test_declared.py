"""From a percentage, two bounds or marks of quality to a law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError, OutOfDomain
from trajectoire.methods.propagation.declared import law_between, law_of
from trajectoire.methods.propagation.laws import Constant, Triangular
from trajectoire.methods.propagation.pedigree import FACTORS, Pedigree

BEST = Pedigree(1, 1, 1, 1, 1)


@given(
    st.floats(-1e6, 1e6).filter(lambda value: abs(value) > 1e-3),
    st.floats(0.001, 4.0),
    st.sampled_from(["normal", "lognormal", "triangular"]),
)
def test_the_declared_value_and_uncertainty_are_kept(value, relative, kind) -> None:
    found = law_of(value, relative, "k=1", kind).moments
    assert found.mean == pytest.approx(value)
    assert found.deviation == pytest.approx(relative * abs(value))


def test_95_percent_is_1_96_standard_uncertainties() -> None:
    # 1,000 ± 30 % at 95 %: 300 / 1.959964 = 153.06
    law = law_of(1000.0, 0.3, "95 %", "normal")
    assert law.moments.deviation == pytest.approx(153.06, abs=0.01)
    assert law.quantile([0.025, 0.975]) == pytest.approx([700.0, 1300.0])


def test_a_triangle_by_hand() -> None:
    # symmetric of half-width h: variance h²/6; u = 2 gives h = 2 √6 = 4.899
    law = law_of(10.0, 0.2, "k=1", "triangular")
    assert isinstance(law, Triangular)
    assert (law.low, law.high) == pytest.approx((5.101, 14.899), abs=1e-3)


@pytest.mark.parametrize(("value", "relative"), [(0.0, 0.5), (7.0, 0.0)])
def test_nothing_uncertain_is_a_constant(value: float, relative: float) -> None:
    assert law_of(value, relative, "95 %") == Constant(value)


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (4.0, 9.0, "lognormal"),
        (4.0, 9.0, "normal"),
        (-9.0, -4.0, "lognormal"),
        (-2.0, 3.0, "normal"),
    ],
)
def test_bounds_are_found_again(low: float, high: float, kind) -> None:
    law = law_between(low, high, kind, 0.95)
    assert law.quantile([0.025, 0.975]) == pytest.approx([low, high])
    # 4 to 9: middle 6.5 (normal), geometric mean 6 (lognormal)
    middle = (low + high) / 2 if kind == "normal" else np.sign(low) * 6.0
    assert law.quantile(0.5) == pytest.approx(middle)


def test_a_wrong_declaration_is_refused_in_words() -> None:
    with pytest.raises(InputError) as caught:
        law_of(np.nan, -0.1, "95 %")
    assert [fault.column for fault in caught.value.faults] == ["value", "relative"]
    assert "found -10 %" in str(caught.value)


def test_wrong_bounds_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        law_between(3.0, -2.0, "lognormal", 95.0)
    assert len(caught.value.faults) == 3
    assert "0.95 for an interval of 95 %" in str(caught.value)


def test_a_pedigree_by_hand() -> None:
    # marks (1, 1, 3, 1, 1): 1.10 in time; basic 1.05
    # ln² 1.05 + ln² 1.10 = 0.002380 + 0.009084 = 0.011465; root 0.10707, half 0.05354
    found = Pedigree(1, 1, 3, 1, 1).geometric_deviation(1.05)
    assert found == pytest.approx(np.exp(0.05354), abs=1e-5)


def test_the_best_marks_leave_the_basic_uncertainty() -> None:
    assert BEST.geometric_deviation(1.5) == pytest.approx(np.sqrt(1.5))
    assert BEST.law(12.0, 1.0).moments.deviation == 0.0


def test_a_pedigree_keeps_the_value_as_mean() -> None:
    law = Pedigree(5, 5, 5, 5, 5).law(12.0, 1.5)
    assert law.moments.mean == pytest.approx(12.0)


def test_a_worse_mark_is_never_surer() -> None:
    assert all(list(row) == sorted(row) for row in FACTORS.values())
    for name in FACTORS:
        spreads = [
            Pedigree(**(vars(BEST) | {name: mark})).geometric_deviation(1.05)
            for mark in range(1, 6)
        ]
        assert spreads == sorted(set(spreads))


def test_marks_that_do_not_exist_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Pedigree(0, 1, 6, 1, 1)
    assert [f.column for f in caught.value.faults] == ["reliability", "temporal"]


def test_a_basic_uncertainty_is_a_factor() -> None:
    with pytest.raises(OutOfDomain, match=r"Give 1.05 for 5 %"):
        BEST.geometric_deviation(0.05)
