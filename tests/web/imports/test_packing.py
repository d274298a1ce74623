"""Figures and mappings come back from JSON as they were."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

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
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Quality,
    Role,
    Spread,
    Translations,
)
from trajectoire.web.imports.mappings import (
    mapping_from_plain,
    mapping_to_plain,
    refuse_unknown_keys,
)
from trajectoire.web.imports.packing import pack, unpack

NUMBERS = st.floats(-1e12, 1e12)
TEXTS = st.text(max_size=20)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    deviation = draw(st.none() | st.floats(0, 1e9))
    interval = draw(st.none() | st.tuples(NUMBERS, NUMBERS))
    law = draw(st.sampled_from(["normal", "lognormal", "triangular"]))
    return Quantity(draw(NUMBERS), "kt", deviation, interval, "non publiée", law)


@st.composite
def figures(draw: st.DrawFn) -> Indicator:
    states = set(CellState) - {CellState.CONFIRMED_ZERO}
    state = draw(st.sampled_from(sorted(states)))
    return Indicator(
        Definition(
            draw(st.sampled_from(["emission_co2", "emission_n2o"])), "t", "down"
        ),
        Territory(draw(st.sampled_from(["38185", "69123"])), "commune", "X", 2025),
        Sector("PCAET", draw(st.sampled_from(["residential", "road"])), "Name"),
        Period.of_year(draw(st.integers(1990, 2030))),
        draw(quantities()) if state in VALUED else None,
        state,
        Source("A", "B", "C", draw(st.none() | st.dates()), draw(TEXTS)),
        Method("inventory.import", "1"),
        draw(TEXTS),
    )


@given(st.lists(figures(), max_size=6))
def test_figures_come_back_as_they_were(some: list[Indicator]) -> None:
    packed = json.loads(json.dumps(pack(some)))
    assert unpack(packed) == some


def test_bad_figure_of_a_reader_gone_astray_is_refused() -> None:
    """Nothing that the reader writes is trusted more than what a user types."""
    one = Indicator(
        Definition("emission_co2", "t", "down"),
        Territory("38185", "commune", "Grenoble", 2025),
        Sector("PCAET", "road"),
        Period.of_year(2021),
        Quantity(1.0, "kt", 0.1),
        CellState.OBSERVED,
        Source("A", "B", "C"),
        Method("inventory.import", "1"),
    )
    packed = pack([one])
    packed["figures"][0][8][1] = "MWh"
    with pytest.raises(UnitError):
        unpack(packed)
    packed["figures"][0][8] = [float("nan"), "t", None, None, "x", "normal"]
    with pytest.raises(ValueError, match="finite"):
        unpack(packed)


@given(
    st.sampled_from(Role), TEXTS, st.none() | st.dates(), st.dictionaries(TEXTS, TEXTS)
)
def test_a_mapping_comes_back_as_it_was(
    role: Role, name: str, day: date | None, words: dict[str, str]
) -> None:
    mapping = Mapping(
        (Column(name, role, "emission_co2", "PCAET/road", "kt", 2021, 0.5, "why"),),
        Constants("38185", "commune", year=2020, publisher="A", published=day),
        Translations(sectors=words, lines=words),
        Choices(",", Spread.ABSOLUTE_K1, Quality.MEASURED, (1, 2, 3, 4, 5)),
    )
    plain = json.loads(json.dumps(mapping_to_plain(mapping)))
    assert mapping_from_plain(plain) == mapping


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"columns": [{"name": "x"}]},
        {"columns": [{"name": "x", "role": "sorcerer"}]},
        {"columns": [], "choices": {"zeros": "maybe"}},
        {"columns": [], "constants": {"year": "soon"}},
    ],
)
def test_bad_mapping_is_refused(plain: object) -> None:
    with pytest.raises(ValidationError):
        mapping_from_plain(plain)


def test_bad_key_of_a_mapping_is_told_with_its_place() -> None:
    plain = {
        "columns": [{"name": "x", "role": "value", "untit": "kt"}],
        "constants": {"yaer": 2020},
        "wrods": {},
    }
    with pytest.raises(ValueError, match=r"columns\.0\.untit, constants\.yaer, wrods"):
        refuse_unknown_keys(plain)
