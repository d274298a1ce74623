"""Part of the observations is withheld and foretold from the rest: the honest test."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.observatory.inputs import Observations, ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import (
    Estimate,
    day_data,
    estimate,
)
from trajectoire.methods.gaussian.chain import DayData

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Withheld:
    """How well a station is foretold by the others.

    Parameters
    ----------
    observations
        How many were foretold. [-]
    rmse, rmse_prior
        Root mean square misfit with the posterior and with the prior. [unit]
    coverage
        Share of the values within their 90 % interval. [-]

    """

    observations: int
    rmse: float
    rmse_prior: float
    coverage: float


def withheld_station(inputs: ObservatoryInputs, code: str) -> Withheld:
    """Foretell a station from all the others.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    code
        Code of the station. [-]

    Returns
    -------
    withheld
        How well it went. [-]

    """
    hidden = [i for i, s in enumerate(inputs.sensors) if s.station.code == code]
    mask = np.isin(inputs.observations.sensor, hidden)
    return foretell(inputs, mask)


def foretell(inputs: ObservatoryInputs, hidden: Mask) -> Withheld:
    """Foretell some observations from the others.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    hidden : (observation,)
        True for what is withheld. [-]

    Returns
    -------
    withheld
        How well it went. [-]

    """
    answer = estimate(keep(inputs, ~hidden))
    misfit, misfit_prior, variance = [], [], []
    for day, data in enumerate(day_data(keep(inputs, hidden))):
        if data.observations:
            foretold, spread = _foretold(answer, day, data)
            misfit.append(data.residual - foretold)
            misfit_prior.append(data.residual)
            variance.append(spread + np.diagonal(data.covariance))
    if not misfit:
        raise ValueError("nothing was withheld: the mask is empty")
    after, before = np.concatenate(misfit), np.concatenate(misfit_prior)
    within = np.abs(after) <= Z_90 * np.sqrt(np.concatenate(variance))
    return Withheld(
        len(after),
        float(np.sqrt(np.mean(after**2))),
        float(np.sqrt(np.mean(before**2))),
        float(np.mean(within)),
    )


def _foretold(answer: Estimate, day: int, data: DayData) -> tuple[Array, Array]:
    days, unknowns = answer.posterior.mean.shape
    weights = np.zeros((data.observations, days, unknowns))
    weights[:, day] = data.today
    if data.yesterday is not None:
        weights[:, day - 1] = data.yesterday
    sums = answer.posterior.aggregate(weights)
    return sums.mean, np.diagonal(sums.covariance)


def keep(inputs: ObservatoryInputs, mask: Mask) -> ObservatoryInputs:
    """Keep some of the observations.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    mask : (observation,)
        True for what is kept. [-]

    Returns
    -------
    inputs
        The same, with fewer observations. [-]

    """
    seen, given = inputs.observations, inputs.contributions
    return replace(
        inputs,
        observations=Observations(
            *(
                getattr(seen, name)[mask]
                for name in ("sensor", "start", "local_hour", "value", "deviation")
            )
        ),
        contributions=replace(
            given,
            signal=given.signal[mask],
            background=given.background[mask],
            pattern=given.pattern[mask],
        ),
    )
