"""Undo a figure or a choice: add what stood before, take nothing away."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState
from trajectoire.web.ledger.choices import append
from trajectoire.web.ledger.conflicts import Overtaken
from trajectoire.web.ledger.drawing import CELL, CONTENT
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.read import PUBLISHED
from trajectoire.web.ledger.standing import standing_of

_SAME = (*CELL, *CONTENT, "run_id")
_NOT_THE_LAST = (
    "only what stands can be undone, and something else stands here now: nothing was "
    "changed. Read the history again."
)
_NOTHING = {
    "state": CellState.MISSING.value,
    "value": None,
    "unit": "",
    "uncertainty": None,
    "low": None,
    "high": None,
    "law": "normal",
    "reason": "",
    "note": "",
    "activity_id": None,
    "factor_id": None,
    "run_id": None,
}


def undo_figure(entry: Entry, author: str) -> Entry:
    """Let stand again what a source said of a cell before its last figure.

    Parameters
    ----------
    entry
        The figure that stands. [-]
    author
        Who undoes it: an account's number, never a name. [-]

    Returns
    -------
    entry
        The new one: a copy of the former published figure; where there was none, the
        cell is missing for this source. [-]

    Raises
    ------
    LedgerConflict
        If the figure does not stand any more: nothing is kept.

    """
    with transaction.atomic():
        chain = Entry.objects.filter(chain=entry.chain).order_by("-revision")
        shown = list(chain.filter(PUBLISHED)[:2])
        last = chain.first()
        if last is None or not shown or shown[0].pk != entry.pk:
            raise Overtaken(standing_of([entry.chain]), _NOT_THE_LAST)
        before = shown[1] if len(shown) > 1 else None
        said = {name: getattr(before or entry, name) for name in _SAME}
        new = Entry(
            chain=entry.chain,
            revision=last.revision + 1,
            supersedes=last,
            author=author,
            recorded=timezone.now(),
            **(said if before is not None else said | _NOTHING),
        )
        _save(new)
    return new


def _save(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Overtaken(standing_of([entry.chain]), _NOT_THE_LAST) from error


def undo_choice(choice: Choice, author: str) -> Choice:
    """Let the choice before the last one stand again, or none if it was the first.

    Parameters
    ----------
    choice
        The choice that stands. [-]
    author
        Who undoes it: an account's number, never a name. [-]

    Returns
    -------
    choice
        The new one. [-]

    Raises
    ------
    LedgerConflict
        If the choice does not stand any more: nothing is kept.

    """
    made = list(Choice.objects.filter(cell=choice.cell).order_by("-revision")[:2])
    if made[0].pk != choice.pk:
        raise LedgerConflict(_NOT_THE_LAST)
    before = made[1] if len(made) > 1 else None
    new = Choice(
        source=before.source if before else None,
        chain=before.chain if before else None,
        reason=before.reason if before else "",
        author=author,
        revision=choice.revision + 1,
        **{
            name: getattr(choice, name)
            for name in ("cell", "definition", "territory", "sector", "start", "end")
        },
    )
    return append(new)
