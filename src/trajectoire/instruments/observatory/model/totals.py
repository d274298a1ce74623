"""Emissions summed over days, sectors and zones, prior and posterior, exactly.

The standard deviation of a sum is never the sum of standard deviations: it is drawn
from the joint covariance of all the unknowns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import Estimate
from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.methods.gaussian.posterior import prior_aggregate, prior_daily

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Selection:
    """Which emissions are summed.

    Parameters
    ----------
    days : (day,)
        Days that count. [-]
    sectors : (sector,)
        Sectors that count. [-]
    zones : (zone,)
        Zones that count. [-]

    """

    days: Mask
    sectors: Mask
    zones: Mask


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums of emissions, believed before and after the data.

    Parameters
    ----------
    prior, posterior : (sum,)
        Expected sums. [tCO2]
    prior_covariance, posterior_covariance : (sum, sum)
        Their covariances; of daily sums only the diagonals are kept. [tCO2²]
    truth : (sum,)
        True sums, for a twin; None otherwise. [tCO2]

    """

    prior: Array
    posterior: Array
    prior_covariance: Array
    posterior_covariance: Array
    truth: Array | None

    @property
    def prior_deviation(self) -> Array:
        """Standard deviation of each sum before the data. [tCO2]"""
        return np.asarray(np.sqrt(np.diagonal(self.prior_covariance)))

    @property
    def posterior_deviation(self) -> Array:
        """Standard deviation of each sum after the data. [tCO2]"""
        return np.asarray(np.sqrt(np.diagonal(self.posterior_covariance)))


def fossil(inputs: ObservatoryInputs) -> Mask:
    """Tell the sectors of the city's total from those of the biosphere.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    mask : (sector,)
        True for what counts in the total. [-]

    """
    return np.array([not prior.biosphere for prior in inputs.sectors])


def sector_rows(inputs: ObservatoryInputs) -> list[Mask]:
    """List the total and each sector, as masks.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    masks
        The fossil total first, then each sector. [-]

    """
    return [fossil(inputs), *np.eye(len(inputs.sectors), dtype=bool)]


def totals(estimate: Estimate, selections: Sequence[Selection]) -> Totals:
    """Sum emissions over any selections, with the covariances between the sums.

    Parameters
    ----------
    estimate
        The answer of the inversion. [-]
    selections
        What is summed. [-]

    Returns
    -------
    totals
        One sum a selection. [tCO2]

    """
    inputs = estimate.inputs
    weights = np.stack([_weights(inputs, chosen) for chosen in selections])
    before = prior_aggregate(estimate.chain, weights)
    after = estimate.posterior.aggregate(weights)
    prior = _sums(inputs.emission, selections)
    return Totals(
        prior,
        prior + after.mean,
        before.covariance,
        after.covariance,
        None if inputs.truth is None else _sums(inputs.truth, selections),
    )


def daily_totals(estimate: Estimate, sectors: Mask) -> Totals:
    """Sum the city's emissions of each day.

    Parameters
    ----------
    estimate
        The answer of the inversion. [-]
    sectors : (sector,)
        Sectors that count. [-]

    Returns
    -------
    totals
        One sum a day. [tCO2]

    """
    inputs = estimate.inputs
    everything = Selection(
        np.ones(inputs.days, dtype=bool), sectors, inputs.zones.inside
    )
    weights = _weights(inputs, everything)[:, None, :]
    before = prior_daily(estimate.chain, weights)
    after = estimate.posterior.daily(weights)
    kept = np.ix_(np.ones(inputs.days, dtype=bool), sectors, inputs.zones.inside)
    prior = inputs.emission[kept].sum(axis=(1, 2))
    return Totals(
        prior,
        prior + after.mean[:, 0],
        np.diag(before.covariance[:, 0, 0]),
        np.diag(after.covariance[:, 0, 0]),
        None if inputs.truth is None else inputs.truth[kept].sum(axis=(1, 2)),
    )


def cell_emissions(estimate: Estimate) -> tuple[Array, Array]:
    """Give the emission of every day, sector and zone after the data.

    Parameters
    ----------
    estimate
        The answer of the inversion. [-]

    Returns
    -------
    mean, deviation : (day, sector, zone)
        Expected emission and its standard deviation. [tCO2]

    """
    inputs, layout = estimate.inputs, estimate.layout
    shape = inputs.emission.shape
    factor = emission_factor(estimate.posterior.mean, layout)
    covariance = estimate.posterior.covariance
    own = np.diagonal(covariance, axis1=1, axis2=2)[:, layout.fast].reshape(shape)
    slow = np.diagonal(covariance, axis1=1, axis2=2)[:, layout.slow][:, :, None]
    cross = covariance[:, layout.fast, layout.slow].reshape(*shape, layout.sectors)
    shared = np.einsum("dszs->dsz", cross)
    spread = np.sqrt(np.maximum(own + slow + 2.0 * shared, 0.0))
    return inputs.emission * factor, np.abs(inputs.emission) * spread


def emission_factor(state: Array, layout: Layout) -> Array:
    """Give by what deviations multiply the prior emission.

    Parameters
    ----------
    state : (day, unknown)
        Deviations. [-]
    layout
        Where each unknown stands. [-]

    Returns
    -------
    factor : (day, sector, zone)
        One plus the two modes. [-]

    """
    fast = state[:, layout.fast].reshape(-1, layout.sectors, layout.zones)
    return np.asarray(1.0 + fast + state[:, layout.slow][:, :, None])


def months(inputs: ObservatoryInputs) -> dict[str, Mask]:
    """Split the days of the run by calendar month.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    months
        Days of each month, by ``2025-01``. [-]

    """
    first = np.datetime64(inputs.period.start.replace(tzinfo=None), "D")
    labels = (first + np.arange(inputs.days)).astype("datetime64[M]").astype(str)
    return {str(label): labels == label for label in dict.fromkeys(labels)}


def _weights(inputs: ObservatoryInputs, chosen: Selection) -> Array:
    layout = Layout.of(inputs)
    kept = (
        chosen.days[:, None, None]
        * chosen.sectors[None, :, None]
        * chosen.zones[None, None, :]
    )
    emission = inputs.emission * kept
    weights = np.zeros((inputs.days, layout.unknowns))
    weights[:, layout.fast] = emission.reshape(inputs.days, -1)
    weights[:, layout.slow] = emission.sum(axis=2)
    return weights


def _sums(emission: Array, selections: Sequence[Selection]) -> Array:
    return np.array(
        [
            emission[np.ix_(chosen.days, chosen.sectors, chosen.zones)].sum()
            for chosen in selections
        ]
    )
