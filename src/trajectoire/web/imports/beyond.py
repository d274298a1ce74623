"""Figures that an import brings for territories of which its author is no member.

A group publishes figures for its communes, beside those of the communes. Under the same
publisher and title they would replace them: that is refused. What stands there is not
shown in the preview either, for the public does not read all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from trajectoire.core.errors import Fault
from trajectoire.core.indicator import Indicator
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import covered, writable
from trajectoire.web.ledger.models import Entry

_REMEDY = (
    "Give your source a title of its own: figures of several sources stand side by "
    "side in a cell."
)
_CELL = (
    *("territory__kind", "territory__code", "definition__name"),
    *("sector__nomenclature", "sector__code", "start"),
    *("source__publisher", "source__title"),
)
_CHUNK = 500  # territories looked up in one statement
_Cell = tuple[object, ...]


class Beyond:
    """What an import finds where its author has no role.

    Parameters
    ----------
    one
        The import. [-]
    user
        Who asks; None for nobody. [-]
    figures
        All that it brings. [-]

    """

    def __init__(
        self, one: Import, user: User | None, figures: Sequence[Indicator]
    ) -> None:
        self._file = one.name
        self._own = _codes(writable(user) if user else ())
        self._covered = _codes(covered(user) if user else ())
        self._everywhere = bool(user and user.is_superuser)
        self._others = self._of_others(figures)
        self._faults: dict[tuple[str, str], Fault] = {}

    @property
    def faults(self) -> list[Fault]:
        """Figures of others that would be replaced, by territory."""
        return list(self._faults.values())

    def hidden(
        self, figures: Sequence[Indicator], rows: Sequence[int], chains: Sequence[UUID]
    ) -> set[UUID]:
        """Find the chains that others began, and note them as faults.

        Parameters
        ----------
        figures
            Some of those that it brings. [-]
        rows
            Row of each in the table. [-]
        chains
            Chain of each. [-]

        Returns
        -------
        hidden
            Those that it neither shows nor corrects. [-]

        """
        found = set()
        for figure, row, chain in zip(figures, rows, chains, strict=False):
            if self._others and _cell(figure) in self._others:
                found.add(chain)
                self._refuse(figure, row)
        return found

    def _of_others(self, figures: Sequence[Indicator]) -> set[_Cell]:
        """List the cells where its sources speak, and no territory of its own began.

        Under any vintage: the later one replaces the earlier where accounts are read.
        """
        places = {(each.territory.kind, each.territory.code) for each in figures}
        sources = {(each.source.publisher, each.source.title) for each in figures}
        publishers, titles = (
            {name for name, _ in sources},
            {name for _, name in sources},
        )
        codes = sorted({code for _, code in places - self._own})
        found: set[_Cell] = set()
        for first in range(0, 0 if self._everywhere else len(codes), _CHUNK):
            began = Entry.objects.filter(
                territory__code__in=codes[first : first + _CHUNK],
                source__publisher__in=publishers,
                source__title__in=titles,
                revision=0,
            )
            by = ("run__territory__kind", "run__territory__code")
            for kind, code, *cell in began.values_list(*by, *_CELL):
                if (kind, code) not in self._own and (*cell[:2],) not in self._own:
                    found.add(tuple(cell))
        return found

    def _refuse(self, figure: Indicator, row: int) -> None:
        place = figure.territory
        key = place.kind, place.code
        if key not in self._covered:
            return  # a territory of others altogether: refused as such
        known = self._faults.get(key)
        self._faults[key] = (
            Fault(
                "figures that stand beside those of others",
                f"{place.code} {place.name}: figures that others recorded under the "
                "same publisher and title",
                _REMEDY,
                self._file,
                row,
            )
            if known is None
            else replace(known, count=known.count + 1)
        )


def _codes(places: Iterable[Territory]) -> set[tuple[str, str]]:
    return {(place.kind, place.code) for place in places}


def _cell(figure: Indicator) -> _Cell:
    place, sector = figure.territory, figure.sector
    named = figure.definition.name
    where = place.kind, place.code, named, sector.nomenclature, sector.code
    return *where, figure.period.start, figure.source.publisher, figure.source.title
