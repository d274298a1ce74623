"""Tables that this service wrote itself: recognised by their columns, in any order.

They hold more than a table of others: law, intervals and source of each figure. What a
plain table would leave out, or read otherwise, is read here as it was written.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Role,
    Spread,
)
from trajectoire.instruments.inventory.gather.numbers_as_written import (
    decimal_of,
    word_of,
    year_of,
)
from trajectoire.instruments.inventory.model.secrecy import WITHHELD
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

VALUE, DEVIATION, PUBLISHER = "value", "standard_uncertainty", "publisher"
APART = ("definition", "territory_code", "sector_code")  # what tells cells apart
_KEY = frozenset({*APART, "sector_nomenclature"})
ROLES = {
    "definition": Role.SUBSTANCE,
    "territory_code": Role.TERRITORY,
    "territory_name": Role.TERRITORY_NAME,
    "sector_code": Role.SECTOR,
    "year": Role.YEAR,
    "state": Role.STATE,
    VALUE: Role.VALUE,
    "unit": Role.UNIT,
    DEVIATION: Role.UNCERTAINTY,
    "note": Role.NOTE,
    PUBLISHER: Role.SOURCE,
}
NUMBERS = (VALUE, DEVIATION, "low_90", "high_90")
_WITH = {
    "territory_kind": "territory_code",
    "sector_nomenclature": "sector_code",
    "start_utc": "year",
    "end_utc": "year",
    "low_90": DEVIATION,
    "high_90": DEVIATION,
    "law": DEVIATION,
    "reason": DEVIATION,
    "source_title": PUBLISHER,
    "licence": PUBLISHER,
    "published": PUBLISHER,
    "address": PUBLISHER,
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")
# What the files write before a text that a spreadsheet would take for a formula.
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARDED = re.compile(r"([;\t\r\n]\s*)'(?=[=+\-@])")


def is_own(sheet: Sheet) -> bool:
    """Tell whether this service wrote a table.

    Parameters
    ----------
    sheet
        The table. [-]

    Returns
    -------
    own
        Whether it has what tells the cells of the ledger apart, by our names. [-]

    """
    return sheet.columns.keys() >= _KEY


def bare(text: str) -> str:
    """Take away the apostrophes that keep a text from being a formula.

    Parameters
    ----------
    text
        As a file holds it. [-]

    Returns
    -------
    text
        As the ledger had it. [-]

    Examples
    --------
    >>> bare("'=1+1"), bare("l'été")
    ('=1+1', "l'été")

    """
    inner = _GUARDED.sub(r"\1", text)
    first = inner.removeprefix("'")
    return first if first.lstrip(" ").startswith(_COMMANDS) else inner


def own_sheet(sheet: Sheet) -> Sheet:
    """Write a table of our own as other tables are written.

    Parameters
    ----------
    sheet
        Any table. [-]

    Returns
    -------
    sheet
        No apostrophe before what looks like a formula, and sectors named with their
        nomenclature, as ``GPC/I.1.1``; another table as it is. [-]

    """
    if not is_own(sheet):
        return sheet
    known: dict[Cell, Cell] = {}

    def plain(cell: Cell) -> Cell:
        if cell.__class__ is not str:
            return cell
        if cell not in known:
            known[cell] = bare(str(cell))
        return known[cell]

    columns = {name: list(map(plain, cells)) for name, cells in sheet.columns.items()}
    columns["sector_code"] = [
        _sector(word_of(name), word_of(code))
        for name, code in zip(
            columns["sector_nomenclature"], columns["sector_code"], strict=True
        )
    ]
    return replace(sheet, columns=columns)


def _sector(nomenclature: str, code: str) -> str:
    whole = f"{nomenclature}/"
    return code if not nomenclature or code.startswith(whole) else f"{whole}{code}"


def own_mapping(sheet: Sheet) -> Mapping:
    """Say what the columns of a table of our own are.

    Parameters
    ----------
    sheet
        Such a table, as `own_sheet` gives it. [-]

    Returns
    -------
    mapping
        Totals are kept: the table holds cells, each as it stands. [-]

    """
    title, licence = (_first(sheet, name) for name in ("source_title", "licence"))
    told = (cell for name in NUMBERS for cell in sheet.columns.get(name, ()))
    decimal = decimal_of(told) or "."  # a comma once a spreadsheet saved it again
    return Mapping(
        tuple(map(_column, sheet.columns)),
        Constants(title=title, licence=licence, address=sheet.file[:200]),
        choices=Choices(decimal=decimal, spread=Spread.ABSOLUTE_K1, totals="keep"),
    )


def _column(name: str) -> Column:
    if name in ROLES:
        return Column(name, ROLES[name], reason="a column of our own files")
    other = _WITH.get(name, "")
    reason = (
        f"our own files: read together with “{other}”"
        if other
        else "not kept by an import"
    )
    return Column(name, Role.IGNORED, reason=reason)


def _first(sheet: Sheet, name: str) -> str:
    return next((word_of(cell) for cell in sheet.columns.get(name, ()) if cell), "")


def own_rows(sheet: Sheet, findings: Findings) -> Sheet:
    """Leave out the rows of a table of our own that say no figure of a year.

    Parameters
    ----------
    sheet
        Any table, as `own_sheet` gives it. [-]
    findings
        Where rows that were held back are noted, and periods that are no year. [-]

    Returns
    -------
    sheet
        Without them; another table as it is. [-]

    """
    if not is_own(sheet):
        return sheet
    kept = [
        index
        for index, number in enumerate(sheet.rows)
        if not _is_held_back(sheet, index, number, findings)
        and _is_year(sheet, index, number, findings)
    ]
    if len(kept) == len(sheet.rows):
        return sheet
    columns = {
        name: [cells[index] for index in kept] for name, cells in sheet.columns.items()
    }
    return replace(sheet, columns=columns, rows=[sheet.rows[index] for index in kept])


def _cell(sheet: Sheet, name: str, index: int) -> Cell:
    cells: Sequence[Cell] = sheet.columns.get(name, ())
    return cells[index] if cells else ""


def _is_held_back(sheet: Sheet, index: int, number: int, findings: Findings) -> bool:
    """Tell whether a public file hides what stands in the ledger."""
    if _cell(sheet, "note", index) != WITHHELD:
        return False
    text = "rows that the file held back are left out: what stands there stays"
    findings.remark(text, number)
    return True


def _is_year(sheet: Sheet, index: int, number: int, findings: Findings) -> bool:
    """Tell whether the instants of a row are those of its calendar year."""
    start, end = (_cell(sheet, name, index) for name in ("start_utc", "end_utc"))
    if not isinstance(start, str) or not isinstance(end, str):
        return True
    if not _INSTANT.fullmatch(start) or not _INSTANT.fullmatch(end):
        return True  # written by another hand: the column of years says it
    year = year_of(_cell(sheet, "year", index))
    days = start[:10], end[:10]
    if year and days == (f"{year}-01-01", f"{year + 1}-01-01"):
        return True
    findings.fault(
        "figures of calendar years, as their column says",
        f"{days[0]} to {days[1]}, year {year or 'not said'}",
        "Leave out the rows of other periods before you send the table.",
        number,
        "year",
    )
    return False
