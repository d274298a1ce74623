"""The ledger adds, supersedes, and never overwrites."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from trajectoire.core.errors import InputError, LedgerConflict
from trajectoire.core.indicator import CellState, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.ledger import writing
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import Recorded, record

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db


def history() -> list[Entry]:
    """Everything that was ever said."""
    return list(Entry.objects.order_by("chain", "revision"))


def test_these_tests_run_on_the_database_that_is_set() -> None:
    wanted = "postgresql" if os.environ.get("TRAJECTOIRE_DATABASE") else "sqlite"
    assert connection.vendor == wanted


def test_a_figure_comes_back_as_it_was_given(figure: Figure) -> None:
    assert record([figure()], author="7") == Recorded(1, 0, 0)
    assert list(indicators_of(current())) == [figure()]
    assert current().get().author == "7"


def test_the_same_figure_twice_adds_nothing(figure: Figure) -> None:
    record([figure()])
    assert record([figure(), figure()]) == Recorded(0, 0, 1)
    assert Entry.objects.count() == 1


def test_the_same_answer_of_a_later_run_adds_nothing(figure: Figure) -> None:
    record([figure()])
    again = figure(method=Method("observatory.inversion", "1", "run-2"))
    assert record([again]) == Recorded(0, 0, 1)


def test_another_value_from_the_same_source_supersedes(figure: Figure) -> None:
    better = figure(quantity=Quantity(90.0, "tCO2e", 5.0))
    record([figure()])
    assert record([better]) == Recorded(0, 1, 0)
    assert list(indicators_of(current())) == [better]
    first, second = history()
    assert (first.value, second.value) == (100.0, 90.0)
    assert second.supersedes == first


def test_a_value_can_return_to_what_it_was(figure: Figure) -> None:
    record([figure()])
    record([figure(quantity=Quantity(90.0, "tCO2e", 5.0))])
    assert record([figure()]) == Recorded(0, 1, 0)
    assert [entry.value for entry in history()] == [100.0, 90.0, 100.0]


def test_a_new_edition_supersedes_the_earlier_one(figure: Figure) -> None:
    record([figure()])
    edition = replace(figure().source, published=date(2026, 1, 1))
    assert record([figure(source=edition)]) == Recorded(0, 1, 0)


def test_another_source_stands_beside(figure: Figure) -> None:
    declared = figure(source=Source("Airparif", "Inventaire", "ODbL"))
    record([figure()])
    assert record([declared]) == Recorded(1, 0, 0)
    assert set(indicators_of(current())) == {figure(), declared}
    assert current(publisher="Airparif").count() == 1


def test_a_cell_that_becomes_missing_supersedes_its_value(figure: Figure) -> None:
    record([figure()])
    gone = figure(quantity=None, state=CellState.MISSING)
    assert record([gone]) == Recorded(0, 1, 0)
    assert list(indicators_of(current())) == [gone]


def test_the_vintage_makes_another_territory(figure: Figure) -> None:
    record([figure(), figure(territory=Territory("99001", "city", "V", 2026))])
    assert current(figure().territory).count() == 1
    assert current().count() == 2


def test_questions_narrow_what_is_read(figure: Figure) -> None:
    road = figure(sector=Sector("observatory", "road", "Road"))
    next_day = figure(period=Period.of_days(date(2025, 1, 2), 1))
    record([figure(), road, next_day])
    assert list(indicators_of(current(sector=road.sector))) == [road]
    assert current(period=Period.of_days(date(2025, 1, 1), 1)).count() == 2
    assert current(period=Period.of_days(date(2025, 1, 1), 2)).count() == 3
    assert current(definition="emission_declared").count() == 0


def test_a_run_keeps_its_figures(figure: Figure) -> None:
    run = Run.objects.create(instrument="observatory", version="1")
    record([figure()], run=run)
    assert run.entries.get().value == 100.0


def test_two_figures_that_disagree_are_refused_together(figure: Figure) -> None:
    other = figure(quantity=Quantity(90.0, "tCO2e", 5.0))
    endless = figure(quantity=Quantity(1.0, "tCO2e", float("inf")))
    with pytest.raises(InputError) as caught:
        record([figure(), other, endless])
    assert [fault.row for fault in caught.value.faults] == [3, 2, 3]
    assert "one figure for each cell and source" in str(caught.value)
    assert "finite number" in str(caught.value)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["x" * 10_000_000, "a\x00b"])
def test_bad_text_is_refused_with_its_column(figure: Figure, name: str) -> None:
    with pytest.raises(InputError, match=r"“publisher”.*at most 200 char"):
        record([figure(source=Source(name, "Inventaire", "ODbL"))])


def many(figure: Figure, count: int) -> list[Indicator]:
    """Figures of ten sectors, hour after hour."""
    start = figure().period.start
    hours = [start + timedelta(hours=hour) for hour in range(count // 10)]
    return [
        figure(sector=Sector("s", str(i)), period=Period(t, t + timedelta(hours=1)))
        for t in hours
        for i in range(10)
    ]


def test_ten_thousand_figures_are_recorded_once(figure: Figure) -> None:
    figures = many(figure, 10_000)
    assert record(figures).added == 10_000
    assert record(figures).unchanged == 10_000


def test_nothing_is_kept_of_a_recording_that_fails(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that read before another one wrote meets it on the chain."""
    figures = many(figure, 2000)
    record(figures[-1:])
    monkeypatch.setattr(writing, "held_of", lambda _: {})
    with pytest.raises(LedgerConflict, match="nothing of this recording was kept"):
        record(figures)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("state", ["40P01", "40001", "55P03"])
def test_a_deadlock_is_another_writer(
    figure: Figure, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    class Deadlock(Exception):
        sqlstate = state

    def meets(*_: object) -> None:
        raise OperationalError("deadlock detected") from Deadlock()

    monkeypatch.setattr(writing.Writing, "write", meets)
    with pytest.raises(LedgerConflict, match="held by another writer"):
        record([figure()])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET value = 0",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_territory SET name = 'x'",
        "UPDATE ledger_sector SET name = 'x'",
        "DELETE FROM ledger_source",
        "DELETE FROM ledger_method",
        "DELETE FROM ledger_definition",
    ],
)
def test_the_database_itself_refuses_to_change(figure: Figure, statement: str) -> None:
    record([figure()])
    with (
        pytest.raises(DatabaseError, match="the ledger is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(indicators_of(current())) == [figure()]


def test_python_refuses_too_and_says_what_to_do(figure: Figure) -> None:
    record([figure()])
    entry = Entry.objects.get()
    for change in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(value=0),
    ):
        with pytest.raises(LedgerConflict, match="Record a corrected figure"):
            change()


def test_the_database_refuses_a_value_without_its_state(figure: Figure) -> None:
    record([figure()])
    entry = Entry.objects.get()
    entry.pk, entry.chain, entry._state.adding = None, entry.chain, True
    entry.revision, entry.supersedes_id, entry.state = 1, 1, "missing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
