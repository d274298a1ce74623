"""The three figures of a territory, read in the ledger."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Model
from django.utils.translation import gettext as _

from trajectoire.web.inventory.doors import years_told
from trajectoire.web.inventory.presentation.asked import USUAL
from trajectoire.web.inventory.presentation.headline import (
    Headline,
    estimated,
    headline,
    kind_words,
)
from trajectoire.web.inventory.shelf import MOST, akin, shelf
from trajectoire.web.inventory.wholeness import usual_year, wholeness_of
from trajectoire.web.ledger.dimensions import Definition, Sector, Territory
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import PARIS, Amount, tonnes


@dataclass(frozen=True)
class Figure:
    """A figure of the ledger, ready to be read.

    Parameters
    ----------
    amount
        Value and bounds. [-]
    first, last
        Days that it covers, both included. [-]
    source
        Who says it. [-]
    twin
        Whether the territory is invented. [-]

    """

    amount: Amount
    first: date
    last: date
    source: str
    twin: bool


def latest_total(spot: Spot, definition: str) -> Figure | None:
    """Find the most telling total of a territory.

    Parameters
    ----------
    spot
        The territory. [-]
    definition
        ``emission_measured``, ``emission_declared``, ``emission_target``. [-]

    Returns
    -------
    figure
        Over the longest period, then the most recent; None where the ledger has
        none. [-]

    """
    entries = current().filter(
        # By numbers: the index alone then leaves out the other cells of the territory.
        territory__in=_numbers(Territory, code=spot.code, kind=spot.kind),
        definition__in=_numbers(Definition, name=definition),
        sector__in=_numbers(Sector, nomenclature="all", code="total"),
        value__isnull=False,
    )
    # Days by the hundred: their dates alone are read to find the one that tells most.
    spans = entries.values_list("pk", "start", "end")
    best = max(spans, key=lambda e: (e[2] - e[1], e[2]), default=None)
    if best is None:
        return None
    return _figure(Entry.objects.select_related("source", "run").get(pk=best[0]))


def accounted(spot: Spot) -> Headline | None:
    """Give what the accounts of a territory add up to, or a first estimate.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    accounted
        Greenhouse gases of the year that says most, as the page of the inventory gives
        them; estimated from the country and the region where nothing is declared; None
        where neither is known. [-]

    """
    found = shelf(spot)
    year = usual_year(found, "ghg")
    if year is not None:
        accounts = found.open([year], akin("ghg"))
        book = accounts.shown("ghg")
        total = book.by_year("ghg", USUAL).get(year)
        if total is not None:
            held = wholeness_of(book, "ghg", year)
            kind = kind_words(accounts, book, "ghg", year)
            return headline(spot, (total, year), held, kind, "ghg")
    first = estimated(spot)
    if first is None or len(found.places) > MOST:
        return first
    kind = _("première estimation, rien n’est encore déclaré")
    if any(years_told(found).values()):
        kind = _("première estimation, aucun gaz à effet de serre n’est encore déclaré")
    return replace(first, kind=kind)


def _numbers(table: type[Model], **words: str) -> list[int]:
    return list(table.objects.filter(**words).values_list("pk", flat=True))


def _figure(entry: Entry) -> Figure:
    last = entry.end.astimezone(PARIS) - timedelta(hours=12)
    return Figure(
        tonnes(entry.value, entry.uncertainty),
        entry.start.date(),
        last.date(),
        str(entry.source),
        bool(entry.run and entry.run.summary.get("twin")),
    )
