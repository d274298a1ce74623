"""Figures that their sources held back since, and those that were computed from them.

An activity is its emission divided by the factor, and factors are public: what was
computed from a figure held back tells it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED, held_since

_CHUNK = 500  # territories, or figures, looked up in one statement


class Held(NamedTuple):
    """What the public does not read of some territories.

    Parameters
    ----------
    codes
        Of those of which a figure was ever confidential. [-]
    figures
        Numbers of the entries that were held back since. [-]
    computed
        Numbers of those computed from one of them, in one step or several. [-]

    """

    codes: frozenset[str] = frozenset()
    figures: frozenset[int] = frozenset()
    computed: frozenset[int] = frozenset()


def secrets() -> QuerySet[Entry]:
    """Select what was ever published as confidential, of a calendar year.

    Returns
    -------
    entries
        In no order; what superseded them since does not matter: see ``held_since``.
        [-]

    """
    return Entry.objects.filter(
        PUBLISHED,
        value__isnull=True,  # says that the small index of silences is enough
        state=CellState.CONFIDENTIAL.value,
        year__isnull=False,
    )


def held_among(parts: Sequence[Collection[int]]) -> Held:
    """Find what the public does not read of territories.

    Parameters
    ----------
    parts
        Numbers of territories in the ledger; each part is looked at together. [-]

    Returns
    -------
    held
        Nothing where nothing was ever confidential: that costs a statement a part. [-]

    """
    words = ("territory__code", "definition__name", "sector__code")
    cells = {
        cell
        for part in parts
        for cell in secrets().filter(territory__in=part).values_list(*words)
    }
    if not cells:
        return Held()
    codes, names, lines = map(set, zip(*cells, strict=True))
    figures: set[int] = set()
    for some in _chunks(codes):
        found = Entry.objects.filter(
            held_since(),
            territory__code__in=some,
            definition__name__in=names,
            sector__code__in=lines,
        )
        figures |= set(found.values_list("pk", flat=True))
    return Held(frozenset(codes), frozenset(figures), _computed_from(figures))


def computed_of(cell: Cell) -> frozenset[int]:
    """Number what was computed from figures of a cell.

    Parameters
    ----------
    cell
        The cell; its vintage does not matter. [-]

    Returns
    -------
    numbers
        Of entries, superseded or not. [-]

    """
    figures = Entry.objects.filter(**cell.coordinates)
    return _computed_from(set(figures.values_list("pk", flat=True)))


def _computed_from(origins: Collection[int]) -> frozenset[int]:
    computed: set[int] = set()
    while origins:
        found = {
            number
            for some in _chunks(origins)
            for number in Entry.objects.filter(activity__in=some).values_list(
                "pk", flat=True
            )
        }
        origins = found - computed
        computed |= found
    return frozenset(computed)


def _chunks(things: Iterable[Any]) -> Iterable[list[Any]]:
    several = sorted(things)
    return (several[k : k + _CHUNK] for k in range(0, len(several), _CHUNK))
