"""The observation operator: from prior emission to what the sensors should see.

One protocol: whatever computes `Contributions.signal` — footprints read from files, a
Gaussian plume, flux footprints of a tower, one day a particle model — serves the same
solver.
"""

from typing import Protocol

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station


class ObservationOperator(Protocol):
    """What every operator offers."""

    def signal(
        self, stations: tuple[Station, ...], station: Array, start: Instants
    ) -> Array:
        """Give what the prior emission adds to each observation.

        Parameters
        ----------
        stations
            The receptors. [-]
        station : (observation,)
            Index of the receptor of each observation. [-]
        start : (observation,)
            Beginning of each interval. [UTC]

        Returns
        -------
        signal : (observation, lag, sector, zone)
            By day of emission. [unit of the observation]

        """
        ...


def split_by_day(signal: Array, start: Instants) -> Array:
    """Sum hourly contributions by day of emission.

    Parameters
    ----------
    signal : (observation, back, sector, zone)
        Contribution of the emission of each hour before the observation. [unit]
    start : (observation,)
        Beginning of each interval. [UTC]

    Returns
    -------
    by_day : (observation, lag, sector, zone)
        Lag 0: emitted the day of the observation; 1: the day before, or earlier.
        [unit]

    """
    midnight = start.astype("datetime64[D]")
    hour = ((start - midnight) // np.timedelta64(1, "h")).astype(int)
    back = np.arange(signal.shape[1])
    today = (back[None, :] <= hour[:, None])[:, :, None, None]
    return np.stack([(signal * today).sum(1), (signal * ~today).sum(1)], axis=1)
