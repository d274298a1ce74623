"""Emissions that cannot change sign: the lognormal option of the inversion."""

from dataclasses import dataclass, replace

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import Estimate, day_data
from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.instruments.observatory.model.prior import prior_chain
from trajectoire.methods.gaussian.chain import DayData
from trajectoire.methods.gaussian.positivity import PositivePosterior, smooth_positive
from trajectoire.methods.gaussian.posterior import Factor, Marginals, Posterior


@dataclass(frozen=True, eq=False)
class ScaledFactor:
    """A factorised problem whose unknowns are multiplied.

    Parameters
    ----------
    factor
        That of the logarithms. [-]
    scale : (day, unknown)
        What a unit of each logarithm is worth in deviations. [-]

    """

    factor: Factor
    scale: Array

    def marginals(self) -> Marginals:
        """Give the covariance of each day and the degrees of freedom for signal.

        Returns
        -------
        marginals
            To first order in the logarithms. [-]

        """
        plain = self.factor.marginals()
        both = self.scale[:, :, None] * self.scale[:, None, :]
        return Marginals(plain.covariance * both, plain.signal)

    def aggregate_covariance(self, weights: Array) -> Array:
        """Give the covariance of weighted sums over days and unknowns.

        Parameters
        ----------
        weights : (aggregate, day, unknown)
            Weights of the deviations. [-]

        Returns
        -------
        covariance : (aggregate, aggregate)
            To first order in the logarithms. [-]

        """
        return self.factor.aggregate_covariance(weights * self.scale)


def without_slow_mode(inputs: ObservatoryInputs) -> ObservatoryInputs:
    """Give all the declared variance to the deviations of zones and days.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    inputs
        The same, each sector with a slow share of zero. [-]

    """
    sectors = tuple(replace(prior, slow_share=0.0) for prior in inputs.sectors)
    return replace(inputs, sectors=sectors)


def estimate_positive(inputs: ObservatoryInputs) -> Estimate:
    """Infer emissions that keep their sign.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    estimate
        Its means are those of lognormal laws; its covariances, and the intervals of
        sums drawn from them, are first order in the logarithms. [-]

    Raises
    ------
    OutOfDomain
        If Gauss-Newton does not converge.

    Notes
    -----
    A slow mode added to a logarithm would not multiply its zones, so the whole declared
    variance goes to the deviations of zones and days.

    """
    single = without_slow_mode(inputs)
    layout, chain = Layout.of(single), prior_chain(single)
    mask = np.zeros(layout.unknowns, dtype=bool)
    mask[layout.fast] = True
    data = tuple(day_data(single))
    found = smooth_positive(chain, data, mask)
    scale = np.where(mask, 1.0 + found.mean, 1.0)
    logs = found.logarithms
    posterior = Posterior(
        chain,
        found.mean,
        logs.observations,
        logs.misfit,
        logs.log_likelihood,
        ScaledFactor(logs.factor, scale),
    )
    linear = tuple(_around(one, day, found) for day, one in enumerate(data))
    return Estimate(single, layout, chain, linear, posterior, logs)


def _around(data: DayData, day: int, found: PositivePosterior) -> DayData:
    """State the linear problem in the logarithms, around the answer."""
    logs = found.logarithms.mean
    grown = np.exp(found.centre + logs)
    factor = np.where(found.positive, grown, 1.0)
    value = np.where(found.positive, grown - 1.0, logs)
    residual = data.residual - data.today @ value[day]
    residual += data.today @ (factor[day] * logs[day])
    eve = None
    if data.yesterday is not None:
        eve = data.yesterday * factor[day - 1]
        residual += eve @ logs[day - 1] - data.yesterday @ value[day - 1]
    return DayData(residual, data.today * factor[day], eve, data.covariance)
