"""Cell by cell: what stands in the ledger, sector by sector, with state and source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.language.faults import as_read
from trajectoire.web.typography.numbers import typeset


@dataclass(frozen=True)
class CellRow:
    """A figure of the ledger, ready to be read.

    Parameters
    ----------
    name, substance
        Its line and what is counted, in words. [-]
    said
        Its amount; None where the state carries none. [-]
    sign
        Its state. [-]
    source
        Who says it. [-]
    note
        What is said beside it. [-]
    address
        Its page. [-]

    """

    name: str
    substance: str
    said: Said | None
    sign: Sign
    source: str
    note: str
    address: str


@dataclass(frozen=True)
class Group:
    """Figures that land in the same sector.

    Parameters
    ----------
    code, name
        Of the sector; the code is empty for what the total leaves out. [-]
    rows
        In the order of the nomenclature. [-]

    """

    code: str
    name: str
    rows: tuple[CellRow, ...]

    @property
    def anchor(self) -> str:
        """Where the page shows it, as addresses write it."""
        return anchor_of(self.code)


def anchor_of(sector: str) -> str:
    """Give the place of a sector on the page that lists its cells.

    Parameters
    ----------
    sector
        Of the PCAET; empty for what the total leaves out. [-]

    Returns
    -------
    anchor
        Without its sharp. [-]

    """
    return f"secteur-{sector or 'hors'}"


def sector_of(row: Row, known: Nomenclatures) -> str:
    """Give the sector under which a page lists a row.

    Parameters
    ----------
    row
        A row. [-]
    known
        Crosswalk. [-]

    Returns
    -------
    sector
        Of the PCAET; empty for what the total leaves out. [-]

    """
    landing = known.landing(row.nomenclature, row.sector, "PCAET", row.substance)
    return landing.code or ""


def table(
    rows: Iterable[Row],
    known: Nomenclatures,
    sources: Mapping[int, Source],
    where: tuple[str, str],
) -> tuple[Group, ...]:
    """Group figures by sector of the PCAET.

    Parameters
    ----------
    rows
        Figures of one year and one family that are counted. [-]
    known
        Lines, substances and crosswalk. [-]
    sources
        By their number. [-]
    where
        Code of the territory, and family. [-]

    Returns
    -------
    groups
        In the order of the law; what the total leaves out comes last. [-]

    """
    code, family = where
    found: dict[str, list[Row]] = {}
    for row in rows:
        if known.family(row.substance) == family:
            found.setdefault(sector_of(row, known), []).append(row)
    order = [*known.lines["PCAET"], ""]
    groups = []
    for sector in sorted(found, key=order.index):
        cells = sorted(found[sector], key=lambda row: _place(row, known))
        said_of = tuple(_cell(row, known, sources, code) for row in cells)
        groups.append(Group(sector, _name(sector, known), said_of))
    return tuple(groups)


def address_of(code: str, row: Row) -> str:
    """Give the page of a cell.

    Parameters
    ----------
    code
        Code of the territory. [-]
    row
        Any row of the cell. [-]

    Returns
    -------
    address
        With the cell as its parameters. [-]

    """
    return cell_address(code, row.substance, (row.nomenclature, row.sector), row.year)


def cell_address(code: str, substance: str, line: tuple[str, str], year: int) -> str:
    """Give the page of a cell, whether something stands there or not.

    Parameters
    ----------
    code
        Code of the territory. [-]
    substance
        Name of the definition. [-]
    line
        Nomenclature and code. [-]
    year
        Calendar year. [year]

    Returns
    -------
    address
        With the cell as its parameters. [-]

    """
    nomenclature, sector = line
    cell = {
        "quoi": substance,
        "nomenclature": nomenclature,
        "secteur": sector,
        "annee": year,
    }
    today = code.partition("@")[0]  # what is told of a merged commune
    return f"{_page_of_cells(today)}?{urlencode(cell)}"


@lru_cache(maxsize=1000)
def _page_of_cells(code: str) -> str:
    """Keep the address: a grid asks for it a thousand times."""
    return reverse("inventory:cell", args=[code])


def amount_of(row: Row, unit: str) -> Amount | None:
    """Give the figure of a row as an amount.

    Parameters
    ----------
    row
        A row. [-]
    unit
        Unit of its definition. [-]

    Returns
    -------
    amount
        None where the state carries no value. [unit]

    """
    if row.value is None:
        return None
    if row.deviation is None:
        return Amount(row.value, unit, None, None, None, 1.0, 1)
    law = row.law if row.law in {"lognormal", "triangular"} else "normal"
    bounds = Quantity(row.value, unit, row.deviation, law=law).bounds()
    low, high = bounds or (None, None)
    return Amount(row.value, unit, row.deviation, low, high, 0.0, 1)


def line_name(row: Row, known: Nomenclatures) -> str:
    """Name the line of a row in the language of the page.

    Parameters
    ----------
    row
        A row. [-]
    known
        Names. [-]

    Returns
    -------
    name
        The code where nothing of that name is known. [-]

    """
    return typeset(known.name(row.nomenclature, row.sector, get_language() or "fr"))


def substance_name(name: str, known: Nomenclatures) -> str:
    """Name what is counted in the language of the page.

    Parameters
    ----------
    name
        Of the definition. [-]
    known
        Names. [-]

    Returns
    -------
    words
        The name itself where nothing of that name is known. [-]

    """
    substance = known.substances.get(name)
    return typeset(substance.words.of(get_language() or "fr")) if substance else name


def brief(source: Source | None) -> str:
    """Name a source in a table: its publisher stands in the list of sources.

    Parameters
    ----------
    source
        None where the ledger has lost it. [-]

    Returns
    -------
    name
        Title and year. [-]

    """
    if source is None:
        return ""
    year = f", {source.published.year}" if source.published else ""
    return typeset(f"{source.title}{year}")


def _name(sector: str, known: Nomenclatures) -> str:
    if not sector:
        return _("Dit à part, hors du total")
    return typeset(known.name("PCAET", sector, get_language() or "fr"))


def _place(row: Row, known: Nomenclatures) -> tuple[int, str, int]:
    lines = list(known.lines.get(row.nomenclature, {}))
    substances = list(known.substances)
    code, _slash, suffix = row.sector.partition("/")
    return (
        lines.index(code) if code in lines else len(lines),
        suffix,
        substances.index(row.substance),
    )


def _cell(
    row: Row, known: Nomenclatures, sources: Mapping[int, Source], code: str
) -> CellRow:
    unit = known.substances[row.substance].unit
    amount = amount_of(row, unit)
    valued = amount is not None and row.state is not CellState.CONFIRMED_ZERO
    landing = known.landing(row.nomenclature, row.sector, "PCAET", row.substance)
    reason = known.reasons.get(landing.why)
    why = reason.of(get_language() or "fr") if reason else ""
    return CellRow(
        line_name(row, known),
        substance_name(row.substance, known),
        said(amount) if amount is not None and valued else None,
        sign(row.state),
        brief(sources.get(row.source)),
        as_read(row.note or why),
        address_of(code, row),
    )
