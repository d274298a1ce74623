"""Laws of the ledger: order, units, batches, repetition change nothing that is read."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of, sources_of
from trajectoire.web.ledger.undo import undo_figure

pytestmark = pytest.mark.django_db
PLACES = [("city", "1"), ("city", "2")]
QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
values = st.just(0.0) | st.floats(min_value=1e-20, max_value=1e9)


@st.composite
def figures(draw: st.DrawFn) -> Indicator:
    value = draw(values)
    return Indicator(
        Definition("energy_final", "MWh", "down"),
        Territory(draw(st.sampled_from("12")), "city", "T", 2025),
        Sector("PCAET", draw(st.sampled_from(["road", "waste"]))),
        Period.of_year(draw(st.integers(2020, 2022))),
        Quantity(value, "MWh", abs(value) / 10),
        CellState.ESTIMATED,
        Source(draw(st.sampled_from("AB")), "Inventaire", "ODbL"),
        Method("m", "1"),
    )


ledgers = st.lists(figures(), min_size=1, max_size=12, unique_by=chain_of)


def said(rows: list[Row]) -> list[tuple[object, ...]]:
    """What rows say, whatever their numbers."""
    sources = sources_of({row.source for row in rows})
    return sorted(
        (*row[1:6], row.state, row.value, row.deviation, str(sources[row.source]))
        for row in rows
    )


def read_after(*batches: list[Indicator]) -> list[tuple[object, ...]]:
    """Record batches in an empty ledger, read it, empty it."""
    with transaction.atomic():
        for batch in batches:
            record(batch)
        found = said(rows_of(PLACES))
        transaction.set_rollback(True)
    return found


@QUICK
@given(ledger=ledgers, data=st.data())
def test_the_order_and_the_batches_of_an_import_change_nothing(
    ledger: list[Indicator], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(ledger))
    cut = data.draw(st.integers(0, len(ledger)))
    assert read_after(shuffled[:cut], shuffled[cut:]) == read_after(ledger)


@QUICK
@given(ledger=ledgers)
def test_what_is_recorded_again_adds_nothing(ledger: list[Indicator]) -> None:
    assert read_after(ledger, ledger, ledger[:1]) == read_after(ledger)


@QUICK
@given(ledger=ledgers, unit=st.sampled_from(["kWh", "MJ", "GJ", "tep", "GWh"]))
def test_the_unit_of_entry_changes_nothing(ledger: list[Indicator], unit: str) -> None:
    other = [replace(one, quantity=one.quantity.to(unit)) for one in ledger]
    pairs = zip(read_after(other), read_after(ledger), strict=True)
    for some, same in pairs:
        assert some[:6] == same[:6]
        assert some[6:8] == pytest.approx(same[6:8], rel=1e-12, abs=0)


@QUICK
@given(ledger=ledgers)
def test_territories_read_together_are_those_read_apart(
    ledger: list[Indicator],
) -> None:
    with transaction.atomic():
        record(ledger)
        together = rows_of(PLACES)
        apart = [row for place in PLACES for row in rows_of([place])]
        transaction.set_rollback(True)
    assert sorted(together) == sorted(apart)


@QUICK
@given(ledger=ledgers, value=values)
def test_what_is_corrected_then_undone_is_what_was(
    ledger: list[Indicator], value: float
) -> None:
    wrong = replace(ledger[0], quantity=Quantity(value, "MWh", 1.0))
    with transaction.atomic():
        record(ledger)
        before = said(rows_of(PLACES))
        if record([wrong]).superseded:
            undo_figure(current().get(chain=chain_of(wrong)), "7")
        after = said(rows_of(PLACES))
        kept = Entry.objects.count()
        transaction.set_rollback(True)
    assert after == before
    assert kept in {len(ledger), len(ledger) + 2}  # nothing was taken away
