"""What each column of somebody's table says, written down once and remembered.

A mapping is proposed from the table (``proposal``), looked at by a person, kept, and
applied (``drafting``). It holds every choice that no reader may make in silence: units,
translations of words, what a zero means, how sure the figures are.
"""

from collections.abc import Mapping as Words
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

VERSION = 1  # of the form in which a mapping is kept


class Role(StrEnum):
    """What a column says."""

    TERRITORY = "territory"
    TERRITORY_NAME = "territory_name"
    SECTOR = "sector"
    SUBSTANCE = "substance"
    LINE = "line"
    YEAR = "year"
    VALUE = "value"
    UNIT = "unit"
    UNCERTAINTY = "uncertainty"
    LOW = "low"
    HIGH = "high"
    STATE = "state"
    SOURCE = "source"
    NOTE = "note"
    IGNORED = "ignored"


class Spread(StrEnum):
    """What a column of uncertainties holds."""

    PERCENT_K1 = "percent_k1"
    PERCENT_95 = "percent_95"
    ABSOLUTE_K1 = "absolute_k1"
    ABSOLUTE_95 = "absolute_95"


class Quality(StrEnum):
    """How the figures were obtained, where the table gives no uncertainty."""

    MEASURED = "measured"
    COMPUTED = "computed"
    APPORTIONED = "apportioned"
    JUDGED = "judged"
    UNKNOWN = "unknown"


Zeros = Literal["published", "confirmed", "missing"]
Repeats = Literal["refuse", "sum"]
Totals = Literal["set_aside", "keep"]
Marks = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Column:
    """What one column says.

    Parameters
    ----------
    name
        Its name in the table. [-]
    role
        What it says. [-]
    substance, sector, unit
        Of a column of values, where its name says them: name of the definition,
        ``PCAET/residential``, the unit as written; empty where other columns or the
        constants do. [-]
    year
        Of a column of values whose name is a year; 0 where it is not. [year]
    confidence
        From 0 (a guess) to 1 (certain, or decided by a person). [-]
    reason
        Why it was proposed so, in a sentence. [-]

    """

    name: str
    role: Role
    substance: str = ""
    sector: str = ""
    unit: str = ""
    year: int = 0
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True)
class Constants:
    """What the table lacks, because it is the same for all its rows.

    Parameters
    ----------
    territory
        Code. [-]
    territory_kind
        ``commune``, ``epci``…: also of the codes of the table; empty where the code
        says it. [-]
    substance, sector, unit
        As in ``Column``. [-]
    nomenclature
        In which the words of the sectors are looked for first. [-]
    year
        0 where the table has years. [year]
    publisher, title, licence, address
        Of the source. [-]
    published
        When the source was published; None where it is not said. [-]

    """

    territory: str = ""
    territory_kind: str = ""
    substance: str = ""
    sector: str = ""
    unit: str = ""
    nomenclature: str = "PCAET"
    year: int = 0
    publisher: str = ""
    title: str = ""
    licence: str = ""
    address: str = ""
    published: date | None = None


@dataclass(frozen=True)
class Translations:
    """What the words of the table stand for, each as it is written there.

    Parameters
    ----------
    territories
        Word → code. [-]
    sectors
        Word → ``PCAET/residential``; empty to leave the rows of the word out. [-]
    substances
        Word → name of the definition; empty to leave the rows of the word out. [-]
    states
        Notation key → state of the cell. [-]
    units
        Unit as written → unit of the registry. [-]
    lines
        Identifier → substance and sector, as ``emission_ghg@PCAET/residential``; empty
        to leave the rows of the identifier out. [-]

    """

    territories: Words[str, str] = field(default_factory=dict)
    sectors: Words[str, str] = field(default_factory=dict)
    substances: Words[str, str] = field(default_factory=dict)
    states: Words[str, str] = field(default_factory=dict)
    units: Words[str, str] = field(default_factory=dict)
    lines: Words[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What no reader may decide alone.

    Parameters
    ----------
    decimal
        Decimal mark of numbers written as text; empty to tell it from them. [-]
    spread
        What the column of uncertainties holds. [-]
    quality
        How the figures were obtained, where no uncertainty is given. [-]
    marks
        Pedigree of the figures, instead of ``quality``: reliability, completeness,
        temporal, geographical, technological, from 1 (best) to 5. [-]
    potentials
        Set of warming potentials with which single gases were put in CO2 equivalent;
        empty where they are in tonnes of gas. [-]
    zeros
        What a zero without notation key says: zero as published, looked for and
        confirmed, or nothing. [-]
    repeats
        Several rows on one cell: a fault, or parts to be added. [-]
    totals
        A total that its parts explain: left out with a note, or kept. [-]
    confirmed
        Whether a person looked at the mapping. [-]

    """

    decimal: str = ""
    spread: Spread = Spread.PERCENT_95
    quality: Quality = Quality.UNKNOWN
    marks: Marks | None = None
    potentials: str = ""
    zeros: Zeros = "published"
    repeats: Repeats = "refuse"
    totals: Totals = "set_aside"
    confirmed: bool = False


@dataclass(frozen=True)
class Mapping:
    """Everything that is needed to read a table as figures of the ledger.

    Parameters
    ----------
    columns
        One for each column of the table, in its order. [-]
    constants
        What the table lacks. [-]
    words
        What its words stand for. [-]
    choices
        What was decided. [-]

    """

    columns: tuple[Column, ...]
    constants: Constants = Constants()
    words: Translations = field(default_factory=Translations)
    choices: Choices = Choices()

    def of_role(self, role: Role) -> tuple[Column, ...]:
        """Give the columns of a role.

        Parameters
        ----------
        role
            The role. [-]

        Returns
        -------
        columns
            In the order of the table. [-]

        """
        return tuple(column for column in self.columns if column.role is role)

    @property
    def unsure(self) -> tuple[Column, ...]:
        """The columns that a person must look at before anything is stored."""
        return tuple(c for c in self.columns if c.confidence < SURE)

    def with_column(self, column: Column) -> "Mapping":
        """Give the same mapping with another reading of one column.

        Parameters
        ----------
        column
            What the column of this name says. [-]

        Returns
        -------
        mapping
            Another one: this one does not change. [-]

        """
        columns = tuple(column if c.name == column.name else c for c in self.columns)
        return replace(self, columns=columns)


SURE = 0.8  # [-] confidence below which a proposal is shown as unsure
