"""Observations with heavy tails: the few that lie far off count less.

Half-hourly turbulent fluxes have outliers that no Gaussian explains. Their error is
widened where the misfit is large, as a Student law does, and the problem solved again.
"""

from dataclasses import replace

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import Indices, ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import day_data, estimate

FREEDOM = 4.0  # [-], degrees of freedom of the Student law (Lange 1989 advises 4)
ROUNDS = 3  # [-], the factors change by less than a few per cent after three


def widening(misfit: Array, spread: Array) -> Array:
    r"""Give by how much the error of each observation is to be widened.

    Parameters
    ----------
    misfit : (observation,)
        Observation minus what is expected of it. [unit]
    spread : (observation,)
        Standard deviation of its error, before widening. [unit]

    Returns
    -------
    factor : (observation,)
        :math:`\sqrt{(\nu + e^2/s^2)/(\nu + 1)}`: the weight that the EM algorithm of a
        Student law gives [1]_. [-]

    References
    ----------
    .. [1] Lange, Little, Taylor, "Robust statistical modeling using the t
       distribution", J. Am. Stat. Assoc. 84, 881-896, 1989.

    """
    return np.asarray(np.sqrt((FREEDOM + (misfit / spread) ** 2) / (FREEDOM + 1.0)))


def widened(inputs: ObservatoryInputs, rounds: int = ROUNDS) -> ObservatoryInputs:
    """Widen the independent errors of the observations that lie far off.

    Parameters
    ----------
    inputs
        What the inversion rests on, with the deviation of each observation. [-]
    rounds
        How many times the problem is solved. [-]

    Returns
    -------
    inputs
        The same, with larger deviations for outliers, and slightly smaller ones (by a
        tenth at most) for the rest: a Student law is narrower at its centre. [-]

    Notes
    -----
    An approximation: the factor is drawn from the whole error of each observation and
    applied to its independent part, so that correlated errors stay as declared.

    """
    known = inputs.observations.deviation
    base = np.where(np.isfinite(known), known, _declared(inputs))
    current = replace(inputs, observations=replace(inputs.observations, deviation=base))
    whole = _spread(current)
    for _ in range(rounds):
        factor = widening(_misfit(current), whole)
        seen = replace(current.observations, deviation=base * factor)
        current = replace(current, observations=seen)
    return current


def _declared(inputs: ObservatoryInputs) -> Array:
    noise = np.array([sensor.noise for sensor in inputs.sensors])
    return np.asarray(noise[inputs.observations.sensor])


def _rows(inputs: ObservatoryInputs) -> list[Indices]:
    day = inputs.day_of(inputs.observations.start)
    return [np.flatnonzero(day == index) for index in range(inputs.days)]


def _spread(inputs: ObservatoryInputs) -> Array:
    spread = np.empty(len(inputs.observations))
    for rows, data in zip(_rows(inputs), day_data(inputs), strict=True):
        spread[rows] = np.sqrt(np.diagonal(data.covariance))
    return spread


def _misfit(inputs: ObservatoryInputs) -> Array:
    mean = estimate(inputs).posterior.mean
    misfit = np.empty(len(inputs.observations))
    for day, (rows, data) in enumerate(
        zip(_rows(inputs), day_data(inputs), strict=True)
    ):
        misfit[rows] = data.residual - data.today @ mean[day]
        if data.yesterday is not None:
            misfit[rows] -= data.yesterday @ mean[day - 1]
    return misfit
