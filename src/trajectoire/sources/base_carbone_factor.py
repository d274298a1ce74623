"""What an emission factor of the Base Carbone holds: every column, none summed away."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trajectoire.core.errors import Fault
from trajectoire.core.source import Source
from trajectoire.sources.base_carbone_unit import FactorUnit

# The half-width, in standard uncertainties, of the interval that “Incertitude” states.
COVERAGE = 2.0  # [-] a 95 % interval: assumed, see decision 9; the file does not say


@dataclass(frozen=True)
class Words:
    """The same words in three languages, each empty where it is not written.

    Parameters
    ----------
    french, english, spanish
        As published. [-]

    """

    french: str = ""
    english: str = ""
    spanish: str = ""


@dataclass(frozen=True)
class Item:
    """Which part of an element a row gives.

    Parameters
    ----------
    kind
        Stage, as ``Amont`` or ``Combustion``. [-]
    name
        What the publisher calls it. [-]

    """

    kind: str
    name: Words


@dataclass(frozen=True)
class Gases:
    """The gases of a factor, each apart, in CO2 equivalent as published.

    Parameters
    ----------
    co2_fossil, ch4_fossil, ch4_biogenic, n2o
        None where the cell is empty. [unit of the factor]
    other
        The remainder that the publisher does not name (“Autres GES”). [unit of the
        factor]
    named
        Further gases: name as published (empty where it gives none), value (None where
        the cell is empty); places with no name and no value, or zero, are left out.
        [unit of the factor]
    co2_biogenic
        Beside the total, never in it. [unit of the factor]

    """

    co2_fossil: float | None
    ch4_fossil: float | None
    ch4_biogenic: float | None
    n2o: float | None
    other: float | None
    named: tuple[tuple[str, float | None], ...]
    co2_biogenic: float | None

    @property
    def counted(self) -> tuple[float, ...]:
        """The values that make the total, biogenic CO2 left aside."""
        values = (
            self.co2_fossil,
            self.ch4_fossil,
            self.ch4_biogenic,
            self.n2o,
            self.other,
            *(value for _, value in self.named),
        )
        return tuple(value for value in values if value is not None)


@dataclass(frozen=True)
class Quality:
    """The publisher's marks, from 1 (poor) to 5 (good); 0 and None as published.

    Parameters
    ----------
    transparency, overall
        Of the whole. [-]
    technology, geography, time, completeness, precision, method
        Columns TeR, GR, TiR, C, P and M. [-]

    """

    transparency: float | None
    overall: float | None
    technology: float | None
    geography: float | None
    time: float | None
    completeness: float | None
    precision: float | None
    method: float | None


@dataclass(frozen=True)
class Place:
    """Where a factor holds.

    Parameters
    ----------
    region
        One of the publisher's five regions. [-]
    locality
        Country, territory or network inside it. [-]

    """

    region: str
    locality: Words


@dataclass(frozen=True)
class Origin:
    """Who made a factor, from what, and under which rules.

    Parameters
    ----------
    contributor, other_contributors
        Who gave it. [-]
    programme, programme_address
        Within which study. [-]
    source
        What it rests on. [-]
    regulations
        The texts that name it. [-]
    created, modified
        None where the cell is empty. [-]
    validity
        Until when, as written: the file holds years, months and days alike. [-]

    """

    contributor: str
    other_contributors: str
    programme: str
    programme_address: str
    source: str
    regulations: str
    created: date | None
    modified: date | None
    validity: str


@dataclass(frozen=True)
class EmissionFactor:
    """One row of the Base Carbone: an element, or one item of it.

    Parameters
    ----------
    identifier
        Of the element; its items bear the same. [-]
    version
        Of the table it comes from: with the identifier, what a value in use keeps. [-]
    row
        Its first line in the file, from 1. [-]
    item
        None for an element, whose identifier is the parent of its items. [-]
    nature, structure, status
        As published: factor or source data; how it is decomposed; “Valide
        générique”, “Valide spécifique” or “Archivé”. [-]
    name, attribute, boundary
        The three parts of its name. [-]
    category
        From the widest to the narrowest. [-]
    tags
        Words to find it by. [-]
    unit
        As written, and as the registry reads it. [-]
    unit_words
        The unit in three languages, as written. [-]
    place
        Where it holds. [-]
    total
        All gases but biogenic CO2. [unit of the factor]
    gases
        None where the publisher gives none apart. [unit of the factor]
    uncertainty
        Half-width that the publisher states; None where it states none. [%]
    quality
        Its marks. [-]
    origin
        Who, when, from what. [-]
    comment
        What must be known to use it. [-]

    """

    identifier: str
    version: str
    row: int
    item: Item | None
    nature: str
    structure: str
    status: str
    name: Words
    attribute: Words
    boundary: Words
    category: tuple[str, ...]
    tags: Words
    unit: FactorUnit
    unit_words: Words
    place: Place
    total: float
    gases: Gases | None
    uncertainty: float | None
    quality: Quality
    origin: Origin
    comment: Words

    @property
    def kind(self) -> Literal["element", "item"]:
        """Whether it is a whole element or one item of it."""
        return "element" if self.item is None else "item"

    @property
    def is_current(self) -> bool:
        """Whether the publisher still holds it valid."""
        return self.status.startswith("Valide")

    @property
    def standard_uncertainty(self) -> float | None:
        """Standard uncertainty of the total (k = 1), None where none is stated."""
        if self.uncertainty is None:
            return None
        return abs(self.total) * self.uncertainty / 100 / COVERAGE


@dataclass(frozen=True)
class Refusal:
    """A row that could not be read.

    Parameters
    ----------
    row
        Its first line in the file, from 1. [-]
    faults
        Every reason, each with column and value. [-]

    """

    row: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class FactorTable:
    """A version of the Base Carbone, whole.

    Parameters
    ----------
    factors
        The rows read, in the order of the file. [-]
    refused
        The rows that were not, each with its reasons. [-]
    source
        Who publishes it, under which licence. [-]
    version
        As ``22.0``. [-]
    notes
        What had to be done to read the text. [-]

    """

    factors: tuple[EmissionFactor, ...]
    refused: tuple[Refusal, ...]
    source: Source
    version: str
    notes: tuple[str, ...] = ()
