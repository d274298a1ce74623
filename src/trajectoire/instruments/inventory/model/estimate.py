"""A first estimate: what a territory emits, from what is known of others."""

from dataclasses import dataclass

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.wanted import Wanted


@dataclass(frozen=True)
class Line:
    """An estimate for one sector, or why there is none.

    Parameters
    ----------
    substance
        ``emission_ghg``, ``energy_final`` or ``sink_forest``. [-]
    sector
        PCAET sector. [-]
    state
        Estimated, or missing. [-]
    quantity
        How much, lognormal; None where no sourced figure exists. [tCO2e] or [MWh]
    pivot
        By what the national or regional figure was shared out: a line of the table
        of pivots. [-]
    shared
        Part of the variance that comes from the national and regional figures, and
        that neighbouring territories share. [-]
    sources
        Whom the figures are from. [-]
    note
        Why nothing is estimated; empty otherwise. [-]

    """

    substance: str
    sector: str
    state: CellState
    quantity: Quantity | None
    pivot: str
    shared: float
    sources: tuple[Source, ...]
    note: str = ""


@dataclass(frozen=True)
class Estimate:
    """What a territory without data sees at once.

    Parameters
    ----------
    territory
        The territory. [-]
    year
        Calendar year that the figures are about. [year]
    population
        Inhabitants that were counted. [inhabitant]
    communes
        Communes that were counted. [-]
    lines
        By substance, then by sector in the order of the law. [-]
    totals
        By substance, with the interval of the sum. [tCO2e] or [MWh]
    wanted
        Data to ask for, the one that would narrow the total most first. [-]

    """

    territory: Territory
    year: int
    population: int
    communes: int
    lines: tuple[Line, ...]
    totals: dict[str, Quantity]
    wanted: tuple[Wanted, ...]
