"""Totals that would give a secret away: what remains of them is the figure held back.

Where a total and all its parts but one are published, a subtraction tells that one. The
total is then withheld as well (secondary statistical secrecy), and so on upwards: the
total rather than a second part: it is one figure, enough whatever else is published,
and which one does not depend on the order in which figures came; what is published of
its parts is still added up, as a lower bound. Several totals may tell together what
none tells alone: see ``telling_together``.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import LAND, TOTAL, Facts
from trajectoire.instruments.inventory.model.nesting import (
    Cell,
    cell_of,
    is_in_total,
    places_of,
)
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.subtraction import telling_together

WITHHELD = (
    "Withheld: with the other figures that are published, it would tell one that is "
    "confidential (secondary statistical secrecy)."
)
_UNSAID = frozenset({CellState.MISSING, CellState.CONFIDENTIAL})


def without_totals_of_secrets(
    rows: Sequence[Row],
    nomenclatures: Nomenclatures,
    also: Iterable[int] = (),
) -> list[Row]:
    """Withhold the totals from which a confidential figure could be subtracted.

    Parameters
    ----------
    rows
        Of any territories and years, all sources together. [-]
    nomenclatures
        What holds what. [-]
    also
        Numbers of rows that are withheld for another reason. [-]

    Returns
    -------
    rows
        In the same order; what is withheld is confidential, and its note says why. [-]

    Notes
    -----
    Where a cell is confidential for one source and has a figure of another, it is no
    secret. A total is withheld as soon as a part of it is secret and another one is
    told: a part of which nothing is said may be nil, and then hides nothing. All totals
    that hold the secret are, for one of them would do. Two secrets of which neither
    holds the other hide each other in what holds both: their sum tells neither. Those
    computed from one activity do not: with the factor, each tells the others. Nor do
    two where other totals tell one of them: all published sums are looked at together.

    """
    gone = set(also)
    places: dict[tuple[str, int], list[Row]] = defaultdict(list)
    touched = {
        (row.territory, row.year)
        for row in rows
        if row.state is CellState.CONFIDENTIAL or row.number in gone
    }
    if not touched:
        return list(rows)
    for row in rows:
        if (row.territory, row.year) in touched:
            places[row.territory, row.year].append(row)
    facts = Facts(nomenclatures)
    for several in places.values():
        gone |= _given_away(several, facts, gone)
    return [_withheld(row) if row.number in gone else row for row in rows]


def holds(whole: Row, part: Row, facts: Facts) -> bool:
    """Tell whether a figure holds what another one tells.

    Parameters
    ----------
    whole, part
        Of one territory and year. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    held
        Of the same substance or of a total of it, on the same line or on one that
        holds it; never of itself. The net emission of land and the sinks that it is
        made of hold each other. [-]

    """
    if cell_of(whole) == cell_of(part) or not _is_place_of(whole, part, facts):
        return False
    if whole.substance in facts.nomenclatures.chain(part.substance):
        return True
    kind, other = facts.of(whole), facts.of(part)
    return kind.pcaet == other.pcaet == LAND and kind.kinds[0] in other.kinds


def _is_place_of(whole: Row, part: Row, facts: Facts) -> bool:
    if (whole.nomenclature, whole.sector) == (part.nomenclature, part.sector):
        return True
    if whole.sector == TOTAL:
        return is_in_total(part, facts)
    return (whole.nomenclature, whole.sector) in places_of(part, facts)


def _given_away(rows: Sequence[Row], facts: Facts, gone: set[int]) -> set[int]:
    """Number the rows of a place and year that would give a secret away."""
    cells: dict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        cells[cell_of(row)].append(row)
    secret = {cell for cell, its in cells.items() if _is_secret(its, gone)}
    hidden = [max(cells[cell], key=lambda row: row.activity) for cell in sorted(secret)]
    told = [
        max(its, key=lambda row: row.value is not None)
        for cell, its in cells.items()
        if cell not in secret and any(row.state not in _UNSAID for row in its)
    ]
    lost = {cell_of(whole) for whole in told if _tells(whole, hidden, told, facts)}
    if hidden:
        lost |= telling_together(told, hidden, lost, facts)
    return {row.number for cell in lost for row in cells[cell] if row.value is not None}


def _tells(
    whole: Row, hidden: Sequence[Row], told: Sequence[Row], facts: Facts
) -> bool:
    """Tell whether a total gives away the one secret that it holds."""
    inside = [one for one in hidden if holds(whole, one, facts)]
    if not inside or any(
        not _are_one(one, other, facts) for one, other in combinations(inside, 2)
    ):
        return False
    if any(_is_same(whole, one, facts) for one in inside):
        return True
    return any(
        holds(whole, part, facts)
        and not any(_are_akin(part, one, facts) for one in inside)
        for part in told
    )


def _are_one(one: Row, other: Row, facts: Facts) -> bool:
    """Whether two secrets are one: one holds the other, or one activity gave both."""
    same = one.activity == other.activity != 0
    return same or _are_akin(one, other, facts)


def _are_akin(one: Row, other: Row, facts: Facts) -> bool:
    return holds(one, other, facts) or holds(other, one, facts)


def _is_same(whole: Row, part: Row, facts: Facts) -> bool:
    """Whether a line has one gas only: its total is that gas."""
    place = (whole.nomenclature, whole.sector) == (part.nomenclature, part.sector)
    return place and facts.of(whole).kinds[0] == facts.of(part).kinds[0]


def _is_secret(rows: Sequence[Row], gone: set[int]) -> bool:
    if any(row.value is not None and row.number not in gone for row in rows):
        return False
    return any(
        row.state is CellState.CONFIDENTIAL or row.number in gone for row in rows
    )


def _withheld(row: Row) -> Row:
    return row._replace(
        state=CellState.CONFIDENTIAL,
        value=None,
        deviation=None,
        activity=0,
        activity_variation=None,
        factor="",
        factor_variation=None,
        note=WITHHELD,
    )
