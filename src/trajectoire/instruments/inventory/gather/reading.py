"""What each row of a table is about: its place, sector, substance, year, source.

A word is looked up once however many rows hold it; it is a fault only where a row with
a figure holds it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import (
    word_of,
    year_of,
)
from trajectoire.instruments.inventory.gather.vocabulary import Gazetteer, Vocabulary
from trajectoire.instruments.inventory.model.nomenclature import Substance
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

T = TypeVar("T")
LEFT_OUT = ""  # what a word stands for when its rows are left out on purpose
_LONGEST_WORD = 200  # characters that the ledger keeps of a name


@dataclass(frozen=True)
class Spot:
    """A territory, and the word through which it was found.

    Parameters
    ----------
    territory
        Of today. [-]
    through
        Former name or code; empty where nothing changed. [-]
    word
        As the table writes it. [-]

    """

    territory: Territory
    through: str
    word: str


@dataclass(frozen=True)
class Line:
    """A sector and a substance that one identifier says together.

    Parameters
    ----------
    substance
        Name of the definition; empty where the identifier does not say it. [-]
    sector
        The sector; None where the identifier does not say it. [-]

    """

    substance: str
    sector: Sector | None


class Words(Generic[T]):
    """What the words of a column, or a constant, stand for.

    Parameters
    ----------
    cells
        Of the column; empty for a constant. [-]
    find
        What a word stands for; None where it is not known. [-]
    constant
        What holds where the column says nothing; None for nothing. [-]

    """

    def __init__(
        self,
        cells: Sequence[Cell],
        find: Callable[[str], "T | str | None"],
        constant: "T | None" = None,
    ) -> None:
        self._cells = cells
        self._find = find
        self._constant = constant
        self._known: dict[Cell, T | str | None] = {}

    def __getitem__(self, row: int) -> "T | str | None":
        """What the row is about; None where it is not known, empty where left out."""
        if not self._cells:
            return self._constant
        cell = self._cells[row]
        if cell == "" and self._constant is not None:
            return self._constant
        if cell not in self._known:
            self._known[cell] = self._find(word_of(cell)) if cell != "" else None
        return self._known[cell]

    def word(self, row: int) -> str:
        """Give what the row writes.

        Parameters
        ----------
        row
            Index of the row. [-]

        Returns
        -------
        word
            Empty for a blank cell, and for a constant. [-]

        """
        return word_of(self._cells[row]) if self._cells else ""


@dataclass(frozen=True)
class Rows:
    """What the rows are about.

    Parameters
    ----------
    spots, sectors, substances, lines, years, sources, states, units, notes
        By index of the row. [-]

    """

    spots: Words[Spot]
    sectors: Words[Sector]
    substances: Words[Substance]
    lines: Words[Line]
    years: Words[int]
    sources: Words[Source]
    states: Words[str]
    units: Words[str]
    notes: Sequence[Cell]


def read_rows(
    sheet: Sheet,
    mapping: Mapping,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    findings: Findings,
) -> Rows:
    """Prepare what tells what each row is about.

    Parameters
    ----------
    sheet
        The table. [-]
    mapping
        What its columns and words say. [-]
    vocabulary
        Substances and sectors. [-]
    gazetteer
        Territories. [-]
    findings
        Where constants that stand for nothing are noted. [-]

    Returns
    -------
    rows
        Words are looked up as rows are read. [-]

    """
    find = _Finder(mapping, vocabulary, gazetteer)
    constants = mapping.constants

    def column(role: Role) -> Sequence[Cell]:
        found = mapping.of_role(role)
        return sheet.columns.get(found[0].name, ()) if found else ()

    def constant(
        look: Callable[[str], T | str | None], word: str, what: str
    ) -> T | None:
        found = look(word) if word else None
        if word and not found:
            remedy = "Choose another one."
            findings.fault(f"a {what} that is known", f"“{word}”", remedy)
        return None if isinstance(found, str) else found

    return Rows(
        Words(
            column(Role.TERRITORY) or column(Role.TERRITORY_NAME),
            find.spot,
            constant(find.spot, constants.territory, "territory"),
        ),
        Words(
            column(Role.SECTOR),
            find.sector,
            constant(find.sector, constants.sector, "sector"),
        ),
        Words(
            column(Role.SUBSTANCE),
            find.substance,
            constant(find.substance, constants.substance, "substance"),
        ),
        Words(column(Role.LINE), find.line),
        Words(column(Role.YEAR), find.year, constants.year or None),
        Words(column(Role.SOURCE), find.source, find.source(constants.publisher)),
        Words(column(Role.STATE), find.state),
        Words(column(Role.UNIT), str, constants.unit or None),
        column(Role.NOTE),
    )


class _Finder:
    """What words stand for, those that somebody translated first."""

    def __init__(
        self, mapping: Mapping, vocabulary: Vocabulary, gazetteer: Gazetteer
    ) -> None:
        self._words, self._constants = mapping.words, mapping.constants
        self._vocabulary, self._gazetteer = vocabulary, gazetteer

    def spot(self, word: str) -> Spot | str | None:
        code = self._words.territories.get(word, word)
        if not code:
            return LEFT_OUT
        found = self._gazetteer(code, self._constants.territory_kind)
        return Spot(*found, word) if found else None

    def sector(self, word: str) -> Sector | str | None:
        meant = self._words.sectors.get(word, word)
        return self._vocabulary.sector(meant) if meant else LEFT_OUT

    def substance(self, word: str) -> Substance | str | None:
        meant = self._words.substances.get(word, word)
        if not meant:
            return LEFT_OUT
        name = self._vocabulary.substance(meant)
        return self._vocabulary.nomenclatures.substances.get(name)

    def line(self, word: str) -> Line | str | None:
        meant = self._words.lines.get(word)
        if not meant:
            return meant
        name, _, place = meant.partition("@")
        return Line(name, self._vocabulary.sector(place) if place else None)

    def year(self, word: str) -> int | None:
        return year_of(word) or None

    def source(self, publisher: str) -> Source | None:
        constants = self._constants
        said = (publisher, constants.title, constants.licence)
        if not all(map(str.strip, said)) or len(publisher) > _LONGEST_WORD:
            return None
        return Source(*said, constants.published, constants.address)

    def state(self, word: str) -> str | None:
        return self._words.states.get(word) or self._vocabulary.state(word) or None
