"""How figures of factors are written: no digit too many, units as people write them."""

import pytest
from django.utils import translation

from trajectoire.web.factors.presentation import amount_of, sign_of, significant


@pytest.mark.parametrize(
    ("total", "percent", "value", "low", "high"),
    [
        # Lognormal, mean as published, deviation percent / 2: σ = percent / 200,
        # bounds at the median e^(± 1.645 σ). 11 ± 5 %: 10.55 and 11.46, with the
        # one decimal that they need to differ.
        (11.0, 5, "11", "10,6", "11,5"),
        (67.7, 5, "67,7", "65,0", "70,5"),
        (0.0785, 10, "0,0785", "0,072", "0,085"),
        (2211.0, 10, "2\u202f211", "2\u202f030", "2\u202f400"),
        (0.25, 5, "0,25", "0,24", "0,26"),
    ],
)
def test_the_total_is_as_published_and_its_bounds_differ(
    total, percent, value, low, high
):
    found = amount_of(total, percent / 200)
    assert (found.value, found.low, found.high) == (value, low, high)


def test_a_large_uncertainty_stays_above_zero():
    found = amount_of(1.86, 0.7 / 2 * 3)
    assert not found.low.startswith("\u2212")
    assert found.low != found.high


def test_without_uncertainty_there_are_no_bounds():
    found = amount_of(2.31, None)
    assert (found.value, found.low, found.high) == ("2,31", "", "")


def test_a_sink_has_its_bounds_in_order():
    found = amount_of(-2.0, 0.1)
    low, high = (
        float(text.replace("\u2212", "-").replace(",", "."))
        for text in (found.low, found.high)
    )
    assert low < -2 < high < 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.002342, "0,00234"),
        (123456.0, "123\u202f456"),
        (0.0, "0"),
        (-0.5, "\u22120,500"),
    ],
)
def test_three_digits_are_enough(value, text):
    assert significant(value) == text


def test_english_has_points():
    with translation.override("en"):
        assert significant(0.25) == "0.250"


@pytest.mark.parametrize(
    ("unit", "sign"),
    [
        ("kWh PCI", "kWh PCI"),
        ("m^2 SHON", "m² SHON"),
        ("tonne*km", "t·km"),
        ("hectare*year", "ha·an"),
        ("kg de poids net", "kg de poids net"),
        ("kiloeuro", "k€"),
        ("repas", "repas"),
        ("", ""),
    ],
)
def test_units_are_written_as_people_do(unit, sign):
    assert sign_of(unit) == sign
