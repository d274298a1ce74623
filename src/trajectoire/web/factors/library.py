"""Find factors in the library: by words, by unit, by place; and all that is of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from trajectoire.sources.communes_names import fold
from trajectoire.web.factors.models import Edition, Line
from trajectoire.web.factors.synonyms import synonym
from trajectoire.web.ledger.factors import Factor as UsedFactor
from trajectoire.web.ledger.read import standing

PAGE = 25  # factors on a page
LONGEST = 100  # characters of a query
MOST_WORDS = 8  # of a query that are looked for
_HERE = ("France continentale", "Europe", "Monde")
_STOPPED = frozenset(
    ("a", "au", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les")
)


@dataclass(frozen=True)
class Wanted:
    """What one looks for; what is left out is not restricted.

    Parameters
    ----------
    words
        Of the name, category, place or tags; an identifier. [-]
    unit
        Of the activity, as ``kWh PCI``. [-]
    category
        The widest one, as ``Combustibles``. [-]
    region
        Where it holds: one of the publisher's regions. [-]
    archived
        Whether archived factors are wanted too. [-]
    items
        Whether the items of elements are wanted too. [-]
    data
        Whether data that multiply nothing are wanted too. [-]
    version
        One version; the newest one where left out. [-]

    """

    words: str = ""
    unit: str = ""
    category: str = ""
    region: str = ""
    archived: bool = False
    items: bool = False
    data: bool = False
    version: str = ""


def newest() -> Edition | None:
    """Give the newest version of the library.

    Returns
    -------
    edition
        None while the library is empty. [-]

    """
    return Edition.objects.order_by("-order", "table").first()


def search(wanted: Wanted) -> QuerySet[Line]:
    """Find factors, the likeliest first.

    Parameters
    ----------
    wanted
        What is looked for. [-]

    Returns
    -------
    lines
        Not yet read: count them, or take a page. [-]

    Notes
    -----
    Every word must be there, whole or as the beginning of one, whatever its accents
    and case, or under another name (see ``synonym``), whole; or be one of the unit,
    whole. Current factors come before archived ones,
    France before elsewhere; then names that begin with the words, those that hold
    them, the others; elements before items, the latest year first, short names first.

    """
    lines = Line.objects.select_related("edition").filter(_asked(wanted))
    folded = fold(wanted.words[:LONGEST])
    for word in looked_for(folded):
        there = Q(folded__contains=f" {word}") | _counted_in(word)
        if other := synonym(word):
            there |= Q(folded__contains=f" {other} ")
            there |= Q(folded__contains=f" {other}s ")
        lines = lines.filter(there)
    here = [When(region=region, then=Value(n)) for n, region in enumerate(_HERE)]
    return lines.annotate(
        near=Case(
            *_nearness({folded, " ".join(synonym(w) or w for w in folded.split())}),
            default=Value(3),
            output_field=IntegerField(),
        ),
        place=Case(*here, default=Value(len(_HERE)), output_field=IntegerField()),
        long=Length("name_fr"),
    ).order_by(
        *("-current", "place", "near", "is_item"),
        F("year").desc(nulls_last=True),
        *("long", "name_fr", "row"),
    )


def _nearness(written: Iterable[str]) -> list[When]:
    """Rank the names that begin with a query, however written, or that hold it."""
    forms = (("startswith", " {} "), ("startswith", " {}"), ("contains", " {} "))
    return [
        When(
            reduce(or_, [Q((f"folded__{how}", form.format(one))) for one in written]),
            then=Value(rank),
        )
        for rank, (how, form) in enumerate(forms)
    ]


def _counted_in(word: str) -> Q:
    """Ask for the factors whose unit holds a word: « kWh » is in « kWh PCI »."""
    whole = Q(unit__iexact=word) | Q(unit__iendswith=f" {word}")
    whole |= Q(unit__iendswith=f".{word}")
    for sign in " .":
        whole |= Q(unit__istartswith=f"{word}{sign}")
    return whole


def looked_for(folded: str) -> list[str]:
    """Give the words of a query that are looked for.

    Parameters
    ----------
    folded
        The query, without accents. [-]

    Returns
    -------
    words
        Without articles, unless there is nothing else. [-]

    """
    words = folded.split()
    kept = [word for word in words if word not in _STOPPED]
    return list(dict.fromkeys(kept or words))[:MOST_WORDS]


def _asked(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.version:
        asked &= Q(edition__version=wanted.version)
    else:
        edition = newest()
        asked &= Q(edition=edition.pk if edition else None)
    for name, value in (
        ("unit", wanted.unit),
        ("root", wanted.category),
        ("region", wanted.region),
    ):
        if value:
            asked &= Q(**{name: value})
    if not wanted.archived:
        asked &= Q(current=True)
    if not wanted.items:
        asked &= Q(is_item=False)
    if not wanted.data:
        asked &= ~Q(unit="")
    return asked


def find(table: str, version: str, line: str) -> Line | None:
    """Find a factor by its identity.

    Parameters
    ----------
    table, version, line
        As in the address of its page. [-]

    Returns
    -------
    line
        None where the library has none. [-]

    """
    return (
        Line.objects.select_related("edition")
        .filter(edition__table=table, edition__version=version, line=line)
        .first()
    )


def of_key(key: str) -> Line | None:
    """Find a factor by its identity in one word.

    Parameters
    ----------
    key
        As ``base-carbone/22.0/13523``. [-]

    Returns
    -------
    line
        None where the library has none. [-]

    """
    parts = key.split("/")
    return find(*parts) if len(parts) == 3 else None


def items_of(line: Line) -> list[Line]:
    """Give the items of the element of a factor, in the order of the file.

    Parameters
    ----------
    line
        An element, or one of its items. [-]

    Returns
    -------
    items
        Without the element itself. [-]

    """
    lines = Line.objects.select_related("edition").filter(
        edition=line.edition_id, element=line.element
    )
    return list(lines.filter(is_item=True).order_by("row"))


def versions_of(line: Line) -> list[Line]:
    """Give the same factor in all the versions that hold it, newest first.

    Parameters
    ----------
    line
        A factor; an item is found again by its name. [-]

    Returns
    -------
    lines
        With the one given. [-]

    """
    same = Line.objects.select_related("edition").filter(
        edition__table=line.edition.table, element=line.element, is_item=line.is_item
    )
    if line.is_item:
        same = same.filter(item_fr=line.item_fr)
    return list(same.order_by("-edition__order", F("row")))


def uses_of(line: Line) -> int:
    """Count the current figures of the ledger that were computed with a factor.

    Parameters
    ----------
    line
        A factor of the library. [-]

    Returns
    -------
    cells
        How many that everybody reads; one superseded since is not counted. [-]

    """
    used = UsedFactor.objects.filter(
        table=line.edition.table, version=line.edition.version, identifier=line.line
    )
    numbers = list(used.values_list("pk", flat=True))
    return standing().filter(factor__isnull=False, factor__in=numbers).count()


def choices_of(name: str) -> list[str]:
    """List what a filter can be set to.

    Parameters
    ----------
    name
        ``unit``, ``root`` or ``region``. [-]

    Returns
    -------
    values
        Those of the newest version, sorted; units by how many factors have them. [-]

    """
    edition = newest()
    if edition is None:
        return []
    counts: dict[str, int] = {}
    for value in (
        Line.objects.filter(edition=edition, current=True)
        .exclude(unit="")
        .values_list(name, flat=True)
    ):
        counts[value] = counts.get(value, 0) + 1
    if name == "unit":
        return sorted(counts, key=lambda unit: (-counts[unit], unit))
    return sorted(counts)
