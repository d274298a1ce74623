"""An emission factor in use: what it is, in which version, never changed afterwards."""

from dataclasses import dataclass, field

from trajectoire.core.source import Source


@dataclass(frozen=True)
class Factor:
    """What is emitted for each unit of an activity, by gas.

    Parameters
    ----------
    table, version, identifier
        Its identity: the table, its version, the line in it. [-]
    name
        What it is the factor of, with its perimeter, in French. [-]
    unit
        Of the activity of which one is counted. [-]
    total
        All gases that count, biogenic CO2 left out. [kgCO2e/unit]
    gases
        Each gas with its amount in CO2 equivalent, as published; empty where only the
        total is. [kgCO2e/unit]
    potentials
        Set of warming potentials that the table was made with, as ``AR5``. [-]
    uncertainty
        Relative standard uncertainty, k = 1; None where the table states none. [-]
    source
        Who publishes it. [-]

    """

    table: str
    version: str
    identifier: str
    name: str = field(compare=False)
    unit: str
    total: float
    gases: tuple[tuple[str, float], ...]
    potentials: str
    uncertainty: float | None
    source: Source = field(compare=False)

    @property
    def key(self) -> str:
        """Its identity in one word."""
        return f"{self.table}/{self.version}/{self.identifier}"
