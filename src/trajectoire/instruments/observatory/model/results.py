"""Everything that is published of an inversion, computed once."""

from dataclasses import dataclass

import numpy as np

from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.diagnostics import (
    Bias,
    SectorVerdict,
    sector_verdicts,
    sensor_biases,
)
from trajectoire.instruments.observatory.model.inversion import Estimate
from trajectoire.instruments.observatory.model.totals import (
    Mask,
    Selection,
    Totals,
    daily_totals,
    fossil,
    months,
    sector_rows,
    totals,
)
from trajectoire.instruments.observatory.model.withheld import Withheld
from trajectoire.methods.gaussian.diagnostics import Innovations, innovations

WHOLE = "whole"


@dataclass(frozen=True, eq=False)
class Results:
    """Sums, verdicts and diagnostics of an inversion.

    Parameters
    ----------
    estimate
        The answer that they are drawn from. [-]
    sectors
        City's fossil total, then each sector: by ``whole`` or month. [tCO2]
    zones
        Fossil total of each zone: by ``whole`` or month. [tCO2]
    daily
        City's fossil total, then each sector: one sum a day in each. [tCO2]
    verdicts
        One a sector. [-]
    biases
        One a sensor. [unit of the sensor]
    withheld
        By code of the stations that were tried. [-]
    innovations
        What each observation brought beyond the days before. [-]

    """

    estimate: Estimate
    sectors: dict[str, Totals]
    zones: dict[str, Totals]
    daily: tuple[Totals, ...]
    verdicts: tuple[SectorVerdict, ...]
    biases: tuple[Bias, ...]
    withheld: dict[str, Withheld]
    innovations: Innovations

    @property
    def inputs(self) -> ObservatoryInputs:
        """What the inversion rests on. [-]"""
        return self.estimate.inputs

    @property
    def gain(self) -> float:
        """1 - posterior / prior standard deviation of the city's total. [-]"""
        whole = self.sectors[WHOLE]
        before = float(whole.prior_deviation[0])
        return 1.0 - float(whole.posterior_deviation[0]) / before if before else 0.0


def results(estimate: Estimate, withheld: dict[str, Withheld]) -> Results:
    """Draw all that is published from an answer.

    Parameters
    ----------
    estimate
        The answer of the inversion. [-]
    withheld
        How well stations were foretold from the others, by code. [-]

    Returns
    -------
    results
        Sums, verdicts and diagnostics. [-]

    """
    inputs = estimate.inputs
    spans = {WHOLE: np.ones(inputs.days, dtype=bool), **months(inputs)}
    rows = sector_rows(inputs)
    sectors = {
        name: totals(estimate, [Selection(d, r, inputs.zones.inside) for r in rows])
        for name, d in spans.items()
    }
    zones = {
        name: totals(estimate, _by_zone(inputs, days)) for name, days in spans.items()
    }
    every = [Selection(spans[WHOLE], row, inputs.zones.inside) for row in rows[1:]]
    return Results(
        estimate,
        sectors,
        zones,
        tuple(daily_totals(estimate, row) for row in rows),
        tuple(sector_verdicts(totals(estimate, every))),
        tuple(sensor_biases(estimate)),
        withheld,
        innovations(estimate.solved.chain, estimate.data),
    )


def _by_zone(inputs: ObservatoryInputs, days: Mask) -> list[Selection]:
    return [
        Selection(days, fossil(inputs), zone)
        for zone in np.eye(len(inputs.zones), dtype=bool)
    ]
