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
    return found


def _note(cell: Cell, row: int, findings: Findings) -> str:
    note = str(cell) if cell != "" else ""
    if len(note) <= _LONGEST_NOTE and "\x00" not in note:
        return note
    expected = f"a note of at most {_LONGEST_NOTE} characters, none of them NUL"
    found, remedy = f"{len(note)} characters", "Shorten the text."
    findings.fault(expected, found, remedy, row)
    return ""
