"""A number does not travel without its unit and its uncertainty."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from trajectoire.core.errors import UnitError
from trajectoire.core.quantity import Z_90, Quantity, as_array

number = st.floats(-1e9, 1e9)
spread = st.floats(0, 1e6)


def test_the_half_width_is_that_of_the_normal_law():
    assert pytest.approx(norm.ppf(0.95), rel=1e-12) == Z_90


def test_a_sum_by_hand():
    total = Quantity(1.0, "tCO2e", 0.3) + Quantity(500.0, "kgCO2e", 400.0)
    # 1 t + 0.5 t; sqrt(0.3^2 + 0.4^2) = 0.5 t
    assert (total.value, total.unit) == (1.5, "tCO2e")
    assert total.uncertainty == pytest.approx(0.5)


@given(number, spread, number, spread)
def test_a_sum_is_the_same_in_either_order_and_in_another_unit(a, da, b, db):
    one, two = Quantity(a, "kWh", da), Quantity(b, "MJ", db)
    there, back = (one + two).to("MJ"), two + one
    scale = max(1.0, abs(a) * 3.6, abs(b))
    assert there.value == pytest.approx(back.value, abs=1e-9 * scale)
    assert there.uncertainty == pytest.approx(back.uncertainty, abs=1e-6)


@given(number, spread)
def test_there_and_back_again(value, deviation):
    same = Quantity(value, "kWh", deviation).to("MJ").to("kWh")
    assert same.value == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert same.uncertainty == pytest.approx(deviation, rel=1e-12, abs=1e-12)


def test_what_has_no_common_unit_is_not_added():
    with pytest.raises(UnitError):
        Quantity(1, "kWh", 0) + Quantity(1, "kgCO2e", 0)


def test_bounds_are_normal_unless_they_are_given():
    low, high = Quantity(10.0, "ppm", 1.0).bounds()
    assert (low, high) == pytest.approx((8.3551464, 11.6448536))
    skewed = Quantity(10.0, "ppm", 1.0, interval=(9.5, 13.0))
    assert skewed.bounds() == (9.5, 13.0)
    assert skewed.to("ppb").bounds() == pytest.approx((9_500, 13_000))


def test_no_uncertainty_needs_a_reason_and_the_sum_keeps_it():
    with pytest.raises(ValueError, match="states the reason"):
        Quantity(1.0, "tCO2e")
    typed = Quantity(1.0, "tCO2e", reason="declared without one")
    assert typed.bounds() is None
    total = Quantity(1.0, "tCO2e", 0.1) + typed
    assert (total.uncertainty, total.reason) == (None, "declared without one")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_is_finite(value):
    with pytest.raises(ValueError, match="finite"):
        Quantity(value, "ppm", 1.0)


@pytest.mark.parametrize("deviation", [-1.0, math.nan])
def test_an_uncertainty_is_not_negative(deviation):
    with pytest.raises(ValueError, match="not negative"):
        Quantity(1.0, "ppm", deviation)


def test_an_array_is_a_copy_that_nobody_changes():
    given_values = np.arange(3)
    array = as_array(given_values)
    given_values[0] = 9
    assert array[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
