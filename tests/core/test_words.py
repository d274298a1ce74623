"""The words of the territory: identity, and what each refuses."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from trajectoire.core.action import Action, Effect
from trajectoire.core.errors import UnitError
from trajectoire.core.indicator import (
    VALUED,
    CellState,
    Definition,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory

TOWN = Territory("35047", "commune", "Bruz", 2026)
SOURCE = Source("Air Town", "Inventory", "CC-BY-4.0", date(2024, 5, 1))
EMISSION = Definition("emission_declared", "tCO2e", "down")


def cell(quantity: Quantity | None, state: CellState) -> Indicator:
    method = Method("inventory.declared", "1")
    period = Period.of_year(2024)
    return Indicator(EMISSION, TOWN, TOTAL, period, quantity, state, SOURCE, method)


@pytest.mark.parametrize("state", sorted(set(CellState) - VALUED))
def test_a_state_without_value_has_none(state):
    assert cell(None, state).quantity is None
    with pytest.raises(ValueError, match="has no quantity"):
        cell(Quantity(1.0, "tCO2e", 0.1), state)


@pytest.mark.parametrize("state", sorted(VALUED))
def test_a_state_with_value_needs_one(state):
    with pytest.raises(ValueError, match="has a quantity"):
        cell(None, state)


def test_missing_is_never_zero_and_a_confirmed_zero_is():
    zero = Quantity(0.0, "tCO2e", 0.0)
    assert cell(zero, CellState.CONFIRMED_ZERO).quantity is zero
    with pytest.raises(ValueError, match=r"a confirmed zero is zero, found 1\.0"):
        cell(Quantity(1.0, "tCO2e", 0.0), CellState.CONFIRMED_ZERO)


def test_the_unit_of_a_figure_is_that_of_its_definition():
    assert cell(Quantity(1.0, "ktCO2e", 0.1), CellState.OBSERVED)
    with pytest.raises(UnitError):
        cell(Quantity(1.0, "t", 0.1), CellState.OBSERVED)


def test_a_territory_is_its_code_kind_and_vintage():
    assert Territory("35047", "commune", "BRUZ", 2026) == TOWN
    assert Territory("35047", "commune", "Bruz", 2025) != TOWN
    assert Territory("35047", "city", "Bruz", 2026) != TOWN


def test_a_territory_has_a_known_kind_and_a_code():
    with pytest.raises(ValueError, match="found 'village'"):
        Territory("1", "village", "x", 2026)
    with pytest.raises(ValueError, match="has a code"):
        Territory(" ", "commune", "x", 2026)


def test_a_sector_is_its_nomenclature_and_code():
    assert Sector("GNFR", "F", "Road") == Sector("GNFR", "F")
    assert Sector("GNFR", "F") != Sector("PCAET", "F")


@pytest.mark.parametrize("name", ["publisher", "title", "licence"])
def test_a_source_states_who_what_and_on_which_terms(name):
    words = {"publisher": "a", "title": "b", "licence": "c"} | {name: " "}
    with pytest.raises(ValueError, match=name):
        Source(**words)


def test_a_source_is_quoted_with_its_year():
    assert str(SOURCE) == "Air Town, Inventory, 2024"
    assert str(Source("a", "b", "c")) == "a, b"


@pytest.mark.parametrize("word", [TOWN, SOURCE, TOTAL, EMISSION, Period.of_year(2024)])
def test_words_are_frozen(word):
    name = next(iter(word.__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(word, name, "other")


def test_an_action_states_what_it_is_compared_with():
    effect = Effect(EMISSION, Quantity(-3.0, "tCO2e", 1.0), "as in 2024")
    action = Action("Insulate the school", "Town of Bruz", TOWN, (effect,))
    assert action.cost is None
    assert action.effects[0].baseline == "as in 2024"
