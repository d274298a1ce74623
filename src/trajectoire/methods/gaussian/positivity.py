"""Fluxes that cannot change sign: their logarithms follow the chain.

An inventory's emissions are positive, and a Gaussian prior of 50 % gives one chance in
forty to a negative one. Where that matters, the unknown becomes the logarithm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag, cho_solve
from scipy.stats import norm

from trajectoire.core.errors import Fault, InputError, OutOfDomain
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain, DayData, data_faults
from trajectoire.methods.gaussian.diagnostics import residuals
from trajectoire.methods.gaussian.posterior import Aggregate, Posterior
from trajectoire.methods.gaussian.smoother import smooth
from trajectoire.methods.gaussian.whitening import lower_root, scaled

Mask = NDArray[np.bool_]
ITERATIONS = 100
TOLERANCE = 1e-3  # of the prior standard deviation of the logarithms
SHORTEST_STEP = 1e-8
SUFFICIENT_DECREASE = 1e-4  # Armijo
LEAST_BEND = 1e-6  # in inverse squared logarithms: a weaker one holds nothing
ROUNDING = 1e-12  # of the cost


@dataclass(frozen=True, eq=False)
class PositivePosterior:
    r"""Posterior of deviations some of which are logarithms of factors.

    Parameters
    ----------
    logarithms
        Gaussian posterior (Laplace, at the most likely point) of :math:`z - \mu` for
        positive unknowns, of the deviation itself for the others. [-]
    centre : (unknown,)
        :math:`\mu`, the prior mean of the logarithms; 0 for the others. [-]
    positive : (unknown,)
        Which unknowns are relative deviations x of a flux, with
        :math:`1 + x = e^z`. [-]
    iterations
        How many linear problems were solved. [-]

    """

    logarithms: Posterior
    centre: Array
    positive: Mask
    iterations: int

    def quantiles(self, levels: Sequence[float] = (0.05, 0.5, 0.95)) -> Array:
        """Give quantiles of the deviations; of a flux factor, add 1.

        Parameters
        ----------
        levels
            Probabilities. [-]

        Returns
        -------
        quantiles : (level, day, unknown)
            Of x, above -1 for positive unknowns. [-]

        """
        spread = norm.ppf(np.asarray(levels))[:, None, None] * self.logarithms.deviation
        return _deviation(self.logarithms.mean + spread, self.centre, self.positive)

    @property
    def mean(self) -> Array:
        """Expected deviations: (day, unknown). [-]"""
        half_variance = self.logarithms.deviation**2 / 2
        shifted = self.logarithms.mean + np.where(self.positive, half_variance, 0.0)
        return _deviation(shifted, self.centre, self.positive)

    @property
    def deviation(self) -> Array:
        """Standard deviation of the deviations: (day, unknown). [-]"""
        spread = self.logarithms.deviation
        lognormal = (1 + self.mean) * np.sqrt(np.expm1(spread**2))
        deviation: Array = np.where(self.positive, lognormal, spread)
        return deviation

    def aggregate(self, weights: Array) -> Aggregate:
        """Give weighted sums of deviations over days and unknowns.

        Parameters
        ----------
        weights : (aggregate, day, unknown)
            Weight of each deviation in each sum. [-]

        Returns
        -------
        aggregate
            Mean of the law of each unknown; covariance to first order in the
            logarithms. [-]

        """
        mean = np.einsum("adu,du->a", weights, self.mean)
        scaled = weights * np.where(self.positive, 1 + self.mean, 1.0)
        return Aggregate(mean, self.logarithms.aggregate(scaled).covariance)


def logarithm_chain(chain: Chain, positive: Mask) -> tuple[Chain, Array]:
    r"""Turn relative deviations of fluxes into logarithms of the same mean and spread.

    Parameters
    ----------
    chain
        Prior of the deviations; stationary for the positive ones. [-]
    positive : (unknown,)
        Which ones become logarithms. [-]

    Returns
    -------
    chain
        Prior of :math:`z - \mu`, with the correlations of the one given. [-]
    centre : (unknown,)
        :math:`\mu`. [-]

    Raises
    ------
    InputError
        If a positive unknown has a spread that changes from day to day.

    Notes
    -----
    For a factor of mean 1 and standard deviation s, :math:`\sigma^2 = \log(1 + s^2)`
    and :math:`\mu = -\sigma^2 / 2`. The correlations are those of the logarithms: those
    of the factors are slightly weaker.

    """
    variance = np.diagonal(chain.initial)
    next_day = chain.transition**2 * variance + np.diagonal(chain.innovation)
    moving = positive & ~np.isclose(next_day, variance, rtol=1e-6)
    if moving.any():
        found = f"changing ones for unknowns {np.flatnonzero(moving).tolist()}"
        remedy = "Use stationary_chain for fluxes."
        raise InputError([Fault("one spread for all days", found, remedy)])
    sigma_squared = np.log1p(variance)
    scale = np.where(positive, np.sqrt(sigma_squared / variance), 1.0)
    scaled = np.outer(scale, scale)
    logarithms = replace(
        chain, initial=scaled * chain.initial, innovation=scaled * chain.innovation
    )
    return logarithms, np.where(positive, -sigma_squared / 2, 0.0)


def smooth_positive(
    chain: Chain, data: Sequence[DayData], positive: Mask, form: str = "auto"
) -> PositivePosterior:
    """Give the posterior of deviations of which some may not go below -1.

    Parameters
    ----------
    chain
        Prior of the deviations. [-]
    data
        One item per day. [-]
    positive : (unknown,)
        Which unknowns are relative deviations of a flux that keeps its sign. [-]
    form
        As for :func:`~trajectoire.methods.gaussian.smoother.smooth`. [-]

    Returns
    -------
    posterior
        Around the most likely point. [-]

    Raises
    ------
    InputError
        As the linear smoother, and for spreads that change from day to day.
    OutOfDomain
        If the iterations do not settle.

    Notes
    -----
    Gauss-Newton: a linear smoother around each estimate, and a step shortened until the
    cost decreases. On the way, the curvature of the exponential is added where it is
    positive, or fluxes pushed below zero would oscillate. Settled when no logarithm
    moves by more than 1e-4 of its prior standard deviation. The intervals are those of
    Laplace at the most likely point: approximate, and too narrow in small problems
    where fluxes of large spread are confounded with a background.

    """
    logarithms, centre = logarithm_chain(chain, positive)
    law = _law(logarithms, data, centre, positive)
    tolerance = TOLERANCE * np.sqrt(np.diagonal(logarithms.initial))
    estimate = np.zeros((chain.days, chain.unknowns))
    for iteration in range(1, ITERATIONS + 1):
        curved = smooth(logarithms, law.curved(estimate), form)
        step = curved.mean - estimate
        if np.all(np.abs(step) <= tolerance):
            posterior = smooth(logarithms, law.around(estimate), form)
            return PositivePosterior(posterior, centre, positive, iteration)
        estimate = law.moved(estimate, step, curved.misfit)
    last = np.max(np.abs(step) / tolerance) * TOLERANCE
    raise OutOfDomain(
        f"positive fluxes did not settle in {ITERATIONS} iterations: the last step was "
        f"{last:.2g} prior standard deviations. Look for observations far below the "
        "background, or solve without positivity."
    )


@dataclass(frozen=True, eq=False)
class _Law:
    """The cost of logarithms, and its linear problem around an estimate."""

    chain: Chain
    data: Sequence[DayData]
    centre: Array
    positive: Mask
    roots: list[Array]  # of the error covariances
    prior_roots: tuple[Array, Array]  # of the first day and of the innovations

    def deviation(self, estimate: Array) -> Array:
        return _deviation(estimate, self.centre, self.positive)

    def around(self, estimate: Array) -> list[DayData]:
        value = self.deviation(estimate)
        slope = np.where(self.positive, 1 + value, 1.0)
        shift = value - slope * estimate
        linear = []
        for day, item in enumerate(self.data):
            rest = item.residual - item.today @ shift[day]
            eve = item.yesterday
            if eve is not None:
                rest = rest - eve @ shift[day - 1]
                eve = eve * slope[day - 1]
            linear.append(DayData(rest, item.today * slope[day], eve, item.covariance))
        return linear

    def curved(self, estimate: Array) -> list[DayData]:
        """Linear problem, each logarithm held back by the bend of its exponential."""
        pull = np.zeros(estimate.shape)
        left = residuals(self.deviation(estimate), self.data)
        for day, (item, root) in enumerate(zip(self.data, self.roots, strict=True)):
            weighed = cho_solve((root, True), left[day], check_finite=False)
            pull[day] += item.today.T @ weighed
            if item.yesterday is not None:
                pull[day - 1] += item.yesterday.T @ weighed
        bend = -pull * np.where(self.positive, 1 + self.deviation(estimate), 0.0)
        return [
            _held(item, value, own)
            for item, value, own in zip(
                self.around(estimate), estimate, bend, strict=True
            )
        ]

    def moved(self, estimate: Array, step: Array, linear_cost: float) -> Array:
        """Step so far that the cost decreases as the linear problem foretells."""
        before = self.cost(estimate)
        # The linear problem's least cost, its misfit, gives the slope along the step.
        foretold = SUFFICIENT_DECREASE * 2 * (linear_cost - before)
        length = 1.0
        while length > SHORTEST_STEP:
            trial = estimate + length * step
            if self.cost(trial) <= before * (1 + ROUNDING) + length * foretold:
                return trial
            length /= 2
        raise OutOfDomain(
            "positive fluxes did not settle: no step lowers the cost any more. "
            "Look for observations far below the background, or solve without "
            "positivity."
        )

    def cost(self, estimate: Array) -> float:
        """Squares of the standardised errors and of the standardised logarithms."""
        with np.errstate(over="ignore", invalid="ignore"):
            left = residuals(self.deviation(estimate), self.data)
        if not all(np.isfinite(rest).all() for rest in left):
            return float("inf")
        added = estimate[1:] - self.chain.transition * estimate[:-1]
        parts = [
            scaled(self.prior_roots[0], estimate[0]),
            scaled(self.prior_roots[1], added.T),
            *(scaled(root, rest) for root, rest in zip(self.roots, left, strict=True)),
        ]
        return sum(float(np.sum(part**2)) for part in parts)


def _law(chain: Chain, data: Sequence[DayData], centre: Array, positive: Mask) -> _Law:
    faults = data_faults(chain, data)
    if faults:
        raise InputError(faults)
    return _Law(
        chain,
        data,
        centre,
        positive,
        [
            lower_root(item.covariance, f"day {day}, covariance")
            for day, item in enumerate(data)
        ],
        (lower_root(chain.initial, "initial"), lower_root(chain.innovation, "drift")),
    )


def _held(item: DayData, estimate: Array, bend: Array) -> DayData:
    """Add to a day one pseudo-observation per bent logarithm: it is where it is."""
    held = np.flatnonzero(bend > LEAST_BEND)
    if not len(held):
        return item
    today = np.eye(len(estimate))[held]
    eve = item.yesterday
    return DayData(
        np.concatenate([item.residual, estimate[held]]),
        np.vstack([item.today, today]),
        None if eve is None else np.vstack([eve, np.zeros_like(today)]),
        block_diag(item.covariance, np.diag(1 / bend[held])),
    )


def _deviation(logarithm: Array, centre: Array, positive: Mask) -> Array:
    # Only the positive columns are raised: others may be large numbers of ppm.
    deviation = np.array(logarithm, dtype=float)
    deviation[..., positive] = np.expm1((logarithm + centre)[..., positive])
    return deviation
