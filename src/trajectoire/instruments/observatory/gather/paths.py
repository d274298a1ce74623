"""The path of the air: the operator that carries emissions to the sensors."""

from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.footprints import (
    Bounds,
    FootprintOperator,
    read_footprints,
)
from trajectoire.instruments.observatory.gather.inventory import (
    HOUR,
    Declared,
    hours_of,
)
from trajectoire.instruments.observatory.gather.plume import (
    KILOMETRES,
    LEAST_WIND,
    Mask,
    PlumeOperator,
)
from trajectoire.instruments.observatory.gather.tables import hourly_profiles
from trajectoire.instruments.observatory.gather.zones import cell_shares
from trajectoire.instruments.observatory.model.operator import (
    ObservationOperator,
    zone_flux,
)
from trajectoire.methods.transport.dispersion import stability_class
from trajectoire.methods.transport.plume import Weather
from trajectoire.sources.weather import WeatherRecord, read_weather

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MARGIN = 0.5  # degree around the zones: two cells or more of the coarsest model
LOWEST_LID = 20.0  # m, below which a plume says nothing


def operator_of(
    config: Config, declared: Declared, shapes: tuple["BaseGeometry", ...]
) -> ObservationOperator:
    """Make the operator that the configuration asks for.

    Parameters
    ----------
    config
        Of the run. [-]
    declared
        Its inventory. [-]
    shapes
        Of its zones. [degree]

    Returns
    -------
    operator
        Plume or footprints. [-]

    """
    if config.operator.kind == "plume":
        return _plume(config, declared, shapes)
    operator, within = config.operator, _around(shapes, declared)
    footprints = read_footprints(operator.files, operator.allow_truncated, within)
    if declared.fields:
        shares = cell_shares(shapes, declared.fields[0].grid)
        return FootprintOperator(footprints, declared.fields, shares)
    grid = footprints[0].grid
    shares = cell_shares(shapes, grid)
    reach = max(one.sensitivity.shape[1] for one in footprints) // 24 + 1
    fields = _laid(config, declared, grid, shares, reach)
    return FootprintOperator(footprints, fields, shares)


def _around(shapes: tuple["BaseGeometry", ...], declared: Declared) -> Bounds:
    """Give the part of a footprint that can meet the zones, whatever its cells."""
    north, east = MARGIN, MARGIN
    if declared.fields:
        grid = declared.fields[0].grid
        north, east = (2 * np.diff(c).max() for c in (grid.latitude, grid.longitude))
    box = _bounds(shapes) + np.array([-east, -north, east, north])
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _bounds(shapes: tuple["BaseGeometry", ...]) -> Array:
    """Give west, south, east and north."""
    bounds = np.array([shape.bounds for shape in shapes])
    return np.concatenate([bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)])


def _profile(config: Config) -> Array:
    local = local_hours(hours_of(config.span), config.hours.timezone)
    codes = tuple(s.code for s in config.sectors)
    return np.asarray(hourly_profiles(codes)[np.floor(local).astype(int) % 24])


def _laid(
    config: Config, declared: Declared, grid: Grid, shares: Array, reach: int
) -> tuple[FluxField, ...]:
    # The air of the first hours left the ground days before: it takes the flux of
    # the first day, as the plume does.
    hours = hours_of(config.span)
    hours = np.concatenate([hours[0] - np.arange(24 * reach, 0, -1) * HOUR, hours])
    area = np.einsum("zyx,yx->z", shares, grid.areas())
    flux = zone_flux(declared.emission, _profile(config), area)
    flux = np.concatenate([np.tile(flux[:24], (reach, 1, 1)), flux])
    return tuple(
        FluxField(
            grid,
            Sector("observatory", sector.code),
            hours,
            np.einsum("tz,zyx->tyx", flux[:, index], shares),
            declared.sources[0],
        )
        for index, sector in enumerate(config.sectors)
    )


def _plume(
    config: Config, declared: Declared, shapes: tuple["BaseGeometry", ...]
) -> PlumeOperator:
    if config.operator.weather is None:
        raise ValueError("the plume operator needs weather")
    grid = _grid_over(shapes, config.operator.cell_m)
    shares = cell_shares(shapes, grid)
    held = shares.any(axis=0)
    latitude, longitude = np.meshgrid(grid.latitude, grid.longitude, indexing="ij")
    size = config.operator.cell_m
    area = shares[:, held].sum(axis=1) * size**2
    hours = hours_of(config.span)
    weather, lost = _air(read_weather(config.operator.weather), hours)
    return PlumeOperator(
        weather,
        hours[0],
        latitude[held],
        longitude[held],
        size,
        shares[:, held].T,
        zone_flux(declared.emission, _profile(config), area),
        config.operator.hours_back,
        lost,
    )


def _grid_over(shapes: tuple["BaseGeometry", ...], size: float) -> Grid:
    west, south, east, north = _bounds(shapes)
    step = size / 1e3 / KILOMETRES
    stretch = np.cos(np.radians(0.5 * (south + north)))
    return Grid(
        np.arange(south + step / 2, north + step, step),
        np.arange(west + step / 2 / stretch, east + step / stretch, step / stretch),
    )


def _air(record: WeatherRecord, hours: Instants) -> tuple[Weather, dict[str, Mask]]:
    """Give the air of every hour, and the hours of which the plume says nothing."""
    index = np.minimum(np.searchsorted(record.start, hours), len(record.start) - 1)
    missing = record.start[index] != hours
    calm = ~missing & (record.wind_speed[index] < LEAST_WIND)
    shallow = ~missing & (record.mixing_height[index] < LOWEST_LID)
    weather = Weather(
        np.maximum(record.wind_speed[index], LEAST_WIND),
        record.wind_from_direction[index],
        np.maximum(record.mixing_height[index], LOWEST_LID),
        stability_class(
            record.wind_speed[index], record.radiation[index], record.cloud[index]
        ),
    )
    return weather, {
        "pas de météo à cette heure": np.asarray(missing),
        "vent inférieur à 0,5 m/s, que le panache ne décrit pas": np.asarray(calm),
        "couche de mélange de moins de 20 m, que le panache ne décrit pas": np.asarray(
            shallow & ~calm
        ),
    }
