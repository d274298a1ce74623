"""The three figures of a territory, read in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current, standing
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
    entries = current(definition=definition).filter(
        territory__code=spot.code,
        territory__kind=spot.kind,
        sector__nomenclature="all",
        sector__code="total",
        value__isnull=False,
    )
    return _figure(entries.select_related("source", "run"))


def has_accounts(spot: Spot) -> bool:
    """Tell whether the ledger holds yearly figures of a territory.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    held
        Whatever the substance and whoever says it, where everybody may read it. [-]

    """
    own = standing().filter(territory__code=spot.code, territory__kind=spot.kind)
    return own.filter(year__isnull=False).exists()


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
