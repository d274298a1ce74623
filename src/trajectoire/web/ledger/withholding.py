"""Figures that the public does not read, for they would give a secret away."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

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
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.former import SILENT, Said, former_of, remembered, said_of
from trajectoire.web.ledger.held import Held, secrets
from trajectoire.web.ledger.mergers import around, bare, code_of, parts_of, wholes_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED

_LEVELS = {  # what a group is made of; its régions are as good as départements
    "epci": ("commune",),
    "departement": ("commune", "epci"),
    "region": ("commune", "epci", "departement"),
    "country": ("commune", "epci", "departement"),
}
_GROUPS = 2000  # more than there are; kept, for the country takes long
_MANY = 1000  # communes beyond which all those of the country are looked at
_OF_A_CELL = (
    *("territory__code", "territory__vintage"),
    *("definition__name", "sector__nomenclature", "sector__code"),
)
_Cell = tuple[str, str, str]  # substance, nomenclature, sector
_Part = tuple[str, frozenset[str]]  # kind and codes of members


class Scope(NamedTuple):
    """What is read of the ledger.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. [-]
    territories
        All their vintages and those of communes of yesterday, by their number. [-]
    years
        Calendar years; None for all. [year]
    held
        What was held back there. [-]

    """

    codes: Sequence[tuple[str, str]]
    territories: Mapping[int, Territory]
    years: Collection[int] | None
    held: Held


def withholding(scope: Scope, rows: Sequence[Row]) -> list[Row]:
    """Withhold what would tell a confidential figure: emissions of it, totals of them.

    Parameters
    ----------
    scope
        What is read. [-]
    rows
        All that stands there, in the years read; communes of yesterday too. [-]

    Returns
    -------
    rows
        In the same order; then what was said there once, where something is secret:
        the public reads it in the history, and counts with it. [-]

    """
    places = {
        number: (place.kind, code_of(place.kind, place.code, place.vintage))
        for number, place in scope.territories.items()
    }
    before = {
        whole for whole in wholes_of(scope.codes).values() if whole != bare(whole)
    }
    every = {*scope.codes, *(("commune", whole) for whole in before)}
    suspects = _suspects(sorted(every & set(places.values())))
    touched = {
        number: place
        for number, place in scope.territories.items()
        if place.code in scope.held.codes or places[number] in suspects
    }
    former: list[Said] = []
    if touched:
        former = former_of(touched, {row.number for row in rows}, scope.years)
    every_row, also = remembered(rows, former, scope.held.computed)
    told: dict[str, list[Row]] = defaultdict(list)
    for row in every_row:
        if row.value is not None:
            told[row.territory].append(row)
    for kind, code in suspects:
        also |= _given_away(kind, code, told.get(code, ()))
    return without_totals_of_secrets(every_row, nomenclatures(), also)


def may_withhold(kind: str, code: str) -> bool:
    """Tell whether something of a territory may have to be withheld, at little cost.

    Parameters
    ----------
    kind, code
        Of the territory. [-]

    Returns
    -------
    possible
        Whether something was ever confidential in it, or in what it is made of. [-]

    """
    where = Q(territory__kind=kind, territory__code=code)
    for within, members in _watched(kind, code):
        where |= _inside(within, members)
    return secrets().filter(where).exists()


@lru_cache(maxsize=_GROUPS)
def deciding(kind: str, code: str) -> tuple[tuple[str, str], ...]:
    """List the territories that decide, beside its communes, what a group withholds.

    Parameters
    ----------
    kind, code
        Of a territory. [-]

    Returns
    -------
    codes
        Kinds and codes of the groups that it is made of, and of those of their communes
        that lie elsewhere; empty for what is made of communes only. [-]

    """
    groups = {
        (level, one)
        for level, members in _parts(kind, code)
        for one in members
        if level != "commune"
    }
    communes = {place for group in groups for place in places().communes(*group)}
    elsewhere = communes.difference(places().communes(kind, code))
    around = groups.union((place.kind, place.code) for place in elsewhere)
    return tuple(sorted(around))


def _suspects(codes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """List the territories in a part of which something is confidential.

    All are looked at together: an intercommunality may have dozens of former communes.
    """
    parts = {where: several for where in codes if (several := _watched(*where))}
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
        if any(hiding[each] & set(map(bare, inside)) for each, inside in several)
    ]


def _watched(kind: str, code: str) -> list[_Part]:
    """List what hides something of a territory where it keeps a secret itself.

    Beside its parts: communes of yesterday, and those elsewhere of groups within it.
    """
    abroad = {one for within, one in deciding(kind, code) if within == "commune"}
    return [
        (within, _with_those_before(within, members | abroad))
        if within == "commune"
        else (within, members)
        for within, members in _parts(kind, code)
    ]


def _parts(kind: str, code: str) -> list[_Part]:
    """List what a territory is made of, level by level, each level all of it.

    A commune is made of those of yesterday, or of its arrondissements.
    """
    if kind == "commune":
        before = parts_of(code)
        return [("commune", before)] if before else []
    if kind not in _LEVELS:
        return []
    inside = places().communes(kind, code)
    levels = {
        "commune": {place.code for place in inside},
        "epci": {place.epci for place in inside},
        "departement": {place.parent for place in inside},
    }
    return [(each, frozenset(levels[each] - {""})) for each in _LEVELS[kind]]


def _with_those_before(kind: str, members: frozenset[str]) -> frozenset[str]:
    """Add, to communes of today, those of yesterday that may speak for them."""
    if kind != "commune":
        return members
    return members.union(*map(parts_of, members))


def _inside(kind: str, members: Collection[str]) -> Q:
    inside = Q(territory__kind=kind)
    if len(members) <= _MANY:
        inside &= Q(territory__code__in={bare(code) for code in members})
    return inside


def _given_away(kind: str, code: str, own: Sequence[Row]) -> set[int]:
    """Number the figures of a territory that would tell what one part of it hides.

    What a part hides is what the public does not read of it, its own totals that are
    withheld included; the others tell by the same figure or by parts of it.
    """
    gone: set[int] = set()
    years = {row.year for row in own}
    for within, members in _parts(kind, code):
        every = _with_those_before(within, members)
        for year, keeping in _keeping(within, every, years).items():
            parts = _Parts(kind, members, _read_of(within, keeping, year))
            several = [row for row in own if row.year == year and parts.may_tell(row)]
            if several:
                parts.told = _told(within, every, year)
                gone |= {row.number for row in several if parts.tell(row)}
    return gone


class _Parts:
    """The parts of a territory in a year: what they tell, and what they hide."""

    def __init__(
        self,
        kind: str,
        members: frozenset[str],
        hiding: Mapping[str, Sequence[Row]],
    ) -> None:
        self._is_commune = kind == "commune"
        self._members, self._hiding = members, hiding
        self._facts = Facts(nomenclatures())
        self.told: Mapping[str, Collection[_Cell]] = {}

    def may_tell(self, whole: Row) -> bool:
        """Tell, before all parts are read, whether one hides something of a figure."""
        return any(self._hides(code, whole) for code in self._hiding)

    def tell(self, whole: Row) -> bool:
        """Tell whether a figure less what its parts tell is what one of them hides.

        All the members of a group must speak, for a silent one may hold anything; of
        what a commune was made of, nobody knows that all existed in that year: one
        that speaks is enough.
        """
        hidden = told = 0
        for one in self._voices(whole):
            if self._hides(one, whole):
                hidden += 1
            elif self._tells(one, whole):
                told += 1
            elif not self._is_commune:
                return False
        return hidden == 1 and (told > 0 or not self._is_commune)

    def _voices(self, whole: Row) -> Iterator[str]:
        """Put those of yesterday in the place of a commune that says nothing."""
        for code in self._members:
            before = parts_of(code) if not self._is_commune else ()
            if not before or self._says(code, whole):
                yield code
            else:
                yield from [one for one in before if self._says(one, whole)] or [code]

    def _says(self, code: str, whole: Row) -> bool:
        return self._tells(code, whole) or self._hides(code, whole)

    def _tells(self, code: str, whole: Row) -> bool:
        return _tells(self.told.get(code, ()), whole, self._facts)

    def _hides(self, code: str, whole: Row) -> bool:
        return _hides(self._hiding.get(code, ()), whole, self._facts)


def _keeping(
    kind: str, members: frozenset[str], years: Collection[int]
) -> dict[int, set[str]]:
    """List by year the members in which, or within which, something is confidential."""
    secret = secrets().filter(year__in=years)
    if kind == "commune":
        secret = secret.filter(_inside(kind, members))
    found: dict[int, set[str]] = defaultdict(set)
    words = ("year", "territory__kind", "territory__code", "territory__vintage")
    for year, part, code, vintage in secret.values_list(*words).order_by().distinct():
        holding = {code_of(part, code, vintage)}
        if part != kind:
            holding = _above(part, code)
        elif part == "commune":
            holding |= around(*holding)
        found[year] |= holding & members
    return {year: several for year, several in found.items() if several}


def _above(kind: str, code: str) -> set[str]:
    """Name the groups of a commune, and the départements of a group."""
    inside = places().communes(kind, code) if kind in ("commune", "epci") else ()
    return {each for place in inside for each in (place.epci, place.parent)}


def _read_of(kind: str, codes: Collection[str], year: int) -> dict[str, list[Row]]:
    """Read what the public does of territories that keep a secret, and once did."""
    where = Q(territory__kind=kind, territory__code__in={bare(code) for code in codes})
    rows: dict[str, list[Row]] = {code: [] for code in codes}
    former: dict[str, list[Said]] = {code: [] for code in codes}
    computed: set[int] = set()
    for said in said_of(where, [year]):
        row = said.row
        if row.territory not in rows:
            continue
        if said.stands and not said.hidden:
            rows[row.territory].append(row)
            computed |= {row.number} if said.computed else set()
        elif row.state not in SILENT:
            former[row.territory].append(said)
    found: dict[str, list[Row]] = {}
    for code, standing in rows.items():
        several, also = remembered(standing, former[code], computed)
        also |= _given_away(kind, code, several)
        found[code] = without_totals_of_secrets(several, nomenclatures(), also)
    return found


def _told(kind: str, members: Collection[str], year: int) -> dict[str, set[_Cell]]:
    """List the cells of which each member says something, or once did."""
    silent = [state.value for state in SILENT]
    found = Entry.objects.filter(PUBLISHED, _inside(kind, members), year=year)
    found = found.exclude(state__in=silent).order_by()
    told: dict[str, set[_Cell]] = defaultdict(set)
    for code, vintage, *cell in found.values_list(*_OF_A_CELL).distinct():
        told[code_of(kind, code, vintage)].add(tuple(cell))
    return told


def _hides(rows: Sequence[Row], whole: Row, facts: Facts) -> bool:
    """Whether a member hides what a figure of the whole holds of it."""
    cells: dict[_Cell, list[Row]] = defaultdict(list)
    for row in rows:
        if _of(row) == _of(whole) or holds(whole, row, facts):
            cells[_of(row)].append(row)
    if any(row.state not in SILENT for row in cells.get(_of(whole), ())):
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
