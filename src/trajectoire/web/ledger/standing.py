"""What stands in a chain: its last entry, and the last one that everybody may read."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from trajectoire.web.ledger.drawing import CONTENT
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED

_CHUNK = 1000  # chains looked up in one statement


class Held(NamedTuple):
    """The last entry of a chain, published or not.

    Parameters
    ----------
    number, revision
        Of the entry. [-]
    run, published
        The computation that gave it, None for none, and whether all may read it. [-]
    content
        Its columns ``CONTENT``. [-]

    """

    number: int
    revision: int
    run: uuid.UUID | None
    published: bool
    content: tuple[Any, ...]


def held_of(chains: Sequence[uuid.UUID]) -> dict[uuid.UUID, Held]:
    """Find the last entry of each chain.

    Parameters
    ----------
    chains
        Numbers of chains. [-]

    Returns
    -------
    held
        None for a chain that is empty. [-]

    """
    names = ("chain", "pk", "revision", "run_id", "run__published", *CONTENT)
    held: dict[uuid.UUID, Held] = {}
    for known in _known(chains):
        for chain, number, revision, run, published, *content in known.values_list(
            *names
        ):
            shown = run is None or bool(published)
            held[chain] = Held(number, revision, run, shown, tuple(content))
    return held


def standing_of(chains: Sequence[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    """Find the entry of each chain that everybody reads.

    Parameters
    ----------
    chains
        Numbers of chains. [-]

    Returns
    -------
    standing
        The last published entry, with its words; absent where there is none. [-]

    """
    words = ("definition", "territory", "sector", "source", "method")
    standing: dict[uuid.UUID, Entry] = {}
    for known in _known(chains):
        shown = known.filter(PUBLISHED).select_related(*words)
        standing |= {entry.chain: entry for entry in shown}
    return standing


def overtaken(
    expected: Mapping[uuid.UUID, int], chains: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Entry | None]:
    """Find the cells in which another figure stands than the one that was read.

    Parameters
    ----------
    expected
        Revision that was read in each chain; -1 for an empty one. [-]
    chains
        Those to look at. [-]

    Returns
    -------
    standing
        What stands there; None for nothing. [-]

    """
    watched = [chain for chain in chains if chain in expected]
    found = standing_of(watched)
    return {
        chain: found.get(chain)
        for chain in watched
        if (found[chain].revision if chain in found else -1) != expected[chain]
    }


def _known(chains: Sequence[uuid.UUID]) -> Iterable[QuerySet[Entry]]:
    """Select the entries of chains, the last one of each chain last."""
    for first in range(0, len(chains), _CHUNK):
        part = Entry.objects.filter(chain__in=chains[first : first + _CHUNK])
        yield part.order_by("revision")
