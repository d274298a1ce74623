"""What the public does not read: figures held back, and what would tell them.

Nothing is erased: whoever has a role for the territory reads them in the history.
"""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.model.secrecy import WITHHELD
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import held_since
from trajectoire.web.ledger.rows import rows_and_withheld
from trajectoire.web.ledger.withholding import may_withhold

NOTHING: dict[str, object] = {
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


def withheld_of(
    kind: str, code: str, years: Collection[int] | None = None
) -> frozenset[int]:
    """Number the figures of a territory that would give a confidential one away.

    Parameters
    ----------
    kind, code
        Of the territory. [-]
    years
        Those looked at; None for all. [year]

    Returns
    -------
    numbers
        Of entries for members only: those that stand, under every vintage of the code,
        and former ones, that would if they stood. [-]

    """
    if not may_withhold(kind, code):
        return frozenset()
    return rows_and_withheld(kind, code, years)[1]


def shown(
    entries: Iterable[Entry], withheld: Collection[int] = frozenset()
) -> list[Entry]:
    """Prepare entries for the public.

    Parameters
    ----------
    entries
        ``with_origins``; with ``withheld`` too where they may be superseded. [-]
    withheld
        Numbers of entries that would give a confidential figure away. [-]

    Returns
    -------
    entries
        What was held back says nothing but so; nor does an emission whose activity was:
        divided by its factor, that everybody may read, it would tell it. [-]

    """
    return [_shown(entry, withheld) for entry in entries]


def _shown(entry: Entry, withheld: Collection[int]) -> Entry:
    if entry.pk in withheld or getattr(entry, "secret_origin", False):
        return veiled(entry, WITHHELD)
    return veiled(entry) if getattr(entry, "withheld", False) else entry


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
    for name, nothing in (NOTHING | {"note": note}).items():
        setattr(entry, name, nothing)
    return entry
