"""What the observatory says to the ledger: measured and declared, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trajectoire.core.indicator import (
    VALUED,
    CellState,
    Definition,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.diagnostics import GAIN
from trajectoire.instruments.observatory.model.results import WHOLE, Results
from trajectoire.instruments.observatory.model.totals import Totals

MEASURED = Definition("emission_measured", "tCO2e", better="down")
DECLARED = Definition("emission_declared", "tCO2e", better="down")
TRUTH = Definition("emission_truth", "tCO2e")
UNSTATED = "non précisée par qui publie"
TRUE = "the truth of a twin is known exactly"


@dataclass(frozen=True)
class _Cell:
    territory: Territory
    sector: Sector
    period: Period


def indicators(results: Results, method: Method) -> tuple[Indicator, ...]:
    """Give every figure of an inversion, for the ledger.

    Parameters
    ----------
    results
        Sums of the inversion. [-]
    method
        Method, version and run. [-]

    Returns
    -------
    indicators
        City by sector for the whole period, each month and each day; each zone for
        the whole period and each month. Measured, declared, and true for a twin. [-]

    Notes
    -----
    The sum over a period has its own uncertainty, from the joint covariance: it is no
    sum of the uncertainties of days. A measured cell is *observed* where the data
    reduced its uncertainty by a tenth or more, *estimated* where they hardly did, and
    *missing* where nothing is declared: multiplying zero measures nothing.

    """
    inputs = results.inputs
    measured = Source(
        inputs.territory.name,
        f"Observatoire de {inputs.territory.name}",
        inputs.licence or UNSTATED,
    )
    found: list[Indicator] = []
    told: set[_Cell] = set()  # a run within a month, or of a day, meets a cell twice
    for cell, sums, row in _cells(results):
        if cell not in told:
            told.add(cell)
            found += _three(cell, sums, row, (measured, inputs.sources[0]), method)
    return tuple(found)


def sectors_of(inputs: ObservatoryInputs) -> list[Sector]:
    """List the sectors of the city's sums.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    sectors
        The total, then each one. [-]

    """
    return [TOTAL, *(prior.sector for prior in inputs.sectors)]


def zone_territory(inputs: ObservatoryInputs, index: int) -> Territory:
    """Name a zone as a territory.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    index
        Rank of the zone. [-]

    Returns
    -------
    territory
        Of kind ``zone``. [-]

    """
    city = inputs.territory
    code = f"{city.code}-{inputs.zones.code[index]}"
    return Territory(code, "zone", inputs.zones.name[index], city.vintage)


def month_period(inputs: ObservatoryInputs, label: str) -> Period:
    """Give the part of the run that falls in a month.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    label
        ``whole``, or a month as ``2025-01``. [-]

    Returns
    -------
    period
        Cut at both ends of the run. [-]

    """
    if label == WHOLE:
        return inputs.period
    return next(p for p in inputs.period.months() if f"{p.start:%Y-%m}" == label)


def _cells(results: Results) -> Iterator[tuple[_Cell, Totals, int]]:
    inputs = results.inputs
    for label, sums in results.sectors.items():
        period = month_period(inputs, label)
        for row, sector in enumerate(sectors_of(inputs)):
            yield _Cell(inputs.territory, sector, period), sums, row
    for label, sums in results.zones.items():
        period = month_period(inputs, label)
        for row in range(len(inputs.zones)):
            yield _Cell(zone_territory(inputs, row), TOTAL, period), sums, row
    for row, day in enumerate(inputs.period.days()):
        for sector, sums in zip(sectors_of(inputs), results.daily, strict=True):
            yield _Cell(inputs.territory, sector, day), sums, row


def _three(
    cell: _Cell,
    sums: Totals,
    row: int,
    sources: tuple[Source, Source],
    method: Method,
) -> Iterator[Indicator]:
    after = float(np.sqrt(max(sums.posterior_covariance[row, row], 0.0)))
    before = float(np.sqrt(sums.prior_covariance[row, row]))
    place = (cell.territory, cell.sector, cell.period)
    measured = Quantity(float(sums.posterior[row]), "tCO2", after).to("tCO2e")
    declared = Quantity(float(sums.prior[row]), "tCO2", before).to("tCO2e")
    state = _state(before, after)
    known = measured if state in VALUED else None
    yield Indicator(MEASURED, *place, known, state, sources[0], method)
    estimated = CellState.ESTIMATED
    yield Indicator(DECLARED, *place, declared, estimated, sources[1], method)
    if sums.truth is not None:
        true = Quantity(float(sums.truth[row]), "tCO2", None, reason=TRUE).to("tCO2e")
        yield Indicator(TRUTH, *place, true, CellState.OBSERVED, sources[1], method)


def _state(before: float, after: float) -> CellState:
    if before <= 0:
        return CellState.MISSING
    return CellState.OBSERVED if 1 - after / before >= GAIN else CellState.ESTIMATED
