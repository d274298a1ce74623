"""Hyper-parameters under which the data were the least surprising."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.smoother import smooth

Problem = Callable[[Array], tuple[Chain, Sequence[DayData]]]
SLOPE_STEP = 1e-3  # in log, for the slopes
HALF_STEP = 0.02  # in log, for the second differences
SEARCHES = 200  # iterations


@dataclass(frozen=True, eq=False)
class Estimate:
    """Hyper-parameters of maximum marginal likelihood.

    Parameters
    ----------
    value : (parameter,)
        Most likely values. [unit of each]
    log_deviation : (parameter,)
        Standard deviation of the log of each; NaN for those at a bound. [-]
    at_bound : (parameter,)
        Whether the search ended on a bound: the data then ask for more room. [-]
    log_likelihood
        At the most likely values. [-]
    evaluations
        How many times the problem was solved. [-]

    """

    value: Array
    log_deviation: Array
    at_bound: Array
    log_likelihood: float
    evaluations: int

    def interval(self, sigmas: float = 1.96) -> tuple[Array, Array]:
        """Give the interval of each hyper-parameter.

        Parameters
        ----------
        sigmas
            Half-width in standard deviations of the log. [-]

        Returns
        -------
        low, high : (parameter,)
            Ends. [unit of each]

        """
        half = np.exp(sigmas * self.log_deviation)
        return self.value / half, self.value * half


def most_likely(problem: Problem, start: Array, low: Array, high: Array) -> Estimate:
    r"""Find the hyper-parameters of maximum marginal likelihood.

    Parameters
    ----------
    problem
        Gives the prior and the data for positive hyper-parameters (deviations, time
        constants, lengths). [-]
    start, low, high : (parameter,)
        First guess and bounds, positive. [unit of each]

    Returns
    -------
    estimate
        With approximate uncertainties. [-]

    Raises
    ------
    OutOfDomain
        If the search does not end.

    Notes
    -----
    Quasi-Newton in the logs of the parameters; the covariance is the inverse of minus
    the matrix of second differences of the log likelihood (Laplace), over the
    parameters that are not at a bound.

    """
    count = 0

    def surprise(logs: Array) -> float:
        nonlocal count
        count += 1
        return -smooth(*problem(np.exp(logs))).log_likelihood

    def slope(logs: Array) -> Array:
        # Central: the error of one-sided differences stalls the search near its end.
        steps = SLOPE_STEP * np.eye(len(logs))
        rises = [surprise(logs + one) - surprise(logs - one) for one in steps]
        return np.array(rises) / (2 * SLOPE_STEP)

    bounds = list(zip(np.log(low), np.log(high), strict=True))
    found = minimize(
        surprise,
        np.log(start),
        method="L-BFGS-B",
        jac=slope,
        bounds=bounds,
        options={"ftol": 1e-10, "gtol": 1e-3, "maxiter": SEARCHES},
    )
    if not found.success:
        raise OutOfDomain(
            f"the most likely hyper-parameters were not found ({found.message}). "
            "Bring the start nearer or the bounds closer together."
        )
    at_bound = np.isclose(found.x, np.log(low)) | np.isclose(found.x, np.log(high))
    deviation = np.full(len(start), np.nan)
    shifts = HALF_STEP * np.eye(len(start))[~at_bound]
    deviation[~at_bound] = _log_deviation(surprise, found.x, shifts)
    return Estimate(np.exp(found.x), deviation, at_bound, -float(found.fun), count)


def _log_deviation(
    surprise: Callable[[Array], float], best: Array, shifts: Array
) -> Array:
    curvature = np.empty((len(shifts), len(shifts)))
    for i, one in enumerate(shifts):
        for j, other in enumerate(shifts[: i + 1]):
            corners = (
                surprise(best + one + other)
                - surprise(best + one - other)
                - surprise(best - one + other)
                + surprise(best - one - other)
            )
            curvature[i, j] = curvature[j, i] = corners / (4 * HALF_STEP**2)
    if not len(shifts) or np.linalg.eigvalsh(curvature)[0] <= 0:
        return np.full(len(shifts), np.nan)
    deviation: Array = np.sqrt(np.diagonal(np.linalg.inv(curvature)))
    return deviation
