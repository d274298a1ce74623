"""Choices with their reason, histories with their authors, and how they are undone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from trajectoire.core.errors import InputError, LedgerConflict
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.web.accounts.models import User
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choice_of, choose
from trajectoire.web.ledger.history import Event, figures_of, find_cell, history
from trajectoire.web.ledger.models import Choice, Entry, Run
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.undo import undo_choice, undo_figure

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
LOCAL = Source("Airparif", "Inventaire", "ODbL")


def better(figure: Figure) -> Indicator:
    return figure(quantity=Quantity(90.0, "tCO2e", 5.0))


def said(events: list[Event]) -> list[object]:
    """Values of the figures, reasons of the choices, newest first."""
    return [
        one.entry.value if one.entry is not None else one.choice.reason
        for one in events
    ]


def test_a_choice_has_a_source_a_reason_and_an_author(figure: Figure) -> None:
    record([figure(), figure(source=LOCAL)])
    cell = Cell.of(figure())
    assert choice_of(cell) is None
    choose(cell, LOCAL, " Plus récent ", "7")
    made = choice_of(cell)
    assert (made.source.thing(), made.reason, made.author) == (
        LOCAL,
        "Plus récent",
        "7",
    )


def test_a_choice_is_changed_by_another_and_both_are_kept(figure: Figure) -> None:
    record([figure(), figure(source=LOCAL)])
    cell = Cell.of(figure())
    choose(cell, LOCAL, "Plus récent", "7")
    choose(cell, figure().source, "Mesuré", "8")
    assert choice_of(cell).source.thing() == figure().source
    assert [one.revision for one in Choice.objects.order_by("revision")] == [0, 1]


def test_the_same_choice_twice_adds_nothing(figure: Figure) -> None:
    record([figure()])
    cell = Cell.of(figure())
    first = choose(cell, figure().source, "Seule", "7")
    assert choose(cell, figure().source, "Seule", "8") == first


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\x00b"])
def test_bad_reason_is_refused(figure: Figure, reason: str) -> None:
    record([figure()])
    with pytest.raises(InputError, match="reason"):
        choose(Cell.of(figure()), figure().source, reason, "7")


def test_bad_source_without_figure_in_the_cell_is_refused(figure: Figure) -> None:
    record([figure()])
    with pytest.raises(InputError, match="a source of this cell, found Airparif"):
        choose(Cell.of(figure()), LOCAL, "Plus récent", "7")
    assert not Choice.objects.exists()


def test_bad_choice_after_another_one_is_told(figure: Figure) -> None:
    record([figure(), figure(source=LOCAL)])
    cell = Cell.of(figure())
    choose(cell, LOCAL, "Plus récent", "7", expected=-1)
    with pytest.raises(LedgerConflict, match=r"Airparif, Inventaire” .Plus récent"):
        choose(cell, figure().source, "Mesuré", "8", expected=-1)
    assert choose(cell, figure().source, "Mesuré", "8", expected=0).revision == 1


def test_a_choice_is_neither_changed_nor_deleted(figure: Figure) -> None:
    record([figure()])
    made = choose(Cell.of(figure()), figure().source, "Seule", "7")
    for change in (made.save, made.delete, Choice.objects.all().delete):
        with pytest.raises(LedgerConflict, match="append-only"):
            change()


def test_a_history_tells_everything_newest_first(figure: Figure) -> None:
    record([figure()], author="7")
    record([better(figure)], author="8")
    record([figure(source=LOCAL, quantity=Quantity(70.0, "tCO2e", 7.0))])
    choose(Cell.of(figure()), LOCAL, "Plus récent", "7")
    events = history(Cell.of(figure()))
    assert said(events) == ["Plus récent", 70.0, 90.0, 100.0]
    assert [event.stands for event in events] == [True, True, True, False]


def test_names_are_for_members_others_tell_people_apart(figure: Figure) -> None:
    people = [
        User.objects.create_user(f"{name}@example.org", "une longue phrase")
        for name in ("ada", "bob")
    ]
    ada, bob = (str(user.pk) for user in people)
    record([figure()], author=ada)
    record([better(figure)], author=bob)
    record([figure()], author=ada)
    record([figure(source=LOCAL)])
    cell = Cell.of(figure())
    members = [event.who for event in history(cell, member=True)]
    assert members == ["", "ada@example.org", "bob@example.org", "ada@example.org"]
    public = [event.who for event in history(cell)]
    assert public == ["", "1", "2", "1"]


def test_what_was_not_published_is_not_told(figure: Figure) -> None:
    run = Run.objects.create(instrument="inventory", version="1", published=False)
    record([figure()])
    record([better(figure)], run=run)
    events = history(Cell.of(figure()))
    assert [(event.entry.value, event.stands) for event in events] == [(100.0, True)]


def test_the_figures_of_a_cell_stand_side_by_side(figure: Figure) -> None:
    record([figure()])
    record([better(figure), figure(source=LOCAL)])
    found = {str(one.source): one.value for one in figures_of(Cell.of(figure()))}
    assert found == {"Observatoire, Inversion": 90.0, "Airparif, Inventaire": 100.0}


def test_a_cell_is_found_by_what_an_address_spells(figure: Figure) -> None:
    annual = figure(period=Period.of_year(2022))
    record([annual])
    where = ("city", "99001", "emission_measured", "all", "total")
    assert find_cell(*where, 2022) == Cell.of(annual)
    assert find_cell(*where, 2021) is None


def test_an_undone_figure_lets_the_former_one_stand_again(figure: Figure) -> None:
    record([figure()])
    record([better(figure)], author="7")
    undo_figure(current().get(), "8")
    assert list(indicators_of(current())) == [figure()]
    assert current().get().author == "8"
    assert Entry.objects.count() == 3  # nothing was taken away


def test_an_undone_undo_is_a_redo(figure: Figure) -> None:
    record([figure()])
    record([better(figure)])
    undo_figure(current().get(), "8")
    undo_figure(current().get(), "8")
    assert list(indicators_of(current())) == [better(figure)]


def test_an_undone_first_figure_is_missing(figure: Figure) -> None:
    record([figure()])
    undo_figure(current().get(), "8")
    (found,) = indicators_of(current())
    assert (found.state, found.quantity) == (CellState.MISSING, None)
    assert record([figure()]).superseded == 1  # it can be said again


def test_undoing_does_not_publish_what_was_not(figure: Figure) -> None:
    run = Run.objects.create(instrument="inventory", version="1", published=False)
    record([figure()])
    record([better(figure)], run=run)
    record([figure(quantity=Quantity(80.0, "tCO2e", 5.0))])
    undo_figure(current().get(), "8")
    assert current().get().value == 100.0


def test_bad_undo_of_what_does_not_stand_is_told(figure: Figure) -> None:
    record([figure()])
    first = current().get()
    record([better(figure)])
    with pytest.raises(LedgerConflict, match=r"something else stands here.*90 ± 5"):
        undo_figure(first, "8")


def test_an_undone_choice_lets_the_former_one_stand_again(figure: Figure) -> None:
    record([figure(), figure(source=LOCAL)])
    cell = Cell.of(figure())
    first = choose(cell, LOCAL, "Plus récent", "7")
    second = choose(cell, figure().source, "Mesuré", "7")
    undone = undo_choice(second, "8")
    assert (undone.chain, undone.reason) == (first.chain, "Plus récent")
    with pytest.raises(LedgerConflict, match="only what stands"):
        undo_choice(second, "8")


def test_an_undone_first_choice_leaves_it_to_the_rule(figure: Figure) -> None:
    record([figure()])
    made = choose(Cell.of(figure()), figure().source, "Seule", "7")
    assert undo_choice(made, "8").source is None


def hold_back(figure: Figure, **said: object) -> Indicator:
    """Hold a figure back after it was published."""
    return figure(quantity=None, state=CellState.CONFIDENTIAL, note="Secret.", **said)


def test_the_public_does_not_read_what_was_held_back_since(figure: Figure) -> None:
    record([figure(note="Un seul site.")])
    record([better(figure)])
    record([hold_back(figure)])
    cell = Cell.of(figure())
    assert said(history(cell, member=True)) == [None, 90.0, 100.0]
    events = history(cell)
    assert said(events) == [None, None, None]
    assert [one.entry.bounds() for one in events] == [None, None, None]
    assert [one.entry.note for one in events] == ["Secret.", "", ""]
    assert [one.withheld for one in events] == [False, True, True]
    assert {one.entry.unit for one in events} == {""}


def test_what_was_once_held_back_stays_so_whatever_is_recorded_since(
    figure: Figure,
) -> None:
    record([figure()])
    record([hold_back(figure)])
    record([better(figure)])  # published: whoever writes it says so
    assert said(history(Cell.of(figure()))) == [90.0, None, None]


def test_another_source_keeps_its_figure(figure: Figure) -> None:
    record([figure(), figure(source=LOCAL)])
    record([hold_back(figure)])
    cell = Cell.of(figure())
    assert {one.value for one in figures_of(cell)} == {None, 100.0}


def test_a_figure_held_back_under_a_new_code_is_held_back_under_the_old(
    figure: Figure,
) -> None:
    record([figure()])
    later = replace(figure().territory, vintage=2026)
    record([hold_back(figure, territory=later)])
    cell = Cell.of(figure())
    assert [one.value for one in figures_of(cell)] == [None]
    assert {one.value for one in figures_of(cell, member=True)} == {None, 100.0}
    assert [one.value for one in current()] == [None]
    assert said(history(cell)) == [None, None]
