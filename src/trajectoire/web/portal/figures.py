"""The three figures of a territory, read in the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model

from trajectoire.instruments.inventory.gather.estimate import first_estimate
from trajectoire.instruments.inventory.inputs import Amount as Added
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.asked import USUAL
from trajectoire.web.inventory.presentation.estimated import amount_of
from trajectoire.web.inventory.reading import Book
from trajectoire.web.inventory.shelf import akin
from trajectoire.web.ledger.contents import contents_of
from trajectoire.web.ledger.dimensions import Definition, Sector, Territory
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current
from trajectoire.web.ledger.rows import rows_of, sources_of, wholes_of
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


@dataclass(frozen=True)
class Accounted:
    """The total of the accounts, ready to be read.

    Parameters
    ----------
    said
        Value and bounds. [-]
    year
        Calendar year. [year]
    declared
        Whether somebody declared it; a first estimate otherwise. [-]

    """

    said: Said
    year: int
    declared: bool


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
    return _figure(entries.select_related("source", "run"))


def accounted(spot: Spot) -> Accounted | None:
    """Give what the accounts of a territory add up to, or a first estimate.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    accounted
        The last year with a total of greenhouse gases; estimated from the country and
        the region where nothing is declared; None where neither is known. [-]

    """
    told = next(_declared(spot), None)
    if told is not None:
        year, total = told
        return Accounted(said(total), year, declared=True)
    if spot.place is None:
        return None
    estimate = first_estimate(spot.territory())
    guessed = estimate.totals.get("emission_ghg")
    if guessed is None:
        return None
    return Accounted(said(amount_of(guessed)), estimate.year, declared=False)


def _declared(spot: Spot) -> Iterator[tuple[int, Added]]:
    """Add up what a territory tells of itself, the last year first."""
    here = [(spot.kind, spot.code)]
    gases = akin("ghg")
    for year in reversed(contents_of(here).years(gases)):
        rows = rows_of(here, [year], gases)
        book = Book(rows, sources_of({row.source for row in rows}), wholes_of(here))
        yield from book.by_year("ghg", USUAL).items()


def _numbers(table: type[Model], **words: str) -> list[int]:
    return list(table.objects.filter(**words).values_list("pk", flat=True))


def _figure(entries: Iterable[Entry]) -> Figure | None:
    best = max(entries, key=lambda e: (e.end - e.start, e.end), default=None)
    if best is None or best.value is None:
        return None
    last = best.end.astimezone(PARIS) - timedelta(hours=12)
    return Figure(
        tonnes(best.value, best.uncertainty),
        best.start.date(),
        last.date(),
        str(best.source),
        bool(best.run and best.run.summary.get("twin")),
    )
