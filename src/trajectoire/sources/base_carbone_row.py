"""Turn one row of the Base Carbone into a factor, or say all that is wrong with it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from trajectoire.core.errors import Fault
from trajectoire.sources.base_carbone_factor import (
    EmissionFactor,
    Gases,
    Item,
    Origin,
    Place,
    Quality,
    Refusal,
    Words,
)
from trajectoire.sources.base_carbone_unit import unit_of

_ELEMENT, _ITEM = "Elément", "Poste"
_LANGUAGES = ("français", "anglais", "espagnol")
_WORDS = (
    "Nom base",
    "Nom attribut",
    "Nom frontière",
    "Tags",
    "Unité",
    "Sous-localisation géographique",
    "Commentaire",
    "Nom poste",
)
_TEXTS = (
    "Type Ligne",
    "Identifiant de l'élément",
    "Structure",
    "Type de l'élément",
    "Statut de l'élément",
    "Code de la catégorie",
    "Contributeur",
    "Autres Contributeurs",
    "Programme",
    "Url du programme",
    "Source",
    "Localisation géographique",
    "Date de création",
    "Date de modification",
    "Période de validité",
    "Réglementations",
    "Type poste",
)
_MARKS = (
    "Transparence",
    "Qualité",
    "Qualité TeR",
    "Qualité GR",
    "Qualité TiR",
    "Qualité C",
    "Qualité P",
    "Qualité M",
)
_TOTAL, _UNCERTAINTY = "Total poste non décomposé", "Incertitude"
_GASES = ("CO2f", "CH4f", "CH4b", "N2O", "Autres GES")
_BIOGENIC = "CO2b"
_EXTRA = range(1, 6)
_EXTRA_NAME, _EXTRA_VALUE = "Code gaz supplémentaire", "Valeur gaz supplémentaire"

CATALOGUE_OF_COLUMNS = (
    *_TEXTS,
    *(f"{words} {language}" for words in _WORDS for language in _LANGUAGES),
    *_MARKS,
    _TOTAL,
    _UNCERTAINTY,
    *_GASES,
    _BIOGENIC,
    *(f"{_EXTRA_NAME} {number}" for number in _EXTRA),
    *(f"{_EXTRA_VALUE} {number}" for number in _EXTRA),
)

_DAY_ZERO = date(1899, 12, 30)  # of the spreadsheet that wrote the days as numbers
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass
class Cells:
    """What is the same for all the rows of a file.

    Parameters
    ----------
    file, version
        Of the table. [-]
    decimal
        Its decimal mark. [-]
    mended
        How many cells of each column were encoded twice. [-]

    """

    file: str
    version: str
    decimal: str
    mended: dict[str, int] = field(default_factory=dict)


def factor_of(
    cells: Cells, row: int, named: Mapping[str, str]
) -> EmissionFactor | Refusal:
    """Read a row.

    Parameters
    ----------
    cells
        What is the same for all rows. [-]
    row
        Its first line in the file. [-]
    named
        Each cell under the name of its column. [-]

    Returns
    -------
    factor
        The factor, or every reason why there is none. [-]

    """
    reading = _Row(cells, row, named)
    factor = reading.factor()
    return Refusal(row, tuple(reading.faults)) if reading.faults else factor


class _Row:
    """A row being read, with the faults met so far."""

    def __init__(self, cells: Cells, row: int, named: Mapping[str, str]) -> None:
        self.cells, self.row, self.named = cells, row, named
        self.faults: list[Fault] = []

    def factor(self) -> EmissionFactor:
        self._look_at_kind()
        unit = self.words("Unité")
        return EmissionFactor(
            identifier=self.needed("Identifiant de l'élément"),
            version=self.cells.version,
            row=self.row,
            item=self.item(),
            nature=self.text("Type de l'élément"),
            structure=self.text("Structure"),
            status=self.needed("Statut de l'élément"),
            name=self.words("Nom base"),
            attribute=self.words("Nom attribut"),
            boundary=self.words("Nom frontière"),
            category=tuple(
                part.strip() for part in self.text("Code de la catégorie").split(">")
            ),
            tags=self.words("Tags"),
            unit=unit_of(unit.french or unit.english),
            unit_words=unit,
            place=Place(
                self.text("Localisation géographique"),
                self.words("Sous-localisation géographique"),
            ),
            total=self.total(),
            gases=self.gases(),
            uncertainty=self.uncertainty(),
            quality=Quality(*(self.number(column) for column in _MARKS)),
            origin=self.origin(),
            comment=self.words("Commentaire"),
        )

    def refuse(self, expected: str, column: str, remedy: str) -> None:
        found = (
            f"“{self.named[column].strip()}”"
            if self.named[column].strip()
            else "nothing"
        )
        self.faults.append(
            Fault(expected, found, remedy, self.cells.file, self.row, column)
        )

    def _look_at_kind(self) -> None:
        if self.text("Type Ligne") not in (_ELEMENT, _ITEM):
            expected = f"“{_ELEMENT}” or “{_ITEM}”"
            self.refuse(expected, "Type Ligne", "Say which of the two the row is.")

    def text(self, column: str) -> str:
        written = self.named[column].strip()
        if "Ã" not in written:
            return written
        try:
            mended = written.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return written
        self.cells.mended[column] = self.cells.mended.get(column, 0) + 1
        return mended

    def needed(self, column: str) -> str:
        written = self.text(column)
        if not written:
            self.refuse("something written", column, "Fill the cell.")
        return written

    def words(self, column: str) -> Words:
        return Words(*(self.text(f"{column} {language}") for language in _LANGUAGES))

    def number(self, column: str) -> float | None:
        """Empty is missing, never zero."""
        written = self.named[column].strip()
        if not written:
            return None
        other = "." if self.cells.decimal == "," else ","
        value = math.nan
        if other not in written and "_" not in written:
            try:
                value = float(written.replace(self.cells.decimal, "."))
            except ValueError:
                value = math.nan
        if not math.isfinite(value):
            expected = f"a finite number written with “{self.cells.decimal}”"
            self.refuse(expected, column, "Correct the cell, or leave it empty.")
            return None
        return value

    def total(self) -> float:
        value = self.number(_TOTAL)
        if value is None:
            if not self.named[_TOTAL].strip():
                self.refuse("a total", _TOTAL, "Fill the cell: missing is not zero.")
            return math.nan
        return value

    def uncertainty(self) -> float | None:
        value = self.number(_UNCERTAINTY)
        if value is not None and value <= 0:
            remedy = "Leave the cell empty where the uncertainty is not known."
            self.refuse("a percentage above zero", _UNCERTAINTY, remedy)
        return value

    def item(self) -> Item | None:
        kind, name = self.text("Type poste"), self.words("Nom poste")
        return Item(kind, name) if self.text("Type Ligne") == _ITEM else None

    def gases(self) -> Gases | None:
        single = [self.number(column) for column in _GASES]
        biogenic = self.number(_BIOGENIC)
        named = tuple(
            (name, value)
            for name, value in (
                (
                    self.text(f"{_EXTRA_NAME} {number}"),
                    self.number(f"{_EXTRA_VALUE} {number}"),
                )
                for number in _EXTRA
            )
            if name or value
        )
        if not named and biogenic is None and all(value is None for value in single):
            return None
        co2, ch4_fossil, ch4_biogenic, n2o, other = single
        return Gases(co2, ch4_fossil, ch4_biogenic, n2o, other, named, biogenic)

    def origin(self) -> Origin:
        return Origin(
            contributor=self.text("Contributeur"),
            other_contributors=self.text("Autres Contributeurs"),
            programme=self.text("Programme"),
            programme_address=self.text("Url du programme"),
            source=self.text("Source"),
            regulations=self.text("Réglementations"),
            created=self.day("Date de création"),
            modified=self.day("Date de modification"),
            validity=self.text("Période de validité"),
        )

    def day(self, column: str) -> date | None:
        """Read 06/11/2014, or 41949, the same day as a spreadsheet counts."""
        written = self.text(column)
        if not written:
            return None
        try:
            if written.isdecimal() and 1 <= int(written) <= _LAST_DAY:
                return _DAY_ZERO + timedelta(days=int(written))
            day, month, year = (int(part) for part in written.split("/"))
            return date(year, month, day)
        except ValueError:
            remedy = "Write it as 31/12/2023, or leave it empty."
            self.refuse("a day as 31/12/2023", column, remedy)
            return None
