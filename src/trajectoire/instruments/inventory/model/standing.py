"""Which rows count: one source a cell, one nomenclature for the same emissions.

Several sources may stand in one cell, and several cells may speak of the same tonnes: a
sector and its lines, a total and its gases, an intercommunality and its communes. What
is counted is decided here, once for all frameworks, and whatever is not says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trajectoire.core.source import Source
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.details import details_or_line
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.overlap import (
    Aside,
    one_level,
    one_nomenclature,
    parts_or_total,
    sectors_or_total,
)
from trajectoire.instruments.inventory.model.sourcing import one_source

Step = Callable[[Sequence[Row], Facts], tuple[list[Row], list[Aside]]]


@dataclass(frozen=True, eq=False)
class Standing:
    """The rows that count, and the others with the reason.

    Parameters
    ----------
    counted
        Each tonne, megawatt-hour or kilogram once, sorted by number. [-]
    aside
        Every other row that was given. [-]

    """

    counted: tuple[Row, ...]
    aside: tuple[Aside, ...]

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
            tuple(aside for aside in self.aside if aside.row.year == year),
        )


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
       1 %; else the total.
    3. Of a native line and its details (``road.cars``, ``road.cars/diesel``), the
       details together or the line: whichever was chosen; else the details, unless
       their figures stay more than a fifth below that of the line.
    4. For the same emissions in several nomenclatures, the one of which a row was
       chosen; else the finest (accounts, GPC, PCAET), unless its figures stay more than
       a fifth below the coarser ones: then it is taken as incomplete, for a default
       never makes a sector smaller in silence. Accounts and GPC meet by sub-sector of
       the GPC, both meet the PCAET by sector.
    5. A total of all sectors counts only where no sector does, and a territory within
       another only where the other has no figure of its own for that sector.

    The order of the rows does not matter.

    """
    facts = Facts(nomenclatures)
    counted = sorted(rows, key=lambda row: row.number)
    aside: list[Aside] = []
    steps: tuple[Step, ...] = (
        _known,
        lambda kept, _: one_source(kept, sources or {}),
        parts_or_total,
        details_or_line,
        one_nomenclature,
        sectors_or_total,
        lambda kept, known: one_level(kept, known, wholes or {}),
    )
    for step in steps:
        counted, left = step(counted, facts)
        aside += left
    counted.sort(key=lambda row: row.number)
    aside.sort(key=lambda left: left.row.number)
    return Standing(tuple(counted), tuple(aside))


def _known(rows: Sequence[Row], facts: Facts) -> tuple[list[Row], list[Aside]]:
    """Set aside what no framework knows, and the data that emissions come from."""
    kept, aside = [], []
    for row in rows:
        refused = facts.of(row).refused
        if refused:
            aside.append(Aside(row, refused))
        else:
            kept.append(row)
    return kept, aside
