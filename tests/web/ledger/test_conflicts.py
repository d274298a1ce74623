"""Two people on one cell: no figure is lost, and the message says whose stands."""

from collections.abc import Callable

import pytest

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.web.accounts.models import User
from trajectoire.web.ledger import writing
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.conflicts import Overtaken
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import current
from trajectoire.web.ledger.record import Recorded, record
from trajectoire.web.ledger.standing import held_of

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db


def of(figure: Figure, value: float) -> Indicator:
    return figure(quantity=Quantity(value, "tCO2e", 5.0))


def test_who_read_the_last_figure_corrects_it(figure: Figure) -> None:
    record([figure()])
    expected = {chain_of(figure()): 0}
    assert record([of(figure, 90.0)], expected=expected).superseded == 1


def test_bad_second_writer_is_told_who_came_first(figure: Figure) -> None:
    ada = User.objects.create_user("ada@example.org", "une longue phrase")
    record([figure()])
    expected = {chain_of(figure()): 0}  # both read it
    record([of(figure, 90.0)], author=str(ada.pk), expected=expected)
    with pytest.raises(Overtaken) as caught:
        record([of(figure, 80.0)], author="8", expected=expected)
    message = str(caught.value)
    assert "nothing of this recording was kept" in message
    assert "ada@example.org recorded 90 ± 5 tCO2e on" in message
    assert "Ville-Témoin (99001), emission_measured" in message
    assert "revision 1" in message
    assert "Compare the two figures" in message
    (stands,) = caught.value.standing.values()
    assert stands.value == current().get().value == 90.0


def test_bad_figure_in_a_cell_that_was_empty_is_told(figure: Figure) -> None:
    chain = chain_of(figure())
    assert record([figure()], expected={chain: -1}).added == 1
    with pytest.raises(LedgerConflict, match="another recording recorded 100 ± 10"):
        record([of(figure, 80.0)], expected={chain: -1})


def test_a_recording_sent_twice_is_no_conflict(figure: Figure) -> None:
    expected = {chain_of(figure()): -1}
    record([figure()], expected=expected)
    assert record([figure()], expected=expected) == Recorded(0, 0, 1)


def test_nothing_is_kept_of_the_other_cells_of_a_refused_recording(
    figure: Figure,
) -> None:
    road = figure(sector=Sector("s", "road"))
    record([figure()])
    with pytest.raises(LedgerConflict):
        record([road, of(figure, 80.0)], expected={chain_of(figure()): 5})
    assert Entry.objects.count() == 1


def test_a_revision_is_expected_only_where_it_is_said(figure: Figure) -> None:
    road = figure(sector=Sector("s", "road"))
    record([figure(), road])
    expected = {chain_of(road): 0}
    assert record([of(figure, 80.0)], expected=expected).superseded == 1


def test_what_is_not_published_overtakes_nobody(figure: Figure) -> None:
    run = Run.objects.create(instrument="inventory", version="1", published=False)
    record([figure()])
    record([of(figure, 90.0)], run=run)
    expected = {chain_of(figure()): 0}  # all that was there to be read
    record([of(figure, 80.0)], expected=expected)
    assert [e.revision for e in current()] == [2]


def test_a_cell_without_figure_says_its_state(figure: Figure) -> None:
    record([figure()])
    record([figure(quantity=None, state=CellState.NOT_OCCURRING)])
    with pytest.raises(LedgerConflict, match="recorded not occurring on"):
        record([of(figure, 80.0)], expected={chain_of(figure()): 0})


def test_many_cells_are_not_told_one_by_one(figure: Figure) -> None:
    figures = [figure(sector=Sector("s", str(number))) for number in range(8)]
    record(figures)
    changed = [
        figure(sector=f.sector, quantity=of(figure, 1.0).quantity) for f in figures
    ]
    with pytest.raises(LedgerConflict, match="and 3 other cells"):
        record(changed, expected={chain_of(f): -1 for f in figures})


def test_who_meets_another_writer_in_the_database_is_told_too(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read before the other one wrote: the database refuses the same revision."""
    record([figure()])
    monkeypatch.setattr(writing, "held_of", lambda _: {})
    assert held_of([chain_of(figure()).hex])
    with pytest.raises(Overtaken, match=r"at the same time.*recorded 100 ± 10 tCO2e"):
        record([of(figure, 80.0)])


def test_progress_goes_from_nothing_to_the_whole(figure: Figure) -> None:
    told: list[float] = []
    figures = [figure(sector=Sector("s", str(number))) for number in range(10)]
    record(figures[:4])
    record(figures, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.4, 1.0)  # four of ten were there
