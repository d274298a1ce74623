"""Columns that were exchanged: said once, rather than for each of their cells."""

from collections import Counter
from collections.abc import Callable

from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import year_of
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

_FEW = 0.5  # share of the cells of a column that its own role understands
_MOST = 0.95  # share of the cells of a column that another role understands


def exchanged(
    sheet: Sheet, mapping: Mapping, vocabulary: Vocabulary, findings: Findings
) -> bool:
    """Note columns that look exchanged, rather than each of their cells.

    Parameters
    ----------
    sheet
        The table. [-]
    mapping
        What its columns say. [-]
    vocabulary
        Substances and sectors. [-]
    findings
        Where it is noted. [-]

    Returns
    -------
    exchanged
        Whether two columns are: nothing else can then be said of the rows. [-]

    """
    tests: dict[Role, Callable[[Cell], bool]] = {
        Role.YEAR: lambda cell: year_of(cell) > 0,
        Role.SECTOR: lambda c: isinstance(c, str) and vocabulary.sector(c) is not None,
        Role.SUBSTANCE: lambda c: isinstance(c, str) and vocabulary.substance(c) != "",
    }
    found = False
    for role, is_right in tests.items():
        for column in mapping.of_role(role):
            if _share(sheet, column.name, is_right) > _FEW:
                continue
            for other in mapping.columns:
                if other.role in (role, Role.IGNORED) or other.year:
                    continue
                if _share(sheet, other.name, is_right) >= _MOST:
                    expected = f"{_SAID[role]} in column “{column.name}”"
                    place = f"they seem to be in column “{other.name}”"
                    remedy = "Exchange the two columns in the mapping."
                    findings.fault(expected, place, remedy, column=column.name)
                    found = True
    return found


_SAID = {Role.YEAR: "years", Role.SECTOR: "sectors", Role.SUBSTANCE: "substances"}


def _share(sheet: Sheet, name: str, is_right: Callable[[Cell], bool]) -> float:
    """Give the share of the cells that a test understands; each word tested once."""
    words = Counter(cell for cell in sheet.columns.get(name, ()) if cell != "")
    total = sum(words.values())
    right = sum(count for cell, count in words.items() if is_right(cell))
    return right / total if total else 1.0
