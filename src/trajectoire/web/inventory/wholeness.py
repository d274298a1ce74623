"""How much of a territory a total holds: a part is never shown as the whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.completeness import hidden_in
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.instruments.inventory.model.pcaet import (
    CHANNELS,
    DEPOSITED_SOILS,
    SOILS,
)
from trajectoire.web.inventory.reading import Book
from trajectoire.web.inventory.shelf import Shelf

# Families that are told by sector: what removes carbon, or renews energy, is not.
FAMILIES = frozenset({"ghg", "energy", "pollutant"})
# What the law asks of these instead: a total that lacks one of them is not whole.
_LINES = {"renewable": tuple(sorted(CHANNELS)), "sink": DEPOSITED_SOILS}
# Without figure, these say all the same what there is: nothing, or a line elsewhere.
_TOLD = frozenset({CellState.NOT_OCCURRING, CellState.INCLUDED_ELSEWHERE})
_MOST = 0.5  # share of a territory from which a sum of communes comes first


@dataclass(frozen=True)
class Wholeness:
    """What a total holds of what it should.

    Parameters
    ----------
    told, silent
        Sectors of the PCAET of which something is said, and the others. [-]
    communes, expected
        Communes that say something, over those there are; zero where it is no sum of
        communes. [-]
    share
        Mean over the sectors of the part of the territory that is told. [-]
    hidden
        Why something has no figure, in a sector that is told or not: the total is then
        a least amount; None where nothing is so. [-]

    """

    told: tuple[str, ...] = SECTORS
    silent: tuple[str, ...] = ()
    communes: int = 0
    expected: int = 0
    share: float = 1.0
    hidden: CellState | None = None

    @property
    def whole(self) -> bool:
        """Whether the total is that of the territory."""
        return self.share >= 1

    @property
    def leads(self) -> bool:
        """Whether the total comes first: not a sum of a few communes of several."""
        return self.expected < 2 or self.share >= _MOST


_ALL = Wholeness()
_NONE = Wholeness((), SECTORS, share=0.0)


def wholeness(book: Book, family: str, substance: str = "") -> Mapping[int, Wholeness]:
    """Say what the total of each year holds.

    Parameters
    ----------
    book
        The accounts. [-]
    family
        What is counted. [-]
    substance
        Only this one, for the pollutants; all of the family when empty. [-]

    Returns
    -------
    wholeness
        By year that was read, of the eight sectors; of the channels or soils that the
        climate plan asks for, where the family has no sectors. [-]

    Notes
    -----
    A sector is told by a figure, by “does not occur” or by “counted elsewhere”; what is
    missing or held back is not. A figure of the territory itself tells all of a sector,
    figures of communes tell the part that these are of all of them. A channel or a soil
    of which nothing is said is missing, as in the grid of the plan, unless the total is
    told as one.

    """
    if family not in FAMILIES:
        return _by_line(book, family)
    laid: dict[int, dict[str, dict[str, Row]]] = {}
    silent: dict[int, set[CellState]] = defaultdict(set)
    families = {row.substance: book.known.family(row.substance) for row in book.rows}
    for row in book.standing.within("PCAET"):
        if families[row.substance] == family:
            there = laid.setdefault(row.year, defaultdict(dict))
            if substance not in ("", row.substance):
                continue
            if _is_told(row):
                there[book.sector(row)][row.territory] = row
            elif book.sector(row):  # what is counted apart lacks in no total
                silent[row.year].add(row.state)
    return {
        year: replace(_of(book, there), hidden=hidden_in(silent[year]))
        for year, there in laid.items()
    }


def wholeness_of(
    book: Book, family: str, year: int | None, substance: str = ""
) -> Wholeness:
    """Say what the total of one year holds.

    Parameters
    ----------
    book
        The accounts. [-]
    family
        What is counted. [-]
    year
        Which. [year]
    substance
        Only this one, for the pollutants; all of the family when empty. [-]

    Returns
    -------
    wholeness
        Of nothing, where nothing is said. [-]

    """
    return wholeness(book, family, substance).get(year or 0, _NONE)


def held_by_year(
    found: Shelf, family: str, substance: str = ""
) -> Mapping[int, Wholeness]:
    """Say what the total of each year holds, read or not.

    Parameters
    ----------
    found
        Accounts of a territory. [-]
    family, substance
        As for ``wholeness``. [-]

    Returns
    -------
    wholeness
        By year; empty where the communes are too many to read all years. [-]

    """
    return found.kept(
        f"whole:{substance}",
        family,
        lambda book: wholeness(book, family, substance),
    )


def usual_year(found: Shelf, family: str) -> int | None:
    """Choose the year that a page shows when nobody asks for one.

    Parameters
    ----------
    found
        Accounts of a territory. [-]
    family
        What is counted. [-]

    Returns
    -------
    year
        The most recent of the most complete, never one to come where there is another;
        None where there is none. [year]

    """
    years = found.years(family)
    gone = [year for year in years if year <= timezone.localdate().year]
    held = held_by_year(found, family)
    return max(
        gone or list(years[:1]),
        key=lambda year: (held.get(year, _NONE).share, year),
        default=None,
    )


def sectors_told(book: Book, rows: Iterable[Row]) -> set[str]:
    """List the sectors of which rows say something.

    Parameters
    ----------
    book
        Of the rows. [-]
    rows
        Of one territory, year and family, that count. [-]

    Returns
    -------
    sectors
        All eight where the total is told as one. [-]

    """
    told = {book.sector(row) for row in rows if _is_told(row)}
    return set(SECTORS) if TOTAL in told else told & set(SECTORS)


def hidden_by_sector(book: Book, rows: Iterable[Row]) -> dict[str, CellState]:
    """Say of which sectors a part has no figure.

    Parameters
    ----------
    book
        Of the rows. [-]
    rows
        Of one territory, year and family, that count. [-]

    Returns
    -------
    hidden
        Why, by sector of the PCAET, the total among them; what is counted apart lacks
        in none. [-]

    """
    silent: dict[str, set[CellState]] = defaultdict(set)
    for row in rows:
        if not _is_told(row) and book.sector(row):
            silent[book.sector(row)].add(row.state)
    found = {sector: hidden_in(states) for sector, states in silent.items()}
    return {sector: state for sector, state in found.items() if state is not None}


def _by_line(book: Book, family: str) -> Mapping[int, Wholeness]:
    """Say what totals lack that are told by channel or by soil."""
    years: dict[int, dict[str, list[Row]]] = {}
    for row in book.standing.within("PCAET"):
        if book.known.family(row.substance) == family and book.sector(row):
            there = years.setdefault(row.year, defaultdict(list))
            there[SOILS.get(row.substance, row.substance)].append(row)
    return {
        year: replace(_ALL, hidden=hidden_in(_unsaid(book, there, _LINES[family])))
        for year, there in years.items()
    }


def _unsaid(
    book: Book, there: Mapping[str, Sequence[Row]], demanded: Sequence[str]
) -> set[CellState]:
    """List the states of what a total by line does not hold."""
    every = [row for rows in there.values() for row in rows]
    states = {row.state for row in every if not _is_told(row)}
    total = [row for row in every if len(book.known.chain(row.substance)) == 1]
    for line in {*demanded, *there}:
        if _part(book, [*there.get(line, ()), *total]) < 1:
            states.add(CellState.MISSING)
    return states


def _is_told(row: Row) -> bool:
    return row.value is not None or row.state in _TOLD


def _of(book: Book, there: Mapping[str, Mapping[str, Row]]) -> Wholeness:
    everywhere = there.get(TOTAL, {})
    parts = {
        sector: _part(book, [*there.get(sector, {}).values(), *everywhere.values()])
        for sector in SECTORS
    }
    rows = [
        row for sector in (*SECTORS, TOTAL) for row in there.get(sector, {}).values()
    ]
    return Wholeness(
        tuple(sector for sector in SECTORS if parts[sector]),
        tuple(sector for sector in SECTORS if not parts[sector]),
        *(book.coverage.told(rows) or (0, 0)),
        sum(parts.values()) / len(SECTORS),
    )


def _part(book: Book, rows: Sequence[Row]) -> float:
    """Give the part of the territory that rows of a sector tell."""
    coverage = book.coverage
    told = {coverage.commune(row.territory) for row in rows}
    if told - coverage.expected:
        return 1.0  # told by the territory itself
    return len(told) / max(len(coverage.expected), 1)
