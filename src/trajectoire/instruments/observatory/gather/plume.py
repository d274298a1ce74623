"""The plume operator: a Gaussian plume turned backwards, on square cells of a city."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.instruments.observatory.inputs import Indices
from trajectoire.instruments.observatory.model.operator import NO_LIFETIME, zonal_signal
from trajectoire.methods.transport.plume import Cells, Weather, plume_footprint

Mask = NDArray[np.bool_]

KILOMETRES = 111.195  # per degree, on the sphere of 6,371 km
HOUR = np.timedelta64(1, "h")
LEAST_WIND = 0.5  # m/s: a Gaussian plume says nothing of calm air


@dataclass(frozen=True, eq=False)
class PlumeOperator:
    """What the emission of zones adds at stations, by one plume an hour.

    Parameters
    ----------
    weather
        Air of every hour of the run. [-]
    first
        First hour of the run. [UTC]
    latitude, longitude : (cell,)
        Centres of the cells. [degree]
    size
        Side of a cell. [m]
    share : (cell, zone)
        Flux of a cell for a unit flux of its zone. [-]
    flux : (hour, sector, zone)
        Prior flux of each hour. [µmol m-2 s-1]
    hours_back
        Age of the oldest air that counts. [h]
    lost
        By reason, in French, the hours (hour,) of which nothing is known. [-]

    """

    weather: Weather
    first: np.datetime64
    latitude: Array
    longitude: Array
    size: float
    share: Array
    flux: Array
    hours_back: int
    lost: dict[str, Mask] = field(default_factory=dict)

    def signal(
        self,
        stations: tuple[Station, ...],
        station: Indices,
        start: Instants,
        lifetime: Array = NO_LIFETIME,
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
            Time over which the species of each receptor decays by e. [h]

        Returns
        -------
        signal : (observation, lag, sector, zone)
            By day of emission; NaN at hours of which nothing is known. [ppm]

        """
        hour = ((start - self.first) // HOUR).astype(int)
        signal = np.zeros((len(start), 2, *self.flux.shape[1:]))
        for index, place in enumerate(stations):
            rows = np.flatnonzero(station == index)
            if rows.size:
                life = np.broadcast_to(lifetime, len(stations))[index]
                age = np.arange(self.hours_back)[None, :, None]
                seen = self._zone_footprint(place, hour[rows]) * np.exp(-age / life)
                signal[rows] = zonal_signal(seen, self.flux, hour[rows], start[rows])
        for hours in self.lost.values():
            signal[hours[hour]] = np.nan
        return signal

    def lost_among(self, start: Instants) -> dict[str, int]:
        """Count the observations of which nothing is known.

        Parameters
        ----------
        start : (observation,)
            Beginning of each interval. [UTC]

        Returns
        -------
        lost
            How many, by reason. [-]

        """
        hour = ((start - self.first) // HOUR).astype(int)
        return {why: int(hours[hour].sum()) for why, hours in self.lost.items()}

    def _zone_footprint(self, place: Station, hour: Indices) -> Array:
        stretch = KILOMETRES * np.cos(np.radians(place.latitude))
        cells = Cells(
            (self.longitude - place.longitude) * stretch * 1e3,
            (self.latitude - place.latitude) * KILOMETRES * 1e3,
            self.size,
        )
        air = Weather(
            self.weather.wind_speed[hour],
            self.weather.wind_from_direction[hour],
            self.weather.mixing_height[hour],
            self.weather.stability[hour],
        )
        sensitivity = plume_footprint(air, place.height, cells, self.hours_back)
        return np.asarray(sensitivity @ self.share)
