"""In which unit a figure is written: its column says it, its row, or both alike."""

from math import isclose

from trajectoire.core.errors import UnitError
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Column, Mapping, Role
from trajectoire.instruments.inventory.gather.reading import Rows
from trajectoire.instruments.inventory.gather.units_as_written import (
    multiplier,
    read_as_equivalent,
    unit_of,
)
from trajectoire.instruments.inventory.model.nomenclature import Substance
from trajectoire.sources.sheets import Sheet


class FigureUnits:
    """Turns the units of a table into those of the ledger.

    Parameters
    ----------
    sheet, mapping, rows
        The table, and what its columns and rows say. [-]
    findings
        Where units that convert to nothing, or contradict each other, are noted. [-]

    """

    def __init__(
        self, sheet: Sheet, mapping: Mapping, rows: Rows, findings: Findings
    ) -> None:
        self._sheet, self._mapping, self._rows = sheet, mapping, rows
        self._findings = findings
        self._known: dict[tuple[str, str], float | str] = {}
        self._taken_for: dict[tuple[str, str], str] = {}
        self._alike: dict[tuple[str, str, str], bool] = {}
        columns = mapping.of_role(Role.UNIT)
        self._column = columns[0].name if columns else ""
        self._asked = any(not one.unit for one in mapping.of_role(Role.VALUE))

    def multiplier(
        self, row: int, column: Column, substance: Substance
    ) -> float | None:
        """Give what turns the unit of a figure into that of the ledger.

        Parameters
        ----------
        row
            Index of its row. [-]
        column
            Its column. [-]
        substance
            What is counted. [-]

        Returns
        -------
        multiplier
            None where the unit is not known, which is noted. [-]

        """
        written = column.unit or self._rows.units[row] or ""
        by = self._by(written, substance)
        place = self._sheet.rows[row]
        if isinstance(by, str):
            expected = f"a unit that converts to {substance.unit} of {substance.name}"
            found = f"“{written}”" if written else "nothing"
            self._findings.fault(expected, found, by, place, column.name)
            return None
        if column.unit and not self._agrees(row, column.unit, substance):
            return None
        taken_for = self._taken_for[written, substance.name]
        if taken_for:
            text = f"“{written}” is read as {taken_for}"
            self._findings.remark(text, place, column.name)
        return by

    def _by(self, written: str, substance: Substance) -> float | str:
        """Give the multiplier of a unit, or what to do where it has none."""
        key = written, substance.name
        if key not in self._known:
            words, choices = self._mapping.words.units, self._mapping.choices
            try:
                by: float | str = multiplier(
                    written, substance, choices.potentials, words
                )
            except UnitError as error:
                by = str(error)
            self._known[key] = by
            self._taken_for[key] = read_as_equivalent(written, substance, words)
        return self._known[key]

    def _agrees(self, row: int, named: str, substance: Substance) -> bool:
        """Refuse a row that gives another unit than the name of its column."""
        told = self._rows.units.word(row)
        if not told or told == named:
            return True
        key = named, told, substance.name
        if key not in self._alike:
            self._alike[key] = self._are_alike(*key[:2], substance)
        if not self._alike[key]:
            self._findings.fault(
                "one unit for a figure",
                f"“{told}” in the row, “{named}” in the name of the column",
                "Correct one of the two; if the column of units speaks of something "
                "else, leave it out.",
                self._sheet.rows[row],
                self._column,
            )
        return self._alike[key]

    def _are_alike(self, named: str, told: str, substance: Substance) -> bool:
        """Tell whether two units are the same one, or that of the row another's.

        Beside a column of values without a unit, what measures something else is said
        of that column.
        """
        words = self._mapping.words.units
        meant = unit_of(words.get(told, told))
        if meant and meant == unit_of(words.get(named, named)):
            return True
        first, second = self._by(named, substance), self._by(told, substance)
        if isinstance(first, float) and isinstance(second, float):
            return isclose(first, second)
        return self._asked
