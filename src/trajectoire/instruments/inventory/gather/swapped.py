"""Columns that do not hold what they should: exchanged, or at odds with each other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Column, Mapping, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import year_of
from trajectoire.instruments.inventory.gather.reading import Rows, Spot
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Vocabulary,
    folded,
)
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

_FEW = 0.5  # share of the cells of a column that its own role understands
_ARTICLE = 3  # letters of words that any two names may share: sur, les, La
_JUDGED = 200  # codes with a name beside them: some of these names are searched
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
    sheet: Sheet,
    mapping: Mapping,
    rows: Rows,
    gazetteer: Gazetteer,
    findings: Findings,
) -> None:
    """Note codes of which the name beside them is that of another place.

    Parameters
    ----------
    sheet, mapping, rows
        The table, and what its columns and rows say. [-]
    gazetteer
        Territories. [-]
    findings
        Where it is noted: the code is believed where names and codes mostly agree, and
        neither is where most rows name other places than their codes. [-]

    """
    codes, names = mapping.of_role(Role.TERRITORY), mapping.of_role(Role.TERRITORY_NAME)
    if not codes or not names:
        return
    pairs = _named(sheet, codes[0], names[0], rows)
    judged = pairs[:_JUDGED]
    elsewhere = [one for one in judged if _is_elsewhere(one, gazetteer)]
    if _rows_of(elsewhere) > _FEW * _rows_of(judged):
        first = elsewhere[0]
        place = first.spot.territory.name
        findings.fault(
            "codes of the places that are named beside them",
            f"“{first.name}” beside {first.spot.word}, the code of {place}",
            "Give INSEE codes or SIRENs: postcodes are neither. If the codes are "
            "right, leave the column of names out.",
            sheet.rows[first.rows[0]],
            codes[0].name,
        )
        return
    for spot, name, there in pairs:
        if not _is_called(spot, name):
            text = (
                f"{spot.word} is the code of {spot.territory.name}, called “{name}” "
                "beside it: the code is believed"
            )
            findings.remark(text, sheet.rows[there[0]], names[0].name)


class _Named(NamedTuple):
    """A code and the name beside it, with the indices of their rows."""

    spot: Spot
    name: str
    rows: Sequence[int]


def _named(sheet: Sheet, code: Column, name: Column, rows: Rows) -> list[_Named]:
    """Give each code that is known with each name that stands beside it."""
    found: dict[tuple[Cell, Cell], list[int]] = defaultdict(list)
    cells = (sheet.columns.get(one.name, []) for one in (code, name))
    for row, pair in enumerate(zip(*cells, strict=False)):
        found[pair].append(row)
    spots = ((rows.spots[there[0]], word, there) for (_, word), there in found.items())
    return [
        _Named(spot, word, there)
        for spot, word, there in spots
        if isinstance(spot, Spot) and isinstance(word, str) and word
    ]


def _rows_of(named: Sequence[_Named]) -> int:
    return sum(len(one.rows) for one in named)


def _is_called(spot: Spot, name: str) -> bool:
    """Tell whether a name is that of a territory, or a part of it."""
    called = folded(name)
    known = [folded(word) for word in (spot.territory.name, spot.through) if word]
    return any(called in word or word in called for word in known)


def _is_elsewhere(one: _Named, gazetteer: Gazetteer) -> bool:
    """Tell whether a name has no word of that of its code, and is another place's."""
    spot, name = one.spot, one.name
    known = folded(f"{spot.territory.name} {spot.through}").split()
    shared = any(len(w) > _ARTICLE and w in known for w in folded(name).split())
    if shared or _is_called(spot, name):
        return False
    found = gazetteer(name, "")
    return found is not None and found[0].code != spot.territory.code


_SAID = {Role.YEAR: "years", Role.SECTOR: "sectors", Role.SUBSTANCE: "substances"}


def _share(sheet: Sheet, name: str, is_right: Callable[[Cell], bool]) -> float:
    """Give the share of the cells that a test understands; each word tested once."""
    words = Counter(cell for cell in sheet.columns.get(name, ()) if cell != "")
    total = sum(words.values())
    right = sum(count for cell, count in words.items() if is_right(cell))
    return right / total if total else 1.0
