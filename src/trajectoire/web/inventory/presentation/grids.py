"""The grids of a framework: each cell with its figure, its state, and what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.grid import Completeness, Grid, GridCell
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.web.inventory.presentation.amounts import (
    Said,
    Scale,
    said,
    scale_for,
)
from trajectoire.web.inventory.presentation.grid_rows import GridRows
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.inventory.presentation.table import substance_name
from trajectoire.web.inventory.reading import Book
from trajectoire.web.typography.numbers import percent, typeset


@dataclass(frozen=True)
class Square:
    """A cell of a grid.

    Parameters
    ----------
    said, sign
        Its amount, None where there is none, and its state. [-]
    ready
        Whether it can be deposited as it stands. [-]
    demanded
        Whether the framework asks for it. [-]
    why
        What it lacks; empty when nothing. [-]
    name
        Of its line and column, for the list of what is left to do. [-]
    address
        Where it is read or filled; empty where it cannot be filled alone. [-]

    """

    said: Said | None
    sign: Sign
    ready: bool
    demanded: bool
    why: str
    name: str
    address: str


@dataclass(frozen=True)
class Sum:
    """The total of a column.

    Parameters
    ----------
    said
        What its figures add up to; None where there is none, or where they are all
        zero and something else is not told. [-]
    hidden
        State of what it does not hold; None where it is whole. [-]
    words
        How it is told that it is not whole. [-]

    """

    said: Said | None
    hidden: Sign | None
    words: str


@dataclass(frozen=True)
class Board:
    """A grid, drawn.

    Parameters
    ----------
    name, title
        Its code and what it shows. [-]
    columns
        Their names, with the unit. [-]
    rows
        Name of each line with its cells. [-]
    sums
        Of the columns. [-]
    done, demanded
        How many cells are ready, of those demanded. [-]

    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    sums: tuple[Sum, ...]
    done: int
    demanded: int

    @property
    def left(self) -> list[Square]:
        """What is demanded and not ready."""
        every = (square for _name, squares in self.rows for square in squares)
        return [square for square in every if square.demanded and not square.ready]


@dataclass(frozen=True)
class Progress:
    """How far a deposit is: three lengths that make a hundred.

    Parameters
    ----------
    done, justify, fill
        How many cells are ready, to be justified, to be filled. [-]
    lengths
        Start and length of each on the picture. [%]
    share
        Of what is ready, written. [%]

    """

    done: int
    justify: int
    fill: int
    lengths: tuple[tuple[str, str], ...]
    share: str

    @property
    def demanded(self) -> int:
        """How many cells are demanded."""
        return self.done + self.justify + self.fill


def boards(grids: Iterable[Grid], book: Book, where: tuple[str, int]) -> list[Board]:
    """Draw grids.

    Parameters
    ----------
    grids
        As the framework lays them. [-]
    book
        The rows that they were laid from, of the year. [-]
    where
        Code of the territory and year. [-]

    Returns
    -------
    boards
        In the same order, ready for the template. [-]

    """
    told = GridRows(book, *where)
    return [_board(grid, told) for grid in grids]


def _board(grid: Grid, told: GridRows) -> Board:
    known = told.known
    scales = {column: _scale(grid, column) for column in grid.columns}
    names = {line: _line_name(grid, line, known) for line in grid.lines}
    drawn = tuple(
        (
            names[line],
            tuple(
                _square(grid, (line, column), told, scales[column])
                for column in grid.columns
            ),
        )
        for line in grid.lines
    )
    return Board(
        grid.name,
        titles().get(grid.name, grid.name),
        tuple(_column_name(column, scales[column], known) for column in grid.columns),
        drawn,
        tuple(_sum(grid, column, scales[column]) for column in grid.columns),
        grid.complete,
        len(grid.required),
    )


def progress(cells: Iterable[GridCell]) -> Progress:
    """Count what is ready among the cells that are demanded.

    Parameters
    ----------
    cells
        Demanded cells. [-]

    Returns
    -------
    progress
        In three parts. [-]

    """
    states = [cell.completeness for cell in cells]
    counts = [
        states.count(each)
        for each in (
            Completeness.COMPLETE,
            Completeness.TO_JUSTIFY,
            Completeness.TO_FILL,
        )
    ]
    every = sum(counts) or 1
    starts = [sum(counts[:k]) for k in range(3)]
    lengths = tuple(
        (f"{100 * start / every:.2f}", f"{100 * count / every:.2f}")
        for start, count in zip(starts, counts, strict=True)
    )
    return Progress(*counts, lengths, percent(counts[0] / every))


def column_names() -> dict[str, str]:
    """Name the columns that are no substance: totals, and gases put together."""
    return _column_names(get_language() or "fr")


@lru_cache(maxsize=4)
def _column_names(_language: str) -> dict[str, str]:
    return {
        "total": _("Total"),
        "co2": _("CO2 fossile"),
        "ch4": _("Méthane"),
        "n2o": _("Protoxyde d’azote"),
        "hfc": _("HFC"),
        "pfc": _("PFC"),
        "sf6": _("SF6"),
        "nf3": _("NF3"),
        "other": _("Autres gaz"),
        "undivided": _("Gaz non distingués"),
        "co2_biogenic": _("CO2 de la biomasse, à part"),
    }


def titles() -> dict[str, str]:
    """Name the grids of the legal deposit."""
    return {
        "ghg": _("Gaz à effet de serre"),
        "energy": _("Énergie finale, par vecteur"),
        "pollutants": _("Polluants de l’air"),
        "sinks": _("Séquestration du carbone"),
        "renewables": _("Production d’énergie renouvelable"),
    }


def _scale(grid: Grid, column: str) -> Scale:
    amounts = [grid.cells[line, column].amount for line in grid.lines]
    largest = max((abs(a.value) for a in amounts if a is not None), default=0.0)
    return scale_for(largest or 1.0, grid.units[column])


def _said(amount: Amount | None, scale: Scale) -> Said | None:
    return said(amount, scale) if amount is not None else None


def _sum(grid: Grid, column: str, scale: Scale) -> Sum:
    """Tell a total: what is not told of it makes it a least amount, never a zero."""
    amount, hidden = grid.sums[column], grid.hidden[column]
    if hidden is None:
        return Sum(_said(amount, scale), None, "")
    told = amount if amount is not None and amount.value else None
    # What is not told of sinks may be a loss: it need not make them larger.
    words = _("en partie") if grid.name == "sinks" else _("au moins")
    return Sum(_said(told, scale), sign(hidden), words)


def _line_name(grid: Grid, line: str, known: Nomenclatures) -> str:
    if grid.nomenclature == "substances":
        return substance_name(line, known)
    return typeset(known.name(grid.nomenclature, line, get_language() or "fr"))


def _column_name(column: str, scale: Scale, known: Nomenclatures) -> str:
    name = column_names().get(column) or substance_name(column, known)
    return f"{name} ({f'{scale.unit} {scale.of}'.strip()})"


def _square(grid: Grid, key: tuple[str, str], told: GridRows, scale: Scale) -> Square:
    known, cell = told.known, grid.cells[key]
    why = _why(cell, known)
    line, column = key
    name = _line_name(grid, line, known)
    if column != "total":
        words = column_names().get(column) or substance_name(column, known)
        name = f"{name}, {words}"
    zero = cell.state is CellState.CONFIRMED_ZERO
    nil = cell.amount is not None and not cell.amount.value
    state = cell.hidden if cell.hidden and nil else cell.state
    return Square(
        None if zero or state is not cell.state else _said(cell.amount, scale),
        sign(state),
        cell.completeness is Completeness.COMPLETE,
        cell.required,
        why,
        name,
        told.address(grid, cell),
    )


def _why(cell: GridCell, known: Nomenclatures) -> str:
    """Say what a cell lacks: the sentence, then the lines or how many communes."""
    language = get_language() or "fr"
    reason = known.reasons.get(cell.why)
    if reason is None:
        return ""
    told = [reason.of(language)]
    if cell.silent and cell.why.endswith("_silent"):
        told.append(
            f"({' ; '.join(known.name(*one, language) for one in cell.silent)})"
        )
    if cell.told and cell.why == "communes_missing":
        told.append(
            _("(%(told)s sur %(every)s)")
            % {
                "told": cell.told[0],
                "every": cell.told[1],
            }
        )
    return typeset(" ".join(told))
