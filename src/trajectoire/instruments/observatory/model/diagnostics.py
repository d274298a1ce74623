"""How far the answer can be trusted, in numbers and in words.

Published with every result: a sector about which the data say nothing is named.
"""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.model.inversion import Estimate
from trajectoire.instruments.observatory.model.totals import Totals
from trajectoire.methods.gaussian.diagnostics import averaging_kernel, gain

SEPARABLE = 0.5  # diagonal of the reduced kernel above which a sector stands alone
GAIN = 0.1  # gain over the prior under which the data say nothing (our choices)
COUPLED = 0.1  # off-diagonal of the kernel under which no other sector is named
FLAG = 2.0  # standard deviations from zero beyond which a bias is named


@dataclass(frozen=True)
class SectorVerdict:
    """What the data say of one sector.

    Parameters
    ----------
    gain
        1 - posterior / prior standard deviation of its total. [-]
    kernel : (sector,)
        Its row of the sector-reduced averaging kernel. [-]
    separable
        Whether its total follows its own truth. [-]
    informed
        Whether the data say anything of it. [-]
    confused_with
        Index of the sector that its estimate follows as well; -1 where it is seen in
        part but follows no other. [-]

    """

    gain: float
    kernel: Array
    separable: bool
    informed: bool
    confused_with: int


@dataclass(frozen=True)
class Bias:
    """Bias of one sensor over the run.

    Parameters
    ----------
    mean, deviation
        Of the mean of the run. [unit of the sensor]
    drift, drift_deviation
        From the first day to the last. [unit of the sensor]
    flagged
        Whether it is told from zero. [-]

    """

    mean: float
    deviation: float
    drift: float
    drift_deviation: float
    flagged: bool


def sector_verdicts(sums: Totals) -> list[SectorVerdict]:
    r"""Say which sectors the data separate.

    Parameters
    ----------
    sums
        One sum a sector, with covariances between them. [tCO2]

    Returns
    -------
    verdicts
        One a sector. [-]

    Notes
    -----
    The sector-reduced averaging kernel :math:`W A W^*` equals
    :math:`I - P_a P_b^{-1}` for the covariances of the sums; written in units of each
    sector's prior deviation, so that off-diagonal terms compare. A sector that the
    city does not have deviates from nothing: its row and its gain are zero.

    """
    kernel, gains = _reduced(sums)
    verdicts = []
    for index, row in enumerate(kernel):
        others = np.abs(np.delete(row, index))
        strongest = float(others.max(initial=0.0))
        rank = int(np.argmax(others)) if others.size else -1
        other = rank + (rank >= index)
        informed = bool(gains[index] >= GAIN)
        separable = bool(informed and row[index] >= max(SEPARABLE, strongest))
        mixed = informed and not separable and strongest >= COUPLED
        confused = other if mixed else -1
        verdicts.append(
            SectorVerdict(float(gains[index]), row, separable, informed, confused)
        )
    return verdicts


def _reduced(sums: Totals) -> tuple[Array, Array]:
    spread = sums.prior_deviation
    count, there = len(spread), np.flatnonzero(spread > 0)
    kernel, gains = np.zeros((count, count)), np.zeros(count)
    if there.size:
        block, scale = np.ix_(there, there), np.outer(spread[there], spread[there])
        before = sums.prior_covariance[block] / scale
        after = sums.posterior_covariance[block] / scale
        kernel[block] = averaging_kernel(before, after)
        gains[there] = gain(before, after)
    return kernel, gains


def sensor_biases(answer: Estimate) -> list[Bias]:
    """Estimate the bias of each sensor, with its uncertainty.

    Parameters
    ----------
    answer
        The answer of the inversion. [-]

    Returns
    -------
    biases
        One a sensor. [unit of the sensor]

    """
    block, days = answer.layout.bias, answer.inputs.days
    count = answer.layout.sensors
    weights = np.zeros((2 * count, days, answer.layout.unknowns))
    for sensor in range(count):
        weights[sensor, :, block.start + sensor] = 1.0 / days
        weights[count + sensor, -1, block.start + sensor] += 1.0
        weights[count + sensor, 0, block.start + sensor] -= 1.0
    sums = answer.posterior.aggregate(weights)
    spread = sums.deviation
    return [
        Bias(
            float(sums.mean[i]),
            float(spread[i]),
            float(sums.mean[count + i]),
            float(spread[count + i]),
            bool(abs(sums.mean[i]) > FLAG * spread[i]),
        )
        for i in range(count)
    ]
