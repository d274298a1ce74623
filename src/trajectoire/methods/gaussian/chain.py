"""What is believed before the data, and what the data of one day say.

The unknowns of a day are deviations from the prior; from one day to the next they
follow a Gauss-Markov chain. The solver knows nothing else: sectors, zones, background
and sensor biases are names that its callers give to the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.faults import array_faults, covariance_faults


@dataclass(frozen=True, eq=False)
class Chain:
    r"""Zero-mean Gauss-Markov prior of the deviations, day after day.

    Parameters
    ----------
    transition : (unknown,)
        Share of the deviation that is left after one day, in [0, 1]; 1 for a random
        walk, 0 for days that do not remember. [-]
    initial : (unknown, unknown)
        Covariance of the deviations on the first day, positive definite. [unit²]
    innovation : (unknown, unknown)
        Covariance of what each new day adds, positive definite. A constant is a random
        walk with a tiny drift: 1e-3 of its deviation per day is enough. [unit²]
    days
        Length of the chain. [d]

    Raises
    ------
    InputError
        With every fault at once: sizes, missing values, transitions outside [0, 1],
        matrices that are not symmetric positive definite.

    Notes
    -----
    :math:`x_0 \sim N(0, P_0)`, :math:`x_{d+1} = \mathrm{diag}(t)\,x_d + w_d`,
    :math:`w_d \sim N(0, Q)`.

    """

    transition: Array
    initial: Array
    innovation: Array
    days: int

    def __post_init__(self) -> None:
        faults = [*self._transition_faults()]
        size = (self.unknowns, self.unknowns)
        faults += covariance_faults(self.initial, size, "initial")
        faults += covariance_faults(self.innovation, size, "innovation")
        if faults:
            raise InputError(faults)

    def _transition_faults(self) -> list[Fault]:
        faults = []
        if self.days < 1:
            faults.append(Fault("at least one day", f"{self.days}", "Lengthen it."))
        within = (self.transition >= 0) & (self.transition <= 1)
        if self.transition.ndim != 1 or not within.all():
            found = self.transition[~within].tolist() or self.transition.shape
            remedy = "Use exp(-1 day / time constant), or 1 for a random walk."
            faults.append(
                Fault("transitions in [0, 1]", f"{found}", remedy, column="transition")
            )
        return faults

    @property
    def unknowns(self) -> int:
        """How many unknowns a day has. [-]"""
        return len(self.transition)

    def covariances(self) -> Array:
        """Give the prior covariance of every day.

        Returns
        -------
        covariances : (day, unknown, unknown)
            Of the deviations of each day. [unit²]

        """
        blocks = np.empty((self.days, self.unknowns, self.unknowns))
        blocks[0] = self.initial
        kept = np.outer(self.transition, self.transition)
        for day in range(1, self.days):
            blocks[day] = kept * blocks[day - 1] + self.innovation
        return blocks


@dataclass(frozen=True, eq=False)
class DayData:
    """What one day's observations say of the unknowns of that day and of the eve.

    Parameters
    ----------
    residual : (observation,)
        Observation minus what the prior predicts; may be empty. [unit of observation]
    today : (observation, unknown)
        What one unit of each of the day's unknowns adds to each observation.
        [unit of observation / unit]
    yesterday : (observation, unknown)
        The same for the unknowns of the day before; None where air of the day before
        is not counted. [unit of observation / unit]
    covariance : (observation, observation)
        Of the observation errors (instrument, representativeness, transport),
        positive definite. [unit of observation²]

    """

    residual: Array
    today: Array
    yesterday: Array | None
    covariance: Array

    @property
    def observations(self) -> int:
        """How many observations the day has. [-]"""
        return len(self.residual)

    def faults(self, day: int, unknowns: int) -> list[Fault]:
        """List what is wrong, before any computation.

        Parameters
        ----------
        day
            Rank of the day, the first being 0. [-]
        unknowns
            How many unknowns a day has. [-]

        Returns
        -------
        faults
            Sizes, missing values, eve of the first day; empty when all is well. [-]

        """
        size = (self.observations, unknowns)
        arrays: list[tuple[str, Array, tuple[int, ...]]] = [
            ("residual", self.residual, (self.observations,)),
            ("today", self.today, size),
            ("covariance", self.covariance, (self.observations, self.observations)),
        ]
        faults = []
        if self.yesterday is not None:
            arrays.append(("yesterday", self.yesterday, size))
            if day == 0:
                remedy = "Begin the chain one day earlier, or give None."
                faults.append(
                    Fault("no eve on the first day", "one", remedy, column="yesterday")
                )
        for name, values, expected in arrays:
            faults += array_faults(values, expected, f"day {day}, {name}")
        return faults


def no_data(unknowns: int) -> DayData:
    """Give the data of a day without any observation.

    Parameters
    ----------
    unknowns
        How many unknowns a day has. [-]

    Returns
    -------
    data
        A day that says nothing. [-]

    """
    return DayData(np.empty(0), np.empty((0, unknowns)), None, np.empty((0, 0)))


def stationary_chain(
    deviation: Array, correlation: Array, transition: Array, days: int
) -> Chain:
    r"""Build a chain whose deviations keep the same spread every day.

    Parameters
    ----------
    deviation : (unknown,)
        Standard deviation of each unknown on any day. [unit]
    correlation : (unknown, unknown)
        Between what each new day adds to the unknowns; also between the unknowns
        themselves where they share one time constant. [-]
    transition : (unknown,)
        Correlation of each unknown from one day to the next, in [0, 1):
        exp(-1 day / time constant). [-]
    days
        Length of the chain. [d]

    Returns
    -------
    chain
        The stationary chain. [-]

    Notes
    -----
    With :math:`u_i = s_i \sqrt{1 - t_i^2}`, the innovation is
    :math:`Q_{ij} = C_{ij} u_i u_j`, positive definite with C, and the stationary
    covariance is :math:`P_{ij} = Q_{ij} / (1 - t_i t_j)`, which solves
    :math:`P = T P T + Q` (it is Q times a positive definite Schur factor). Two unknowns
    of unequal memories are thus a little less correlated than C says.

    """
    if np.any(transition >= 1):
        remedy = "Use random_walk for what does not come back to its mean."
        raise InputError(
            [Fault("transitions below 1", f"{transition.max():g}", remedy)]
        )
    added = deviation * np.sqrt(1 - transition**2)
    innovation = correlation * np.outer(added, added)
    stationary = innovation / (1 - np.outer(transition, transition))
    return Chain(transition, stationary, innovation, days)


def random_walk(initial: Array, drift: Array, days: int) -> Chain:
    """Build independent random walks, such as the biases of sensors.

    Parameters
    ----------
    initial : (unknown,)
        Standard deviation on the first day. [unit]
    drift : (unknown,)
        Standard deviation of what one day adds; for a constant, 1e-3 of the initial
        one. [unit]
    days
        Length of the chain. [d]

    Returns
    -------
    chain
        Independent walks. [-]

    """
    return Chain(np.ones(len(initial)), np.diag(initial**2), np.diag(drift**2), days)


def side_by_side(chains: Sequence[Chain]) -> Chain:
    """Put independent chains into one, their unknowns one after the other.

    Parameters
    ----------
    chains
        Chains of one length. [-]

    Returns
    -------
    chain
        Unknowns in the order of the chains, independent between them. [-]

    """
    lengths = sorted({chain.days for chain in chains})
    if len(lengths) != 1:
        raise ValueError(f"chains of one length are needed, found {lengths} days")
    return Chain(
        np.concatenate([chain.transition for chain in chains]),
        block_diag(*[chain.initial for chain in chains]),
        block_diag(*[chain.innovation for chain in chains]),
        lengths[0],
    )


def length_faults(chain: Chain, data: Sequence[DayData]) -> list[Fault]:
    """List what is wrong with the number of days.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day. [-]

    Returns
    -------
    faults
        At most one. [-]

    """
    if len(data) == chain.days:
        return []
    remedy = "Give no_data for a day without observations."
    return [Fault(f"{chain.days} days of data", f"{len(data)}", remedy)]


def data_faults(chain: Chain, data: Sequence[DayData]) -> list[Fault]:
    """List everything that is wrong with the data of all days.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day. [-]

    Returns
    -------
    faults
        Number of days, sizes, missing values, covariances; empty when all is well. [-]

    """
    faults = length_faults(chain, data)
    for day, item in enumerate(data):
        own = item.faults(day, chain.unknowns)
        if not own:
            size = item.covariance.shape
            own = covariance_faults(item.covariance, size, f"day {day}, covariance")
        faults += own
    return faults
