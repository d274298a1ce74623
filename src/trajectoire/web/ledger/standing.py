"""What stands in a chain: its last entry, and the last one that everybody may read."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from trajectoire.web.ledger.drawing import CONTENT
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED

_CHUNK = 1000  # chains looked up in one statement
_SAID = ", ".join(f"e.{Entry._meta.get_field(name).column}" for name in CONTENT)
_HELD = f"""
SELECT replace(CAST(e.chain AS text), '-', ''), e.id, e.revision,
       replace(CAST(e.run_id AS text), '-', ''), r.published, {_SAID}
FROM ledger_entry e LEFT JOIN ledger_run r ON r.id = e.run_id
WHERE e.chain IN ({{marks}}) ORDER BY e.revision
"""  # noqa: S608  (our own names; spelled out, it costs a third of what a query set does)


class Held(NamedTuple):
    """The last entry of a chain, published or not.

    Parameters
    ----------
    number, revision
        Of the entry. [-]
    run, published
        The computation that gave it, in hexadecimal digits, None for none, and whether
        all may read it. [-]
    content
        Its columns ``CONTENT``. [-]

    """

    number: int
    revision: int
    run: str | None
    published: bool
    content: Sequence[Any]


def held_of(chains: Sequence[str]) -> dict[str, Held]:
    """Find the last entry of each chain.

    Parameters
    ----------
    chains
        Numbers of chains, in hexadecimal digits. [-]

    Returns
    -------
    held
        Absent for a chain that is empty. [-]

    """
    held: dict[str, Held] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(chains), _CHUNK):
            part = chains[first : first + _CHUNK]
            cursor.execute(_HELD.format(marks=", ".join(["%s"] * len(part))), part)
            for chain, number, revision, run, published, *content in cursor:
                shown = run is None or bool(published)
                held[chain] = Held(number, revision, run, shown, content)
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
    expected: Mapping[uuid.UUID, int], chains: Iterable[str]
) -> dict[uuid.UUID, Entry | None]:
    """Find the cells in which another figure stands than the one that was read.

    Parameters
    ----------
    expected
        Revision that was read in each chain; -1 for an empty one. [-]
    chains
        Those to look at, in hexadecimal digits. [-]

    Returns
    -------
    standing
        What stands there; None for nothing. [-]

    """
    written = set(chains)
    watched = [chain for chain in expected if chain.hex in written]
    last: dict[uuid.UUID, int] = {}
    for known in _known(watched):
        last |= dict(known.filter(PUBLISHED).values_list("chain", "revision"))
    changed = [c for c in watched if last.get(c, -1) != expected[c]]
    found = standing_of(changed)
    return {chain: found.get(chain) for chain in changed}


def _known(chains: Sequence[uuid.UUID]) -> Iterable[QuerySet[Entry]]:
    """Select the entries of chains, the last one of each chain last."""
    for first in range(0, len(chains), _CHUNK):
        part = Entry.objects.filter(chain__in=chains[first : first + _CHUNK])
        yield part.order_by("revision")
