"""What the observatory concluded, put face to face with what is declared."""

from collections.abc import Mapping
from dataclasses import dataclass

from trajectoire.core.indicator import Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.comparison import (
    MEASURED,
    PRIOR,
    Declared,
    is_seen,
    measured_beside_declared,
)
from trajectoire.instruments.inventory.model.measured import (
    Comparison,
    Facing,
    compare,
)
from trajectoire.web.inventory.reading import Book
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.territories.directory import Spot

_CARBON = "emission_co2"
# Exchanged with the air by living things: no inventory declares it.
_LIVING = frozenset({"respiration", "photosynthesis", "soil"})


@dataclass(frozen=True)
class Face:
    """One comparison, and what the air is compared with.

    Parameters
    ----------
    comparison
        What can be said. [-]
    accounts
        Whether it faces the accounts of a year; else the inventory that the
        observatory started from, for the very days that it measured. [-]

    """

    comparison: Comparison
    accounts: bool

    @property
    def key(self) -> str:
        """How an address names it."""
        sector = self.comparison.facing.sector
        return f"{sector}-comptes" if self.accounts else sector


def faced(spot: Spot, book: Book, year: int | None) -> list[Face]:
    """Compare each sector that the observatory tells with what is declared.

    Parameters
    ----------
    spot
        The territory. [-]
    book
        Its accounts. [-]
    year
        The one that was read; None where there is none. [year]

    Returns
    -------
    faces
        Those of which something can be said come first; empty without measurement.
        [-]

    """
    told = measurement(spot)
    if not told:
        return []
    found = [
        Face(compare(facing), accounts=False)
        for facing in _same_days(told)
        if facing is not None
    ]
    if year is not None:
        period = Period.of_year(year)
        declared = declared_of(book, year)
        found += [
            Face(one, accounts=True)
            for one in measured_beside_declared(told, declared, period)
            if one.facing.declared_sectors
        ]
    told_of = [f for f in found if f.comparison.facing.sector not in _LIVING]
    return sorted(told_of, key=_order)


def _order(face: Face) -> tuple[bool, bool, bool]:
    """What can be told first, the whole before its sectors, the same days first."""
    whole = face.comparison.facing.sector == "total"
    return face.comparison.probability is None, face.accounts, not whole


def measurement(spot: Spot) -> list[Indicator]:
    """Read what the observatory says of the longest period that it measured.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    indicators
        Measured, and the inventory that it started from; empty without measurement.
        [-]

    """
    where = {"territory__code": spot.code, "territory__kind": spot.kind}
    # Days by the hundred: their dates alone are read to find the longest period.
    spans = [
        span
        for name in (MEASURED, PRIOR)
        for span in current(definition=name)
        .filter(**where)
        .values_list("pk", "start", "end")
    ]
    if not spans:
        return []
    last = max((end - start, end, start) for _, start, end in spans)
    numbers = [pk for pk, start, end in spans if (end - start, end, start) == last]
    kept = Entry.objects.filter(pk__in=numbers).select_related(
        "definition", "territory", "sector", "source", "method"
    )
    told = indicators_of(kept.order_by("pk"))
    return [one for one in told if one.sector.nomenclature != "accounts"]


def declared_of(book: Book, year: int) -> Declared:
    """Add up the declared CO2 that the air sees.

    Parameters
    ----------
    book
        The accounts. [-]
    year
        Which. [year]

    Returns
    -------
    declared
        Gives the total of sectors of the PCAET, with what their figures share; None
        where one of them says nothing. [tCO2e]

    """
    rows = [
        row
        for row in book.counted("ghg", year)
        if row.substance in (_CARBON, "emission_ghg")
        and is_seen(row.nomenclature, row.sector, row.substance)
    ]
    told = {book.sector(row) for row in rows if row.value is not None}

    def total(sectors: tuple[str, ...]) -> Quantity | None:
        if not told.issuperset(sectors):
            return None
        inside = ["inside" if book.sector(row) in sectors else "" for row in rows]
        amount = book.grouped(rows, inside, "AR5").get("inside")
        if amount is None:
            return None
        return Quantity(
            amount.value,
            amount.unit,
            amount.deviation,
            reason="" if amount.deviation is not None else "non publiée",
            law="lognormal",
        )

    return total


def _same_days(told: list[Indicator]) -> list[Facing | None]:
    """Face the air with the inventory that it started from, for the same days."""
    by_sector: dict[str, dict[str, Indicator]] = {}
    for one in told:
        by_sector.setdefault(one.sector.code, {})[one.definition.name] = one
    return [
        _facing(sector, figures)
        for sector, figures in by_sector.items()
        if MEASURED in figures and PRIOR in figures
    ]


def _facing(sector: str, figures: Mapping[str, Indicator]) -> Facing | None:
    measured, prior = figures[MEASURED], figures[PRIOR]
    if measured.quantity is None or prior.quantity is None:
        return None
    return Facing(
        sector,
        (sector,),
        measured.quantity,
        prior.quantity,
        prior.quantity,
        measured.period,
        prior.period,
    )
