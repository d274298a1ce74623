"""What a table is read against: substances, sectors and territories that are known."""

from collections.abc import Mapping
from typing import Protocol

from trajectoire.core.indicator import Definition
from trajectoire.core.sector import Sector
from trajectoire.core.territory import Territory


class Substance(Protocol):
    """A substance of the accounts."""

    @property
    def definition(self) -> Definition:
        """Name, unit and direction of progress."""

    @property
    def family(self) -> str:
        """``ghg``, ``energy``, ``pollutant``, ``sink``, ``renewable``, ``activity``."""

    @property
    def label_fr(self) -> str:
        """As French people write it."""

    @property
    def label_en(self) -> str:
        """As English people write it."""


class Nomenclatures(Protocol):
    """Substances and sectors that are known."""

    @property
    def substances(self) -> Mapping[str, Substance]:
        """By name of the definition."""

    @property
    def sectors(self) -> Mapping[tuple[str, str], Sector]:
        """By nomenclature and code."""


class Gazetteer(Protocol):
    """What finds a territory by its code."""

    def __call__(self, code: str, kind: str = "") -> tuple[Territory, str] | None:
        """Give the territory of today, and the former name or code; None if unknown."""
