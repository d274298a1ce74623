"""Whether the errors were well stated, and what the data could tell at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2, norm

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.dual import filter_forward
from trajectoire.methods.gaussian.posterior import Posterior, deviations


class Interval(NamedTuple):
    """Where a diagnostic falls when the model is right.

    Parameters
    ----------
    low, high
        Ends. [-]

    """

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value lies within.

        Parameters
        ----------
        value
            The diagnostic. [-]

        Returns
        -------
        holds
            Ends included. [-]

        """
        return self.low <= value <= self.high


def chi_square_interval(observations: int, level: float = 0.95) -> Interval:
    r"""Give where the reduced chi-square falls when the errors are well stated.

    Parameters
    ----------
    observations
        How many. [-]
    level
        Probability of the interval. [-]

    Returns
    -------
    interval
        Of :math:`r^T S^{-1} r / m`, a chi-square of m degrees over m. [-]

    """
    ends = chi2.ppf([(1 - level) / 2, (1 + level) / 2], observations) / observations
    return Interval(float(ends[0]), float(ends[1]))


@dataclass(frozen=True, eq=False)
class Innovations:
    """What each observation brought beyond what the days before foretold.

    Parameters
    ----------
    day : (observation,)
        Rank of the day. [-]
    raw : (observation,)
        Observation minus what was foretold. [unit of observation]
    deviation : (observation,)
        Standard deviation foretold for it. [unit of observation]
    standardised : (observation,)
        Independent and of unit variance when the model is right. [-]

    """

    day: Array
    raw: Array
    deviation: Array
    standardised: Array

    @property
    def variance(self) -> float:
        """Mean square of the standardised innovations, near 1. [-]"""
        return float(np.mean(self.standardised**2))

    @property
    def lag_correlation(self) -> float:
        """Correlation of each standardised innovation with the next, near 0. [-]"""
        return autocorrelation(self.standardised)

    def whiteness_interval(self, level: float = 0.95) -> Interval:
        """Give where a correlation falls when the innovations are white.

        Parameters
        ----------
        level
            Probability of the interval. [-]

        Returns
        -------
        interval
            For large samples. [-]

        """
        half = float(norm.ppf((1 + level) / 2)) / np.sqrt(max(len(self.day), 1))
        return Interval(-half, half)


def innovations(chain: Chain, data: Sequence[DayData]) -> Innovations:
    """Compare every day's observations with what the days before foretold.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day. [-]

    Returns
    -------
    innovations
        In the order of the observations. [-]

    """
    taken = [
        (day, step)
        for day, step in enumerate(filter_forward(chain, data).steps)
        if step is not None
    ]
    if not taken:
        return Innovations(*(np.empty(0) for _ in range(4)))
    return Innovations(
        np.concatenate([np.full(len(step.root), day) for day, step in taken]),
        np.concatenate([step.root @ step.innovation for _, step in taken]),
        np.concatenate([np.sqrt((step.root**2).sum(axis=1)) for _, step in taken]),
        np.concatenate([step.innovation for _, step in taken]),
    )


def autocorrelation(values: Array) -> float:
    """Give the correlation of each value with the next one.

    Parameters
    ----------
    values : (instant,)
        A series of zero expected mean. [-]

    Returns
    -------
    correlation
        NaN for fewer than two values. [-]

    """
    if len(values) < 2:
        return float("nan")
    return float(values[1:] @ values[:-1] / (values @ values))


def averaging_kernel(prior: Array, posterior: Array) -> Array:
    r"""Give what one true unit of each sum becomes in the answer.

    Parameters
    ----------
    prior, posterior : (aggregate, aggregate)
        Covariances of the same sums before and after the data. [unit²]

    Returns
    -------
    kernel : (aggregate, aggregate)
        Row: sum answered; column: sum that truly deviates. The identity when the data
        tell everything, zeros when they tell nothing. [-]

    Notes
    -----
    :math:`A = I - P_a P_b^{-1}`. For all the unknowns this is the averaging kernel
    itself; for sums it is :math:`W A W^*`, with :math:`W^* = B W^T (W B W^T)^{-1}` the
    most likely way for a sum to deviate (sector-reduced kernel of the integrated
    methane inversion).

    """
    kernel: Array = np.eye(len(prior)) - np.linalg.solve(prior, posterior).T
    return kernel


def gain(prior: Array, posterior: Array) -> Array:
    """Give by how much the data reduced each standard deviation.

    Parameters
    ----------
    prior, posterior : (aggregate, aggregate)
        Covariances of the same sums before and after the data. [unit²]

    Returns
    -------
    gain : (aggregate,)
        0 when nothing was learnt, 1 when everything was. [-]

    """
    return 1.0 - deviations(posterior) / deviations(prior)


def error_correlation(covariance: Array) -> Array:
    """Give the correlations between the errors of sums.

    Parameters
    ----------
    covariance : (…, aggregate, aggregate)
        After the data, as a rule; strongly negative for sums that are confused. [unit²]

    Returns
    -------
    correlation : (…, aggregate, aggregate)
        With a unit diagonal. [-]

    """
    spread = deviations(covariance)
    return covariance / (spread[..., :, None] * spread[..., None, :])


def residuals(mean: Array, data: Sequence[DayData]) -> list[Array]:
    """Give what deviations leave unexplained.

    Parameters
    ----------
    mean : (day, unknown)
        Deviations, such as the posterior mean. [unit]
    data
        One item per day. [-]

    Returns
    -------
    residuals : list of (observation,)
        One array per day. [unit of observation]

    """
    left = []
    for day, item in enumerate(data):
        rest = item.residual - item.today @ mean[day]
        if item.yesterday is not None:
            rest = rest - item.yesterday @ mean[day - 1]
        left.append(rest)
    return left


def desroziers_ratio(posterior: Posterior, data: Sequence[DayData]) -> float:
    r"""Compare the observation errors found with those declared.

    Parameters
    ----------
    posterior
        What is believed after the data. [-]
    data
        One item per day. [-]

    Returns
    -------
    ratio
        Variance found over variance declared, near 1. [-]

    Notes
    -----
    :math:`E[(y - H x_a)_i (y - H x_b)_i] = R_{ii}` when the model is right (Desroziers
    2005, doi:10.1256/qj.05.108); both sides are summed over the observations.

    """
    left = residuals(posterior.mean, data)
    found = sum(
        float(rest @ item.residual) for rest, item in zip(left, data, strict=True)
    )
    declared = sum(float(np.trace(item.covariance)) for item in data)
    return found / declared if declared else float("nan")
