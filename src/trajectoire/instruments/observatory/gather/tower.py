"""An eddy-covariance tower as inputs of the observatory: fluxes, not mole fractions.

Same state, prior, solver and diagnostics as concentrations; only the operator differs.
A flux needs no background and no lid; what is stored below the sensor stands as one
unknown a day, in proportion to height.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import MissingData
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Indices,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
    Zones,
    plane_distances,
)
from trajectoire.instruments.observatory.model.prior import (
    SLOW_TIME,
    summed_variance,
)
from trajectoire.methods.transport.kormann_meixner import (
    Domain,
    flux_footprint,
    outside,
)
from trajectoire.methods.transport.similarity import Turbulence, obukhov_length
from trajectoire.methods.transport.zones import polar_weights
from trajectoire.sources.tower import TowerRecord

NET_FLUX = Sector("observatory", "net_flux", "Net flux of the ground")
STEADY_DAYS = 1e5  # d: the flux of a zone does not change within a season (assumed)
STORAGE_DAYS = 0.2  # d: one day's storage says next to nothing of the next
MOLAR_MASS = 44.0095e-12  # t µmol-1, CO2 (IUPAC 2021)
DEGREE = 111_195.0  # m per degree on the sphere of 6,371 km
HUNDRED = 100.0  # m, height for which the storage is stated


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


@dataclass(frozen=True)
class Beliefs:
    """What is believed before the data; all but the first can be told by likelihood.

    Parameters
    ----------
    flux
        Prior flux, the same everywhere. [µmol m-2 s-1]
    zone
        Relative deviation of the flux of a zone, k = 1. [-]
    length
        Distance over which deviations fade by e. [km]
    whole
        Relative deviation common to all zones, k = 1. [-]
    noise
        Independent error of a half-hour, k = 1. [µmol m-2 s-1]
    shared
        Error common to all heights at a time. [µmol m-2 s-1]
    own
        Error of each height. [µmol m-2 s-1]
    hours
        Time over which both fade by e. [h]
    storage
        Of a day, for 100 m of air below the sensor. [µmol m-2 s-1]
    bias
        Of each height over the season. [µmol m-2 s-1]

    """

    flux: float
    zone: float = 1.0
    length: float = 0.3
    whole: float = 0.3
    noise: float = 15.0
    shared: float = 10.0
    own: float = 1.0
    hours: float = 1.0
    storage: float = 3.0
    bias: float = 3.0


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


def tower_inputs(
    view: TowerView, beliefs: Beliefs, territory: Territory, weight: Array | None = None
) -> ObservatoryInputs:
    """Lay out a tower's half-hours as one inversion.

    Parameters
    ----------
    view
        What the tower saw. [-]
    beliefs
        What is believed. [-]
    territory
        What the tower stands in. [-]
    weight : (observation, sector, ring)
        Other footprints than the view's own, for a null test. [-]

    Returns
    -------
    inputs
        One sector, the net flux; zones in the order sector, ring; emissions are those
        of the hours listened to. [-]

    """
    footing = view.footing
    zones, area = _zones(view)
    seconds = 3600.0 * (footing.hours[1] - footing.hours[0])
    emission = np.tile(beliefs.flux * area * seconds * MOLAR_MASS, (footing.days, 1, 1))
    share = view.weight if weight is None else weight
    signal = np.zeros((len(view.level), 2, 1, len(zones)))
    signal[:, 0, 0] = beliefs.flux * share.reshape(len(share), -1)
    height = np.array([r.flux.station.height for r in view.records])[view.level]
    return ObservatoryInputs(
        territory=territory,
        period=Period.of_days(footing.first_day, footing.days),
        sectors=(_sector(beliefs, zones, emission),),
        zones=zones,
        sensors=tuple(
            Sensor(
                r.flux.station,
                "co2_flux",
                r.flux.unit,
                beliefs.noise,
                beliefs.bias,
                0.0,
            )
            for r in view.records
        ),
        sector_correlation=np.ones((1, 1)),
        emission=emission,
        observations=_observations(view, beliefs),
        contributions=Contributions(
            signal, np.zeros(len(height)), (height / HUNDRED)[:, None]
        ),
        errors=ErrorBudget(
            np.full(24, beliefs.shared),
            beliefs.own,
            {"co2_flux": 1.0},
            correlation_hours=beliefs.hours,
            common_share=1.0,
        ),
        background=BackgroundPrior((beliefs.storage,), STORAGE_DAYS),
        declared_days=footing.days,
        sources=_sources(view),
        title=territory.name,
    )


def _asked(record: TowerRecord, footing: Footing) -> NDArray[np.bool_]:
    hour = local_hours(record.flux.start, footing.timezone)
    first = np.datetime64(footing.first_day, "D")
    day = (record.flux.start.astype("datetime64[D]") - first).astype(int)
    within = (day >= 0) & (day < footing.days)
    return np.asarray(within & (hour >= footing.hours[0]) & (hour < footing.hours[1]))


def _zones(view: TowerView) -> tuple[Zones, Array]:
    station, footing = view.records[0].flux.station, view.footing
    edges = np.array(footing.rings)
    width = 360.0 / footing.sectors
    angle = width * (np.arange(footing.sectors) + 0.5)
    # distance of the centre of mass of a slice of ring
    chord = np.sinc(0.5 * width / 180.0)
    middle = chord * 2 / 3 * np.diff(edges**3) / np.diff(edges**2)
    bearing, distance = (
        a.ravel() for a in np.meshgrid(np.radians(angle), middle, indexing="ij")
    )
    latitude = station.latitude + distance * np.cos(bearing) / DEGREE
    shrink = np.cos(np.radians(station.latitude))
    longitude = station.longitude + distance * np.sin(bearing) / (DEGREE * shrink)
    code = tuple(f"{a:05.1f}-{r / 1000:g}km" for a in angle for r in footing.rings[1:])
    area = np.tile(np.pi * np.diff(edges**2) / footing.sectors, footing.sectors)
    inside = np.ones(len(code), dtype=bool)
    return Zones(code, code, inside, latitude, longitude), area


def _sector(beliefs: Beliefs, zones: Zones, emission: Array) -> SectorPrior:
    distances = plane_distances(zones.latitude, zones.longitude)
    kernel = np.exp(-distances / beliefs.length)
    memory = float(np.exp(-1.0 / STEADY_DAYS))
    fast = beliefs.zone**2 * summed_variance(emission[:, 0], kernel, memory)
    total = emission.sum(axis=2)
    steady = float(np.exp(-1.0 / SLOW_TIME))
    slow = beliefs.whole**2 * summed_variance(total, np.eye(1), steady)
    return SectorPrior(
        NET_FLUX,
        relative_uncertainty=float(np.sqrt(fast + slow) / emission.sum()),
        correlation_length=beliefs.length,
        correlation_time=STEADY_DAYS,
        slow_share=slow / (fast + slow),
    )


def _observations(view: TowerView, beliefs: Beliefs) -> Observations:
    start = np.empty(len(view.level), dtype="datetime64[s]")
    value, spread = np.empty(len(view.level)), np.empty(len(view.level))
    for index, record in enumerate(view.records):
        mine = view.level == index
        start[mine] = record.flux.start[view.place[mine]]
        value[mine] = record.flux.value[view.place[mine]]
        spread[mine] = np.std(value[mine])
    local = local_hours(start, view.footing.timezone)
    deviation = beliefs.noise * spread / np.mean(spread)
    return Observations(view.level, start, local, value, deviation)


def _sources(view: TowerView) -> tuple[Source, ...]:
    flat = Source("Trajectoire", "Flat prior flux around a tower", "AGPL-3.0-or-later")
    footprint = Source(
        "Kormann and Meixner",
        "An analytical footprint model for non-neutral stratification",
        "published equations",
        date(2001, 5, 1),
        "doi:10.1023/A:1018991015119",
    )
    return flat, view.records[0].flux.source, footprint
