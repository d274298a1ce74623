"""What the public does not read: figures held back after they were published.

Nothing is erased: whoever has a role for the territory reads them in the history.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import held_since

_NOTHING = {
    "state": CellState.CONFIDENTIAL.value,
    "value": None,
    "unit": "",
    "uncertainty": None,
    "low": None,
    "high": None,
    "law": "normal",
    "reason": "",
    "activity": None,
    "factor": None,
}


def with_origins(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Ask of entries whether the activity that they come from was held back since.

    Parameters
    ----------
    entries
        Entries. [-]

    Returns
    -------
    entries
        The same, with ``secret_origin``. [-]

    """
    return entries.annotate(secret_origin=held_since("activity__"))


def shown(entries: Iterable[Entry]) -> list[Entry]:
    """Prepare entries for the public.

    Parameters
    ----------
    entries
        ``with_origins``; with ``withheld`` too where they may be superseded. [-]

    Returns
    -------
    entries
        What was held back says nothing but so; an emission whose activity was held back
        keeps its figure and loses what it was computed from, which would tell it. [-]

    """
    return [_shown(entry) for entry in entries]


def _shown(entry: Entry) -> Entry:
    if getattr(entry, "withheld", False):
        return veiled(entry)
    if getattr(entry, "secret_origin", False):
        entry.activity = entry.factor = None
    return entry


def veiled(entry: Entry, note: str = "") -> Entry:
    """Take from an entry, as it is shown, all that it says.

    Parameters
    ----------
    entry
        Read from the ledger, where it stays as it is. [-]
    note
        What is said instead. [-]

    Returns
    -------
    entry
        Confidential. [-]

    """
    for name, nothing in (_NOTHING | {"note": note}).items():
        setattr(entry, name, nothing)
    return entry
