"""A first estimate: what a territory emits, from what is known of others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.apportionment import (
    Apportionment,
    Indices,
)
from trajectoire.instruments.inventory.model.lattice import deviates
from trajectoire.instruments.inventory.model.wanted import Wanted

UNITS = {"emission_ghg": "tCO2e", "energy_final": "MWh", "sink_forest": "tCO2e"}


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
        By what the national or regional figure was shared out: ``inhabitants`` or
        ``parishes``; empty where missing. [-]
    shared
        Part of the variance that comes from the national figure and the département,
        and that neighbouring territories share. [-]
    sources
        Whom the figures are from. [-]
    note
        Why nothing is estimated: a code of the table of reasons; empty otherwise. [-]

    """

    substance: str
    sector: str
    state: CellState
    quantity: Quantity | None
    pivot: str = ""
    shared: float = 0.0
    sources: tuple[Source, ...] = ()
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
    left_out
        Communes of the territory that the national figures do not cover: overseas, or
        without a published population. [-]
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
    left_out: int
    lines: tuple[Line, ...]
    totals: dict[str, Quantity]
    wanted: tuple[Wanted, ...]


def lines(
    found: Apportionment, communes: Indices, sources: Sequence[tuple[Source, ...]]
) -> tuple[Line, ...]:
    """Estimate every figure for some communes together.

    Parameters
    ----------
    found
        National figures shared among communes. [-]
    communes : (member,)
        Indices of the communes of the territory. [-]
    sources : (rule,)
        Whom each figure is from. [-]

    Returns
    -------
    lines
        One for each figure, in their order. [tCO2e] or [MWh]

    Notes
    -----
    The estimate is the sum of those of the communes, and its variance that of the sum,
    common errors included. The law is lognormal: nothing is below zero, and a few
    large sources make a long tail.

    """
    means = found.mean(communes)
    shared = found.shared(communes, communes)
    variances = shared + found.local(communes, communes)
    told = zip(found.rules, means, variances, shared, sources, strict=True)
    return tuple(
        Line(
            rule.substance,
            rule.sector,
            CellState.ESTIMATED,
            _lognormal(float(mean), float(variance), UNITS[rule.substance]),
            rule.pivot,
            float(common / variance) if variance else 0.0,
            whom,
        )
        for rule, mean, variance, common, whom in told
    )


def total(found: Sequence[Line]) -> Quantity:
    """Sum independent lines, with the interval of the sum.

    Parameters
    ----------
    found
        Estimated lines of one substance; those that are missing are left out, so that
        the sum is of what is estimated. [tCO2e] or [MWh]

    Returns
    -------
    total
        Mean, deviation and central 90 %. [tCO2e] or [MWh]

    Notes
    -----
    Quantiles of a sum of lognormal laws have no formula: the sum is taken over a fixed
    lattice of points, the same each time, so that no chance enters.

    """
    quantities = [line.quantity for line in found if line.quantity is not None]
    values = np.array([one.value for one in quantities])
    deviations = np.array([one.uncertainty or 0.0 for one in quantities])
    kept = values > 0
    spread = np.sqrt(np.log1p((deviations[kept] / values[kept]) ** 2))
    drawn = np.exp(spread * deviates(int(kept.sum())) - spread**2 / 2) @ values[kept]
    low, high = np.quantile(drawn, (0.05, 0.95)) if kept.any() else (0.0, 0.0)
    return Quantity(
        float(values.sum()),
        quantities[0].unit,
        float(np.sqrt((deviations**2).sum())),
        (float(low), float(high)),
        law="lognormal",
    )


def _lognormal(mean: float, variance: float, unit: str) -> Quantity:
    return Quantity(mean, unit, float(np.sqrt(variance)), law="lognormal")
