"""The operator of footprints that were computed elsewhere and read from files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import FluxField, Footprint
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.instruments.observatory.gather.config import matching
from trajectoire.instruments.observatory.inputs import Indices
from trajectoire.instruments.observatory.model.operator import NO_LIFETIME, fading
from trajectoire.methods.convolution import zonal_contributions
from trajectoire.sources.footprints import joined, read_footprint
from trajectoire.sources.release import Wishes

NEAR = 0.01  # degree: a receptor this close to a station is its own
TALL = 20.0  # m: and no farther in height


@dataclass(frozen=True, eq=False)
class FootprintOperator:
    """What the prior flux adds at stations, through footprints from files.

    Parameters
    ----------
    footprints
        One for each receptor. [-]
    fluxes
        Prior flux of each sector, on one grid. [µmol m-2 s-1]
    zones : (zone, lat, lon)
        Share of each cell of that grid in each zone. [-]

    """

    footprints: tuple[Footprint, ...]
    fluxes: tuple[FluxField, ...]
    zones: Array

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
            By day of emission; NaN where there is no footprint. [ppm]

        """
        shape = (len(start), 2, len(self.fluxes), len(self.zones))
        signal = np.full(shape, np.nan)
        for index, place in enumerate(stations):
            rows = np.flatnonzero(station == index)
            found = self.receptor(place)
            if found is None or not rows.size:
                continue
            life = float(np.broadcast_to(lifetime, len(stations))[index])
            given = zonal_contributions(fading(found, life), self.fluxes, self.zones)
            place_in = np.searchsorted(found.start, start[rows])
            place_in = np.minimum(place_in, len(found.start) - 1)
            met = found.start[place_in] == start[rows]
            signal[rows[met]] = given[place_in[met]]
        return signal

    def receptor(self, place: Station) -> Footprint | None:
        """Find the footprint of a station.

        Parameters
        ----------
        place
            The station. [-]

        Returns
        -------
        footprint
            None if no receptor is near it. [-]

        """
        for footprint in self.footprints:
            own = footprint.station
            near = abs(own.latitude - place.latitude) < NEAR
            near &= abs(own.longitude - place.longitude) < NEAR
            # a height that the file does not say (NaN) is taken as that of the roof
            if near and not abs(own.height - place.height) >= TALL:
                return footprint
        return None


def read_footprints(patterns: tuple[str, ...], reason: str) -> tuple[Footprint, ...]:
    """Read every file of footprints, one result for each receptor.

    Parameters
    ----------
    patterns
        Paths; ``*`` allowed in names. [-]
    reason
        Why a truncated footprint is accepted; empty refuses it. [-]

    Returns
    -------
    footprints
        In the order of the receptors. [-]

    Raises
    ------
    InputError
        With the faults of every file.

    """
    faults: list[Fault] = []
    by_place: dict[tuple[float, float, str], list[Footprint]] = {}
    wishes = Wishes(allow_truncated=bool(reason))
    for path in _expanded(patterns):
        try:
            one = read_footprint(path, wishes).footprint
        except InputError as error:
            faults += error.faults
            continue
        place = one.station
        height = f"{place.height:g}"  # text: two unknown heights are alike, two NaN not
        key = (round(place.latitude, 3), round(place.longitude, 3), height)
        by_place.setdefault(key, []).append(one)
    if faults:
        raise InputError(faults)
    return tuple(joined(parts) for parts in by_place.values())


def _expanded(patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for one in patterns for path in matching(Path(one))})
