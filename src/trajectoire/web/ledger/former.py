"""What was said once: the public reads it in the history, and can count with it.

A figure undone, given up or told under an older code still tells a total that a secret
is subtracted from, or what is subtracted. What is withheld is thus decided as if all
that the history tells stood.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, Q

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.mergers import code_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import LATER, PUBLISHED, held_since

SILENT = frozenset({CellState.MISSING, CellState.CONFIDENTIAL})
_STATES = {state.value: state for state in CellState}
_COLUMNS = (
    *("territory__kind", "territory__code", "territory__vintage", "pk"),
    *("definition__name", "sector__nomenclature", "sector__code", "year", "state"),
    *("value", "activity", "later", "hidden", "computed"),
)
_CHUNK = 500  # territories read in one statement
_Cell = tuple[str, int, str, str, str]  # territory, year, substance, line


class Said(NamedTuple):
    """What was published of a cell, whether it stands or not.

    Parameters
    ----------
    row
        With what withholding looks at; its source is left out. [-]
    stands
        Whether nothing supersedes it under its vintage. [-]
    hidden
        Whether its source held it back since. [-]
    computed
        Whether it was computed from a figure that was held back since. [-]

    """

    row: Row
    stands: bool
    hidden: bool
    computed: bool


def said_of(where: Q, years: Collection[int] | None = None) -> Iterator[Said]:
    """Read all that was published of territories, corrections included.

    Parameters
    ----------
    where
        Which entries. [-]
    years
        Calendar years; None for all. [year]

    Yields
    ------
    said
        Each under the code that ``mergers.code_of`` gives. [-]

    """
    asked = Entry.objects.filter(PUBLISHED, where, year__isnull=False)
    if years is not None:
        asked = asked.filter(year__in=sorted(set(years)))
    found = asked.order_by().annotate(
        later=Exists(LATER), hidden=held_since(), computed=held_since("activity__")
    )
    for kind, code, vintage, number, *line in found.values_list(*_COLUMNS):
        *cell, state, value, activity, later, hidden, computed = line
        told = (code_of(kind, code, vintage), *cell, _STATES[state], value, None)
        row = Row(number, *told, activity=activity or 0)
        yield Said(row, not later, hidden, computed)


def former_of(
    territories: Mapping[int, Territory],
    standing: Collection[int],
    years: Collection[int] | None,
) -> list[Said]:
    """Read what was published of territories beside what is read of them now.

    Parameters
    ----------
    territories
        All their vintages, by their number in the ledger. [-]
    standing
        Numbers of the entries that are read. [-]
    years
        Calendar years; None for all. [year]

    Returns
    -------
    former
        Superseded, or standing under another vintage of the code. [-]

    """
    vintages: dict[tuple[str, str], list[int]] = {}
    for number, place in territories.items():
        vintages.setdefault((place.kind, place.code), []).append(number)
    several = {one for its in vintages.values() if len(its) > 1 for one in its}
    silent = Q(state__in=[state.value for state in SILENT])
    numbers = list(territories)
    found: list[Said] = []
    for first in range(0, len(numbers), _CHUNK):
        part = numbers[first : first + _CHUNK]
        beside = Exists(LATER) | Q(territory__in=several.intersection(part))
        said = said_of(Q(territory__in=part) & ~silent & beside, years)
        found += (one for one in said if one.row.number not in standing)
    return found


def remembered(
    standing: Sequence[Row], former: Sequence[Said], computed: Collection[int] = ()
) -> tuple[list[Row], set[int]]:
    """Put what was said once beside what stands.

    Parameters
    ----------
    standing
        What is read. [-]
    former
        What was said beside. [-]
    computed
        Numbers of what stands though an activity that it tells was held back. [-]

    Returns
    -------
    rows
        What stands, in its order, then what was said once; what was held back and not
        told again since is still confidential. [-]
    gone
        Numbers of those that the public does not read: ``computed``, and what any
        source said once of a cell that is secret now. [-]

    """
    gone = set(computed)
    secret = _secret(standing, former, gone)
    rows = list(standing)
    for row, _stands, hidden, derived in former:
        is_secret = _cell(row) in secret
        if not (hidden or derived):
            rows.append(row)
            gone |= {row.number} if is_secret else set()
        elif is_secret:
            rows.append(row._replace(state=CellState.CONFIDENTIAL, value=None))
    return rows, gone


def _secret(
    standing: Sequence[Row], former: Sequence[Said], gone: Collection[int]
) -> set[_Cell]:
    """Name the cells that are secret, though one source may have told them once."""
    told = {_cell(row) for row in standing if row.state not in SILENT}
    secret = {_cell(one.row) for one in former if one.hidden or one.computed} - told
    secret |= {
        _cell(row)
        for row in standing
        if row.state is CellState.CONFIDENTIAL or row.number in gone
    }
    return secret - {
        _cell(row)
        for row in standing
        if row.value is not None and row.number not in gone
    }


def _cell(row: Row) -> _Cell:
    return row.territory, row.year, row.substance, row.nomenclature, row.sector
