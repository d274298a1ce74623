"""One source for each cell: the chosen one, else the surest, else the latest.

Between sources as good as each other the order of their names decides: who was imported
first must change no total.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside

Cell = tuple[str, str, str, str, int]  # territory, substance, line and year of a row
# The smaller, the surer; a confirmed zero was looked for, as an observed figure was.
SURENESS = {
    CellState.OBSERVED: 0,
    CellState.CONFIRMED_ZERO: 0,
    CellState.ESTIMATED: 1,
    CellState.NOT_OCCURRING: 2,
    CellState.INCLUDED_ELSEWHERE: 3,
    CellState.CONFIDENTIAL: 4,
    CellState.MISSING: 5,
}


def one_source(
    rows: Sequence[Row], sources: Mapping[int, Source]
) -> tuple[list[Row], list[Aside]]:
    """Keep one row for each cell.

    Parameters
    ----------
    rows
        All sources together. [-]
    sources
        By number, for the date of publication. [-]

    Returns
    -------
    kept, aside
        One row a cell, and the others with what was preferred. [-]

    """
    if len({row[1:6] for row in rows}) == len(rows):
        return list(rows), []  # one source everywhere, as most often
    cells: dict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        cells[row[1:6]].append(row)
    kept, aside = [], []
    for several in cells.values():
        if len(several) > 1:
            several.sort(key=lambda row: _preference(row, sources))
            best, *others = several
            aside += [Aside(row, _why(best, row), (best.number,)) for row in others]
        kept.append(several[0])
    return kept, aside


def _preference(
    row: Row, sources: Mapping[int, Source]
) -> tuple[bool, int, int, str, str, int, int]:
    source = sources.get(row.source)
    published = (source.published if source else None) or date.min
    return (
        not row.chosen,
        SURENESS[row.state],
        -published.toordinal(),
        source.publisher if source else "",
        source.title if source else "",
        -row.source,
        -row.number,
    )


def _why(best: Row, row: Row) -> str:
    if best.chosen:
        return "another_source_chosen"
    if SURENESS[best.state] < SURENESS[row.state]:
        return "weaker_state"
    return "older_source"
