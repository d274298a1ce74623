"""The exact posterior by a Kalman filter and its adjoint, in the observations' space.

Made for days with far fewer observations than unknowns: the mean, the likelihood and
the sums need no product of two matrices of the size of the unknowns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trajectoire.core.errors import InputError
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import (
    Chain,
    DayData,
    data_faults,
)
from trajectoire.methods.gaussian.posterior import (
    Marginals,
    Posterior,
    prior_response,
)
from trajectoire.methods.gaussian.whitening import log_determinant, lower_root, scaled

Columns = list[Array | None]  # one item per day: (observation, column)


class Step(NamedTuple):
    """One day of the filter, its observations whitened by what was expected of them.

    Parameters
    ----------
    root : (observation, observation)
        Lower root of the covariance of the innovations. [unit of observation]
    innovation : (observation,)
        What came minus what was expected the day before, standardised. [-]
    eve : (observation, unknown)
        Effect of the filtered unknowns of the eve, standardised. [1/unit]
    gain : (observation, unknown)
        Covariance between the innovations and the unknowns of the day, standardised.
        [unit]
    noise : (observation, observation)
        Covariance of the observation errors, standardised. [-]

    """

    root: Array
    innovation: Array
    eve: Array
    gain: Array
    noise: Array


@dataclass(frozen=True, eq=False)
class Filtered:
    """The forward pass: every day seen from the days before it.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day. [-]
    mean : (day, unknown)
        Expected unknowns given the data up to the day. [unit]
    covariance : (day, unknown, unknown)
        Their covariance. [unit²]
    steps : (day,)
        None for days without observations. [-]

    """

    chain: Chain
    data: Sequence[DayData]
    mean: Array
    covariance: Array
    steps: list[Step | None]

    def smoothed_mean(self) -> Array:
        """Give the posterior mean of every day, by the adjoint of the filter.

        Returns
        -------
        mean : (day, unknown)
            Given all the data. [unit]

        """
        state = self.mean.copy()
        adjoint = np.zeros(state.shape[1])
        for day in range(self.chain.days - 1, 0, -1):
            step = self.steps[day]
            earlier = self.chain.transition * adjoint
            if step is not None:
                earlier += step.eve.T @ (step.innovation - step.gain @ adjoint)
            adjoint = earlier
            state[day - 1] += self.covariance[day - 1] @ adjoint
        return state

    def _innovations(self, seen: Columns) -> Columns:
        width = next((column.shape[1] for column in seen if column is not None), 0)
        state = np.zeros((self.mean.shape[1], width))
        innovations: Columns = []
        for step, values in zip(self.steps, seen, strict=True):
            before = state
            state = self.chain.transition[:, None] * before
            innovation = None
            if step is not None and values is not None:
                innovation = scaled(step.root, values) - step.eve @ before
                state += step.gain.T @ innovation
            innovations.append(innovation)
        return innovations

    def _observe(self, values: Array) -> Columns:
        seen: Columns = []
        for day, item in enumerate(self.data):
            if not item.observations:
                seen.append(None)
                continue
            column = item.today @ values[day]
            if item.yesterday is not None:
                column += item.yesterday @ values[day - 1]
            seen.append(column)
        return seen

    def marginals(self) -> Marginals:
        r"""Give the covariance of each day and the degrees of freedom for signal.

        Returns
        -------
        marginals
            :math:`P_d - P_d \Lambda_d P_d`, where :math:`\Lambda` is the covariance of
            the adjoint (Bryson and Frazier). [unit²]

        """
        chain = self.chain
        blocks = np.empty_like(self.covariance)
        blocks[-1] = self.covariance[-1]
        adjoint = np.zeros((chain.unknowns, chain.unknowns))
        signal = 0.0
        for day in range(chain.days - 1, -1, -1):
            if day < chain.days - 1:
                filtered = self.covariance[day]
                block = filtered - filtered @ adjoint @ filtered
                blocks[day] = (block + block.T) / 2
            adjoint, freedom = self._adjoint_covariance(day, adjoint)
            signal += freedom
        return Marginals(blocks, signal)

    def _adjoint_covariance(self, day: int, adjoint: Array) -> tuple[Array, float]:
        kept = self.chain.transition
        step = self.steps[day]
        earlier: Array = adjoint * np.outer(kept, kept)
        if step is None:
            return earlier, 0.0
        seen = adjoint @ step.gain.T
        weight = np.eye(len(step.root)) + step.gain @ seen
        freedom = len(step.root) - float(np.einsum("ij,ji->", weight, step.noise))
        half = (kept[:, None] * seen) @ step.eve
        earlier += step.eve.T @ weight @ step.eve - half - half.T
        return earlier, freedom

    def aggregate_covariance(self, weights: Array) -> Array:
        r"""Give the covariance of weighted sums over days and unknowns.

        Parameters
        ----------
        weights : (aggregate, day, unknown)
            Weight of each unknown in each sum. [-]

        Returns
        -------
        covariance : (aggregate, aggregate)
            :math:`W B W^T - E^T E`, where the columns of E are the standardised
            innovations when :math:`H B W^T` takes the place of the data. [unit²]

        """
        prior, response = prior_response(self.chain, weights)
        for column in self._innovations(self._observe(response)):
            if column is not None:
                prior -= column.T @ column
        return (prior + prior.T) / 2


def filter_forward(chain: Chain, data: Sequence[DayData]) -> Filtered:
    """Go through the days in order, each seen from the days before it.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day, in order. [-]

    Returns
    -------
    filtered
        Means, covariances and standardised innovations. [-]

    Raises
    ------
    InputError
        With the faults of all days.

    """
    faults = data_faults(chain, data)
    if faults:
        raise InputError(faults)
    size = (chain.days, chain.unknowns)
    mean, covariance = np.zeros(size), np.empty((*size, chain.unknowns))
    steps: list[Step | None] = []
    kept = np.outer(chain.transition, chain.transition)
    for day, item in enumerate(data):
        if day:
            mean[day] = chain.transition * mean[day - 1]
            covariance[day] = kept * covariance[day - 1] + chain.innovation
        else:
            covariance[0] = chain.initial
        step = None
        if item.observations:
            before = (mean[day - 1], covariance[day - 1]) if day else None
            step = _step(chain, item, day, before)
            mean[day] += step.gain.T @ step.innovation
            covariance[day] -= step.gain.T @ step.gain
        steps.append(step)
    return Filtered(chain, data, mean, covariance, steps)


def _step(
    chain: Chain, item: DayData, day: int, before: tuple[Array, Array] | None
) -> Step:
    if before is None:
        eve = np.zeros_like(item.today)
        link = chain.initial @ item.today.T
        signal = item.today @ link
        missed = item.residual
    else:
        eve = item.today * chain.transition
        if item.yesterday is not None:
            eve = eve + item.yesterday
        seen = before[1] @ eve.T
        added = chain.innovation @ item.today.T
        link = chain.transition[:, None] * seen + added
        signal = eve @ seen + item.today @ added
        missed = item.residual - eve @ before[0]
    total = (signal + signal.T) / 2 + item.covariance
    root = lower_root(total, f"day {day}, covariance of the innovations")
    noise = scaled(root, scaled(root, item.covariance).T)
    return Step(
        root, scaled(root, missed), scaled(root, eve), scaled(root, link.T), noise
    )


def smooth_dual(chain: Chain, data: Sequence[DayData]) -> Posterior:
    """Give the posterior by a Kalman filter and its adjoint.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day, in order. [-]

    Returns
    -------
    posterior
        Exact. [unit]

    Raises
    ------
    InputError
        With the faults of all days.

    """
    filtered = filter_forward(chain, data)
    taken = [step for step in filtered.steps if step is not None]
    observations = sum(len(step.root) for step in taken)
    misfit = sum(float(step.innovation @ step.innovation) for step in taken)
    logs = observations * np.log(2 * np.pi)
    logs += sum(log_determinant(step.root) for step in taken)
    return Posterior(
        chain,
        filtered.smoothed_mean(),
        observations,
        misfit,
        -0.5 * float(logs + misfit),
        filtered,
    )
