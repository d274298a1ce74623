"""How a cell came to say what it says, who recorded it, and how to undo it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, QuerySet

from trajectoire.core.period import Period
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.conflicts import names_of
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.read import (
    LATER,
    PUBLISHED,
    held_since,
    readable,
    standing,
)
from trajectoire.web.ledger.secrecy import shown, with_origins, withheld_of

_WORDS = ("definition", "territory", "sector", "source", "method", "factor")
_LINKED = (*_WORDS, "run", "activity__definition")


@dataclass(frozen=True)
class Event:
    """Something that was said of a cell: a figure, or which source to read.

    Parameters
    ----------
    entry, choice
        One of the two. [-]
    when
        When it was recorded. [UTC]
    who
        Account that recorded it, as displayed; for whoever is no member, which of
        the persons of this history, by a number; empty when nobody signed it. [-]
    stands
        Whether it is what is read now. [-]
    withheld
        Whether its figure was held back since, and is for members only. [-]

    """

    entry: Entry | None
    choice: Choice | None
    when: datetime
    who: str
    stands: bool
    withheld: bool = False


def find_cell(
    kind: str,
    code: str,
    definition: str,
    nomenclature: str,
    sector: str,
    year: int,
) -> Cell | None:
    """Find a cell of the ledger by what an address can spell.

    Parameters
    ----------
    kind, code
        Of the territory. [-]
    definition
        Name of the substance. [-]
    nomenclature, sector
        The line of activity. [-]
    year
        Calendar year. [year]

    Returns
    -------
    cell
        Under the latest vintage that has a figure; None where there is none. [-]

    """
    found = (
        Entry.objects.filter(
            territory__kind=kind,
            territory__code=code,
            year=year,
            definition__name=definition,
            sector__nomenclature=nomenclature,
            sector__code=sector,
        )
        .select_related("definition", "territory", "sector")
        .order_by("-territory__vintage", "-pk")
        .first()
    )
    return None if found is None else cell_of(found)


def cell_of(entry: Entry) -> Cell:
    """Give the cell of an entry.

    Parameters
    ----------
    entry
        With its words. [-]

    Returns
    -------
    cell
        Where it stands. [-]

    """
    return Cell(
        entry.definition.thing(),
        entry.territory.thing(),
        entry.sector.thing(),
        Period(entry.start, entry.end),
    )


def figures_of(
    cell: Cell, *, member: bool = False, withheld: Collection[int] | None = None
) -> list[Entry]:
    """List what every source says of a cell now, side by side.

    Parameters
    ----------
    cell
        The cell; its vintage does not matter. [-]
    member
        Whether the reader has a role for the territory: others do not read what was
        held back since. [-]
    withheld
        Numbers of those that would tell a secret, as ``withheld_of`` gives them; it is
        asked when None. [-]

    Returns
    -------
    figures
        With their words, the last recorded first. [-]

    """
    found = (standing() if member else readable()).filter(**cell.coordinates)
    found = found.select_related(*_LINKED).order_by("-recorded", "-pk")
    if member:
        return list(found)
    return shown(with_origins(found), _withheld(cell) if withheld is None else withheld)


def history(
    cell: Cell, *, member: bool = False, withheld: Collection[int] | None = None
) -> list[Event]:
    """Tell all that was ever said of a cell, by all sources, and chosen.

    Parameters
    ----------
    cell
        The cell; its vintage does not matter. [-]
    member
        Whether the reader has a role for the territory: names are for them, and the
        figures that were published before their source held them back. [-]
    withheld
        As for ``figures_of``. [-]

    Returns
    -------
    events
        Newest first; without what was never published. [-]

    """
    later = Exists(LATER)
    entries = (
        _entries(cell)
        .filter(PUBLISHED)
        .annotate(superseded=later, withheld=held_since())
    )
    if member:
        entries = list(entries)
    else:
        telling = _withheld(cell) if withheld is None else withheld
        entries = _public(with_origins(entries), telling)
    choices = list(_choices(cell))
    last = max((choice.revision for choice in choices), default=-1)
    people = _people([one.author for one in (*entries, *choices)], member=member)
    events = [
        Event(
            entry,
            None,
            entry.recorded,
            people[entry.author],
            not entry.superseded,
            entry.withheld,
        )
        for entry in entries
    ]
    events += [
        Event(None, one, one.recorded, people[one.author], one.revision == last)
        for one in choices
    ]
    return sorted(events, key=_order, reverse=True)


def _withheld(cell: Cell) -> frozenset[int]:
    """Number the figures of a year that would give a confidential one away."""
    year = cell.period.start.year
    return withheld_of(cell.territory.kind, cell.territory.code, [year])


def _public(found: QuerySet[Entry], withheld: Collection[int]) -> list[Entry]:
    """Prepare a history for the public: what is withheld now is so in all of it.

    Nor does a source that said so once tell it by the notes of what it said since.
    """
    entries = list(found)
    voices = {_voice(entry) for entry in entries if entry.pk in withheld}
    for entry in entries:
        former = entry.superseded and _voice(entry) in voices
        entry.withheld = entry.withheld or former or entry.pk in withheld
    return shown(entries, withheld)


def _voice(entry: Entry) -> tuple[str, str]:
    return entry.source.publisher, entry.source.title


def _order(event: Event) -> tuple[datetime, int]:
    thing = event.entry or event.choice
    return event.when, 0 if thing is None else int(thing.pk)


def _entries(cell: Cell) -> QuerySet[Entry]:
    return Entry.objects.filter(**cell.coordinates).select_related(*_LINKED)


def _choices(cell: Cell) -> QuerySet[Choice]:
    return Choice.objects.filter(**cell.coordinates).select_related(
        "source", "definition", "territory", "sector"
    )


def _people(authors: Sequence[str], *, member: bool) -> dict[str, str]:
    """Name accounts for members; number them, in the order of a history, for others."""
    names = names_of(authors) if member else {}
    order = {author: str(n) for n, author in enumerate(sorted(set(authors) - {""}), 1)}
    return {author: names.get(author, order.get(author, "")) for author in authors}
