"""Figures that the public does not read, for they would give a secret away."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.secrecy import (
    without_totals_of_secrets,
)
from trajectoire.sources.communes import places
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import standing

_GROUPS = ("epci", "departement", "region", "country")
_MANY = 1000  # communes beyond which all those of the country are looked at
_PLACE = ("definition__name", "sector__nomenclature", "sector__code", "year")
_Cell = tuple[str, str, str, int]  # substance, nomenclature, sector, year


def withholding(codes: Sequence[tuple[str, str]], rows: Sequence[Row]) -> list[Row]:
    """Withhold the totals from which a confidential figure could be subtracted.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. [-]
    rows
        All that stands there, in the years read. [-]

    Returns
    -------
    rows
        In the same order. [-]

    """
    also: set[int] = set()
    for kind, code in codes:
        if kind in _GROUPS:
            own = [r for r in rows if r.territory == code and r.value is not None]
            also |= _told_of_members(kind, code, own) if own else set()
    return without_totals_of_secrets(rows, nomenclatures(), also)


def has_secrets(territories: Collection[int]) -> bool:
    """Tell whether something is confidential in territories, or in their communes.

    Parameters
    ----------
    territories
        Their numbers in the ledger. [-]

    Returns
    -------
    secret
        Whether a total of them may have to be withheld. [-]

    """
    return _secrets().filter(territory__in=territories).exists()


def may_withhold(kind: str, code: str) -> bool:
    """Tell whether something of a territory may have to be withheld, at little cost.

    Parameters
    ----------
    kind, code
        Of the territory. [-]

    Returns
    -------
    possible
        Whether something is confidential in it or in its communes. [-]

    """
    where = Q(territory__kind=kind, territory__code=code)
    if kind in _GROUPS:
        members = [place.code for place in places().communes(kind, code)]
        inside = Q(territory__kind="commune")
        if len(members) <= _MANY:
            inside &= Q(territory__code__in=members)
        where |= inside
    return _secrets().filter(where).exists()


def _secrets() -> QuerySet[Entry]:
    return standing().filter(
        value__isnull=True,  # says that the small index of silences is enough
        state=CellState.CONFIDENTIAL.value,
        year__isnull=False,
    )


def _told_of_members(kind: str, code: str, own: Sequence[Row]) -> set[int]:
    """Number the figures of a group of which one commune alone is secret."""
    members = {place.code for place in places().communes(kind, code)}
    secrets = _secrets().filter(territory__kind="commune")
    if len(members) <= _MANY:
        secrets = secrets.filter(territory__code__in=members)
    found: dict[_Cell, set[str]] = defaultdict(set)
    for one, *cell in secrets.values_list("territory__code", *_PLACE):
        if one in members:
            found[*cell].add(one)
    gone = set()
    for row in own:
        hidden = found.get((row.substance, row.nomenclature, row.sector, row.year), ())
        if len(hidden) == 1 and members <= _telling(row, members) | set(hidden):
            gone.add(row.number)
    return gone


def _telling(row: Row, members: Collection[str]) -> set[str]:
    """List the communes that say something of the cell of a row."""
    cell = dict(
        zip(
            _PLACE,
            (row.substance, row.nomenclature, row.sector, row.year),
            strict=True,
        )
    )
    silent = (CellState.MISSING.value, CellState.CONFIDENTIAL.value)
    told = (
        standing().filter(**cell, territory__kind="commune").exclude(state__in=silent)
    )
    if len(members) <= _MANY:
        told = told.filter(territory__code__in=members)
    return set(told.values_list("territory__code", flat=True))
