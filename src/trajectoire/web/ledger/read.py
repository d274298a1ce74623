"""Read the ledger back: what stands now, and how it came to stand."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trajectoire.core.indicator import CellState, Derivation, Indicator
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.dimensions import TABLES
from trajectoire.web.ledger.factors import Factor
from trajectoire.web.ledger.models import Entry

_CELL_WORDS = tuple(str(table._meta.model_name) for table in TABLES)
PUBLISHED = Q(run=None) | Q(run__published=True)
_VOICE = (  # a cell, whatever the vintage, and who speaks of it
    *("territory__kind", "territory__code", "definition__name", "start", "end"),
    *("sector__nomenclature", "sector__code", "source__publisher", "source__title"),
)
LATER = Entry.objects.filter(
    PUBLISHED,
    supersedes__isnull=False,  # says that the small index of corrections is enough
    chain=OuterRef("chain"),
    revision__gt=OuterRef("revision"),
)


def current(
    territory: Territory | None = None,
    *,
    definition: str = "",
    sector: Sector | None = None,
    period: Period | None = None,
    publisher: str = "",
) -> QuerySet[Entry]:
    """Select the published entries that no published one supersedes.

    Parameters
    ----------
    territory
        Where; None for everywhere. [-]
    definition
        What; empty for everything. [-]
    sector
        Of which sector; None for all. [-]
    period
        Entries whose period lies within this one; None for all. [-]
    publisher
        Said by whom; empty for all. [-]

    Returns
    -------
    entries
        By territory, definition, sector and date, not yet read. [-]

    Notes
    -----
    An entry is published with its run; figures without a run always are. When a run is
    withdrawn, what it superseded stands again.

    """
    wanted: dict[str, Any] = {}
    if territory is not None:
        wanted |= {
            "territory__code": territory.code,
            "territory__kind": territory.kind,
            "territory__vintage": territory.vintage,
        }
    if definition:
        wanted["definition__name"] = definition
    if sector is not None:
        wanted["sector__nomenclature"] = sector.nomenclature
        wanted["sector__code"] = sector.code
    if period is not None:
        wanted |= {"start__gte": period.start, "end__lte": period.end}
    if publisher:
        wanted["source__publisher"] = publisher
    order = ("territory", "definition", "sector", "start", "end", "pk")
    return readable().filter(**wanted).order_by(*order)


def standing() -> QuerySet[Entry]:
    """Select the published entries that no published one supersedes, in no order.

    Returns
    -------
    entries
        Everything that everybody reads. [-]

    """
    return Entry.objects.filter(PUBLISHED, ~Exists(LATER))


def readable() -> QuerySet[Entry]:
    """Select what stands, without what its source held back under a later vintage.

    Returns
    -------
    entries
        In no order. [-]

    """
    return standing().filter(~held_since())


def held_since(of: str = "") -> Exists:
    """Ask whether a source held back, later, what it says in an entry.

    Parameters
    ----------
    of
        Path to the entry, as ``activity__``; empty for the one that is read. [-]

    Returns
    -------
    condition
        True once somebody recorded the cell of this source as confidential, whatever
        was recorded since, and under whichever vintage of the territory's code. [-]

    """
    same = {name: OuterRef(f"{of}{name}") for name in _VOICE}
    later = Entry.objects.filter(
        PUBLISHED,
        value__isnull=True,  # says that the small index of silences is enough
        state=CellState.CONFIDENTIAL.value,
        pk__gt=OuterRef(f"{of}pk"),
        **same,
    )
    return Exists(later)


def indicators_of(entries: Iterable[Entry]) -> Iterator[Indicator]:
    """Give entries back as values of the core.

    Parameters
    ----------
    entries
        Entries of the ledger. [-]

    Yields
    ------
    indicator
        The figure that was recorded. [-]

    """
    rows = list(entries)
    words = _words(rows)
    activities = _activities(rows)
    for row in rows:
        derivation = None
        if row.activity_id is not None:
            factor = words["factor"][row.factor_id]
            derivation = Derivation(activities[row.activity_id], factor)
        yield Indicator(
            **{name: words[name][getattr(row, f"{name}_id")] for name in _CELL_WORDS},
            period=Period(row.start, row.end),
            quantity=row.quantity(),
            state=CellState(row.state),
            note=row.note,
            derivation=derivation,
        )


def _words(rows: list[Entry]) -> dict[str, dict[int, Any]]:
    words: dict[str, dict[int, Any]] = {}
    for table in (*TABLES, Factor):
        name = str(table._meta.model_name)
        numbers = {getattr(row, f"{name}_id") for row in rows} - {None}
        found = table.objects.in_bulk(numbers)
        words[name] = {number: word.thing() for number, word in found.items()}
    return words


def _activities(rows: list[Entry]) -> dict[int, Indicator]:
    """Read what entries were computed from, as it was then."""
    numbers = {row.activity_id for row in rows} - {None}
    origins = Entry.objects.in_bulk(numbers)
    if not origins:
        return {}
    return dict(zip(origins, indicators_of(origins.values()), strict=True))
