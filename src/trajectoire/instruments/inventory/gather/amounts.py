"""How much a cell of a table says, how sure it is, or why it says nothing."""

import math
from typing import NamedTuple

from trajectoire.core.indicator import VALUED, CellState
from trajectoire.instruments.inventory.gather.asides import Asides
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import (
    Column,
    Mapping,
    Quality,
    Role,
)
from trajectoire.instruments.inventory.gather.numbers_as_written import (
    decimal_of,
    number,
    unclear_marks,
)
from trajectoire.instruments.inventory.gather.reading import Rows
from trajectoire.instruments.inventory.gather.subject import About
from trajectoire.instruments.inventory.gather.units_of_figures import FigureUnits
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.instruments.inventory.model.soundness import (
    LARGEST,
    SMALLEST,
    is_sound,
    may_be_negative,
)
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

_OBSERVED = (Quality.MEASURED, Quality.COMPUTED)
_NUMBERS = (Role.VALUE, Role.UNCERTAINTY, Role.LOW, Role.HIGH)

_STATE = "a state or a notation key (NO, NE, IE, C)"
_TRANSLATE = "Say which state it stands for."
_EMPTY = "Give the value, or a notation key instead."
_EITHER = "Keep the value or the state, not both."
_NUMBER = (
    "Correct the cell; where the value is missing leave it empty, or write NO, NE, IE "
    "or C."
)


class Amount(NamedTuple):
    """How much, how sure, or why not.

    Parameters
    ----------
    state
        What the cell of the ledger says. [-]
    value
        None where the state carries none. [unit]
    uncertainty
        Standard, k = 1; None where the table states none. [unit]
    bounds
        Of 95 %; None where the table states none. [unit]

    """

    state: CellState
    value: float | None = None
    uncertainty: float | None = None
    bounds: tuple[float, float] | None = None


def _in_words(state: str) -> str:
    return state.replace("_", " ")


class Amounts:
    """Reads how much the cells of a table say.

    Parameters
    ----------
    sheet, mapping, rows
        The table, and what its rows say. [-]
    vocabulary
        Notation keys, and sectors that may take carbon back. [-]
    findings
        Where everything that is wrong is noted. [-]

    """

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping,
        rows: Rows,
        vocabulary: Vocabulary,
        findings: Findings,
    ) -> None:
        self._sheet, self._mapping, self._rows = sheet, mapping, rows
        self._vocabulary, self._findings = vocabulary, findings
        observed = mapping.choices.quality in _OBSERVED
        self._state = CellState.OBSERVED if observed else CellState.ESTIMATED
        self._grouped = False
        self._decimal = self._told_decimal()
        self._units = FigureUnits(sheet, mapping, rows, findings)
        self._asides = Asides(sheet, mapping, findings, self._decimal, self._number)

    def amount(
        self, row: int, column: Column, cell: Cell, about: About
    ) -> Amount | None:
        """Read a cell.

        Parameters
        ----------
        row
            Index of its row. [-]
        column
            Its column. [-]
        cell
            What it holds. [-]
        about
            What it is about. [-]

        Returns
        -------
        amount
            None where it cannot be read, which is noted. [-]

        """
        state, value = self._state_and_value(row, column, cell)
        if state is None:
            return None
        if value is None:
            return Amount(state)
        by = self._units.multiplier(row, column, about.substance)
        if by is None:
            return None
        value *= by
        if not self._is_possible(row, column, value, about):
            return None
        around = self._asides.around(row, value, by, about.substance)
        return Amount(state, value, *around)

    def look_at(self, row: int, column: Column, cell: Cell) -> None:
        """Note what is wrong with a cell of which nobody knows what it is about.

        Parameters
        ----------
        row
            Index of its row. [-]
        column
            Its column. [-]
        cell
            What it holds. [-]

        """
        self._state_and_value(row, column, cell)

    def _told_decimal(self) -> str:
        """Take the decimal mark that was chosen, or that the numbers show."""
        columns = [c.name for c in self._mapping.columns if c.role in _NUMBERS]
        cells = (cell for name in columns for cell in self._sheet.columns.get(name, ()))
        chosen = self._mapping.choices.decimal
        found = decimal_of(cells)
        self._grouped = not found  # the other mark then parts thousands
        for name in columns:
            self._look_at_marks(name)
        if not found and not chosen:
            self._findings.fault(
                "a decimal mark that can be told from the numbers",
                "numbers as 1,234 or 1.234 only",
                "Say whether the mark is a comma or a point.",
                column=columns[0] if columns else "",
            )
        return chosen or found or "."

    def _look_at_marks(self, column: str) -> None:
        """Refuse 1,234 and 1.234 in one column: no mark that is told explains both."""
        cells = self._sheet.columns.get(column, [])
        marks = unclear_marks(cells)
        if len(marks) > 1:
            found = " and ".join(f"“{cells[index]}”" for index in marks.values())
            remedy = "Write its numbers alike, without marks of thousands."
            row = self._sheet.rows[max(marks.values())]
            expected = "one decimal mark in a column"
            self._findings.fault(expected, found, remedy, row, column)

    def _state_and_value(
        self, row: int, column: Column, cell: Cell
    ) -> tuple[CellState | None, float | None]:
        """Read a value, or the notation key that stands instead."""
        word = self._rows.states.word(row)
        said = self._rows.states[row] if word else None
        if word and said is None:
            remedy = self._likely_state(word)
            self._refuse(row, _STATE, f"“{word}”", remedy, Role.STATE)
            return None, None
        value: float | None = None
        if isinstance(cell, str) and cell != "":
            key = self._key(cell)
            if key:
                said, cell = said or key, ""
        if cell != "":
            value = self._number(cell, row, column.name)
            if value is None:
                return None, None
        return self._agreed(CellState(said) if said else None, value, row, column)

    def _likely_state(self, word: str) -> str:
        """Say what an unknown state looks like, a person to confirm it."""
        likely = self._vocabulary.likely_state(word)
        return (
            f"{_TRANSLATE} It looks like the state {_in_words(likely)}."
            if likely
            else _TRANSLATE
        )

    def _key(self, cell: str) -> str:
        """Read a notation key; a word with a digit is a number, unless translated."""
        translated = self._mapping.words.states.get(cell)
        if translated or cell[-1].isdigit():
            return translated or ""
        return self._vocabulary.state(cell)

    def _agreed(
        self, state: CellState | None, value: float | None, row: int, column: Column
    ) -> tuple[CellState | None, float | None]:
        """Make one of a state and a value, or note that they contradict each other."""
        if state is None and value == 0:
            zeros = self._mapping.choices.zeros
            if zeros == "missing":
                return CellState.MISSING, None
            state = CellState.CONFIRMED_ZERO if zeros == "confirmed" else None
        if state is None or state in (CellState.OBSERVED, CellState.ESTIMATED):
            if value is None:
                self._refuse_cell(row, column, "a value", "nothing", _EMPTY)
                return None, None
            return state or self._state, value
        if state is CellState.CONFIRMED_ZERO and not value:
            return state, 0.0
        if value and state not in VALUED:
            found = f"{value:g} with the state {_in_words(state)}"
            self._refuse_cell(row, column, "no value beside this state", found, _EITHER)
            return None, None
        if value:
            found = f"{value:g}"
            self._refuse_cell(row, column, "zero where it is confirmed", found, _EITHER)
            return None, None
        return state, None

    def _number(self, cell: Cell, row: int, column: str) -> float | None:
        if isinstance(cell, float):
            if cell - cell == 0:
                return cell
            cell = str(cell)
        try:
            return number(cell, self._decimal, grouped=self._grouped)
        except ValueError:
            expected = f"a finite number written with “{self._decimal}”"
            remedy = _NUMBER
        self._findings.fault(
            expected, f"“{cell}”", remedy, self._sheet.rows[row], column
        )
        return None

    def _is_possible(
        self, row: int, column: Column, value: float, about: About
    ) -> bool:
        if not math.isfinite(value):
            self._refuse_cell(row, column, "a finite number", f"{value}", _NUMBER)
            return False
        unit = about.substance.unit
        if not is_sound(value, None):
            expected = f"0, or {SMALLEST:g} to {LARGEST:g} {unit}"
            remedy = "Check the number and its unit."
            self._refuse_cell(row, column, expected, f"{value:g} {unit}", remedy)
            return False
        known, sector = self._vocabulary.nomenclatures, about.sector
        where = (about.substance.name, sector.nomenclature, sector.code)
        if value >= 0 or may_be_negative(known, *where):
            return True
        remedy = "Only land and forests take carbon back: check the sign."
        self._refuse_cell(row, column, "a value of at least 0", f"{value:g}", remedy)
        return False

    def _refuse(
        self, row: int, expected: str, found: str, remedy: str, role: Role
    ) -> None:
        column = next((c.name for c in self._mapping.of_role(role)), "")
        self._findings.fault(expected, found, remedy, self._sheet.rows[row], column)

    def _refuse_cell(
        self, row: int, column: Column, expected: str, found: str, remedy: str
    ) -> None:
        place = self._sheet.rows[row]
        self._findings.fault(expected, found, remedy, place, column.name)
