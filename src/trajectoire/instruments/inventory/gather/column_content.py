"""What the cells of one column look like: which readings understand how many."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trajectoire.instruments.inventory.gather.numbers_as_written import (
    number,
    word_of,
    year_of,
)
from trajectoire.instruments.inventory.gather.units_as_written import unit_of
from trajectoire.instruments.inventory.gather.vocabulary import Gazetteer, Vocabulary
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.tet_indicators import tet_lines

_SAMPLE = 300  # different words looked at in a column
_FEW = 20  # names of territories: each is a search
_MOST = 0.9  # share of the words that must be understood
_HALF = 0.5
_CODE = re.compile(r"\d{4,5}|\d[AB]\d{3}|\d{9}|(dep|reg)-\w{2,3}|FR")


@dataclass(frozen=True)
class Content:
    """Shares of the different words of a column that each reading understands.

    Parameters
    ----------
    words
        How many different ones were looked at. [-]
    years, numbers, territories, names, sectors, substances, states, units, lines
        Share of them that is one. [-]
    kind
        Kind of the territories that codes name; empty where there are several. [-]
    scales
        Kinds of the territories that codes or names name. [-]
    zeros_lost
        Whether codes lost their leading zero. [-]

    """

    words: int
    years: float
    numbers: float
    territories: float
    names: float
    sectors: float
    substances: float
    states: float
    units: float
    lines: float
    kind: str
    scales: frozenset[str]
    zeros_lost: bool


def content_of(
    cells: Sequence[Cell], vocabulary: Vocabulary, gazetteer: Gazetteer
) -> Content:
    """Look at the cells of a column.

    Parameters
    ----------
    cells
        Of the column. [-]
    vocabulary
        Substances and sectors. [-]
    gazetteer
        Territories. [-]

    Returns
    -------
    content
        What they look like. [-]

    """
    words = list(Counter(cell for cell in cells if cell != ""))[:_SAMPLE]
    codes = [word_of(cell) for cell in words]
    found = [gazetteer(code) for code in codes if _may_be_code(code)]
    kinds = {one[0].kind for one in found if one is not None}
    lost = sum(bool(re.fullmatch("[0-9]{4}", code)) for code in codes)
    years = _share(words, lambda cell: year_of(cell) > 0)
    sectors = _share(words, lambda c: isinstance(c, str) and bool(vocabulary.sector(c)))
    known = sum(one is not None for one in found) / max(1, len(codes))
    lines = tet_lines()

    named: set[str] = set()

    def is_name(cell: Cell) -> bool:
        place = None
        if isinstance(cell, str) and not _may_be_code(cell):
            place = gazetteer(cell)
        named.update({place[0].kind} if place is not None else ())
        return place is not None

    names = _share(words[:_FEW], is_name) if sectors < _HALF else 0.0
    return Content(
        words=len(words),
        years=years,
        numbers=_share(words, _is_number),
        territories=0.0 if years >= _MOST else known,
        names=names,
        sectors=sectors,
        substances=_share(
            words, lambda c: isinstance(c, str) and bool(vocabulary.substance(c))
        ),
        states=_share(
            words, lambda c: isinstance(c, str) and bool(vocabulary.state(c))
        ),
        units=_share(words, lambda c: isinstance(c, str) and bool(unit_of(c))),
        lines=_share(words, lambda c: isinstance(c, str) and c in lines),
        kind=kinds.pop() if len(kinds) == 1 else "",
        scales=frozenset(kinds or named),
        zeros_lost=lost > 0 and years < _MOST,
    )


def _may_be_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None


def _share(words: Sequence[Cell], is_right: Callable[[Cell], bool]) -> float:
    return sum(map(is_right, words)) / len(words) if words else 0.0


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, float):
        return True
    for decimal in ",.":
        try:
            number(cell, decimal)
        except ValueError:
            continue
        return True
    return False
