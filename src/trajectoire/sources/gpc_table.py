"""Read a table of city inventories by GPC reference, as C40 publishes it.

The published table repeats each emission once per context variable (population, area,
GDP): summed as it stands, it counts every tonne three times. Here an emission is one
row.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from trajectoire.core.errors import UnitError
from trajectoire.core.units import factor
from trajectoire.sources.faults import Faults
from trajectoire.sources.text import (
    Table,
    decimal_of,
    read_text,
    separator_of,
    table_of,
)

CITY, COUNTRY, YEAR, REFERENCE = "City", "Country", "Year_calendar", "gpc_refno"
EMISSION, UNIT, GAS = "emissions", "units", "gas"
REGION, BOUNDARY = "Region", "Boundary"
VARIABLE, VARIABLE_VALUE = "Variable_name", "Variable_value"
NEEDED = (CITY, COUNTRY, YEAR, REFERENCE, EMISSION, UNIT, GAS)

_REFERENCE = re.compile(r"(I|II|III)\.\d\.\d|(IV|V|VI)\.\d")
Key = tuple[str, str, int, str, str]
_OLDEST, _LATEST = 1900, 2100  # [year] anything else is a slip of the keyboard


class Notation(StrEnum):
    """Why a cell of a GPC inventory holds no number."""

    NOT_OCCURRING = "NO"
    NOT_ESTIMATED = "NE"
    INCLUDED_ELSEWHERE = "IE"
    CONFIDENTIAL = "C"


@dataclass(frozen=True)
class GpcRow:
    """What a city declares for one reference, one year and one gas.

    Parameters
    ----------
    row
        First line of the file that says it, from 1. [-]
    city, country, region, boundary
        As published. [-]
    year
        Calendar year. [year]
    reference
        GPC reference number, as ``II.1.1``. [-]
    gas
        As published; ``CO2e`` for all gases together. [-]
    value
        None where a notation key stands instead. [unit]
    unit
        As the registry reads it: ``kgCO2e`` where the file says kg of CO2e. [-]
    notation
        Why there is no number; None where there is one. [-]
    context
        Population, area, wealth… by name, in the publisher's units. [-]

    """

    row: int
    city: str
    country: str
    region: str
    boundary: str
    year: int
    reference: str
    gas: str
    value: float | None
    unit: str
    notation: Notation | None = None
    context: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> Key:
        """What must occur once: city, country, year, reference, gas."""
        return self.city, self.country, self.year, self.reference, self.gas


def read_gpc_table(path: Path) -> tuple[GpcRow, ...]:
    """Read the inventories of a table.

    Parameters
    ----------
    path
        A CSV with the columns of C40's table of GPC inventories. [-]

    Returns
    -------
    rows
        One per city, year, reference and gas, in the order of the file. A row met again
        with another context variable completes the first; the same row twice, or with
        another emission, is a fault. [-]

    Raises
    ------
    InputError
        With every fault: missing columns, numbers that are none, unknown references,
        units or years, rows repeated.

    """
    text = read_text(path)
    table = table_of(text, separator_of(text.lines[0]))
    faults = Faults(path.name)
    table.require(NEEDED, faults)
    faults.settle()
    reading = _Reading(table, faults)
    for index in range(len(table.rows)):
        reading.take(index)
    faults.settle()
    return reading.rows()


class _Reading:
    """The rows met so far, under their keys."""

    def __init__(self, table: Table, faults: Faults) -> None:
        self.table, self.faults = table, faults
        numbers = [c for c in (EMISSION, VARIABLE_VALUE) if c in table.columns]
        self.decimal = decimal_of(table, numbers)
        self.found: dict[Key, GpcRow] = {}
        self.context: dict[Key, dict[str, float | None]] = {}

    def rows(self) -> tuple[GpcRow, ...]:
        """Give the emissions, each once, with its context."""
        return tuple(
            replace(
                row,
                context=tuple(
                    (name, value)
                    for name, value in self.context[key].items()
                    if value is not None
                ),
            )
            for key, row in self.found.items()
        )

    def take(self, index: int) -> None:
        """Read a row of the file: a new emission, or more context of a known one."""
        row, variable = self._row(index), self._cell(VARIABLE, index)
        known = self.found.setdefault(row.key, row)
        context = self.context.setdefault(row.key, {})
        if (known.value, known.notation) != (row.value, row.notation):
            found = f"{self._cell(EMISSION, index)}, and another one in row {known.row}"
            self._refuse("one emission", found, "Keep one of the two.", index, EMISSION)
        elif known is not row and (variable in context or not variable):
            found = f"the row {known.row} again"
            self._refuse("each row once", found, "Remove one of the two.", index)
        elif variable:
            written = self._cell(VARIABLE_VALUE, index)
            context[variable] = self._number(VARIABLE_VALUE, index) if written else None

    def _row(self, index: int) -> GpcRow:
        written = self._cell(EMISSION, index)
        keys = {key.value: key for key in Notation}
        notation = keys.get(written.upper())
        gas = self._cell(GAS, index)
        return GpcRow(
            row=self.table.rows[index],
            city=self._needed(CITY, index),
            country=self._needed(COUNTRY, index),
            region=self._cell(REGION, index),
            boundary=self._cell(BOUNDARY, index),
            year=self._year(index),
            reference=self._reference(index),
            gas=gas,
            value=None if notation else self._number(EMISSION, index),
            unit=self._unit(gas, index),
            notation=notation,
        )

    def _cell(self, column: str, index: int) -> str:
        return self.table.columns[column][index] if column in self.table.columns else ""

    def _refuse(
        self, expected: str, found: str, remedy: str, index: int, column: str = ""
    ) -> None:
        self.faults.add(expected, found, remedy, self.table.rows[index], column)

    def _needed(self, column: str, index: int) -> str:
        written = self._cell(column, index)
        if not written:
            self._refuse("a name", "nothing", "Fill the cell.", index, column)
        return written

    def _number(self, column: str, index: int) -> float | None:
        written = self._cell(column, index)
        other = "." if self.decimal == "," else ","
        try:
            if other in written or "_" in written:
                raise ValueError(written)
            value = float(written.replace(self.decimal, "."))
            if value - value != 0:  # NaN and infinities
                raise ValueError(written)
        except ValueError:
            expected = f"a finite number written with “{self.decimal}”"
            remedy = "Write NO, NE, IE or C where there is no emission, never zero."
            if column != EMISSION:
                remedy = "Correct the cell, or leave it empty."
            self._refuse(expected, f"“{written}”", remedy, index, column)
            return None
        return value

    def _year(self, index: int) -> int:
        written = self._cell(YEAR, index)
        if written.isdecimal() and _OLDEST <= int(written) <= _LATEST:
            return int(written)
        found, remedy = f"“{written}”", "Write the calendar year, as 2019."
        self._refuse("a year", found, remedy, index, YEAR)
        return 0

    def _reference(self, index: int) -> str:
        written = self._cell(REFERENCE, index)
        if not _REFERENCE.fullmatch(written):
            remedy = "Use the numbers of the GPC, chapter 4."
            expected = "a GPC reference as II.1.1 or IV.2"
            self._refuse(expected, f"“{written}”", remedy, index, REFERENCE)
        return written

    def _unit(self, gas: str, index: int) -> str:
        written = self._cell(UNIT, index)
        unit = "t" if written in ("tonne", "tonnes") else written
        if gas == "CO2e" and "CO2" not in unit:
            unit += gas
        try:
            factor(unit, "kgCO2e" if gas == "CO2e" else "kg")
        except UnitError:
            expected = "a unit of mass, as kg or tonne"
            remedy = "Write the unit that the numbers have."
            self._refuse(expected, f"“{written}” of {gas}", remedy, index, UNIT)
        return unit


def cities(rows: Iterable[GpcRow]) -> tuple[tuple[str, int], ...]:
    """List the inventories of a table.

    Parameters
    ----------
    rows
        Of a table. [-]

    Returns
    -------
    inventories
        City and year of each, in order. [-]

    """
    return tuple(sorted({(row.city, row.year) for row in rows}))
