"""What sensors without wind say: an enhancement, its daily cycle, biases by name."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.diagnostics import FLAG
from trajectoire.instruments.observatory.model.inversion import (
    Estimate,
    day_data,
    estimate,
)
from trajectoire.instruments.observatory.model.prior import prior_chain
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.likelihood import Estimate as Likely
from trajectoire.methods.gaussian.likelihood import most_likely

GUESS = np.array([10.0, 24.0, 3.0])  # ppm, h, km
LEAST = np.array([1.0, 1.0, 0.3])
MOST = np.array([50.0, 96.0, 30.0])


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of unknowns, each with its standard deviation.

    Parameters
    ----------
    mean, deviation : (sum,)
        Posterior. [ppm]

    """

    mean: Array
    deviation: Array


@dataclass(frozen=True, eq=False)
class Enhancement:
    """What a city adds to the air at its sensors, and how far they are off.

    Parameters
    ----------
    month
        Mean of the period: one sum. [ppm]
    prior_deviation
        Of that mean, before the data. [ppm]
    parts
        Mean of each part of the day. [ppm]
    cycle
        Each part minus the mean of all: free of the level that biases share. [ppm]
    bias
        Of each sensor, over the period. [ppm]
    bias_from_network
        Of each sensor, minus the mean of all sensors. [ppm]
    named : (sensor,)
        Whether the bias is told from zero. [-]
    level_with_bias
        Posterior correlation of the month's mean with the mean bias; near -1 when the
        data do not separate the two. [-]

    """

    month: Sums
    prior_deviation: float
    parts: Sums
    cycle: Sums
    bias: Sums
    bias_from_network: Sums
    named: NDArray[np.bool_]
    level_with_bias: float


def enhancement(answer: Estimate) -> Enhancement:
    """Draw what is published of sensors alone.

    Parameters
    ----------
    answer
        Of an inversion whose zones are the parts of the day. [-]

    Returns
    -------
    enhancement
        With exact deviations. [-]

    """
    inputs, layout = answer.inputs, answer.layout
    days, parts = inputs.days, layout.zones
    adds = inputs.emission[:, 0, :]
    part = np.zeros((parts, days, layout.unknowns))
    part[:, :, layout.fast] = np.eye(parts)[:, None, :] * adds * parts
    part[:, :, layout.slow] = (adds.T * parts)[:, :, None]
    bias = np.zeros((layout.sensors, days, layout.unknowns))
    bias[:, :, layout.bias] = np.eye(layout.sensors)[:, None, :] / days
    month, shared = part.mean(axis=0), bias.mean(axis=0)
    weights = [month[None], part, part - month, bias, bias - shared, shared[None]]
    sums = answer.posterior.aggregate(np.concatenate(weights))
    level = float(adds.sum())
    constant = [level, *(parts * adds.sum(axis=0))]
    constant += [*(parts * adds.sum(axis=0) - level)]
    whole = sums.mean + np.pad(constant, (0, len(sums.mean) - len(constant)))
    cuts = np.cumsum([len(w) for w in weights])[:-1]
    pieces = [
        Sums(mean, deviation)
        for mean, deviation in zip(
            np.split(whole, cuts), np.split(sums.deviation, cuts), strict=True
        )
    ]
    crossed = sums.covariance[0, -1] / (sums.deviation[0] * sums.deviation[-1])
    return Enhancement(
        pieces[0],
        level * inputs.sectors[0].relative_uncertainty,
        pieces[1],
        pieces[2],
        pieces[3],
        pieces[4],
        np.abs(pieces[3].mean) > FLAG * pieces[3].deviation,
        float(crossed),
    )


def tuned_errors(inputs: ObservatoryInputs) -> tuple[ObservatoryInputs, Likely]:
    """Find the errors of observation under which the data are least surprising.

    Parameters
    ----------
    inputs
        Sensors alone. [-]

    Returns
    -------
    inputs
        With the most likely errors. [-]
    likely
        Error shared by the air of an hour, how long and how far it reaches.
        [ppm, h, km]

    Notes
    -----
    What is believed of the city and of the biases is not tuned: the data cannot tell
    their common level, and a likelihood would make up a certainty about it.

    """

    def problem(values: Array) -> tuple[Chain, list[DayData]]:
        trial = with_errors(inputs, values)
        return prior_chain(trial), day_data(trial)

    likely = most_likely(problem, GUESS, LEAST, MOST)
    return with_errors(inputs, likely.value), likely


def with_errors(inputs: ObservatoryInputs, values: Array) -> ObservatoryInputs:
    """Set the errors of observation.

    Parameters
    ----------
    inputs
        Sensors alone. [-]
    values : (3,)
        Error shared by the air of an hour, how long and how far it reaches.
        [ppm, h, km]

    Returns
    -------
    inputs
        With these errors. [-]

    """
    deviation, hours, length = (float(value) for value in values)
    errors = replace(
        inputs.errors,
        transport=np.full(24, deviation),
        correlation_hours=hours,
        correlation_length=length,
    )
    return replace(inputs, errors=errors)


def enhancement_of(inputs: ObservatoryInputs) -> Enhancement:
    """Infer the enhancement and the biases.

    Parameters
    ----------
    inputs
        Sensors alone. [-]

    Returns
    -------
    enhancement
        With exact deviations. [-]

    """
    return enhancement(estimate(inputs))
