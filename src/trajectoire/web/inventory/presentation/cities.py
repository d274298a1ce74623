"""The inventory of a city as the GPC wants it: references, keys, scopes, levels."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.model.gpc import (
    BASIC,
    INSIDE,
    OTHER,
    PLUS,
    SCOPES,
    SECTORS,
    GpcTable,
)
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.bars import Part, bars
from trajectoire.web.inventory.presentation.grids import Square, boards, progress
from trajectoire.web.inventory.presentation.parts import first_of
from trajectoire.web.inventory.reading import Book
from trajectoire.web.typography.numbers import typeset


@dataclass(frozen=True)
class Level:
    """A level of reporting."""

    name: str
    words: str
    said: Said | None
    done: int
    demanded: int


@dataclass(frozen=True)
class Reference:
    """A reference of the GPC.

    Parameters
    ----------
    code, name, scope, level
        Which. [-]
    squares
        All gases together, then gas by gas. [-]
    key
        Notation key, where there is no figure; empty where nothing is said. [-]

    """

    code: str
    name: str
    scope: int
    level: str
    squares: tuple[Square, ...]
    key: str


def city_page(found: GpcTable, book: Book, where: tuple[str, int]) -> dict[str, Any]:
    """Prepare the page of a city.

    Parameters
    ----------
    found
        Its table. [-]
    book
        Its rows. [-]
    where
        Code of the territory, and year. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    language = get_language() or "fr"
    [drawn] = boards([found.grid], book, where)
    parts = [
        Part(
            line,
            f"{line} {typeset(book.known.name('GPC', line, language))}",
            cell.amount,
            1.0 if cell.state is CellState.ESTIMATED else 0.0,
            cell.state,
        )
        for line in found.grid.lines
        if (cell := found.grid.cells[line, "total"]).amount is not None
        and book.known.lines["GPC"][line].level in (BASIC, PLUS)
    ]
    lines = book.known.lines["GPC"]
    first = found.grid.columns.index("total")
    told = level_names()
    references = [
        Reference(
            line,
            name,
            lines[line].scope,
            told.get(lines[line].level, lines[line].level),
            _leading(squares, first),
            found.notation.get(line, ""),
        )
        for line, (name, squares) in zip(found.grid.lines, drawn.rows, strict=True)
    ]
    return {
        "levels": [_level(found, book, name) for name in (BASIC, PLUS, INSIDE)],
        "scopes": SCOPES,
        "sectors": _sectors(found, book, language),
        "bars": bars(parts, "tCO2e") if parts else None,
        "sentence": first_of(parts),
        "columns": _leading(drawn.columns, first),
        "references": references,
        "outside": [
            (one.code, one.name, said(amount))
            for one in references
            if lines[one.code].level not in (BASIC, PLUS)
            and (amount := found.grid.cells[one.code, "total"].amount) is not None
        ],
        "progress": progress(found.grid.required),
        "keys": keys(),
    }


def level_names() -> dict[str, str]:
    """Name the levels of reporting, as a table has room for."""
    return {
        BASIC: "BASIC",
        PLUS: "BASIC+",
        INSIDE: _("hors des deux niveaux"),
        OTHER: _("hors des deux niveaux"),
    }


def keys() -> dict[str, str]:
    """Say what the notation keys mean."""
    return {
        "NO": _("n’existe pas ici"),
        "IE": _("compté ailleurs"),
        "C": _("confidentiel"),
        "NE": _("non estimé"),
    }


def _leading(items: tuple[Any, ...], first: int) -> tuple[Any, ...]:
    """Put the total before the gases that make it up."""
    return (items[first], *items[:first], *items[first + 1 :])


def _level(found: GpcTable, book: Book, name: str) -> Level:
    words = {
        BASIC: _("BASIC\u00a0: énergie, transports et déchets de la ville"),
        PLUS: _("BASIC+\u00a0: et les trajets vers ailleurs, les procédés, les terres"),
        INSIDE: _("Tout ce qui est émis sur son sol, pour elle ou pour d’autres"),
    }
    amount = found.levels[name]
    done, demanded = found.demanded(name, book.known) if name != INSIDE else (0, 0)
    return Level(name, words[name], said(amount) if amount else None, done, demanded)


def _sectors(
    found: GpcTable, book: Book, language: str
) -> list[tuple[str, str, list[Said | None]]]:
    return [
        (
            sector,
            typeset(book.known.name("GPC", sector, language)),
            [
                said(amount) if (amount := found.scopes[sector, scope]) else None
                for scope in SCOPES
            ],
        )
        for sector in SECTORS
    ]
