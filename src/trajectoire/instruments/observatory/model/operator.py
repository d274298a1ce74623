"""The observation operator: from prior emission to what the sensors should see.

One protocol: whatever computes `Contributions.signal` — footprints read from files, a
Gaussian plume, flux footprints of a tower, one day a particle model — serves the same
solver.
"""

from dataclasses import replace
from typing import Protocol

import numpy as np

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.grid import Footprint
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.instruments.observatory.inputs import Indices

MOLAR_MASS_CO2 = 44.0095  # g/mol, IUPAC 2021
NO_LIFETIME = np.array(np.inf)  # h, a species that does not decay


class ObservationOperator(Protocol):
    """What every operator offers."""

    def signal(
        self,
        stations: tuple[Station, ...],
        station: Indices,
        start: Instants,
        lifetime: Array = ...,
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
        lifetime : (station,)
            Time over which the species of each receptor decays by e; infinite for an
            inert one. [h]

        Returns
        -------
        signal : (observation, lag, sector, zone)
            By day of emission; NaN where nothing is known of the air's path. [ppm]

        """
        ...


def fading(footprint: Footprint, lifetime: float) -> Footprint:
    """Let a species decay on its way.

    Parameters
    ----------
    footprint
        Of an inert species. [ppm / (µmol m-2 s-1)]
    lifetime
        Time over which the species decays by e; infinite for an inert one. [h]

    Returns
    -------
    footprint
        Each hour before the observation weighs less. [ppm / (µmol m-2 s-1)]

    Raises
    ------
    OutOfDomain
        If the footprint does not know its hours.

    """
    if np.isinf(lifetime):
        return footprint
    if footprint.is_integrated:
        raise OutOfDomain(
            "expected the footprint of each hour, for a species that decays; found "
            f"one that sums its hours ({footprint.station.code})"
        )
    age = np.arange(footprint.sensitivity.shape[1])[None, :, None, None]
    return replace(
        footprint, sensitivity=footprint.sensitivity * np.exp(-age / lifetime)
    )


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


def zonal_signal(
    footprint: Array, flux: Array, profile_hour: Array, start: Instants
) -> Array:
    """Give what the flux of each zone adds to each observation.

    Parameters
    ----------
    footprint : (observation, back, zone)
        Response to a unit flux of a zone, by hour before the observation.
        [unit of the observation / (µmol m-2 s-1)]
    flux : (hour, sector, zone)
        Prior flux of each hour of the run. [µmol m-2 s-1]
    profile_hour : (observation,)
        Index of the hour observed in ``flux``. [h]
    start : (observation,)
        Beginning of each interval. [UTC]

    Returns
    -------
    signal : (observation, lag, sector, zone)
        By day of emission. [unit of the observation]

    Notes
    -----
    Air emitted before the first hour of the run takes the flux of the same hour of its
    first day.

    """
    back = np.arange(footprint.shape[1])
    hour = profile_hour[:, None].astype(int) - back[None, :]
    hour = np.where(hour < 0, hour % 24, hour)
    by_hour = footprint[:, :, None, :] * flux[hour]
    return split_by_day(by_hour, start)


def zone_flux(emission: Array, profile: Array, area: Array) -> Array:
    """Turn daily emissions into hourly fluxes.

    Parameters
    ----------
    emission : (day, sector, zone)
        Emission of each day. [tCO2]
    profile : (hour, sector)
        Hourly profile over the run, of mean 1 a day. [-]
    area : (zone,)
        Area of each zone. [m2]

    Returns
    -------
    flux : (hour, sector, zone)
        Mean flux of each hour. [µmol m-2 s-1]

    """
    per_tonne = 1e6 / MOLAR_MASS_CO2 * 1e6 / 86400.0  # µmol/s for 1 t a day
    daily = np.repeat(emission, 24, axis=0)
    return np.asarray(daily * profile[:, :, None] * per_tonne / area)
