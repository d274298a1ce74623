"""Which rows count: one source a cell, one nomenclature for the same emissions.

Several sources may stand in one cell, and several cells may speak of the same tonnes: a
sector and its lines, a total and its gases, an intercommunality and its communes. What
is counted is decided here, once for all frameworks, and whatever is not says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trajectoire.core.source import Source
from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.assets import activities_or_line
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.overlap import (
    one_level,
    one_nomenclature,
    sectors_or_total,
)
from trajectoire.instruments.inventory.model.parts import parts_or_total
from trajectoire.instruments.inventory.model.soundness import is_sound_row
from trajectoire.instruments.inventory.model.sourcing import one_source

Step = Callable[[Sequence[Row], Facts], tuple[list[Row], list[Aside]]]
_MET: tuple[Framework, ...] = ("PCAET", "GPC")  # where territories are counted


@dataclass(frozen=True, eq=False)
class Standing:
    """The rows that count, and the others with the reason.

    Parameters
    ----------
    counted
        Rows that count in one framework at least, or land in none, sorted by number.
        [-]
    aside
        Every other row that was given. [-]
    elsewhere
        By framework, rows of ``counted`` that land in it and do not count there, for
        others tell the same there; they count in another framework. [-]

    """

    counted: tuple[Row, ...]
    aside: tuple[Aside, ...]
    elsewhere: Mapping[Framework, tuple[Aside, ...]] = field(default_factory=dict)

    def within(self, framework: Framework) -> tuple[Row, ...]:
        """Give the rows that a framework counts.

        Parameters
        ----------
        framework
            Which. [-]

        Returns
        -------
        rows
            Each tonne, megawatt-hour or kilogram once in it; with them, the rows that
            do not land there. [-]

        """
        return self._within.get(framework, self.counted)

    @cached_property
    def _within(self) -> dict[Framework, tuple[Row, ...]]:
        found = {}
        for framework, aside in self.elsewhere.items():
            left = {each.row.number for each in aside}
            found[framework] = tuple(
                row for row in self.counted if row.number not in left
            )
        return found

    def left(self, framework: Framework) -> tuple[Aside, ...]:
        """Give the rows that a framework does not count though they land in it.

        Parameters
        ----------
        framework
            Which. [-]

        Returns
        -------
        aside
            Those that count nowhere, and those that count in another framework. [-]

        """
        return (*self.aside, *self.elsewhere.get(framework, ()))

    def year(self, year: int) -> "Standing":
        """Keep the rows of one year.

        Parameters
        ----------
        year
            Which. [year]

        Returns
        -------
        standing
            Of that year. [-]

        """
        return Standing(
            tuple(row for row in self.counted if row.year == year),
            _of_year(self.aside, year),
            {name: _of_year(aside, year) for name, aside in self.elsewhere.items()},
        )


def _of_year(aside: Iterable[Aside], year: int) -> tuple[Aside, ...]:
    return tuple(each for each in aside if each.row.year == year)


def stand(
    rows: Iterable[Row],
    nomenclatures: Nomenclatures,
    sources: Mapping[int, Source] | None = None,
    wholes: Mapping[str, str] | None = None,
) -> Standing:
    """Choose the rows that count.

    Parameters
    ----------
    rows
        Of one or several territories and years, all sources together. [-]
    nomenclatures
        Lines, substances and crosswalk. [-]
    sources
        By number, to prefer what was published last; without them, the latest source
        recorded. [-]
    wholes
        Code of a territory → code of the one that it is counted in, where both may
        have rows of their own. [-]

    Returns
    -------
    standing
        Each row given, once: counted, or aside with its reason. [-]

    Notes
    -----
    1. In a cell, the source that somebody chose; else the surest state (observed or
       confirmed zero, estimated, then the states without figure), then the source
       published last.
    2. On a line, the parts of a total (gases, carriers) where they explain it to within
       1 %, below and above; else the total. The net balance of land or its sinks.
    3. Of a native line and its details (``road.cars``, ``road.cars/diesel``), the
       details together or the line: whichever was chosen; else the details, unless
       their figures stay more than a fifth below that of the line. So for what an
       organisation owns (``1.1/schools``), then for a line of the BEGES and all that.
    4. Then in each framework apart, where rows land on the same: native lines or a
       reference of the GPC, by reference; both or a sector of the PCAET, by sector; the
       sectors or a total of them all; a territory or those within it, by line. The
       first of each pair counts unless its figures stay more than a fifth below
       the other's, substance by substance: a default never makes a total smaller in
       silence. Whoever chose a figure that may tell the whole is followed; the choice
       of a part settles nothing, and says so.

    A row that a framework leaves out for another may count in the next: a sector of the
    PCAET replaces no reference of the GPC. The order of the rows does not matter.

    """
    facts = Facts(nomenclatures)
    counted = sorted(rows, key=lambda row: row.number)
    aside: list[Aside] = []
    steps: tuple[Step, ...] = (
        _known,
        lambda kept, _: one_source(kept, sources or {}),
        parts_or_total,
        activities_or_line,
    )
    for step in steps:
        counted, left = step(counted, facts)
        aside += left
    counted.sort(key=lambda row: row.number)
    met = {name: _met(counted, facts, name, wholes or {}) for name in _MET}
    nowhere, elsewhere = _everywhere(counted, met, facts)
    gone = {each.row.number for each in nowhere}
    return Standing(
        tuple(row for row in counted if row.number not in gone),
        _sorted([*aside, *nowhere]),
        {name: _sorted(left) for name, left in elsewhere.items()},
    )


def _met(
    rows: Sequence[Row], facts: Facts, framework: Framework, wholes: Mapping[str, str]
) -> dict[int, Aside]:
    """Settle, in a framework, what lands there twice."""
    kept = [row for row in rows if facts.of(row).place(framework)]
    kept, aside = one_nomenclature(kept, facts, framework)
    if framework == "PCAET":
        kept, left = sectors_or_total(kept, facts)
        aside += left
    if wholes:
        _, left = one_level(kept, facts, framework, wholes)
        aside += left
    return {each.row.number: each for each in aside}


def _everywhere(
    rows: Sequence[Row], met: Mapping[Framework, Mapping[int, Aside]], facts: Facts
) -> tuple[list[Aside], dict[Framework, list[Aside]]]:
    """Tell rows that no framework counts from those that one of them leaves out."""
    nowhere: list[Aside] = []
    elsewhere: dict[Framework, list[Aside]] = {name: [] for name in met}
    numbers = {number for left in met.values() for number in left}
    for row in rows if numbers else ():
        if row.number not in numbers:
            continue
        fact = facts.of(row)
        lands = [name for name in met if fact.place(name)]
        left = [name for name in lands if row.number in met[name]]
        if left and left == lands:
            nowhere.append(met[left[0]][row.number])
        else:
            for name in left:
                elsewhere[name].append(met[name][row.number])
    return nowhere, elsewhere


def _sorted(aside: Iterable[Aside]) -> tuple[Aside, ...]:
    return tuple(sorted(aside, key=lambda each: each.row.number))


def _known(rows: Sequence[Row], facts: Facts) -> tuple[list[Row], list[Aside]]:
    """Set aside what no framework knows, data of emissions, impossible numbers."""
    kept, aside = [], []
    for row in rows:
        refused = facts.of(row).refused
        if not refused and not is_sound_row(row):
            refused = "unsound"
        if refused:
            aside.append(Aside(row, refused))
        else:
            kept.append(row)
    return kept, aside
