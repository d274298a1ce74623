"""Write the figures of an import in the ledger, and take them back, all or nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.checking import figures_of, seen_of
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.roles import require_for
from trajectoire.web.imports.sharing import tell_others
from trajectoire.web.imports.turns import outcome_of
from trajectoire.web.ledger.conflicts import value_of
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import indicators_of
from trajectoire.web.ledger.record import record

Say = Callable[[str, float], None]

INSTRUMENT, VERSION = "inventory.import", "1"
WRITING = gettext_noop("Écriture dans le registre")
UNDOING = gettext_noop("Retour à ce qui précédait")
_WORDS = ("definition", "territory", "sector", "source", "method")
_TOLD = 5  # newer figures named one by one
_CHUNK = 5000  # entries read at once


def apply(one: Import, user: User, say: Say) -> dict[str, Any]:
    """Write the figures of an import.

    Parameters
    ----------
    one
        The import, checked, within a transaction. [-]
    user
        For whom it is done. [-]
    say
        Told of each step. [-]

    Returns
    -------
    values
        For the import: its run, and how many figures it wrote. [-]

    Raises
    ------
    PermissionDenied
        If the roles of the account do not reach all the territories of its figures.
    LedgerConflict
        If somebody recorded one of the cells since the import was checked.
    InputError
        If a figure cannot be kept.

    """
    say(WRITING, 0.0)
    figures, _rows = figures_of(one)
    require_for(user, {one.territory, *(figure.territory for figure in figures)})
    now = timezone.now()
    run = Run.objects.create(
        instrument=INSTRUMENT,
        version=VERSION,
        configuration_hash=one.sha256,
        territory=Territory.written(one.territory),
        status=Run.Status.DONE,
        progress=1.0,
        started=now,
        finished=now,
    )
    done = record(
        figures,
        run=run,
        author=str(user.pk),
        expected=seen_of(one),
        progress=lambda share: say(WRITING, share),
    )
    return {"run": run, "outcome": vars(done)}


def written_by(one: Import) -> QuerySet[Entry]:
    """Select what an import wrote.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    entries
        In the order in which they were written; none before it is applied. [-]

    """
    rows = Entry.objects.filter(run=one.run_id) if one.run_id else Entry.objects.none()
    return rows.order_by("pk")


def withdraw(one: Import, user: User, say: Say) -> dict[str, Any]:
    """Write again what stood before an import; where nothing did, say it is missing.

    Parameters
    ----------
    one
        The import, applied, within a transaction. [-]
    user
        For whom it is done. [-]
    say
        Told of each step. [-]

    Returns
    -------
    values
        For the import: what it wrote, and which others gave the same figures. [-]

    Raises
    ------
    PermissionDenied
        If the roles of the account do not reach all the territories of its figures.
    LedgerConflict
        If a newer figure stands on one of its cells: the message says which.

    """
    say(UNDOING, 0.0)
    places = Territory.objects.filter(pk__in=written_by(one).values("territory"))
    require_for(user, {one.territory, *(place.thing() for place in places)})
    last, newer = outcome_of(one)
    if newer:
        raise LedgerConflict(_newer(newer))
    figures: list[Indicator] = []
    expected: dict[UUID, int] = {}
    pool: dict[object, Any] = {}
    mine = written_by(one).iterator(chunk_size=_CHUNK)
    while some := list(islice(mine, _CHUNK)):
        # A figure that the undoing of another one gave back was written twice.
        once = {e.chain: e for e in reversed(some) if e.chain not in expected}
        figures += (_pooled(figure, pool) for figure in _before([*once.values()]))
        expected |= {e.chain: last.get(e.chain, e.revision) for e in once.values()}
        say(UNDOING, 0.0)
    record(
        figures,
        author=str(user.pk),
        expected=expected,
        progress=lambda share: say(UNDOING, share),
    )
    return {"outcome": one.outcome | {"shared": tell_others(one, expected)}}


def _before(entries: Sequence[Entry]) -> Iterable[Indicator]:
    numbers = [entry.supersedes_id for entry in entries if entry.supersedes_id]
    former = list(Entry.objects.filter(pk__in=numbers))
    said = dict(zip((e.pk for e in former), indicators_of(former), strict=True))
    for entry, figure in zip(entries, indicators_of(entries), strict=True):
        yield said.get(entry.supersedes_id) or replace(
            figure, quantity=None, state=CellState.MISSING, note="", derivation=None
        )


def _pooled(figure: Indicator, pool: dict[object, Any]) -> Indicator:
    """Let figures share their words: a hundred thousand of them have few."""
    words = {name: getattr(figure, name) for name in (*_WORDS, "period")}
    same = {name: pool.setdefault(word, word) for name, word in words.items()}
    return replace(figure, **same)


def _newer(numbers: Sequence[int]) -> str:
    rows = Entry.objects.filter(pk__in=numbers[:_TOLD]).select_related(*_WORDS)
    told = [
        f"{entry.territory.name} in {entry.start.year}, {entry.definition.name} of "
        f"{entry.sector.nomenclature}/{entry.sector.code}: {value_of(entry)}"
        for entry in rows.order_by("pk")
    ]
    more = " and others" if len(numbers) > _TOLD else ""
    return (
        "a newer figure stands on some cells of this import: "
        f"{'; '.join(told)}{more}. Nothing was undone: undo those first, or correct "
        "the cells one by one."
    )
