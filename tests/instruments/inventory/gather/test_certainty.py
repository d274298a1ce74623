"""How sure imported figures are: as they say, or as somebody answered for them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.quantity import Z_90
from trajectoire.instruments.inventory.gather.certainty import (
    MARKS,
    Certainty,
    basic_uncertainty,
)
from trajectoire.instruments.inventory.gather.mapping import Choices, Quality, Spread
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.methods.propagation.declared import law_between
from trajectoire.methods.propagation.pedigree import Pedigree

SUBSTANCES = nomenclatures().substances
TOTAL, ENERGY = SUBSTANCES["emission_ghg"], SUBSTANCES["energy_final"]


def stated(spread: Spread, written: float, value: float = 200.0, by: float = 1.0):
    return Certainty(Choices(spread=spread)).stated(value, written, by)


def test_per_cents_and_absolutes_at_one_deviation_or_95_per_cent():
    assert stated(Spread.PERCENT_K1, 10) == pytest.approx(20)
    assert stated(Spread.PERCENT_95, 10) == pytest.approx(20 / 1.959964, rel=1e-6)
    assert stated(Spread.ABSOLUTE_K1, 10) == 10
    assert stated(Spread.ABSOLUTE_95, 10) == pytest.approx(10 / 1.959964, rel=1e-6)
    # Absolute: in the unit of the value, so kt become tonnes with it.
    assert stated(Spread.ABSOLUTE_K1, 10, by=1000.0) == 10_000


def test_who_does_not_know_gets_the_worst_marks_and_never_none():
    unknown = Certainty(Choices()).quantity(100.0, ENERGY)
    spread = math.log(Pedigree(5, 5, 5, 5, 5).geometric_deviation(1.05))
    assert unknown.uncertainty == pytest.approx(100 * math.sqrt(math.expm1(spread**2)))
    for quality in Quality:
        sure = Certainty(Choices(quality=quality)).quantity(100.0, ENERGY)
        assert 0 < sure.uncertainty <= unknown.uncertainty


def test_each_answer_is_surer_than_the_next():
    found = [
        Certainty(Choices(quality=quality)).assumed(ENERGY)
        for quality in (
            Quality.MEASURED,
            Quality.COMPUTED,
            Quality.APPORTIONED,
            Quality.JUDGED,
            Quality.UNKNOWN,
        )
    ]
    assert found == sorted(found)
    assert len(set(found)) == len(found)
    assert MARKS[Quality.UNKNOWN] == (5, 5, 5, 5, 5)


def test_marks_given_one_by_one_are_followed():
    marks = Certainty(Choices(marks=(2, 2, 2, 1, 2))).assumed(TOTAL)
    assert marks == Certainty(Choices(quality=Quality.COMPUTED)).assumed(TOTAL)


def test_what_is_less_known_in_kind_stays_less_known():
    assert basic_uncertainty(SUBSTANCES["pollutant_pm2_5"]) > basic_uncertainty(
        SUBSTANCES["pollutant_pm10"]
    )
    assert basic_uncertainty(SUBSTANCES["emission_ch4"]) > basic_uncertainty(
        SUBSTANCES["emission_co2"]
    )
    for substance in SUBSTANCES.values():
        assert basic_uncertainty(substance) > 1


@given(
    st.floats(0.1, 1e6),
    st.floats(1.01, 50),
)
def test_bounds_give_the_law_that_the_method_gives(low, ratio):
    high = low * ratio
    value = math.sqrt(low * high)
    quantity = Certainty(Choices()).quantity(value, TOTAL, bounds=(low, high))
    law = law_between(low, high, "lognormal", 0.95)
    assert quantity.uncertainty == pytest.approx(law.moments.deviation, rel=1e-6)
    wanted = law.quantile([0.05, 0.95])
    assert quantity.interval == pytest.approx(tuple(wanted), rel=1e-6)


def test_bounds_around_zero_give_a_normal_law():
    sink = SUBSTANCES["sink_forest"]
    quantity = Certainty(Choices()).quantity(1.0, sink, bounds=(-9.0, 11.0))
    deviation = 20 / (2 * 1.959964)
    assert quantity.uncertainty == pytest.approx(deviation, rel=1e-6)
    assert quantity.interval == pytest.approx(
        (1 - Z_90 * deviation, 1 + Z_90 * deviation), rel=1e-6
    )
    assert quantity.law == "normal"


def test_an_emission_keeps_a_law_above_zero():
    assert Certainty(Choices()).quantity(10.0, TOTAL).law == "lognormal"
    assert Certainty(Choices()).quantity(10.0, TOTAL, uncertainty=5.0).bounds()[0] > 0


def test_a_silent_zero_has_a_reason_and_no_uncertainty():
    quantity = Certainty(Choices()).quantity(0.0, TOTAL)
    assert quantity.uncertainty is None
    assert "nobody confirmed" in quantity.reason
