"""The same test through the observatory's own floors: prior, budget, sums of a city."""

from dataclasses import replace

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.gather.twin import twin_inputs
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    Totals,
    daily_totals,
    fossil,
    sector_rows,
    totals,
)
from trajectoire.instruments.observatory.model.truth import invent_truth

DAYS = 5


def city_errors(scale: float, draws: int, seed: int) -> tuple[Array, Array, float, int]:
    """Invent the demonstration city again and again, and find it.

    Parameters
    ----------
    scale
        By what the errors told to the instrument are multiplied. [-]
    draws
        How many cities. [-]
    seed
        Of the generator. [-]

    Returns
    -------
    daily, sums : (draw, figure)
        Standardised errors: totals of days; of the period by sector and zone. [-]
    misfit, count
        Sum of the misfits and number of observations. [-]

    """
    random = np.random.default_rng(seed)
    city = twin_inputs(DAYS, seed)
    days, sums, misfit, count = [], [], 0.0, 0
    for _ in range(draws):
        answer = estimate(told(invent_truth(city, random), scale))
        days.append(_errors(daily_totals(answer, fossil(city))))
        sums.append(_errors(totals(answer, _selections(city))))
        misfit += answer.posterior.misfit
        count += answer.posterior.observations
    return np.array(days), np.array(sums), misfit, count


def told(city: ObservatoryInputs, scale: float) -> ObservatoryInputs:
    """Tell the instrument smaller or larger errors than those of the observations.

    Parameters
    ----------
    city
        With observations. [-]
    scale
        Multiplier of every standard deviation of R. [-]

    Returns
    -------
    city
        The same, with another budget. [-]

    """
    budget = replace(
        city.errors,
        transport=scale * city.errors.transport,
        representativeness=scale * city.errors.representativeness,
    )
    sensors = tuple(replace(s, noise=scale * s.noise) for s in city.sensors)
    return replace(city, errors=budget, sensors=sensors)


def _selections(city: ObservatoryInputs) -> list[Selection]:
    every = np.ones(city.days, dtype=bool)
    zones = np.eye(len(city.zones), dtype=bool)[city.zones.inside]
    rows = [Selection(every, row, city.zones.inside) for row in sector_rows(city)]
    return rows + [Selection(every, fossil(city), zone) for zone in zones]


def _errors(sums: Totals) -> Array:
    if sums.truth is None:
        raise ValueError("only a twin has a truth")
    return np.asarray((sums.posterior - sums.truth) / sums.posterior_deviation)
