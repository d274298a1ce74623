"""Drawings hold what they show: places, intervals, areas, gaps, digits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.presentation.amounts import said, scale_for
from trajectoire.web.inventory.presentation.answer import each
from trajectoire.web.inventory.presentation.bars import ROOM, Part, bars
from trajectoire.web.inventory.presentation.bells import bells, density
from trajectoire.web.inventory.presentation.states import signs
from trajectoire.web.inventory.presentation.years import sentence, years


def amount(value: float, half: float | None = None, unit: str = "tCO2e") -> Amount:
    """An amount with a symmetric interval."""
    if half is None:
        return Amount(value, unit, None, None, None, 1.0, 1)
    return Amount(value, unit, half / 1.645, value - half, value + half, 0.0, 1)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (amount(12_345.0, 1000.0), ("12,3", "11,3", "13,3", "kt CO2e")),
        (amount(12_345_678.0, 4e6), ("12", "8", "16", "Mt CO2e")),
        (amount(24.10e6, 0.845e6), ("24,1", "23,3", "24,9", "Mt CO2e")),
        (amount(499.0, 20.0), ("499", "479", "519", "t CO2e")),
        (amount(1234.0), ("1,23", "", "", "kt CO2e")),
        (amount(25_000.0, 1000.0, "MWh"), ("25,0", "24,0", "26,0", "GWh")),
        (amount(0.25, 0.05, "t"), ("250", "200", "300", "kg")),
    ],
)
def test_an_amount_shows_no_digit_that_its_interval_forbids(given, written):
    told = said(given)
    assert (told.value, told.low, told.high, told.unit) == written


def test_a_small_amount_keeps_its_own_unit_beside_large_ones():
    drawn = bars(
        [Part("a", "A", amount(9e6, 1e6)), Part("b", "B", amount(4000, 800))], "tCO2e"
    )
    assert drawn.scale.unit == "Mt"
    assert (drawn.bars[1].said.value, drawn.bars[1].said.unit) == ("4,0", "kt CO2e")


values = st.floats(-1e7, 1e7).filter(lambda x: abs(x) > 1e-3)


@given(st.lists(st.tuples(values, st.floats(0, 1e6)), min_size=1, max_size=12))
def test_every_bar_and_interval_lies_within_the_picture(given):
    drawn = bars(
        [Part(str(k), "x", amount(*one)) for k, one in enumerate(given)], "tCO2e"
    )
    for bar in drawn.bars:
        low, at, high = (float(place) for place in (bar.low, bar.at, bar.high))
        assert 0 <= low <= at <= high <= ROOM + 0.05
        end = float(bar.start) + float(bar.length)
        zero = float(drawn.zero)
        ends = sorted((float(bar.start), end))
        assert sorted((zero, at)) == pytest.approx(ends, abs=0.11)


@given(st.lists(values, min_size=2, max_size=8), st.randoms())
def test_bars_come_from_the_largest_whatever_the_order(given, random):
    parts = [Part(str(k), "x", amount(value, 1.0)) for k, value in enumerate(given)]
    shuffled = random.sample(parts, len(parts))
    ranked = [bar.part.amount.value for bar in bars(shuffled, "tCO2e").bars]
    assert ranked == sorted(given, reverse=True)


def test_lines_without_figure_come_last_and_are_all_told_apart():
    parts = [Part(state, "x", None, state=state) for state in CellState]
    drawn = bars([*parts, Part("a", "A", amount(5.0, 1.0))], "tCO2e")
    assert drawn.bars[0].part.code == "a"
    assert {bar.sign.state for bar in drawn.bars[1:]} == set(CellState)
    words = [sign.words for sign in signs().values()]
    assert len(set(words)) == len(CellState)


def test_a_sum_of_areas_is_a_sum_of_probabilities():
    laws = [
        Quantity(100.0, "tCO2e", 20.0),
        Quantity(100.0, "tCO2e", 60.0, law="lognormal"),
        Quantity(100.0, "tCO2e", 20.0, law="triangular"),
    ]
    for law in laws:
        curve, step = density(law), 0.01
        area = sum(curve(k * step) for k in range(200_000)) * step
        assert area == pytest.approx(1.0, abs=2e-3)
        mean = sum(k * step * curve(k * step) for k in range(200_000)) * step
        assert mean == pytest.approx(100.0, rel=5e-3)


def test_the_narrower_law_is_the_higher_one():
    wide, narrow = Quantity(90.0, "tCO2e", 30.0), Quantity(100.0, "tCO2e", 10.0)
    drawn = bells([("declared", wide), ("measured", narrow)])
    declared, measured = drawn.bells
    assert float(measured.top) < float(declared.top)  # pixels go down
    assert float(declared.low) < float(measured.low)


def test_the_years_in_between_are_gaps_not_lines():
    drawn = years({2018: amount(5, 1), 2019: amount(5, 1), 2022: amount(4, 1)}, 2022)
    assert [point.year for point in drawn.points] == [2018, 2019, 2020, 2021, 2022]
    assert len(drawn.gaps) == 2
    assert len(drawn.lines) == 1  # 2022 stands alone


def test_one_year_is_no_series():
    assert years({2023: amount(5, 1)}, 2023) is None


def test_no_line_leads_from_a_whole_to_a_part():
    totals = {2021: amount(8, 1), 2022: amount(8, 1), 2023: amount(1, 0.1)}
    drawn = years(totals, 2022, apart=(2023,))
    assert [len(line.split()) for line in drawn.lines] == [2]
    assert len(years(totals, 2022).lines[0].split()) == 3
    assert not years(totals, 2022, apart=(2021, 2022, 2023)).lines  # nor to another


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        # Differences of 10 and 30 with a doubt of √2 × 15 = 21.
        (amount(100, 15), amount(90, 15), "plus petit que le doute"),
        # Half-width of 0.7: √(15² + (0.7 × 15)²) / 100 = 18 %; of 1.3, 25 %.
        (amount(100, 15), amount(70, 15), "baisse de 30 %, entre 12 % et 48 %"),
        (amount(100, 15), amount(130, 15), "monte de 30 %, entre 5 % et 55 %"),
        (amount(100, 15), amount(70), "on ne sait pas si c’est plus que le doute"),
    ],
)
def test_a_change_is_told_only_beyond_the_doubt(before, after, words):
    assert words in sentence({2019: before, 2023: after}).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("total", "words"),
    [
        # 1,000 inhabitants: 24.1 t ± 0.845 t each; no interval, two digits; grams, kg.
        (amount(24_100, 845), "Soit 24,1 tonnes de CO2e par habitant, entre 23,3 et"),
        (amount(3_491), "Soit environ 3,5 tonnes de CO2e par habitant."),
        (amount(0.0321), "Soit environ 0,032 kilogrammes de CO2e par habitant."),
    ],
)
def test_what_is_derived_keeps_its_interval_or_loses_digits(total, words):
    assert each(total, 1000).startswith(words)


@given(st.floats(1e-9, 1e12))
def test_a_unit_always_leaves_digits_before_the_comma(value):
    scale = scale_for(value, "t")
    assert math.isfinite(value / scale.by)
    assert value / scale.by < 1e3 or scale.unit == "Mt"
