"""Columns that do not hold what they should: exchanged, or at odds with each other."""

from collections import Counter
from collections.abc import Callable

from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import year_of
from trajectoire.instruments.inventory.gather.reading import Rows, Spot
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary, folded
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
    words = mapping.words
    tests: dict[Role, Callable[[Cell], bool]] = {
        Role.YEAR: lambda cell: year_of(cell) > 0,
        Role.SECTOR: lambda c: (
            isinstance(c, str)
            and (c in words.sectors or vocabulary.sector(c) is not None)
        ),
        Role.SUBSTANCE: lambda c: (
            isinstance(c, str)
            and (c in words.substances or vocabulary.substance(c) != "")
        ),
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


def look_at_names(
    sheet: Sheet, mapping: Mapping, rows: Rows, findings: Findings
) -> None:
    """Note codes of which the name beside them is that of another place.

    Parameters
    ----------
    sheet, mapping, rows
        The table, and what its columns and rows say. [-]
    findings
        Where it is noted: the code is believed. [-]

    """
    codes, names = mapping.of_role(Role.TERRITORY), mapping.of_role(Role.TERRITORY_NAME)
    if not codes or not names:
        return
    first: dict[tuple[Cell, Cell], int] = {}
    cells = (sheet.columns.get(one.name, []) for one in (codes[0], names[0]))
    for row, pair in enumerate(zip(*cells, strict=False)):
        first.setdefault(pair, row)
    for (_, name), row in first.items():
        spot = rows.spots[row]
        if not isinstance(spot, Spot) or not isinstance(name, str) or not name:
            continue
        called = folded(name)
        known = [folded(word) for word in (spot.territory.name, spot.through) if word]
        if not any(called in word or word in called for word in known):
            text = (
                f"{spot.word} is the code of {spot.territory.name}, called “{name}” "
                "beside it: the code is believed"
            )
            findings.remark(text, sheet.rows[row], names[0].name)


_SAID = {Role.YEAR: "years", Role.SECTOR: "sectors", Role.SUBSTANCE: "substances"}


def _share(sheet: Sheet, name: str, is_right: Callable[[Cell], bool]) -> float:
    """Give the share of the cells that a test understands; each word tested once."""
    words = Counter(cell for cell in sheet.columns.get(name, ()) if cell != "")
    total = sum(words.values())
    right = sum(count for cell, count in words.items() if is_right(cell))
    return right / total if total else 1.0
