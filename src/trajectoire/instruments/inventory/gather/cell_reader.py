"""Read the cells of the columns of values, one after the other."""

from trajectoire.instruments.inventory.gather.amounts import Amounts
from trajectoire.instruments.inventory.gather.figure import Figure
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.reading import Rows
from trajectoire.instruments.inventory.gather.subject import Subjects
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

_BESIDE = (Role.UNCERTAINTY, Role.LOW, Role.HIGH, Role.SOURCE)  # of the value
_LONGEST_NOTE = 2000  # characters that the ledger keeps


def read_figures(
    sheet: Sheet,
    mapping: Mapping,
    rows: Rows,
    vocabulary: Vocabulary,
    findings: Findings,
) -> list[Figure]:
    """Read every cell of the columns of values.

    Parameters
    ----------
    sheet, mapping, rows
        The table, and what its columns and rows say. [-]
    vocabulary
        Substances and sectors. [-]
    findings
        Where everything that is wrong is noted. [-]

    Returns
    -------
    figures
        Those that could be read, in the order of the rows. [-]

    """
    subjects = Subjects(sheet.rows, mapping, rows, vocabulary, findings)
    amounts = Amounts(sheet, mapping, rows, vocabulary, findings)
    columns = [
        (column, sheet.columns[column.name])
        for column in mapping.of_role(Role.VALUE)
        if column.name in sheet.columns
    ]
    found: list[Figure] = []
    blank = 0
    for row, number in enumerate(sheet.rows):
        stated = rows.states.word(row) != ""
        filled = [one for one in columns if stated or one[1][row] != ""]
        blank += not filled
        note = _note(rows.notes[row], number, findings) if rows.notes else ""
        for column, cells in filled:
            about = subjects.about(row, column)
            if about is None:
                if row not in subjects.left_out:
                    amounts.look_at(row, column, cells[row])
                continue
            amount = amounts.amount(row, column, cells[row], about)
            if amount is not None:
                found.append(Figure(number, column.name, *about, *amount, note))
    if blank:
        findings.remark(f"rows without any value were left out: {blank}")
    if sheet.covered:
        _look_at_merged(sheet, mapping, rows, subjects.left_out, findings)
    return found


def _look_at_merged(
    sheet: Sheet, mapping: Mapping, rows: Rows, left_out: set[int], findings: Findings
) -> None:
    """Refuse a cell merged over several: the first would take all, the others none."""
    values = [c.name for c in mapping.of_role(Role.VALUE) if c.name in sheet.columns]
    indexes = {number: row for row, number in enumerate(sheet.rows)}
    for column in mapping.columns:
        for number, cell in sheet.covered.get(column.name, {}).items():
            row = indexes.get(number)
            if row is None or row in left_out:
                continue
            valued = any(sheet.columns[name][row] != "" for name in values)
            stated = rows.states.word(row) != ""
            alone = cell.column == column.name or {cell.column, column.name} <= {
                *values
            }
            if alone and _is_missed(column.role, valued=valued, stated=stated):
                said = (
                    cell.value if isinstance(cell.value, str) else f"{cell.value:.15g}"
                )
                found = f"“{said}” merged over {cell.area}"
                remedy = "Unmerge the cells, and write in each row what it holds."
                expected = "each figure in a cell of its own"
                findings.fault(expected, found, remedy, number, column.name)


def _is_missed(role: Role, *, valued: bool, stated: bool) -> bool:
    """Tell whether a row reads otherwise, without a word, for want of the cell."""
    if role is Role.VALUE:
        return not stated
    if role is Role.STATE:
        return not valued
    return valued and role in _BESIDE


def _note(cell: Cell, row: int, findings: Findings) -> str:
    note = str(cell) if cell != "" else ""
    if len(note) <= _LONGEST_NOTE and "\x00" not in note:
        return note
    expected = f"a note of at most {_LONGEST_NOTE} characters, none of them NUL"
    found, remedy = f"{len(note)} characters", "Shorten the text."
    findings.fault(expected, found, remedy, row)
    return ""
