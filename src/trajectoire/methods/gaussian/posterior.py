"""What is believed after the data, and the sums that the reader asks for.

Both forms of the solver end here, so that nothing downstream knows which one ran.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain


class Aggregate(NamedTuple):
    """Weighted sums of unknowns with their covariance.

    Parameters
    ----------
    mean : (aggregate,) or (day, aggregate)
        Expected sums. [unit]
    covariance : (aggregate, aggregate) or (day, aggregate, aggregate)
        Exact covariance of the sums. [unit²]

    """

    mean: Array
    covariance: Array

    @property
    def deviation(self) -> Array:
        """Standard deviation of each sum. [unit]"""
        return deviations(self.covariance)


class Marginals(NamedTuple):
    """What needs one more sweep over the days.

    Parameters
    ----------
    covariance : (day, unknown, unknown)
        Posterior covariance of the unknowns of each day. [unit²]
    signal
        Degrees of freedom for signal. [-]

    """

    covariance: Array
    signal: float


class Factor(Protocol):
    """A factorised problem, from which any covariance can be drawn."""

    def marginals(self) -> Marginals:
        """Give the covariance of each day and the degrees of freedom for signal."""

    def aggregate_covariance(self, weights: Array) -> Array:
        """Give the covariance of weighted sums over days and unknowns."""


@dataclass(frozen=True, eq=False)
class Posterior:
    r"""The exact Gaussian posterior of a chain given its data.

    Parameters
    ----------
    chain
        The prior. [-]
    mean : (day, unknown)
        Expected deviations. [unit]
    observations
        How many there were in all. [-]
    misfit
        :math:`r^T S^{-1} r`, expected to equal the number of observations, where
        :math:`S = H B H^T + R`. [-]
    log_likelihood
        Log of the marginal likelihood of the data, constant included. [-]
    factor
        From which covariances are drawn when they are asked for. [-]

    """

    chain: Chain
    mean: Array
    observations: int
    misfit: float
    log_likelihood: float
    factor: Factor

    @cached_property
    def _marginals(self) -> Marginals:
        return self.factor.marginals()

    @property
    def covariance(self) -> Array:
        """Covariance of the unknowns of each day: (day, unknown, unknown). [unit²]"""
        return self._marginals.covariance

    @property
    def deviation(self) -> Array:
        """Standard deviation of each unknown: (day, unknown). [unit]"""
        return deviations(self.covariance)

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom for signal: how many numbers the data determine. [-]"""
        return self._marginals.signal

    @property
    def reduced_chi_square(self) -> float:
        """Misfit per observation, near 1 when the errors are well stated. [-]"""
        return self.misfit / self.observations if self.observations else float("nan")

    def aggregate(self, weights: Array) -> Aggregate:
        """Give weighted sums over days and unknowns, exact across days.

        Parameters
        ----------
        weights : (aggregate, day, unknown)
            Weight of each unknown in each sum; days of zeros cost little. [-]

        Returns
        -------
        aggregate
            Means and covariance of the sums. [unit]

        """
        mean = np.einsum("adu,du->a", weights, self.mean)
        return Aggregate(mean, self.factor.aggregate_covariance(weights))

    def daily(self, weights: Array) -> Aggregate:
        """Give weighted sums within each day, without the links between days.

        Parameters
        ----------
        weights : (day, aggregate, unknown) or (aggregate, unknown)
            Weight of each unknown in each sum of the day. [-]

        Returns
        -------
        aggregate
            Means (day, aggregate) and covariances (day, aggregate, aggregate). [unit]

        """
        return daily_sums(weights, self.mean, self.covariance)


def prior_aggregate(chain: Chain, weights: Array) -> Aggregate:
    r"""Give what the prior says of weighted sums over days and unknowns.

    Parameters
    ----------
    chain
        The prior. [-]
    weights : (aggregate, day, unknown)
        Weight of each unknown in each sum. [-]

    Returns
    -------
    aggregate
        Zero means and the exact covariance. [unit]

    Notes
    -----
    With :math:`a_d = w_d + T a_{d+1}`, the weight of what day d adds, the covariance is
    :math:`a_0^T P_0 a_0 + \sum_{d>0} a_d^T Q a_d`: nothing is subtracted.

    """
    covariance, _ = prior_response(chain, weights)
    return Aggregate(np.zeros(len(weights)), covariance)


def prior_daily(chain: Chain, weights: Array) -> Aggregate:
    """Give what the prior says of weighted sums within each day.

    Parameters
    ----------
    chain
        The prior. [-]
    weights : (day, aggregate, unknown) or (aggregate, unknown)
        Weight of each unknown in each sum of the day. [-]

    Returns
    -------
    aggregate
        Zero means (day, aggregate) and covariances (day, aggregate, aggregate). [unit]

    """
    return daily_sums(
        weights, np.zeros((chain.days, chain.unknowns)), chain.covariances()
    )


def prior_response(chain: Chain, weights: Array) -> tuple[Array, Array]:
    """Give the prior covariance of sums, and between each unknown and each sum.

    Parameters
    ----------
    chain
        The prior. [-]
    weights : (aggregate, day, unknown)
        Weight of each unknown in each sum. [-]

    Returns
    -------
    covariance : (aggregate, aggregate)
        Between the sums. [unit²]
    response : (day, unknown, aggregate)
        Between each unknown and each sum. [unit²]

    """
    reach = np.array(np.moveaxis(weights, 0, 2), dtype=float)
    kept = chain.transition[:, None]
    for day in range(chain.days - 2, -1, -1):
        reach[day] += kept * reach[day + 1]
    response = np.empty_like(reach)
    response[0] = chain.initial @ reach[0]
    response[1:] = chain.innovation @ reach[1:]
    covariance = np.einsum("dua,dub->ab", reach, response, optimize=True)
    for day in range(1, chain.days):
        response[day] += kept * response[day - 1]
    return covariance, response


def daily_sums(weights: Array, mean: Array, covariance: Array) -> Aggregate:
    """Sum unknowns within each day.

    Parameters
    ----------
    weights : (day, aggregate, unknown) or (aggregate, unknown)
        Weight of each unknown in each sum of the day. [-]
    mean : (day, unknown)
        Expected unknowns. [unit]
    covariance : (day, unknown, unknown)
        Their covariance. [unit²]

    Returns
    -------
    aggregate
        Means (day, aggregate) and covariances (day, aggregate, aggregate). [unit]

    """
    sums = weights @ covariance @ np.swapaxes(weights, -1, -2)
    return Aggregate((weights @ mean[:, :, None])[..., 0], sums)


def deviations(covariance: Array) -> Array:
    """Give the square roots of the diagonals.

    Parameters
    ----------
    covariance : (…, unknown, unknown)
        One or many covariances. [unit²]

    Returns
    -------
    deviations : (…, unknown)
        Standard deviations. [unit]

    """
    root: Array = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    return root
