"""The operator of footprints that were computed elsewhere and read from files."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import FluxField, Footprint
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Station
from trajectoire.instruments.observatory.gather.config import matching
from trajectoire.instruments.observatory.inputs import LAGS, Indices
from trajectoire.instruments.observatory.model.operator import NO_LIFETIME, fading
from trajectoire.methods.convolution import zonal_contributions
from trajectoire.sources.footprints import joined, read_footprint
from trajectoire.sources.release import Wishes

NEAR = 0.01  # degree: a receptor this close to a station is its own
TALL = 20.0  # m: and no farther in height
SAME = 4  # decimals of a degree: places are written to some ten metres
Mask = NDArray[np.bool_]
Bounds = tuple[float, float, float, float]


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
            By day of emission, older days with the day before; NaN where there is no
            footprint. [ppm]

        """
        return folded(self.aged(stations, station, start, lifetime))

    def aged(
        self,
        stations: tuple[Station, ...],
        station: Indices,
        start: Instants,
        lifetime: Array = NO_LIFETIME,
    ) -> Array:
        """Give the same with the air older than the day before told apart.

        Parameters
        ----------
        stations, station, start, lifetime
            As in `signal`. [-]

        Returns
        -------
        signal : (observation, age, sector, zone)
            Emitted the day of the observation, the day before, or earlier. [ppm]

        """
        shape = (len(start), LAGS + 1, len(self.fluxes), len(self.zones))
        signal = np.full(shape, np.nan)
        for index, place in enumerate(stations):
            rows = np.flatnonzero(station == index)
            found = self.receptor(place) if rows.size else None
            if found is None:
                continue
            life = float(np.broadcast_to(lifetime, len(stations))[index])
            place_in, met = hours_met(found, start[rows])
            wanted = at_hours(found, np.unique(place_in[met]))
            given = _by_age(fading(wanted, life), self.fluxes, self.zones)
            where = np.searchsorted(wanted.start, start[rows[met]])
            signal[rows[met]] = given[where]
        return signal

    def receptor(self, place: Station) -> Footprint | None:
        """Find the footprint of a station: the nearest, then the nearest in height.

        Parameters
        ----------
        place
            The station. [-]

        Returns
        -------
        footprint
            None if no receptor is near it. [-]

        Raises
        ------
        InputError
            If two are equally near: nobody but the owner knows which one is right.

        """
        near = [
            (far, f) for f in self.footprints if (far := _gap(f, place)) is not None
        ]
        if not near:
            return None
        least = min(far for far, _ in near)
        nearest = [footprint for far, footprint in near if far == least]
        if len(nearest) > 1:
            found = " and ".join(
                f"{f.station.code} ({f.station.height:g} m)" for f in nearest
            )
            remedy = "Leave out the files of one, or correct the place of the station."
            raise InputError(
                [Fault(f"one receptor nearest to {place.code}", found, remedy)]
            )
        return nearest[0]


def _gap(footprint: Footprint, place: Station) -> tuple[float, float] | None:
    """Give how far a receptor is, in degrees and metres; None where too far."""
    own = footprint.station
    north = abs(own.latitude - place.latitude)
    east = abs(own.longitude - place.longitude)
    # a height that the file does not say (NaN) is taken as that of the roof
    up = abs(own.height - place.height) if np.isfinite(own.height) else 0.0
    if north >= NEAR or east >= NEAR or up >= TALL:
        return None
    along = float(np.hypot(north, east * np.cos(np.radians(place.latitude))))
    return round(along, SAME), round(float(up), 1)


def folded(aged: Array) -> Array:
    """Count air older than the day before with that of the day before.

    Parameters
    ----------
    aged : (observation, age, sector, zone)
        By age, in days. [unit]

    Returns
    -------
    signal : (observation, lag, sector, zone)
        The day of the observation, then all that is older. [unit]

    """
    older = aged[:, LAGS - 1 :].sum(axis=1, keepdims=True)
    return np.concatenate([aged[:, : LAGS - 1], older], axis=1)


def hours_met(footprint: Footprint, start: Instants) -> tuple[Indices, Mask]:
    """Find the hours of observations among those of a footprint.

    Parameters
    ----------
    footprint
        Of one receptor. [-]
    start : (observation,)
        Beginning of each interval. [UTC]

    Returns
    -------
    place : (observation,)
        Index in the footprint. [-]
    met : (observation,)
        Whether it is there at all. [-]

    """
    place = np.searchsorted(footprint.start, start)
    place = np.minimum(place, len(footprint.start) - 1)
    return place, np.asarray(footprint.start[place] == start)


def at_hours(footprint: Footprint, index: Indices) -> Footprint:
    """Keep some hours of a footprint.

    Parameters
    ----------
    footprint
        Of one receptor. [-]
    index : (hour,)
        Which hours, ascending. [-]

    Returns
    -------
    footprint
        Those. [-]

    """
    return replace(
        footprint,
        start=footprint.start[index],
        sensitivity=footprint.sensitivity[index],
        left=footprint.left[index],
        exits={side: field[index] for side, field in footprint.exits.items()},
    )


def _by_age(footprint: Footprint, fluxes: tuple[FluxField, ...], zones: Array) -> Array:
    days = max(footprint.sensitivity.shape[1] // 24 + 2, LAGS + 1)
    by_day = zonal_contributions(footprint, fluxes, zones, days)
    older = by_day[:, LAGS:].sum(axis=1, keepdims=True)
    return np.concatenate([by_day[:, :LAGS], older], axis=1)


def read_footprints(
    patterns: tuple[str, ...], reason: str, within: Bounds | None = None
) -> tuple[Footprint, ...]:
    """Read every file of footprints, one result for each receptor.

    Parameters
    ----------
    patterns
        Paths; ``*`` allowed in names. [-]
    reason
        Why a truncated footprint is accepted; empty refuses it. [-]
    within
        West, south, east and north of what is kept of each file. [degree]

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
    wishes = Wishes(allow_truncated=bool(reason), within=within)
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
    read = []
    for parts in by_place.values():
        try:
            read.append(joined(parts))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(read)


def _expanded(patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for one in patterns for path in matching(Path(one))})
