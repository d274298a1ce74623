"""Part of the observations is withheld and foretold from the rest: the honest test."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.observatory.inputs import Observations, ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import (
    Estimate,
    expected,
    main_sensors,
)

Mask = NDArray[np.bool_]

SEASON = 92  # d: a long run withholds a station for so long at a time
LARGEST = 1e9  # bytes of weights beyond which it does, to bound memory


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


@dataclass(frozen=True, eq=False)
class Scores:
    """Misfits of withheld observations, and how large they were expected.

    Parameters
    ----------
    misfit : (hidden,)
        Observation minus what the others foretell. [unit of the sensor]
    misfit_prior : (hidden,)
        Observation minus what the prior foretells. [unit of the sensor]
    deviation : (hidden,)
        Standard deviation of the first. [unit of the sensor]

    """

    misfit: Array
    misfit_prior: Array
    deviation: Array

    def summed(self) -> Withheld:
        """Sum up.

        Returns
        -------
        withheld
            Root mean squares and coverage. [-]

        """
        within = np.abs(self.misfit) <= Z_90 * self.deviation
        return Withheld(
            len(self.misfit),
            float(np.sqrt(np.mean(self.misfit**2))),
            float(np.sqrt(np.mean(self.misfit_prior**2))),
            float(np.mean(within)),
        )


def withheld_station(answer: Estimate, code: str) -> Withheld:
    """Foretell a station from all the others.

    All that the station measures is hidden; its main species is scored, for ppm and
    nmol/mol have no common mean. In a run so long that the whole would not hold in
    memory, the station is hidden for a season at a time: its other seasons then still
    tell its bias.

    Parameters
    ----------
    answer
        The answer of the inversion with every station. [-]
    code
        Code of the station. [-]

    Returns
    -------
    withheld
        How well it went. [-]

    """
    inputs = answer.inputs
    hidden = [i for i, s in enumerate(inputs.sensors) if s.station.code == code]
    mask = np.isin(inputs.observations.sensor, hidden)
    if not mask.any():
        raise ValueError(f"station {code} has no observation to withhold")
    scored = mask & np.isin(inputs.observations.sensor, main_sensors(inputs))
    scored = scored if scored.any() else mask
    day = inputs.day_of(inputs.observations.start)
    size = mask.sum() * answer.posterior.mean.size * 8
    season = day // SEASON if size > LARGEST else np.zeros_like(day)
    parts = [
        foretell(answer, mask & (season == one)) for one in np.unique(season[mask])
    ]
    order = np.argsort(day, kind="stable")
    kept = scored[order][mask[order]]
    return Scores(
        *(
            np.concatenate([getattr(part, name) for part in parts])[kept]
            for name in ("misfit", "misfit_prior", "deviation")
        )
    ).summed()


def foretell(answer: Estimate, hidden: Mask) -> Scores:
    r"""Foretell some observations from all the others, without inverting again.

    Parameters
    ----------
    answer
        The answer of the inversion with every observation. [-]
    hidden : (observation,)
        True for what is withheld. [-]

    Returns
    -------
    scores
        One a withheld observation, in the order of days. [-]

    Notes
    -----
    With the precision :math:`K = S^{-1} = R^{-1} - R^{-1} H A H^T R^{-1}` of all the
    observations, what the others foretell of a part I misses it by
    :math:`K_{II}^{-1} (K r)_I`, with covariance :math:`K_{II}^{-1}`: the exact
    conditional law, errors shared between neighbouring sites included.

    """
    inputs, solved = answer.inputs, answer.solved
    day = inputs.day_of(inputs.observations.start)
    count, start = int(hidden.sum()), 0
    weights = np.zeros((count, *solved.mean.shape))
    precision, pull, before = np.zeros((count, count)), np.zeros(count), np.zeros(count)
    for index, data in enumerate(answer.data):
        rows = np.flatnonzero(hidden[day == index])
        if not rows.size:
            continue
        place = slice(start, start + rows.size)
        start = place.stop
        select = np.eye(data.observations)[:, rows]
        inverse = np.linalg.solve(data.covariance, select).T
        precision[place, place] = inverse[:, rows]
        weights[place, index] = inverse @ data.today
        if data.yesterday is not None:
            weights[place, index - 1] = inverse @ data.yesterday
        pull[place] = inverse @ data.residual
        own = np.flatnonzero(hidden & (day == index))
        before[place] = inputs.observations.value[own] - expected(inputs, own)
    sums = solved.aggregate(weights)
    covariance = np.linalg.inv(precision - sums.covariance)
    return Scores(
        covariance @ (pull - sums.mean), before, np.sqrt(np.diagonal(covariance))
    )


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
