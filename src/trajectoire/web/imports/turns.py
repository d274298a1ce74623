"""Whose figure stands in a cell, once what was undone is left out.

An undoing adds a copy of what stood before. Read one after the other, the entries of a
chain are like brackets: a figure opens one, its undoing closes it. What is open last
stands, and may be undone in its turn.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from trajectoire.web.imports.models import Import
from trajectoire.web.ledger.models import Entry

_CHUNK = 1000  # chains read at once


class _Link(NamedTuple):
    """An entry of a chain: its computation is that of an import, or another one."""

    chain: UUID
    revision: int
    run: UUID | None
    number: int


def outcome_of(one: Import) -> tuple[dict[UUID, int], list[int]]:
    """Say what became of the figures of an import that entries were put on.

    Parameters
    ----------
    one
        The import, applied. [-]

    Returns
    -------
    last
        Last revision of each of these chains. [-]
    newer
        Numbers of the entries that stand instead of a figure of the import. [-]

    """
    undone = set(
        Import.objects.filter(state=Import.State.UNDONE, run__isnull=False).values_list(
            "run", flat=True
        )
    )
    last: dict[UUID, int] = {}
    newer: list[int] = []
    for links in _chains(one):
        last[links[-1].chain] = links[-1].revision
        if standing_run([link.run for link in links], undone) != one.run_id:
            newer.append(links[-1].number)
    return last, sorted(newer)


def standing_run(runs: Sequence[UUID | None], undone: Collection[UUID]) -> UUID | None:
    """Say which computation gave what stands in a chain.

    Parameters
    ----------
    runs
        Of the entries of the chain, first to last; None for what a person typed, and
        for what the undoing of an import wrote. [-]
    undone
        Those of the imports that were undone. [-]

    Returns
    -------
    run
        None where a person said it, or where nothing stands. [-]

    Notes
    -----
    Nothing is recorded over the figure of an import that was undone since, before its
    undoing, but what was undone too: the first entry without a computation on it is
    its undoing. That of one figure alone copies the computation of the figure before.

    Examples
    --------
    >>> a, b = UUID(int=1), UUID(int=2)
    >>> standing_run([a, b, None], {b}) == a
    True

    """
    opened: list[UUID | None] = []
    for run in runs:
        closes = run is None and bool(opened) and opened[-1] in undone
        copies = run is not None and run in opened[-2:-1]
        if closes or copies:
            opened.pop()
        else:
            opened.append(run)
    return opened[-1] if opened else None


def _chains(one: Import) -> Iterator[list[_Link]]:
    """Give the chains in which something was written over a figure of an import."""
    mine = Entry.objects.filter(run=one.run_id, pk=OuterRef("supersedes"))
    found = Entry.objects.filter(Exists(mine)).values_list("chain", flat=True)
    chains = list(found.distinct())
    for first in range(0, len(chains), _CHUNK):
        rows = Entry.objects.filter(chain__in=chains[first : first + _CHUNK])
        links = rows.order_by("chain", "revision").values_list(
            "chain", "revision", "run", "pk"
        )
        for _chain, group in groupby(links, key=itemgetter(0)):
            yield [_Link(*link) for link in group]
