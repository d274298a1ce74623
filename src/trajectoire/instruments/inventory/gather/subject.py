"""What a figure of a table is about: everything of it is known, or nothing is kept."""

from typing import Any, NamedTuple

from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.agreement import (
    agreed_sector,
    agreed_substance,
    is_total,
)
from trajectoire.instruments.inventory.gather.detail import detail_of
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Column, Mapping, Role
from trajectoire.instruments.inventory.gather.reading import (
    LEFT_OUT,
    Line,
    Rows,
    Spot,
    Words,
)
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.instruments.inventory.model.nomenclature import (
    NATIVE,
    Substance,
)
from trajectoire.instruments.inventory.model.suffix import LONGEST_DETAIL, is_detail
from trajectoire.sources.tet_indicators import tet_landings

_USUAL_SECTOR = {"sink": "PCAET/utcatf", "renewable": "PCAET/renewables"}


_COMPARED = 50  # unknown words that are compared with known ones: each takes a while
_AT_ODDS = "at odds"  # row and column say two things: noted where it is found
_PARTS = (Role.TERRITORY, Role.SECTOR, Role.SUBSTANCE, Role.YEAR, Role.SOURCE)


class About(NamedTuple):
    """What a figure is about.

    Parameters
    ----------
    spot, sector, substance, year, source
        Its cell of the ledger, and who speaks of it. [-]

    """

    spot: Spot
    sector: Sector
    substance: Substance
    year: int
    source: Source


class Subjects:
    """Tells what the figures of a table are about.

    Parameters
    ----------
    numbers
        Of the rows in the file. [-]
    mapping, rows
        What the columns and the rows say. [-]
    vocabulary
        Substances and sectors. [-]
    findings
        Where words that stand for nothing are noted. [-]

    """

    def __init__(
        self,
        numbers: list[int],
        mapping: Mapping,
        rows: Rows,
        vocabulary: Vocabulary,
        findings: Findings,
    ) -> None:
        self._numbers, self._mapping, self._rows = numbers, mapping, rows
        self._vocabulary, self._findings = vocabulary, findings
        self._fits: dict[tuple[str, str, str], bool] = {}
        self._own: dict[str, Sector | None] = {}
        self._alike: dict[tuple[Role, str], str] = {}
        self.left_out: set[int] = set()  # index of rows that are so on purpose

    def about(self, row: int, column: Column) -> About | None:
        """Tell what a figure is about.

        Parameters
        ----------
        row
            Index of its row. [-]
        column
            Its column of values. [-]

        Returns
        -------
        about
            None where something of it is not known, which is noted, or where it is left
            out on purpose. [-]

        """
        rows = self._rows
        line = rows.lines[row]
        if line == LEFT_OUT:
            self._leave(row, rows.lines.word(row))
            return None
        says = line if line is not None and not isinstance(line, str) else None
        substance = self._substance(row, column, says)
        parts = (
            rows.spots[row],
            self._place(row, column, says, substance),
            substance,
            self._year(row, column),
            rows.sources[row],
        )
        for part in parts:
            if part is None or part.__class__ is str:
                self._say_why(row, parts, identified=line is not None)
                return None
        about = About(*parts)  # type: ignore[arg-type]
        if about.spot.through:
            self._followed(about.spot, row)
        return about if self._carries(row, about) else None

    def _say_why(
        self, row: int, parts: tuple[object, ...], *, identified: bool
    ) -> None:
        """Note what is not known of a figure, unless it is left out on purpose."""
        if LEFT_OUT in parts:
            words = (self._rows.spots, self._rows.sectors, self._rows.substances)
            left = [w.word(row) for w in words if w[row] == LEFT_OUT]
            self._leave(row, left[0])
            return
        for part, role in zip(parts, _PARTS, strict=True):
            if part is None:
                self._unknown(row, role, identified=identified)

    def _leave(self, row: int, word: str) -> None:
        self.left_out.add(row)
        landing = tet_landings().get(word)
        why = f": {landing.reason}" if landing else ""
        self._findings.remark(f"rows of “{word}” are left out{why}", self._numbers[row])

    def _substance(
        self, row: int, column: Column, says: Line | None
    ) -> Substance | str | None:
        """Take the substance that the row says, the name of its column, or both."""
        known = self._vocabulary.nomenclatures.substances
        told: Words[Any] = self._rows.substances
        own = told[row]
        if says is not None and says.substance:
            own, told = known.get(says.substance), self._rows.lines
        named = known.get(column.substance)
        word = told.word(row) if column.substance else ""
        if not word or named is None:  # the column or a constant says it alone
            return named if column.substance else own
        if own is None and self._is_whole(word):
            return named
        if not isinstance(own, Substance):
            return own
        agreed = agreed_substance(known, named, own)
        if agreed is None:
            agreed = self._part_of_other(named, own)
        if agreed is None:
            expected, found = "one substance for a figure", named.name
            return self._contradicted(row, expected, word, found, _PARTS_OF_ONE)
        return agreed

    def _is_whole(self, word: str) -> bool:
        """Tell a word such as “Total”: all that the column counts."""
        found = self._vocabulary.sector(word)
        return found is not None and is_total(found)

    def _part_of_other(self, named: Substance, own: Substance) -> Substance | None:
        """Take emissions told by carrier of energy for parts, where asked to add."""
        asked = self._mapping.choices.repeats == "sum"
        return named if asked and own.part_of and own.family != named.family else None

    def _place(
        self,
        row: int,
        column: Column,
        says: Line | None,
        substance: Substance | str | None,
    ) -> Sector | str | None:
        """Take the sector that the row says, the name of its column, or both."""
        own = self._own_sector(column)
        line = says.sector if says else None
        word = self._rows.sectors.word(row)
        if own is None:
            return line or self._sector(row, substance)
        told = line or (self._rows.sectors[row] if word else own)
        if not isinstance(told, Sector):
            return told
        word = self._rows.lines.word(row) if line else word
        found = f"{own.nomenclature}/{own.code}"
        return agreed_sector(own, told) or self._contradicted(
            row, "one sector for a figure", word, found, _ONE_OF_TWO
        )

    def _year(self, row: int, column: Column) -> int | str | None:
        """Take the year that the row says, or the name of its column."""
        word = self._rows.years.word(row) if column.year else ""
        if word and self._rows.years[row] not in (None, column.year):
            found = str(column.year)
            expected = "one year for a figure"
            return self._contradicted(row, expected, word, found, _ONE_OF_TWO)
        return column.year or self._rows.years[row]

    def _contradicted(
        self, row: int, expected: str, word: str, found: str, remedy: str
    ) -> str:
        """Note a row at odds with the name of its column: neither is believed."""
        found = f"“{word}” in a column of {found}"
        self._findings.fault(expected, found, remedy, self._numbers[row])
        return _AT_ODDS

    def _own_sector(self, column: Column) -> Sector | None:
        if not column.sector:
            return None
        if column.name not in self._own:
            self._own[column.name] = self._vocabulary.sector(column.sector)
        return self._own[column.name]

    def _sector(
        self, row: int, substance: Substance | str | None
    ) -> Sector | str | None:
        """Take the sector of the row, or that which goes without saying."""
        found = self._rows.sectors[row]
        if found is not None or self._rows.sectors.word(row):
            return found
        if substance is None or isinstance(substance, str):
            return TOTAL
        usual = _USUAL_SECTOR.get(substance.family)
        if usual:
            return self._vocabulary.sector(usual)
        if self._mapping.of_role(Role.SECTOR):
            return None
        text = "no sector is given: the figures are those of the whole territory"
        self._findings.remark(text)
        return TOTAL

    def _unknown(self, row: int, role: Role, *, identified: bool) -> None:
        """Note a word that stands for nothing known, or the absence of one."""
        identifiers = self._mapping.of_role(Role.LINE)
        if role is Role.SECTOR and identifiers:
            return  # said of the identifier
        if role is Role.SUBSTANCE and identifiers and not identified:
            role = Role.LINE
        words: dict[Role, Words[Any]] = {
            Role.TERRITORY: self._rows.spots,
            Role.SECTOR: self._rows.sectors,
            Role.SUBSTANCE: self._rows.substances,
            Role.LINE: self._rows.lines,
            Role.YEAR: self._rows.years,
            Role.SOURCE: self._rows.sources,
        }
        word = words[role].word(row)
        written = self._no_detail(role, word)
        expected, remedy = written or _EXPECTED[role]
        columns = self._mapping.of_role(role)
        if role is Role.TERRITORY and not columns:
            columns = self._mapping.of_role(Role.TERRITORY_NAME)
        column = columns[0].name if columns else ""
        remedy += "" if written else self._likely(role, word)
        found = f"“{word}”" if word else "nothing"
        self._findings.fault(expected, found, remedy, self._numbers[row], column)

    def _no_detail(self, role: Role, word: str) -> tuple[str, str] | None:
        """Say of a native line with an impossible detail how it is written."""
        line, _, detail = word.removeprefix(f"{NATIVE}/").partition("/")
        sector = self._vocabulary.sector(f"{NATIVE}/{line}") if detail else None
        if role is not Role.SECTOR or sector is None:
            return None
        expected = (
            f"a detail of at most {LONGEST_DETAIL} signs: small letters without "
            "accent, digits, hyphens between"
        )
        plain = detail_of(detail)
        if not is_detail(plain):
            plain = "diesel"
        return expected, f"Write {sector.code}/{plain}."

    def _likely(self, role: Role, word: str) -> str:
        """Say what a word looks like; each word once, and the first ones only."""
        looks = {
            Role.SECTOR: self._vocabulary.likely_sector,
            Role.SUBSTANCE: self._vocabulary.likely_substance,
        }.get(role)
        if looks is None or not word:
            return ""
        key = role, word
        if key not in self._alike and len(self._alike) < _COMPARED:
            self._alike[key] = looks(word)
        meaning = self._alike.get(key, "")
        return f" It looks like {meaning}." if meaning else ""

    def _followed(self, spot: Spot, row: int) -> None:
        now = spot.territory
        text = f"{spot.through} ({spot.word}) is now part of {now.name} ({now.code})"
        self._findings.remark(text, self._numbers[row])

    def _carries(self, row: int, about: About) -> bool:
        """Tell whether a line of a nomenclature carries figures of the substance."""
        sector, substance = about.sector, about.substance
        key = sector.nomenclature, sector.code, substance.family
        if key not in self._fits:
            line = self._vocabulary.nomenclatures.line(key[0], key[1])
            whole = (key[0], key[1]) == (TOTAL.nomenclature, TOTAL.code)
            self._fits[key] = line is None or whole or substance.family in line.families
        if not self._fits[key]:
            self._findings.fault(
                f"a sector that carries {substance.family} figures",
                f"{sector.nomenclature}/{sector.code} with {substance.name}",
                "Check the sector and the substance, or map the sector elsewhere.",
                self._numbers[row],
            )
        return self._fits[key]


_ONE_OF_TWO = "Leave one of the two columns out."
_PARTS_OF_ONE = (
    "Leave one of the two columns out, or say what the word stands for; if the rows "
    "are parts of one figure, say that they are added."
)
_EXPECTED: dict[Role, tuple[str, str]] = {
    Role.TERRITORY: (
        "a territory that is known",
        "Give its INSEE code or its SIREN, or say what it stands for.",
    ),
    Role.SECTOR: (
        "a sector that is known",
        "Say which sector it stands for, or leave its rows out.",
    ),
    Role.SUBSTANCE: (
        "a substance that is known",
        "Say which substance it stands for, or leave its rows out.",
    ),
    Role.LINE: (
        "an identifier that is known",
        "Say which substance and sector it stands for, or leave its rows out.",
    ),
    Role.YEAR: ("a calendar year, as 2019", "Write one year, between 1900 and 2100."),
    Role.SOURCE: (
        "a publisher, a title and a licence of the source",
        "Say where the figures come from: nothing is kept without it.",
    ),
}
