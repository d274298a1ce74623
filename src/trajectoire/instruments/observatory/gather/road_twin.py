"""Two real road inventories of one city: what is believed, and what is true.

The sensors stand where real ones do; their values, the weather and the errors are
invented, so that the truth is known. It shows whether the inversion finds an inventory
when it starts from another.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.plume import PlumeOperator
from trajectoire.instruments.observatory.gather.tables import (
    hourly_profiles,
    instrument_class,
    transport_error,
)
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
)
from trajectoire.instruments.observatory.model.city import invent_weather
from trajectoire.instruments.observatory.model.operator import zone_flux
from trajectoire.instruments.observatory.model.truth import observe_truth
from trajectoire.methods.transport.dispersion import stability_class
from trajectoire.methods.transport.plume import Weather
from trajectoire.sources.faults import Faults
from trajectoire.sources.geometry import Polygons, read_geopackage
from trajectoire.sources.text import numbers, read_text, table_of

HOURS_BACK = 6  # h: at 1.5 m/s the air crosses the 28 km of the grid
AFTERNOON = (12.0, 17.0)  # local hours: the layer is deep and the plume least wrong
CLEAR_SKY = 500.0  # W m-2, noon of October at 48° N (order of magnitude)
CALMEST = 0.8  # m/s, under which a plume says nothing
BASE_BACKGROUND = 420.0  # ppm, order of magnitude; it cancels in the twin
TONNES = 1e3  # t in a unit of the inventories, taken as kilotonnes: see `RoadTwin`
KILOMETRES = 111.195  # per degree, on the sphere of 6,371 km
LEVELS = 5  # halvings of the city: 32 zones
FIXED = ("rooftop", "tower")
_TEXTS = ("site", "site_name", "installation_classification")
_NUMBERS = ("latitude", "longitude", "height_of_building")


@dataclass(frozen=True)
class RoadTwin:
    """What a twin of two inventories is made of.

    Parameters
    ----------
    inventories
        GeoPackage of cells, one column an inventory. The file states no unit; its
        numbers are read as kilotonnes of CO2 a year, the order of magnitude of a
        city of 1.5 million. [ktCO2/year]
    sites
        Semicolon-separated table of the sensors: place and height of building. [-]
    believed, true
        Columns of the prior and of the truth. [-]
    first_day
        Of the run. [UTC]
    days
        Length of the run. [d]
    relative_uncertainty
        Of the declared total over the run, k = 1. [-]
    correlation_length
        Over which errors in space fade by e. [km]
    slow_share
        Share of the declared variance that is common to all zones. [-]

    Notes
    -----
    The defaults do not look at the truth but at how far the third inventory is from
    the first: about twice its total, hence 100 %, and unevenly from one block to the
    next, hence a length of a few kilometres.

    """

    inventories: Path
    sites: Path
    believed: str = "CO2_tno"
    true: str = "CO2_tum"
    first_day: date = date(2025, 1, 1)
    days: int = 365
    relative_uncertainty: float = 1.0
    correlation_length: float = 4.0
    slow_share: float = 0.5


@dataclass(frozen=True, eq=False)
class RoadCase:
    """A city whose sensors are about to see one inventory and be told another.

    Parameters
    ----------
    inputs
        What is believed, with the truth beside it; values are still blank. [-]
    signal : (observation, lag, sector, zone)
        What the true emission adds to each observation. [ppm]

    """

    inputs: ObservatoryInputs
    signal: Array

    def observed(self, seed: int) -> ObservatoryInputs:
        """Let the sensors see the truth.

        Parameters
        ----------
        seed
            Of the background, biases and errors. [-]

        Returns
        -------
        inputs
            Ready to be inverted. [-]

        """
        return observe_truth(self.inputs, self.signal, np.random.default_rng(seed))

    def null(self) -> "RoadCase":
        """Give the case in which what is believed is true.

        Returns
        -------
        case
            Where the inversion has nothing to find. [-]

        """
        inputs = replace(self.inputs, truth=self.inputs.emission)
        return RoadCase(inputs, self.inputs.contributions.signal)


@dataclass(frozen=True, eq=False)
class _Cells:
    latitude: Array
    longitude: Array
    size: float
    zone: Indices
    zones: Zones


def road_case(twin: RoadTwin, seed: int) -> RoadCase:
    """Invent a weather and follow the air from two inventories to real sites.

    Parameters
    ----------
    twin
        Which files and beliefs. [-]
    seed
        Of the weather. [-]

    Returns
    -------
    case
        To be observed, as often as wanted. [-]

    Notes
    -----
    The truth keeps its own pattern within each zone, the prior its own: the difference
    is an error of aggregation that the inversion has to live with.

    """
    polygons = read_geopackage(twin.inventories)
    inventories = [polygons.numbers(name) for name in (twin.believed, twin.true)]
    cells = _cells(polygons, inventories[0])
    first = np.datetime64(twin.first_day, "s")
    start = first + np.arange(24 * twin.days) * np.timedelta64(3600, "s")
    local = local_hours(start, "Europe/Berlin")
    profile = hourly_profiles(("road",))[np.floor(local).astype(int) % 24]
    emission = [_by_day(values, cells, twin) for values in inventories]
    flux = [zone_flux(e, profile, _area(cells)) for e in emission]
    operator = PlumeOperator(
        _air(local, twin.days, np.random.default_rng(seed)),
        first,
        cells.latitude,
        cells.longitude,
        cells.size,
        np.hstack([_share(values, cells.zone) for values in inventories]),
        np.concatenate(flux, axis=2),
        HOURS_BACK,
    )
    blank = _blank(twin, cells, emission[0], start, local)
    stations = tuple(sensor.station for sensor in blank.sensors)
    both = operator.signal(
        stations, blank.observations.sensor, blank.observations.start
    )
    believed, true = np.split(both, 2, axis=3)
    given = replace(blank.contributions, signal=believed)
    return RoadCase(replace(blank, contributions=given, truth=emission[1]), true)


def read_sites(path: Path) -> tuple[Station, ...]:
    """Read where the roof-top sensors of a network stand.

    Parameters
    ----------
    path
        Semicolon-separated table. [-]

    Returns
    -------
    stations
        Roofs and towers whose height is known. [-]

    Raises
    ------
    InputError
        If a column is missing, a number is none, or no roof is there.

    """
    text = read_text(path)
    faults, table = Faults(text.file), table_of(text, ";")
    table.require((*_TEXTS, *_NUMBERS), faults)
    faults.settle()
    places = [numbers(table, name, faults) for name in _NUMBERS]
    faults.settle()
    words = [table.columns[name] for name in _TEXTS]
    stations = tuple(
        Station(code, float(latitude), float(longitude), float(height), name=name)
        for code, name, kind, latitude, longitude, height in zip(
            *words, *places, strict=True
        )
        if kind in FIXED and np.isfinite(height)
    )
    if not stations:
        remedy = "Give installation_classification and height_of_building."
        raise InputError([Fault("a roof with its height", "none", remedy, path.name)])
    return stations


def equal_blocks(east: Array, north: Array, weight: Array, levels: int) -> Indices:
    """Halve a city again and again into blocks of about equal weight.

    Parameters
    ----------
    east, north : (cell,)
        Positions. [km]
    weight : (cell,)
        What is shared out, as the declared emission. [any]
    levels
        How many times each block is halved. [-]

    Returns
    -------
    block : (cell,)
        Index of the block of each cell. [-]

    Notes
    -----
    Each block is cut across its longer side. Blocks of equal emission have errors of
    comparable size, which a relative uncertainty common to all can describe.

    """
    block = np.zeros(len(weight), dtype=np.int64)
    for _ in range(levels):
        halves = np.zeros_like(block)
        for one in range(int(block.max()) + 1):
            cells = np.flatnonzero(block == one)
            wide = np.ptp(east[cells]) >= np.ptp(north[cells])
            order = cells[np.argsort((east if wide else north)[cells], kind="stable")]
            summed = np.cumsum(weight[order])
            cut = int(np.searchsorted(summed, summed[-1] / 2)) + 1
            halves[order[min(cut, len(order) - 1) :]] = 1
        block = 2 * block + halves
    return np.unique(block, return_inverse=True)[1].astype(np.int64)


def _cells(polygons: Polygons, believed: Array) -> _Cells:
    import shapely  # noqa: PLC0415  (only when polygons are read)

    shapes = np.asarray(polygons.shapes)
    longitude, latitude = shapely.get_coordinates(shapely.centroid(shapes)).T
    stretch = KILOMETRES * float(np.cos(np.radians(latitude.mean())))
    zone = equal_blocks(longitude * stretch, latitude * KILOMETRES, believed, LEVELS)
    merged = [shapely.union_all(shapes[zone == z]) for z in range(zone.max() + 1)]
    area = shapely.area(shapes).mean() * stretch * KILOMETRES  # km2
    centres = shapely.get_coordinates(shapely.centroid(merged))
    codes = tuple(f"B{z + 1:02d}" for z in range(len(merged)))
    zones = Zones(
        codes,
        codes,
        np.ones(len(merged), dtype=bool),
        centres[:, 1],
        centres[:, 0],
        tuple(dict(shapely.geometry.mapping(shape)) for shape in merged),
    )
    return _Cells(latitude, longitude, 1e3 * float(np.sqrt(area)), zone, zones)


def _share(values: Array, zone: Indices) -> Array:
    member = (zone[:, None] == np.arange(zone.max() + 1)).astype(float)
    mean = (member * values[:, None]).sum(axis=0) / member.sum(axis=0)
    return np.asarray(member * values[:, None] / mean)


def _area(cells: _Cells) -> Array:
    return np.asarray(np.bincount(cells.zone) * cells.size**2, dtype=float)


def _by_day(values: Array, cells: _Cells, twin: RoadTwin) -> Array:
    yearly = np.bincount(cells.zone, values) * TONNES
    weekday = (np.arange(twin.days) + twin.first_day.weekday()) % 7
    week = 1.06 - 0.21 * (weekday >= 5)  # as in the demonstration city
    return np.asarray(week[:, None, None] * yearly[None, None, :] / 365.0)


def _air(local: Array, days: int, random: np.random.Generator) -> Weather:
    air = invent_weather(local, days, random)
    light = CLEAR_SKY * air.sunlight
    cloud = np.full(light.size, 0.6)
    return Weather(
        np.maximum(air.wind_speed, CALMEST),
        air.wind_from_direction,
        air.mixing_height,
        stability_class(air.wind_speed, light, cloud),
    )


def _blank(
    twin: RoadTwin, cells: _Cells, emission: Array, start: Instants, local: Array
) -> ObservatoryInputs:
    noise, bias, drift = instrument_class("mid-cost")
    sensors = [
        Sensor(
            replace(s, instrument_class="mid-cost"), "co2", "ppm", noise, bias, drift
        )
        for s in read_sites(twin.sites)
    ]
    used = np.flatnonzero((local >= AFTERNOON[0]) & (local < AFTERNOON[1]))
    hour = np.repeat(used, len(sensors))
    count = hour.size
    seen = Observations(
        np.tile(np.arange(len(sensors)), used.size),
        start[hour],
        local[hour],
        np.zeros(count),
        np.full(count, np.nan),
    )
    given = Contributions(
        np.zeros((count, 2, 1, len(cells.zones))),
        np.full(count, BASE_BACKGROUND),
        np.ones((count, 1)),
    )
    return ObservatoryInputs(
        territory=Territory("MUNICH", "city", "Munich", twin.first_day.year),
        period=Period.of_days(twin.first_day, twin.days),
        sectors=(_road(twin),),
        zones=cells.zones,
        sensors=tuple(sensors),
        sector_correlation=np.eye(1),
        emission=emission,
        observations=seen,
        contributions=given,
        errors=ErrorBudget(transport_error()),
        background=BackgroundPrior((2.0,)),
        declared_days=twin.days,
        sources=_sources(twin),
        title=f"Munich: {twin.true} seen, {twin.believed} believed",
        notes=("valeurs, météo et erreurs inventées ; inventaires et toits réels",),
    )


def _road(twin: RoadTwin) -> SectorPrior:
    return SectorPrior(
        Sector("observatory", "road", "Road traffic"),
        twin.relative_uncertainty,
        correlation_length=twin.correlation_length,
        correlation_time=365.0,
        slow_share=twin.slow_share,
    )


def _sources(twin: RoadTwin) -> tuple[Source, ...]:
    return tuple(
        Source("Munich", path.stem, "none stated: test use", None, path.name)
        for path in (twin.inventories, twin.sites)
    )
