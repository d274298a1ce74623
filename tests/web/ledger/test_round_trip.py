"""Whatever the core can say, the ledger gives back unchanged."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    VALUED,
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import KINDS, Territory
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record

UNITS = ("tCO2e", "kgCO2e", "MtCO2e")
sizes = st.floats(min_value=1e-20, max_value=1e8)  # of all units: 1e14 tCO2e
numbers = st.just(0.0) | sizes | sizes.map(lambda size: -size)
spreads = st.just(0.0) | sizes
letters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
texts = st.text(letters, max_size=20)
words = texts.filter(lambda text: text.strip() != "")
instants = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    value, unit = draw(numbers), draw(st.sampled_from(UNITS))
    if draw(st.booleans()):
        return Quantity(value, unit, None, reason=draw(words))
    interval = None
    if draw(st.booleans()):
        interval = (value - draw(spreads), value + draw(spreads))
    law = draw(st.sampled_from(["normal", "lognormal", "triangular"]))
    spread = draw(spreads)
    if law == "lognormal":
        spread = min(spread, 100 * abs(value))  # beyond, the ledger refuses it
    return Quantity(value, unit, spread, interval, draw(texts), law)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    start = draw(instants)
    length = draw(st.integers(1, 10**12))
    state = draw(st.sampled_from(CellState))
    quantity = draw(quantities()) if state in VALUED else None
    if state is CellState.CONFIRMED_ZERO:
        quantity = Quantity(0.0, "tCO2e", 0.0)
    return Indicator(
        definition=Definition(draw(words), "tCO2e", draw(st.sampled_from(["", "up"]))),
        territory=Territory(
            draw(words),
            draw(st.sampled_from(KINDS)),
            draw(texts),
            draw(st.integers(1800, 2200)),
        ),
        sector=Sector(draw(texts), draw(texts), draw(texts)),
        period=Period(start, start + timedelta(microseconds=length)),
        quantity=quantity,
        state=state,
        source=Source(
            draw(words),
            draw(words),
            draw(words),
            draw(st.none() | st.dates(date(1800, 1, 1))),
            draw(texts),
        ),
        method=Method(draw(texts), draw(texts), draw(texts)),
        note=draw(texts),
    )


@st.composite
def factors(draw: st.DrawFn) -> Factor:
    gases = draw(st.lists(st.tuples(words, numbers), max_size=3))
    return Factor(
        draw(words),
        draw(words),
        draw(words),
        draw(texts),
        "kWh",
        draw(numbers),
        tuple(gases),
        draw(st.sampled_from(["AR4", "AR5"])),
        draw(st.none() | st.floats(min_value=0, max_value=100)),
        Source(draw(words), draw(words), draw(words)),
    )


def _named(factor: Factor) -> tuple[object, ...]:
    """A factor with what its equality leaves out."""
    return factor, factor.name, factor.source


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(figures=st.lists(indicators(), min_size=1, max_size=5, unique_by=chain_of))
def test_what_was_recorded_is_read_back(figures: list[Indicator]) -> None:
    record(figures)
    found = {chain_of(i): i for i in indicators_of(current())}
    for figure in figures:
        assert found[chain_of(figure)] == figure


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pair=st.lists(indicators(), min_size=2, max_size=2, unique_by=chain_of),
    factor=factors(),
)
def test_what_it_was_computed_from_is_read_back(
    pair: list[Indicator], factor: Factor
) -> None:
    derived = replace(pair[1], derivation=Derivation(pair[0], factor))
    with transaction.atomic():
        record([derived])
        found = {chain_of(i): i for i in indicators_of(current())}
        read = found[chain_of(derived)]
        transaction.set_rollback(True)  # else a factor drawn twice would be refused
    assert read == derived
    assert _named(read.derivation.factor) == _named(factor)
