"""The catalogue of the site in the words of DCAT-AP 3, for portals that harvest it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.urls import reverse

from trajectoire.web.ledger.dimensions import Source, Territory
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED, readable
from trajectoire.web.opendata.description import Address, DataSet
from trajectoire.web.opendata.files import FORMATS, Format

PAGE = 100  # data sets described at once
SERIALISATIONS = {
    "ttl": ("turtle", "text/turtle"),
    "rdf": ("pretty-xml", "application/rdf+xml"),
    "jsonld": ("json-ld", "application/ld+json"),
}


def data_sets(page: int) -> tuple[list[DataSet], bool]:
    """List the territories that have figures, and what these are.

    Parameters
    ----------
    page
        From 1. [-]

    Returns
    -------
    found
        At most ``PAGE`` of them. [-]
    more
        Whether a next page has others. [-]

    """
    told = Entry.objects.filter(PUBLISHED, territory=OuterRef("pk"))
    known = Territory.objects.filter(Exists(told)).exclude(kind="zone")
    first = (page - 1) * PAGE
    some = list(known.order_by("pk")[first : first + PAGE + 1])
    return _data_sets(some[:PAGE]), len(some) > PAGE


def offered(code: str = "") -> list[tuple[Territory, list[tuple[Format, str]]]]:
    """List territories and the files of their figures, for the page of data.

    Parameters
    ----------
    code
        Of one territory; empty for the first ones of all. [-]

    Returns
    -------
    offered
        Each territory with its files. [-]

    """
    told = Entry.objects.filter(PUBLISHED, territory=OuterRef("pk"))
    known = Territory.objects.filter(Exists(told)).exclude(kind="zone")
    if code:
        known = known.filter(code=code)
    return [(place, distributions(place)) for place in known.order_by("pk")[:PAGE]]


def sources_of(kind: str, code: str) -> tuple[Source, ...]:
    """List who says the figures of a territory that everybody may read.

    Parameters
    ----------
    kind, code
        Of the territory. [-]

    Returns
    -------
    sources
        By name. [-]

    """
    return _named(readable().filter(territory__kind=kind, territory__code=code))


def catalogue(page: int, publisher: str, address: Address, serialisation: str) -> str:
    """Write a page of the catalogue.

    Parameters
    ----------
    page
        From 1. [-]
    publisher
        Who publishes the site. [-]
    address
        Makes a path of the site an address. [-]
    serialisation
        One of ``SERIALISATIONS``. [-]

    Returns
    -------
    text
        RDF. [-]

    """
    from trajectoire.web.opendata.graph import Graph  # RDF is slow to load

    found, more = data_sets(page)
    graph = Graph(address)
    whole = address(reverse("opendata:catalogue", args=["ttl"])) + "#catalogue"
    graph.catalogue(whole, publisher, address(reverse("pages:home")))
    for one in found:
        graph.data_set(whole, one, distributions(one.territory), publisher)
    if more:
        graph.next_page(whole, f"?page={page + 1}")
    return graph.serialised(SERIALISATIONS[serialisation][0])


def distributions(territory: Territory) -> list[tuple[Format, str]]:
    """List the files of a territory.

    Parameters
    ----------
    territory
        The territory. [-]

    Returns
    -------
    files
        Format and path of each. [-]

    """
    names = (territory.kind, territory.code)
    return [
        (form, reverse("opendata:figures", args=[*names, name]))
        for name, form in FORMATS.items()
    ]


def _data_sets(territories: Sequence[Territory]) -> list[DataSet]:
    """Describe territories together; those of which nothing is published are left."""
    entries = readable().filter(territory__in=territories).order_by()
    spans = entries.values("territory", "source").annotate(
        start=Min("start"), end=Max("end"), modified=Max("recorded")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for span in spans:
        found[span["territory"]].append(span)
    sources = Source.objects.in_bulk({span["source"] for span in spans})
    return [
        DataSet(
            territory,
            min(span["start"] for span in told),
            max(span["end"] for span in told),
            max(span["modified"] for span in told),
            _by_name(sources[span["source"]] for span in told),
        )
        for territory in territories
        if (told := found.get(territory.pk))
    ]


def _named(entries: QuerySet[Entry]) -> tuple[Source, ...]:
    numbers = entries.order_by().values_list("source", flat=True).distinct()
    return _by_name(Source.objects.in_bulk(list(numbers)).values())


def _by_name(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda one: (one.publisher, one.title)))
