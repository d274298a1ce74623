"""What stands beside a value: its uncertainty, or the bounds between which it lies.

The name of such a column may give its unit, which need not be that of the value: an
uncertainty in tonnes beside kilotonnes is read in tonnes, never as per cent.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trajectoire.core.errors import UnitError
from trajectoire.instruments.inventory.gather.certainty import Certainty
from trajectoire.instruments.inventory.gather.column_evidence import unit_in
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role, Spread
from trajectoire.instruments.inventory.gather.numbers_as_written import number
from trajectoire.instruments.inventory.gather.units_as_written import (
    multiplier,
    unit_of,
)
from trajectoire.instruments.inventory.gather.vocabulary import folded
from trajectoire.instruments.inventory.model.nomenclature import Substance
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

Bounds = tuple[float, float]

_ROLES = (Role.UNCERTAINTY, Role.LOW, Role.HIGH)
_ABSOLUTE = (Spread.ABSOLUTE_95, Spread.ABSOLUTE_K1)
_LEVEL = re.compile(r"\d\s*%")  # “at 95 %” says how sure, not in what
_PER_CENT = ("pourcent", "pour cent", "percent", "per cent", "relati")
_DEVIATION = ("ecart type", "k 1", "standard")
_STANDARD = (*_DEVIATION, "incertitude type")
_SHARES = frozenset({"part", "share", "fraction", "ratio"})
_ONE = 1.0  # per cent: uncertainties that are all below look like shares of one


def unit_named(name: str) -> str:
    """Find the unit that the name of a column of uncertainties or bounds holds.

    Parameters
    ----------
    name
        As ``Incertitude (ktCO2e)`` or ``Borne basse GWh``. [-]

    Returns
    -------
    unit
        As written; empty where there is none. [-]

    Examples
    --------
    >>> unit_named("Borne basse GWh"), unit_named("Incertitude (%)")
    ('GWh', '')

    """
    words = name.split()
    last = words[-1] if len(words) > 1 else ""
    return unit_in(name) or (last if unit_of(last) else "")


def spread_named(name: str) -> Spread:
    """Read what the name of a column of uncertainties says that it holds.

    Parameters
    ----------
    name
        Of the column. [-]

    Returns
    -------
    spread
        Absolute where it gives a unit or speaks of deviations; per cent else. At 95 %
        unless it speaks of deviations. [-]

    """
    plain = folded(name)
    standard = any(word in plain for word in _STANDARD)
    absolute = unit_named(name) or any(word in plain for word in _DEVIATION)
    if absolute and not _is_per_cent(name):
        return Spread.ABSOLUTE_K1 if standard else Spread.ABSOLUTE_95
    return Spread.PERCENT_K1 if standard else Spread.PERCENT_95


def _is_per_cent(name: str) -> bool:
    plain = folded(name)
    sign = "%" in _LEVEL.sub(" ", name)
    return sign or any(word in plain for word in _PER_CENT)


@dataclass(frozen=True)
class _Beside:
    """A column that stands beside the values."""

    name: str
    cells: Sequence[Cell]
    unit: str  # empty where it is that of the value


class Asides:
    """Reads how sure a table says that its values are.

    Parameters
    ----------
    sheet, mapping
        The table, and what its columns say. [-]
    findings
        Where everything that is wrong is noted. [-]
    decimal
        Decimal mark of the table. [-]
    read
        Reads a number of a row and column; None where it is none, which it notes. [-]

    """

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping,
        findings: Findings,
        decimal: str,
        read: Callable[[Cell, int, str], float | None],
    ) -> None:
        self._rows, self._findings, self._read = sheet.rows, findings, read
        self._decimal = decimal
        self._words, self._choices = mapping.words, mapping.choices
        self._certainty = Certainty(mapping.choices)
        self._relative = mapping.choices.spread not in _ABSOLUTE
        self._columns = {
            role: _Beside(
                column.name,
                sheet.columns[column.name],
                column.unit or unit_named(column.name),
            )
            for role in _ROLES
            for column in mapping.of_role(role)[:1]
            if column.name in sheet.columns
        }
        self._units: dict[tuple[Role, str], float | str] = {}
        self._mixed = True  # whether some of the per cents are above one
        self._scale = self._looked_at()

    def around(
        self, row: int, value: float, by: float, substance: Substance
    ) -> tuple[float | None, Bounds | None]:
        """Tell how sure the value of a row is.

        Parameters
        ----------
        row
            Index of the row. [-]
        value
            In the unit of the ledger. [unit]
        by
            Multiplier from the unit of the value in the table to it. [-]
        substance
            What is counted. [-]

        Returns
        -------
        uncertainty
            Standard, k = 1; None where the table states none. [unit]
        bounds
            Of 95 %; None where the table states none. [unit]

        """
        if not self._columns:
            return None, None
        uncertainty = self._uncertainty(row, value, by, substance)
        return uncertainty, self._bounds(row, value, by, substance)

    def _looked_at(self) -> float:
        """Refuse columns that say one thing and are taken for another.

        Give what turns the numbers of a relative column into per cents.
        """
        for role in (Role.LOW, Role.HIGH):
            bound = self._columns.get(role)
            if bound is not None and _is_per_cent(bound.name):
                remedy = "Give bounds as values, or one uncertainty in per cent."
                expected = "bounds in a unit of the value"
                self._refuse_column(expected, f"“{bound.name}”", remedy, bound)
        column = self._columns.get(Role.UNCERTAINTY)
        if column is None:
            return 1.0
        self._look_at_kind(column)
        if not self._relative:
            return 1.0
        if _SHARES & set(folded(column.name).split()):
            return 100.0
        self._look_for_shares(column)
        return 1.0

    def _look_at_kind(self, column: _Beside) -> None:
        """Refuse a kind of uncertainty that is at odds with the name of its column."""
        per_cent = _is_per_cent(column.name)
        if per_cent and not self._relative:
            expected = "uncertainties in per cent, as the name of their column says"
            remedy = (
                "Say that the column of uncertainties is in per cent, or rename it."
            )
            self._refuse_column(expected, "absolute", remedy, column)
        if column.unit and not per_cent and self._relative:
            expected = "absolute uncertainties, as the name of their column has a unit"
            remedy = "Say that the column of uncertainties is absolute, or rename it."
            self._refuse_column(expected, "per cent", remedy, column)

    def _look_for_shares(self, column: _Beside) -> None:
        """Ask of what the numbers are, where none is above one per cent.

        A workbook keeps 0.05 in a cell that it shows as 5 %.
        """
        numbers = list(self._numbers(column.cells))
        if numbers and 0 < max(numbers) <= _ONE:
            self._mixed = False
            self._findings.fault(
                "uncertainties in per cent, not all of them below 1",
                f"at most {max(numbers):g}",
                "Write the sign after each number (5 %, 0.5 %); if they are shares of "
                "one (0.05 for 5 %), add the word “share” to the name of the column.",
                self._rows[0],
                column.name,
            )

    def _numbers(self, cells: Sequence[Cell]) -> Iterator[float]:
        """Give the numbers that no sign calls per cents."""
        for cell in cells:
            if isinstance(cell, float):
                yield cell
            elif cell and not cell.endswith("%"):
                try:
                    yield number(cell.removeprefix("±").strip(), self._decimal)
                except ValueError:
                    continue  # it is noted where it is read

    def _uncertainty(
        self, row: int, value: float, by: float, substance: Substance
    ) -> float | None:
        written = self._number(Role.UNCERTAINTY, row)
        if written is None:
            return None
        if written < 0:
            expected, remedy = "an uncertainty of at least 0", "Give it without sign."
            self._refuse(row, expected, f"{written:g}", remedy, Role.UNCERTAINTY)
            return None
        if self._relative:
            per_cent = self._per_cent(row, written)
            return self._certainty.stated(value, per_cent, by)
        own = self._multiplier(row, Role.UNCERTAINTY, by, substance)
        return None if own is None else self._certainty.stated(value, written, own)

    def _per_cent(self, row: int, written: float) -> float:
        """Put an uncertainty in per cent; remark those that look like shares."""
        cell = self._columns[Role.UNCERTAINTY].cells[row]
        if isinstance(cell, str) and cell.endswith("%"):
            return written
        if self._mixed and self._scale == 1 and 0 < written < _ONE:
            text = "uncertainties below 1 %: check that they are not shares of one"
            self._findings.remark(text, self._rows[row])
        return written * self._scale

    def _bounds(
        self, row: int, value: float, by: float, substance: Substance
    ) -> Bounds | None:
        written = [self._number(role, row) for role in (Role.LOW, Role.HIGH)]
        if written == [None, None]:
            return None
        found: list[float] = []
        for role, one in zip((Role.LOW, Role.HIGH), written, strict=True):
            own = self._multiplier(row, role, by, substance) if one is not None else 0.0
            if own is None:
                return None
            found += [] if one is None else [one * own]
        if len(found) == 2 and found[0] <= value <= found[1]:
            return found[0], found[1]
        shown = " to ".join("nothing" if b is None else f"{b:g}" for b in written)
        expected = "two bounds, the value between them"
        remedy = "Give the lower bound, then the upper one, in the unit of the value."
        self._refuse(row, expected, f"{shown} around {value / by:g}", remedy, Role.LOW)
        return None

    def _multiplier(
        self, row: int, role: Role, by: float, substance: Substance
    ) -> float | None:
        """Give what turns the unit of a column into that of the ledger."""
        written = self._columns[role].unit
        if not written:
            return by
        key = role, substance.name
        if key not in self._units:
            potentials, units = self._choices.potentials, self._words.units
            try:
                self._units[key] = multiplier(written, substance, potentials, units)
            except UnitError as error:
                self._units[key] = str(error)
        own = self._units[key]
        if isinstance(own, float):
            return own
        expected = f"a unit that converts to {substance.unit} of {substance.name}"
        self._refuse(row, expected, f"“{written}”", own, role)
        return None

    def _number(self, role: Role, row: int) -> float | None:
        """Read a number that stands beside the value."""
        column = self._columns.get(role)
        cell = column.cells[row] if column else ""
        if column is None or cell == "":
            return None
        if isinstance(cell, str):
            bare = cell.removesuffix("%")
            if bare != cell and not (self._relative and role is Role.UNCERTAINTY):
                expected = "a number in a unit of the value"
                remedy = "Write it without the sign, or give per cents in one column."
                self._refuse(row, expected, f"“{cell}”", remedy, role)
                return None
            cell = bare.strip().removeprefix("±").strip()
        return None if cell == "" else self._read(cell, row, column.name)

    def _refuse(
        self, row: int, expected: str, found: str, remedy: str, role: Role
    ) -> None:
        column = self._columns[role].name if role in self._columns else ""
        self._findings.fault(expected, found, remedy, self._rows[row], column)

    def _refuse_column(
        self, expected: str, found: str, remedy: str, column: _Beside
    ) -> None:
        self._findings.fault(expected, found, remedy, column=column.name)
