"""What the ledger holds of territories at a glance: which years, of which substances.

A page shows one year; what it says of the others (that they exist, what they add up
to) is kept from one page to the next, year by year, until something of a year changes.
The ledger is append-only, so that a count and a last number say whether it did.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from django.core.cache import caches
from django.db.models import Count, Max

from trajectoire.web.ledger.dimensions import Definition
from trajectoire.web.ledger.models import Choice, Entry, Run
from trajectoire.web.ledger.read import standing
from trajectoire.web.ledger.rows import spoken, vintages_of

CACHE = "ledger"
_CHUNK = 500  # territories read in one statement
Value = TypeVar("Value")


@dataclass(frozen=True)
class Contents:
    """What everybody may read of some territories.

    Parameters
    ----------
    name
        Of these territories together. [-]
    stamps
        By year, what changes whenever something that is read of it may have. [-]
    counts
        By year, how many figures were recorded, corrections included. [-]
    definitions
        By year, names of the substances that are told; years that tell none are left
        out. [-]

    """

    name: str
    stamps: Mapping[int, str]
    counts: Mapping[int, int]
    definitions: Mapping[int, frozenset[str]]

    def years(self, definitions: Collection[str]) -> tuple[int, ...]:
        """List the years that tell one of some substances.

        Parameters
        ----------
        definitions
            Their names. [-]

        Returns
        -------
        years
            In order. [year]

        """
        wanted = set(definitions)
        return tuple(sorted(y for y, told in self.definitions.items() if told & wanted))


def contents_of(codes: Iterable[tuple[str, str]]) -> Contents:
    """Look at what the ledger holds of territories, without reading the figures.

    Parameters
    ----------
    codes
        Kinds and codes, as for ``rows_of``. [-]

    Returns
    -------
    contents
        Years and substances. [-]

    """
    numbers = sorted(vintages_of(codes))
    name = _digest(numbers)
    stamps, counts = _stamps(numbers) if numbers else ({}, {})

    def look(years: Collection[int]) -> dict[int, frozenset[int]]:
        return _told(numbers, years)

    told = kept_by_year(f"told:{name}", stamps, look)
    used = {number for found in told.values() for number in found}
    names = dict(Definition.objects.filter(pk__in=used).values_list("pk", "name"))
    definitions = {
        year: frozenset(names[number] for number in found)
        for year, found in told.items()
        if found
    }
    return Contents(name, stamps, counts, definitions)


def kept_by_year(
    key: str,
    stamps: Mapping[int, str],
    compute: Callable[[Collection[int]], Mapping[int, Value]],
) -> dict[int, Value]:
    """Give what was computed of each year, and compute what changed since.

    Parameters
    ----------
    key
        Names what is computed, and of which territories. [-]
    stamps
        By year, what changes with its figures. [-]
    compute
        Gives the values of some years. [-]

    Returns
    -------
    values
        By year; absent where nothing was computed. [-]

    """
    cache = caches[CACHE]
    before = cache.get(key) or {}
    kept = {y: before[y] for y in stamps if y in before and before[y][0] == stamps[y]}
    lacking = [year for year in stamps if year not in kept]
    if lacking:
        found = compute(lacking)
        kept |= {year: (stamps[year], found.get(year)) for year in lacking}
        cache.set(key, kept)
    return {year: value for year, (_, value) in kept.items() if value is not None}


def _stamps(numbers: Sequence[int]) -> tuple[dict[int, str], dict[int, int]]:
    """Stamp each year: entries, choices, runs that nobody may read; count entries."""
    counts: dict[int, tuple[int, int]] = {}
    for part in _parts(numbers):
        found = Entry.objects.filter(territory__in=part, year__isnull=False)
        by_year = found.values_list("year").annotate(Max("pk"), Count("pk"))
        for year, last, count in by_year.order_by():
            former = counts.get(year, (0, 0))
            counts[year] = max(last, former[0]), count + former[1]
    made = [
        Choice.objects.filter(territory__in=part).aggregate(Max("pk"), Count("pk"))
        for part in _parts(numbers)
    ]
    hidden = Run.objects.filter(published=False).order_by("pk")
    around = made, list(hidden.values_list("pk", flat=True))
    stamps = {year: _digest([year, *said, around]) for year, said in counts.items()}
    return stamps, {year: count for year, (_, count) in counts.items()}


def _told(numbers: Sequence[int], years: Collection[int]) -> dict[int, frozenset[int]]:
    """Number the substances that everybody may read of years."""
    told: dict[int, set[int]] = {year: set() for year in years}
    for part in _parts(numbers):
        found = spoken(standing()).filter(territory__in=part, year__in=sorted(years))
        pairs = found.order_by().values_list("year", "definition").distinct()
        for year, definition in pairs:
            told[year].add(definition)
    return {year: frozenset(found) for year, found in told.items()}


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[k : k + _CHUNK] for k in range(0, len(numbers), _CHUNK))


def _digest(said: Sequence[object]) -> str:
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()
