"""Sectors that the air does not tell apart are added up with what they share."""

import math

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.web.inventory.facing import declared_of
from trajectoire.web.inventory.reading import Book

FACTOR = 0.2  # standard uncertainty of the factor of gas, relative
METER = 0.02  # of each meter


def burnt(number: int, sector: str) -> Row:
    """Give 1,000 t of CO2 computed from a meter and the factor of gas."""
    deviation = 1000.0 * math.sqrt((1 + FACTOR**2) * (1 + METER**2) - 1)
    line = (number, "T", "emission_co2", "accounts", sector, 2022, CellState.ESTIMATED)
    meter = {"activity": number, "activity_variation": METER}
    factor = {"factor": "base/1/gas", "factor_variation": FACTOR}
    return Row(*line, 1000.0, deviation, "lognormal", **meter, **factor)


def test_a_factor_that_two_sectors_share_is_wrong_for_both_at_once():
    book = Book([burnt(1, "residential.gas"), burnt(2, "tertiary.gas")], {}, {})
    declared = declared_of(book, 2022)
    found = declared(("residential", "tertiary"))
    # 2,000 t × F × (M1 + M2) / 2: the meters halve their variance, the factor does not.
    expected = 2000.0 * math.sqrt((1 + FACTOR**2) * (1 + METER**2 / 2) - 1)
    assert found.value == pytest.approx(2000.0)
    assert found.uncertainty == pytest.approx(expected)
    assert found.law == "lognormal"
    assert declared(("residential", "waste")) is None
