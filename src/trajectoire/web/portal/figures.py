"""The three figures of a territory, read in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from trajectoire.instruments.inventory.gather.estimate import first_estimate
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.asked import USUAL
from trajectoire.web.inventory.presentation.estimated import amount_of
from trajectoire.web.inventory.reading import Book
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
    entries = current(definition=definition).filter(
        territory__code=spot.code,
        territory__kind=spot.kind,
        sector__nomenclature="all",
        sector__code="total",
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
    here = (spot.kind, spot.code)
    gases = _gases()
    rows = rows_of([here], definitions=gases)
    book = Book(rows, sources_of({row.source for row in rows}), wholes_of([here]))
    totals = book.by_year("ghg", USUAL)
    if totals:
        year = max(totals)
        return Accounted(said(totals[year]), year, declared=True)
    if spot.place is None:
        return None
    estimate = first_estimate(spot.territory())
    total = estimate.totals.get("emission_ghg")
    if total is None:
        return None
    return Accounted(said(amount_of(total)), estimate.year, declared=False)


@cache
def _gases() -> tuple[str, ...]:
    known = nomenclatures()
    return tuple(name for name in known.substances if known.family(name) == "ghg")


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
