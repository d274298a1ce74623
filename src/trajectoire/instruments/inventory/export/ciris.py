"""An inventory of the GPC as a workbook, in the shape of its common reporting form."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trajectoire.core.source import Source
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.gases import APART, UNDIVIDED
from trajectoire.instruments.inventory.model.gpc import (
    BASIC,
    PLUS,
    SCOPES,
    SECTORS,
    GpcTable,
)
from trajectoire.instruments.inventory.model.grid import GridCell
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.methods.warming import REFERENCES

GASES = {
    "co2": "CO2",
    "ch4": "CH4",
    "n2o": "N2O",
    "hfc": "HFC",
    "pfc": "PFC",
    "sf6": "SF6",
    "nf3": "NF3",
    UNDIVIDED: "Gases not divided",
    TOTAL: "Total CO2e",
    APART: "CO2(b)",
}
HEADINGS = (
    "Inventory year",
    "GPC ref No.",
    "Sector",
    "Sub-sector and scope",
    "Scope",
    "Reporting level",
    "Notation key",
    *(f"{name} (t{'' if gas == APART else 'CO2e'})" for gas, name in GASES.items()),
    "Total, lower 90 % bound (tCO2e)",
    "Total, upper 90 % bound (tCO2e)",
    "Share without stated uncertainty",
    "State of the figures",
    "Data sources",
    "Explanatory comments",
)
KEYS = (
    ("NO", "Not occurring: the activity does not exist in the city."),
    ("NE", "Not estimated: emissions occur and the figure is missing."),
    (
        "IE",
        "Included elsewhere: counted under another reference, named in the comments.",
    ),
    ("C", "Confidential: known, and not published."),
    ("", "Nothing is said of this reference: neither zero nor not occurring."),
)
# Nothing that was typed becomes a formula, an address or a number.
_TEXTS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE, _NARROW = 44, 14  # [character] width of columns of text and of figures


@dataclass(frozen=True)
class City:
    """What the first sheet says of the inventory.

    Parameters
    ----------
    name, country, boundary
        Of the city, as it wants to be named. [-]
    year
        Of the inventory. [year]
    potentials
        Set of warming potentials. [-]
    population
        Inhabitants; None where it is not known. [inhabitant]
    census
        Year that they are of, which need not be that of the inventory; None where it
        is not known. [year]
    made
        When the workbook was made. [-]

    """

    name: str
    country: str
    boundary: str
    year: int
    potentials: Potentials
    population: int | None
    census: int | None
    made: datetime


def ciris(
    city: City,
    table: GpcTable,
    nomenclatures: Nomenclatures,
    rows: Mapping[int, Row],
    sources: Mapping[int, Source],
) -> bytes:
    """Write an inventory of the GPC as a workbook.

    Parameters
    ----------
    city
        What the first sheet says. [-]
    table
        The view. [-]
    nomenclatures
        Names of sectors and references. [-]
    rows
        Of the ledger, by number. [-]
    sources
        By number. [-]

    Returns
    -------
    workbook
        XLSX with four sheets: city, summary by sector and scope, one line a reference
        with gases apart, notation keys. [-]

    Notes
    -----
    Shaped after public descriptions of the City Inventory Reporting and Information
    System (CIRIS); it is not C40's file, whose macros are its own. A reference of which
    nothing is said has no key: whoever reports decides between NO and NE.

    """
    import xlsxwriter  # noqa: PLC0415  (only who exports a workbook waits for it)

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, _TEXTS)
    workbook.set_properties({"created": city.made, "title": f"{city.name} {city.year}"})
    sheets = (
        ("eCRF_1 City", _of_city(city, table, nomenclatures)),
        ("eCRF_2 Summary", _summary(table, nomenclatures)),
        ("eCRF_3 Emissions", _emissions(city, table, nomenclatures, rows, sources)),
        ("Notation keys", (("Key", "Meaning"), *KEYS)),
    )
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    figures = workbook.add_format({"num_format": "#,##0.###"})
    plain = workbook.add_format({"num_format": "0"})
    for name, lines in sheets:
        _write(workbook.add_worksheet(name), lines, bold, (figures, plain))
    workbook.close()
    return stream.getvalue()


class _Plain(int):
    """A year or a scope: a number, without the separators of an amount."""


Cell = str | float | int | None
Line = Sequence[Cell]


def _write(
    sheet: Any, lines: Iterable[Line], bold: Any, numbers: tuple[Any, Any]
) -> None:
    """Write lines, the first as a heading; texts as texts, nothing as formula."""
    widths: dict[int, int] = {}
    for height, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(height, column, cell, None if height else bold)
                long = height > 0 and len(cell) > _NARROW
                widths[column] = _WIDE if long else widths.get(column, _NARROW)
            elif cell is not None:
                style = numbers[isinstance(cell, _Plain)]
                sheet.write_number(height, column, cell, style)
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)


def _of_city(
    city: City, table: GpcTable, nomenclatures: Nomenclatures
) -> Iterable[Line]:
    counted = {level: table.demanded(level, nomenclatures) for level in (BASIC, PLUS)}
    yield ("Field", "Value")
    yield ("City", city.name)
    yield ("Country", city.country)
    yield ("Boundary", city.boundary)
    yield ("Inventory year", _Plain(city.year))
    yield ("Population", city.population)
    yield ("Year of the population", city.census and _Plain(city.census))
    yield ("Warming potentials", REFERENCES[city.potentials])
    for level in (BASIC, PLUS):
        complete, demanded = counted[level]
        yield (f"Total {level} (tCO2e)", _value(table.levels[level]))
        yield (f"References of {level} complete", complete)
        yield (f"References of {level} demanded", demanded)
    yield ("Made by", "Trajectoire (AGPL-3.0-or-later)")


def _summary(table: GpcTable, nomenclatures: Nomenclatures) -> Iterable[Line]:
    yield ("Sector", *(f"Scope {scope} (tCO2e)" for scope in SCOPES))
    for sector in SECTORS:
        amounts = (_value(table.scopes[sector, scope]) for scope in SCOPES)
        yield (f"{sector} {nomenclatures.name('GPC', sector, 'en')}", *amounts)
    yield ("BASIC", _value(table.levels[BASIC]))
    yield ("BASIC+", _value(table.levels[PLUS]))
    yield ("Scope 1 (territorial)", _value(table.levels["TERRITORIAL"]))


def _emissions(
    city: City,
    table: GpcTable,
    nomenclatures: Nomenclatures,
    rows: Mapping[int, Row],
    sources: Mapping[int, Source],
) -> Iterable[Line]:
    yield HEADINGS
    for code, line in nomenclatures.lines["GPC"].items():
        cell = table.grid.cells[code, TOTAL]
        by_gas = (table.grid.cells[code, gas] for gas in GASES)
        yield (
            _Plain(city.year),
            code,
            nomenclatures.name("GPC", code.split(".")[0], "en"),
            line.words.en,
            _Plain(line.scope),
            line.level,
            table.notation.get(code, ""),
            *(_value(each.amount) for each in by_gas),
            *_doubt(cell.amount),
            cell.state.value.replace("_", " ") if cell.rows else "",
            _whom(cell, rows, sources),
            "; ".join(cell.notes),
        )


def _doubt(amount: Amount | None) -> tuple[Cell, Cell, Cell]:
    if amount is None:
        return None, None, None
    return amount.low, amount.high, amount.unknown


def _whom(
    cell: GridCell, rows: Mapping[int, Row], sources: Mapping[int, Source]
) -> str:
    """Quote the sources of a cell, each once."""
    numbers = {rows[number].source for number in cell.rows if number in rows}
    return "; ".join(sorted({str(sources[n]) for n in numbers if n in sources}))


def _value(amount: Amount | None) -> float | None:
    return amount.value if amount else None
