"""What is believed before looking at the air, as a Gauss-Markov chain of days.

The uncertainty that an inventory declares is that of a sector's total over a year. The
deviations of zones and days are scaled so that their sum has just that uncertainty.
"""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs, SectorPrior
from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.methods.gaussian.chain import (
    Chain,
    random_walk,
    side_by_side,
    stationary_chain,
)
from trajectoire.methods.gaussian.covariance import distance_correlation

SLOW_TIME = 365.0  # d: the error of an annual total lasts about a year (our choice)
RATIO_TIME = 365.0  # d: an emission ratio changes with the fleet, over years
STEADY = 1e-4  # part of a bias that may change in a day when no drift is declared


@dataclass(frozen=True)
class Scales:
    """Standard deviations that give back the declared uncertainty.

    Parameters
    ----------
    fast : (sector,)
        Of the relative deviation of one zone on one day. [-]
    slow : (sector,)
        Of the relative deviation common to all zones. [-]

    """

    fast: Array
    slow: Array


def summed_variance(emission: Array, correlation: Array, memory: float) -> float:
    r"""Variance of a sum of emissions with unit relative deviations.

    Parameters
    ----------
    emission : (day, zone)
        Weights of the sum. [t]
    correlation : (zone, zone)
        Correlation of the deviations in space. [-]
    memory
        Correlation from one day to the next. [-]

    Returns
    -------
    variance
        Of the weighted sum. [t2]

    Notes
    -----
    :math:`\sum_{d,d'} \rho^{|d-d'|} e_d^T K e_{d'}`, summed in one pass over the days:
    :math:`s_d = \rho s_{d-1} + e_d` holds what is remembered.

    Examples
    --------
    >>> float(summed_variance(np.ones((2, 1)), np.eye(1), 0.5))
    3.0

    """
    remembered = np.zeros(emission.shape[1])
    total = 0.0
    for today in emission:
        spread = correlation @ today
        total += float(today @ spread) + 2.0 * memory * float(remembered @ spread)
        remembered = memory * remembered + today
    return total


def scales(inputs: ObservatoryInputs) -> Scales:
    """Scale the deviations so that their aggregate is the one declared.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    scales
        Standard deviations of the two modes of each sector. [-]

    Notes
    -----
    Where the declared period is longer than the run, the mean day of the run stands
    for every day of it; where it is shorter, its first days count. A slow mode
    multiplies a sum that nearly cancels (uptake here, release there) by a huge factor:
    such a sector has none.

    """
    inside = inputs.zones.inside
    distances = inputs.zones.distances()[np.ix_(inside, inside)]
    fast, slow = [], []
    for index, prior in enumerate(inputs.sectors):
        emission = _declared_days(inputs.emission[:, index, inside], inputs)
        declared = (prior.relative_uncertainty * np.abs(emission).sum()) ** 2
        kernel = distance_correlation(distances, prior.correlation_length)
        quick = summed_variance(emission, kernel, _memory(prior.correlation_time))
        total = emission.sum(axis=1, keepdims=True)
        share = prior.slow_share if _has_one_sign(emission) else 0.0
        steady = summed_variance(total, np.eye(1), _memory(SLOW_TIME))
        fast.append(_ratio((1.0 - share) * declared, quick, prior))
        slow.append(_ratio(share * declared, steady, prior))
    return Scales(np.array(fast), np.array(slow))


def prior_chain(inputs: ObservatoryInputs) -> Chain:
    """Assemble the chain of all the unknowns, in the order of the layout.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    chain
        Deviations from the prior, day after day. [-]

    """
    layout, sizes, days = Layout.of(inputs), scales(inputs), inputs.days
    slow = np.full(layout.sectors, _memory(SLOW_TIME))
    parts = [
        _fast_chain(inputs, sizes.fast),
        stationary_chain(sizes.slow, inputs.sector_correlation, slow, days),
    ]
    ratios = [p.ratio_uncertainty for p in inputs.sectors] * len(layout.species)
    offsets = inputs.background
    for deviation, time in (
        (ratios, RATIO_TIME),
        (offsets.deviation, offsets.correlation_time),
    ):
        if deviation:
            spread, count = np.array(deviation), len(deviation)
            memory = np.full(count, _memory(time))
            parts.append(stationary_chain(spread, np.eye(count), memory, days))
    biases = np.array([s.bias for s in inputs.sensors])
    drifts = np.array([s.drift for s in inputs.sensors])
    parts.append(random_walk(biases, np.maximum(drifts, STEADY * biases), days))
    return side_by_side(parts)


def _fast_chain(inputs: ObservatoryInputs, deviation: Array) -> Chain:
    # Two sectors of unequal lengths stay correlated as declared: the product of the
    # roots of their kernels is positive semi-definite whatever the lengths.
    distances = inputs.zones.distances()
    count = len(inputs.zones)
    lengths = [p.correlation_length for p in inputs.sectors]
    roots = np.stack([_root(distance_correlation(distances, one)) for one in lengths])
    blocks = np.einsum("ajk,blk,ab->ajbl", roots, roots, inputs.sector_correlation)
    memory = np.array([_memory(p.correlation_time) for p in inputs.sectors])
    size = count * len(inputs.sectors)
    return stationary_chain(
        np.repeat(deviation, count),
        blocks.reshape(size, size),
        np.repeat(memory, count),
        inputs.days,
    )


def _declared_days(emission: Array, inputs: ObservatoryInputs) -> Array:
    if inputs.declared_days <= inputs.days:
        return emission[: inputs.declared_days]
    return np.tile(emission.mean(axis=0), (inputs.declared_days, 1))


def _has_one_sign(emission: Array) -> bool:
    return bool(abs(emission.sum()) >= 0.5 * np.abs(emission).sum())


def _memory(time: float) -> float:
    return float(np.exp(-1.0 / time))


def _ratio(declared: float, unit: float, prior: SectorPrior) -> float:
    if unit <= 0:
        return prior.relative_uncertainty
    return max(float(np.sqrt(declared / unit)), 1e-6)


def _root(kernel: Array) -> Array:
    values, vectors = np.linalg.eigh(kernel)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 1e-12))) @ vectors.T)
