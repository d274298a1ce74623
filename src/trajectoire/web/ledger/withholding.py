"""Figures that the public does not read, for they would give a secret away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.secrecy import (
    holds,
    without_totals_of_secrets,
)
from trajectoire.sources.communes import places
from trajectoire.web.ledger.held import secrets
from trajectoire.web.ledger.read import held_since, readable, standing

_LEVELS = {  # what a group is made of; its régions are as good as départements
    "epci": ("commune",),
    "departement": ("commune", "epci"),
    "region": ("commune", "epci", "departement"),
    "country": ("commune", "epci", "departement"),
}
_MANY = 1000  # communes beyond which all those of the country are looked at
_SILENT = frozenset({CellState.MISSING, CellState.CONFIDENTIAL})
_STATES = {state.value: state for state in CellState}
_COLUMNS = (
    *("pk", "territory__code", "definition__name", "sector__nomenclature"),
    *("sector__code", "year", "state", "value", "activity"),
)
_Cell = tuple[str, str, str]  # substance, nomenclature, sector
_Part = tuple[str, frozenset[str]]  # kind and codes of members


def withholding(
    codes: Sequence[tuple[str, str]], rows: Sequence[Row], computed: Iterable[int] = ()
) -> list[Row]:
    """Withhold what would tell a confidential figure: emissions of it, totals of them.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. [-]
    rows
        All that stands there, in the years read. [-]
    computed
        Numbers of those computed from a figure that is held back: see ``held``. [-]

    Returns
    -------
    rows
        In the same order. [-]

    """
    told: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.value is not None:
            told[row.territory].append(row)
    also = set(computed)
    for kind, code in _suspects([(kind, code) for kind, code in codes if code in told]):
        also |= _given_away(kind, code, told[code])
    return without_totals_of_secrets(rows, nomenclatures(), also)


def may_withhold(kind: str, code: str) -> bool:
    """Tell whether something of a territory may have to be withheld, at little cost.

    Parameters
    ----------
    kind, code
        Of the territory. [-]

    Returns
    -------
    possible
        Whether something was ever confidential in it or in its communes. [-]

    """
    where = Q(territory__kind=kind, territory__code=code)
    for within, members in _parts(kind, code):
        where |= _inside(within, members)
    return secrets().filter(where).exists()


def _suspects(codes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """List the territories in a part of which something is confidential.

    All are looked at together: an intercommunality may have dozens of former communes.
    """
    parts = {where: _parts(*where) for where in codes}
    members: dict[str, set[str]] = defaultdict(set)
    for several in parts.values():
        for within, inside in several:
            members[within] |= inside
    hiding = {
        within: {
            *secrets()
            .filter(_inside(within, inside))
            .values_list("territory__code", flat=True)
        }
        for within, inside in members.items()
    }
    return [
        where
        for where, several in parts.items()
        if any(hiding[within] & inside for within, inside in several)
    ]


def _parts(kind: str, code: str) -> list[_Part]:
    """List what a territory is made of, level by level, each level all of it.

    A commune is made of those of yesterday, or of its arrondissements.
    """
    if kind == "commune":
        former = frozenset(one.code for one in places().formers(code)) - {code}
        return [("commune", former)] if former else []
    if kind not in _LEVELS:
        return []
    inside = places().communes(kind, code)
    levels = {
        "commune": {place.code for place in inside},
        "epci": {place.epci for place in inside},
        "departement": {place.parent for place in inside},
    }
    return [(each, frozenset(levels[each] - {""})) for each in _LEVELS[kind]]


def _inside(kind: str, members: Collection[str]) -> Q:
    inside = Q(territory__kind=kind)
    if len(members) <= _MANY:
        inside &= Q(territory__code__in=members)
    return inside


def _given_away(kind: str, code: str, own: Sequence[Row]) -> set[int]:
    """Number the figures of a territory that would tell what one part of it hides.

    What a part hides is what the public does not read of it, its own totals that are
    withheld included; the others tell by the same figure or by parts of it.
    """
    facts = Facts(nomenclatures())
    gone: set[int] = set()
    years = {row.year for row in own}
    for within, members in _parts(kind, code):
        for year, keeping in _keeping(within, members, years).items():
            hiding = _read_of(within, keeping, year)
            several = [row for row in own if row.year == year]
            alone = {row: _only(hiding, row, facts) for row in several}
            if any(alone.values()):
                told = _told(within, members, year)
                gone |= {
                    row.number
                    for row, one in alone.items()
                    if one and _all_tell(told, members - {one}, row, facts)
                }
    return gone


def _keeping(
    kind: str, members: frozenset[str], years: Collection[int]
) -> dict[int, set[str]]:
    """List by year the members in which, or within which, something is confidential."""
    secret = secrets().filter(year__in=years)
    if kind == "commune":
        secret = secret.filter(_inside(kind, members))
    found: dict[int, set[str]] = defaultdict(set)
    said = secret.values_list("year", "territory__kind", "territory__code").order_by()
    for year, part, code in said.distinct():
        around = {code} if part == kind else _above(part, code)
        if around & members:
            found[year] |= around & members
    return found


def _above(kind: str, code: str) -> set[str]:
    """Name the groups of a commune, and the départements of a group."""
    inside = places().communes(kind, code) if kind in ("commune", "epci") else ()
    return {each for place in inside for each in (place.epci, place.parent)}


def _read_of(kind: str, codes: Collection[str], year: int) -> dict[str, list[Row]]:
    """Read what the public does of territories that keep a secret."""
    found = readable().filter(territory__kind=kind, territory__code__in=codes)
    found = found.annotate(secret_origin=held_since("activity__"))
    rows: dict[str, list[Row]] = {code: [] for code in codes}
    computed: set[int] = set()
    lines = found.filter(year=year).values_list(*_COLUMNS, "secret_origin")
    for *line, state, value, activity, secret in lines:
        row = Row(*line, _STATES[state], value, None, activity=activity or 0)
        rows[row.territory].append(row)
        if secret:
            computed.add(row.number)
    return {
        code: without_totals_of_secrets(
            several, nomenclatures(), computed | _given_away(kind, code, several)
        )
        for code, several in rows.items()
    }


def _told(kind: str, members: Collection[str], year: int) -> dict[str, set[_Cell]]:
    """List the cells of which each member says something."""
    silent = [state.value for state in _SILENT]
    found = standing().filter(_inside(kind, members), year=year)
    found = found.exclude(state__in=silent).order_by()
    told: dict[str, set[_Cell]] = defaultdict(set)
    for code, *cell in found.values_list(*_COLUMNS[1:5]).distinct():
        told[code].add(tuple(cell))
    return told


def _only(hiding: Mapping[str, Sequence[Row]], whole: Row, facts: Facts) -> str:
    """Name the one member that hides something of a figure; empty for none, several."""
    found = [code for code, rows in hiding.items() if _hides(rows, whole, facts)]
    return found[0] if len(found) == 1 else ""


def _all_tell(
    told: Mapping[str, Collection[_Cell]],
    members: Collection[str],
    whole: Row,
    facts: Facts,
) -> bool:
    return all(_tells(told.get(code, ()), whole, facts) for code in members)


def _hides(rows: Sequence[Row], whole: Row, facts: Facts) -> bool:
    """Whether a member hides what a figure of the whole holds of it."""
    cells: dict[_Cell, list[Row]] = defaultdict(list)
    for row in rows:
        if _of(row) == _of(whole) or holds(whole, row, facts):
            cells[_of(row)].append(row)
    if any(row.state not in _SILENT for row in cells.get(_of(whole), ())):
        return False
    return any(
        all(row.value is None for row in several)
        and any(row.state is CellState.CONFIDENTIAL for row in several)
        for several in cells.values()
    )


def _tells(cells: Collection[_Cell], whole: Row, facts: Facts) -> bool:
    """Whether a member says something of what a figure of the whole holds."""
    if _of(whole) in cells:
        return True
    parts = (
        whole._replace(substance=name, nomenclature=nomenclature, sector=sector)
        for name, nomenclature, sector in cells
    )
    return any(holds(whole, part, facts) for part in parts)


def _of(row: Row) -> _Cell:
    return row.substance, row.nomenclature, row.sector
