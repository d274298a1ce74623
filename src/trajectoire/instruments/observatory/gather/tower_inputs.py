"""A tower's half-hours as inputs of the observatory: fluxes, not mole fractions.

Same state, prior, solver and diagnostics as concentrations; only the operator differs.
A flux needs no background and no lid; what is stored below the sensor, and what the
flow does at one height, stand as unknowns of the day.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date

import numpy as np

from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.tower import TowerView
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
    Zones,
)
from trajectoire.instruments.observatory.model.heavy_tails import widened
from trajectoire.instruments.observatory.model.inversion import day_data
from trajectoire.instruments.observatory.model.prior import (
    SLOW_TIME,
    prior_chain,
    summed_variance,
)
from trajectoire.instruments.observatory.model.withheld import Mask, keep
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.likelihood import most_likely
from trajectoire.methods.plane import plane_distances

NET_FLUX = Sector("observatory", "net_flux", "Net flux of the ground")
STEADY_DAYS = 1e5  # d: the flux of a zone does not change within a season (assumed)
STORAGE_DAYS = 0.2  # d: one day's storage says next to nothing of the next
MOLAR_MASS = 44.0095e-12  # t µmol-1, CO2 (IUPAC 2021)
DEGREE = 111_195.0  # m per degree on the sphere of 6,371 km
HUNDRED = 100.0  # m, height for which the storage is stated

BOUNDS = {  # of the search for the most likely beliefs, in their units
    "length": (0.1, 5.0),
    "noise": (2.0, 40.0),
    "shared": (0.5, 40.0),
    "hours": (0.25, 12.0),
    "storage": (0.3, 20.0),
    "flow": (0.3, 20.0),
    "bias": (0.5, 12.0),
}


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
    flow
        Of a day at one height: wake of the mast, meandering. [µmol m-2 s-1]
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
    storage: float = 6.0
    flow: float = 3.0
    bias: float = 3.0


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
            signal, np.zeros(len(height)), _daily_pattern(view, height)
        ),
        errors=ErrorBudget(
            np.full(24, beliefs.shared),
            beliefs.own,
            {"co2_flux": 1.0},
            correlation_hours=beliefs.hours,
            common_share=1.0,
        ),
        background=BackgroundPrior(
            (beliefs.storage, *[beliefs.flow] * len(view.records)), STORAGE_DAYS
        ),
        declared_days=footing.days,
        sources=_sources(view),
        title=territory.name,
    )


def _daily_pattern(view: TowerView, height: Array) -> Array:
    own = np.equal.outer(view.level, np.arange(len(view.records)))
    return np.column_stack([height / HUNDRED, own.astype(float)])


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


def tuned(
    view: TowerView, beliefs: Beliefs, territory: Territory, training: Mask
) -> Beliefs:
    """Find the beliefs under which the training data are the least surprising.

    Parameters
    ----------
    view
        What the tower saw. [-]
    beliefs
        Where the search starts; the flux and its relative deviations are kept. [-]
    territory
        What the tower stands in. [-]
    training : (observation,)
        The half-hours that may be looked at. [-]

    Returns
    -------
    beliefs
        Of maximum marginal likelihood, outliers widened once beforehand. [-]

    """
    before = keep(tower_inputs(view, beliefs, territory), training)
    known = before.observations.deviation
    factor = widened(before).observations.deviation / known
    names = list(BOUNDS)

    def problem(values: Array) -> tuple[Chain, list[DayData]]:
        other = replace(beliefs, **dict(zip(names, map(float, values), strict=True)))
        inputs = keep(tower_inputs(view, other, territory), training)
        seen = inputs.observations
        wide = replace(seen, deviation=seen.deviation * factor)
        inputs = replace(inputs, observations=wide)
        return prior_chain(inputs), day_data(inputs)

    low, high = np.array(list(BOUNDS.values())).T
    start = np.clip([asdict(beliefs)[name] for name in names], low, high)
    best = most_likely(problem, start, low, high)
    return replace(beliefs, **dict(zip(names, map(float, best.value), strict=True)))
