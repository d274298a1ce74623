"""Figures are written as a printer would, with no digit that the interval refuses."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.web.typography import numbers


@pytest.mark.parametrize(
    ("half", "decimals"),
    # Two significant digits of the half-width up to 3.55, one beyond: 24.10 ± 0.845
    # is 24.1; 4.00 ± 0.233 is 4.00 (Particle Data Group, section 5.3).
    [(1.65, 1), (0.15, 2), (0.845, 1), (0.233, 2), (42.0, -1), (9.99, 0), (10.0, 0)],
)
def test_the_interval_sets_the_digits(half: float, decimals: int) -> None:
    assert numbers.decimals(half) == decimals


def test_a_figure_and_its_bounds_in_french() -> None:
    # 25.2 Mt ± 1.0031 (k = 1): half-width 1.645 × 1.0031 = 1.65 → 23.55 and 26.85
    with translation.override("fr"):
        amount = numbers.tonnes(25.2e6, 1.0031e6)
    assert (amount.value, amount.low, amount.high) == ("25,2", "23,6", "26,8")
    assert amount.unit == "Mt"


def test_the_same_in_english_has_a_point() -> None:
    with translation.override("en"):
        assert numbers.tonnes(25.2e6, 1.0031e6).value == "25.2"


@pytest.mark.parametrize(
    ("tonnes", "unit"),
    [(499.0, "t"), (500.0, "kt"), (499e3, "kt"), (500e3, "Mt"), (0.0, "t")],
)
def test_the_unit_follows_the_size(tonnes: float, unit: str) -> None:
    assert numbers.unit_for(tonnes) == numbers.unit_for(-tonnes) == unit


def test_thousands_and_minus_in_both_languages() -> None:
    with translation.override("fr"):
        assert numbers.number(-1234567.8, 1) == "−1\u202f234\u202f567,8"
    with translation.override("en"):
        assert numbers.number(-1234567.8, 1) == "−1,234,567.8"


def test_a_rounded_zero_has_no_sign() -> None:
    with translation.override("fr"):
        assert numbers.number(-0.04, 1) == "0,0"
        assert numbers.number(0.04, 1, sign=True) == "0,0"


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_what_is_written_reads_back(value: float, places: int) -> None:
    with translation.override("fr"):
        text = numbers.number(value, places)
    plain = text.replace("\u202f", "").replace("−", "-").replace(",", ".")
    assert float(plain) == pytest.approx(round(value, places), abs=10.0**-places)


@given(st.floats(1.0, 1e9), st.floats(1e-3, 1e9))
def test_value_and_bounds_end_on_the_same_digit(value: float, spread: float) -> None:
    with translation.override("fr"):
        amount = numbers.tonnes(value, spread)
    ends = {len(text.partition(",")[2]) for text in (amount.value, amount.low)}
    assert len(ends) == 1


def test_dates_are_written_in_full() -> None:
    with translation.override("fr"):
        assert numbers.long_day(date(2026, 12, 1)) == "1er\u00a0décembre 2026"
        assert numbers.long_day(date(2026, 3, 12)) == "12\u00a0mars 2026"
    with translation.override("en"):
        assert numbers.long_day(date(2026, 3, 12)) == "12\u00a0March 2026"


def test_an_instant_says_its_zone() -> None:
    # 12:05 UTC in July is 14:05 in Paris (UTC+2)
    with translation.override("fr"):
        said = numbers.moment(datetime(2026, 7, 1, 12, 5, tzinfo=UTC))
    assert "14\u00a0h\u00a005" in said
    assert "heure de Paris" in said


def test_french_marks_keep_their_spaces() -> None:
    assert numbers.typeset("l'air : « oui » ; 5 % ?") == (
        "l’air\u00a0: «\u00a0oui\u00a0»\u202f; 5\u00a0%\u202f?"
    )
