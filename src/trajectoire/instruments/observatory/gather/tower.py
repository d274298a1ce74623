"""What an eddy-covariance tower saw, and of which ground: half-hours and footprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import MissingData
from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.inputs import Indices
from trajectoire.methods.transport.kormann_meixner import (
    Domain,
    flux_footprint,
    outside,
)
from trajectoire.methods.transport.similarity import Turbulence, obukhov_length
from trajectoire.methods.transport.zones import polar_weights
from trajectoire.sources.tower import TowerRecord


@dataclass(frozen=True)
class Footing:
    """Around a tower: where the zones are, and when it is listened to.

    Parameters
    ----------
    first_day, days
        Local days. [d]
    timezone
        Name of the local time zone. [-]
    hours
        First local hour, and the one after the last. [h]
    displacement
        Height of the plane on which the wind seems to blow. [m]
    rings : (ring + 1,)
        Edges of the rings. [m]
    sectors
        How many directions the turn is cut into. [-]
    domain
        Where the footprint is trusted. [-]

    """

    first_day: date
    days: int
    timezone: str
    hours: tuple[float, float]
    displacement: float
    rings: tuple[float, ...]
    sectors: int
    domain: Domain


@dataclass(frozen=True, eq=False)
class TowerView:
    """What a tower saw, level by level, with the weight of each zone.

    Parameters
    ----------
    footing
        Where and when. [-]
    records
        The levels, lowest first. [-]
    level : (observation,)
        Index of the level. [-]
    place : (observation,)
        Index of the half-hour in its record. [-]
    weight : (observation, sector, ring)
        Share of the flux that comes from each zone. [-]
    refused
        Half-hours left out of the hours asked, by reason. [-]

    """

    footing: Footing
    records: tuple[TowerRecord, ...]
    level: Indices
    place: Indices
    weight: Array
    refused: Mapping[str, int]


def view_of(records: tuple[TowerRecord, ...], footing: Footing) -> TowerView:
    """Give the footprints of all the half-hours that can be used.

    Parameters
    ----------
    records
        The levels of one tower, lowest first. [-]
    footing
        Where and when. [-]

    Returns
    -------
    view
        With the half-hours outside the footprint's domain counted by reason. [-]

    Raises
    ------
    MissingData
        If nothing is left.

    """
    sectors = np.linspace(0.0, 360.0, footing.sectors + 1)
    refused: dict[str, int] = {}
    levels, places, weights = [], [], []
    for index, record in enumerate(records):
        height = record.flux.station.height - footing.displacement
        air = turbulence_of(record)
        asked = _asked(record, footing)
        kept = asked.copy()
        for reason, bad in outside(air, height, footing.domain).items():
            refused[reason] = refused.get(reason, 0) + int(np.sum(bad & kept))
            kept &= ~bad
        where = np.flatnonzero(kept)
        footprint = flux_footprint(air.where(where), height, footing.domain)
        levels.append(np.full(len(where), index))
        places.append(where)
        weights.append(polar_weights(footprint, sectors, np.array(footing.rings)))
    view = TowerView(
        footing,
        records,
        np.concatenate(levels),
        np.concatenate(places),
        np.concatenate(weights),
        {reason: count for reason, count in refused.items() if count},
    )
    if not len(view.level):
        raise MissingData(
            f"expected half-hours within {footing.days} days from {footing.first_day}, "
            f"found none that can be used ({view.refused or 'none at these hours'})."
        )
    return view


def turbulence_of(record: TowerRecord) -> Turbulence:
    """Give what a level says of the wind, as the footprint wants it.

    Parameters
    ----------
    record
        A level of the tower. [-]

    Returns
    -------
    turbulence
        With the Obukhov length from the measured heat flux. [-]

    """
    return Turbulence(
        record.wind_speed,
        record.wind_from_direction,
        record.friction_velocity,
        obukhov_length(
            record.friction_velocity,
            record.heat_flux,
            record.temperature,
            record.density,
        ),
        record.crosswind_deviation,
    )


def _asked(record: TowerRecord, footing: Footing) -> NDArray[np.bool_]:
    hour = local_hours(record.flux.start, footing.timezone)
    first = np.datetime64(footing.first_day, "D")
    day = (record.flux.start.astype("datetime64[D]") - first).astype(int)
    within = (day >= 0) & (day < footing.days)
    return np.asarray(within & (hour >= footing.hours[0]) & (hour < footing.hours[1]))
