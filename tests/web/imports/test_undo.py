"""Imports are undone in the reverse order in which they were applied, however many."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from trajectoire.web.accounts.models import User
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.tasks import start_applying, start_checking, start_undoing
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.undo import undo_figure

pytestmark = pytest.mark.django_db
Work = Callable[[], int]
Bring = Callable[..., Import]
Apply = Callable[..., Import]
Undo = Callable[[Import], str]

SECTORS = tuple(
    f"PCAET/{code}"
    for code in (
        "residential",
        "tertiary",
        "road",
        "other_transport",
        "agriculture",
        "waste",
        "industry",
        "energy",
    )
)
HEAD = "Secteur;Année;GES (tCO2e)\n"


def typed(user: User, value: float) -> None:
    """What a person says of the one cell that has a figure."""
    (figure,) = indicators_of(current())
    quantity = replace(figure.quantity, value=value)
    record([replace(figure, quantity=quantity)], author=str(user.pk))


def figures() -> dict[str, float]:
    return {e.sector.code: e.value for e in current() if e.value is not None}


@pytest.fixture
def apply(brought: Bring, work: Work) -> Apply:
    """Bring figures by sector, and write them."""

    def do(**values: float) -> Import:
        rows = [f"PCAET/{code};2019;{value}\n" for code, value in values.items()]
        one = brought(HEAD + "".join(rows))
        assert start_checking(one, one.mapping, one.owner_id)
        work()
        one.refresh_from_db()
        assert one.state == Import.State.READY
        assert start_applying(one, one.owner_id)
        work()
        one.refresh_from_db()
        assert one.state == Import.State.DONE
        return one

    return do


@pytest.fixture
def undo(work: Work) -> Undo:
    """Undo an import, and give the state that follows."""

    def do(one: Import) -> str:
        assert start_undoing(one, one.owner_id)
        work()
        one.refresh_from_db()
        return one.state

    return do


def test_the_last_one_undone_the_one_before_can_be(apply: Apply, undo: Undo) -> None:
    first = apply(residential=100)
    second = apply(residential=120)
    assert undo(second) == Import.State.UNDONE
    assert figures() == {"residential": 100}
    assert undo(first) == Import.State.UNDONE
    assert figures() == {}


@pytest.mark.parametrize("depth", [3, 5])
def test_any_depth_comes_back_step_by_step(
    apply: Apply, undo: Undo, depth: int
) -> None:
    seen, made = [figures()], []
    for step in range(depth):
        both = {"residential": 100 + step, "tertiary": 50 + step}
        made.append(apply(**both if step % 2 else {"residential": 200 + step}))
        seen.append(figures())
    for one in reversed(made):
        assert figures() == seen.pop()
        assert undo(one) == Import.State.UNDONE
    assert figures() == seen.pop() == {}


def test_what_was_undone_and_brought_anew_is_undone_in_turn(
    apply: Apply, undo: Undo
) -> None:
    first = apply(residential=100)
    undo(apply(residential=120))
    undo(apply(residential=120))
    third = apply(residential=130)
    undo(apply(residential=140))
    assert undo(first) == Import.State.DONE  # the third one stands
    assert "130" in first.message
    assert undo(third) == Import.State.UNDONE
    assert undo(first) == Import.State.UNDONE
    assert figures() == {}


def test_out_of_order_nothing_is_undone_and_what_stands_is_told(
    apply: Apply, undo: Undo
) -> None:
    first = apply(residential=100, tertiary=50)
    undo(apply(residential=120))
    second = apply(tertiary=60)
    assert undo(first) == Import.State.DONE
    assert "60" in first.message
    assert "120" not in first.message
    assert "tertiary" in first.message
    assert "residential" not in first.message
    assert figures() == {"residential": 100, "tertiary": 60}
    assert undo(second) == Import.State.UNDONE
    assert undo(first) == Import.State.UNDONE


def test_what_a_person_typed_since_is_never_undone_with_it(
    apply: Apply, undo: Undo, ada: User
) -> None:
    """Even the very same figure: they said it, after the import was undone."""
    first = apply(residential=100)
    undo(apply(residential=120))
    typed(ada, 110.0)
    typed(ada, 100.0)
    assert undo(first) == Import.State.DONE
    assert figures() == {"residential": 100}


def test_a_figure_corrected_then_given_back_by_its_own_undoing(
    apply: Apply, undo: Undo, ada: User
) -> None:
    first = apply(residential=100)
    typed(ada, 110.0)
    assert undo(first) == Import.State.DONE  # 110 stands
    undo_figure(current().get(), str(ada.pk))
    assert figures() == {"residential": 100}
    assert undo(first) == Import.State.UNDONE, first.message
    assert figures() == {}
    assert Entry.objects.count() == 4  # nothing is taken away


def test_an_import_of_many_figures_under_another_one_is_undone_too(
    brought: Bring, work: Work, undo: Undo
) -> None:
    """More chains than are read at once: 8 sectors in 126 years."""
    made = []
    for value in (1, 2):
        rows = [
            f"{number};{year};{value}.5"
            for year in range(1900, 2026)
            for number in SECTORS
        ]
        one = brought(HEAD + "\n".join(rows))
        start_checking(one, one.mapping, one.owner_id)
        work()
        one.refresh_from_db()
        start_applying(one, one.owner_id)
        work()
        one.refresh_from_db()
        made.append(one)
    assert undo(made[1]) == Import.State.UNDONE
    assert undo(made[0]) == Import.State.UNDONE
    assert figures() == {}
