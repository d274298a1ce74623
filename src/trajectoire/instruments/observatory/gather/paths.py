"""Declared emissions on zones, and the operator that carries them to the sensors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.clock import local_hours
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.footprints import (
    FootprintOperator,
    read_footprints,
)
from trajectoire.instruments.observatory.gather.plume import KILOMETRES, PlumeOperator
from trajectoire.instruments.observatory.gather.tables import hourly_profiles
from trajectoire.instruments.observatory.gather.zones import cell_shares
from trajectoire.instruments.observatory.inputs import Zones
from trajectoire.instruments.observatory.model.operator import (
    MOLAR_MASS_CO2,
    ObservationOperator,
    zone_flux,
)
from trajectoire.methods.transport.dispersion import stability_class
from trajectoire.methods.transport.plume import Weather
from trajectoire.sources.emissions import read_emissions
from trajectoire.sources.fluxes import read_flux
from trajectoire.sources.weather import WeatherRecord, read_weather

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

YEAR = 365.25  # d
HOUR = np.timedelta64(1, "h")
LEAST_WIND = 0.5  # m/s: the plume says nothing of calm air; such hours take this wind


@dataclass(frozen=True, eq=False)
class Declared:
    """The inventory on the axes of a run.

    Parameters
    ----------
    emission : (day, sector, zone)
        Of each day. [tCO2]
    fields
        Gridded flux of each sector; empty when emissions come from a table.
        [µmol m-2 s-1]

    """

    emission: Array
    fields: tuple[FluxField, ...]


def declared_emission(
    config: Config, zones: Zones, shapes: tuple["BaseGeometry", ...]
) -> Declared:
    """Read the inventory.

    Parameters
    ----------
    config
        Of the run. [-]
    zones
        Its zones. [-]
    shapes
        Their shapes. [degree]

    Returns
    -------
    declared
        From the table (yearly tonnes spread evenly over days), or from gridded fluxes.
        [-]

    Raises
    ------
    InputError
        If some sectors have a flux and others not, or with the faults of a file.

    """
    days, gridded = config.span.duration.days, [s for s in config.sectors if s.flux]
    codes = [s.code for s in config.sectors]
    if not gridded and config.emissions is not None:
        yearly = read_emissions(config.emissions, list(zones.code), codes)
        return Declared(np.tile(yearly / YEAR, (days, 1, 1)), ())
    if len(gridded) != len(config.sectors):
        remedy = "Give a flux to each sector, or take all of them from the table."
        raise InputError([Fault("one kind of inventory", "two", remedy)])
    fields = tuple(_field(config, index) for index in range(len(config.sectors)))
    faults = _unfit(fields, config.span)
    if faults:
        raise InputError(faults)
    shares = cell_shares(shapes, fields[0].grid)
    held = shares.any(axis=0)
    faults = [_empty(field) for field in fields if np.isnan(field.flux[:, held]).any()]
    if faults:
        raise InputError(faults)
    return Declared(_summed(fields, shares, config.span), fields)


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
    footprints = read_footprints(config.operator.files, config.operator.allow_truncated)
    if declared.fields:
        grid = declared.fields[0].grid
        shares = cell_shares(shapes, grid)
        return FootprintOperator(footprints, declared.fields, shares)
    grid = footprints[0].grid
    shares = cell_shares(shapes, grid)
    fields = _laid(config, declared.emission, grid, shares)
    return FootprintOperator(footprints, fields, shares)


def _hours(period: Period) -> Instants:
    first = np.datetime64(period.start.replace(tzinfo=None), "s")
    return np.asarray(first + np.arange(period.duration.days * 24) * HOUR)


def _profile(config: Config) -> Array:
    local = local_hours(_hours(config.span), config.hours.timezone)
    codes = tuple(s.code for s in config.sectors)
    return np.asarray(hourly_profiles(codes)[np.floor(local).astype(int) % 24])


def _field(config: Config, index: int) -> FluxField:
    sector = config.sectors[index]
    if sector.flux is None:
        raise ValueError(f"sector {sector.code} has no flux")
    fields = read_flux(sector.flux).fields
    own = [f for f in fields if f.sector.code == sector.code] or list(fields)
    if len(own) != 1:
        there = ", ".join(f.sector.code for f in fields)
        remedy = "Name the sector after a variable of the file."
        raise InputError(
            [Fault(f"a flux of “{sector.code}”", there, remedy, sector.flux.name)]
        )
    return own[0]


def _unfit(fields: tuple[FluxField, ...], period: Period) -> list[Fault]:
    """Fluxes on several grids, or of other years: never a silent guess."""
    first, faults, hours = fields[0].grid, [], _hours(period)
    for field in fields:
        file = field.source.address or field.sector.code
        same = field.grid.shape == first.shape
        same = same and np.allclose(field.grid.latitude, first.latitude)
        if not (same and np.allclose(field.grid.longitude, first.longitude)):
            found, remedy = f"another for {field.sector.code}", "Lay them on one grid."
            faults.append(Fault("one grid for all sectors", found, remedy, file))
        start = field.start
        end = (
            start[-1] + (start[-1] - start[-2]) if start.size > 1 else hours[-1] + HOUR
        )
        if start[0] > hours[0] or end <= hours[-1]:
            found = f"{field.sector.code} from {start[0]}Z to {end}Z"
            remedy = "Take fluxes of these days, or a single field that always holds."
            faults.append(Fault(f"{hours[0]}Z → {hours[-1]}Z", found, remedy, file))
    return faults


def _empty(field: FluxField) -> Fault:
    remedy = "Fill it knowingly: missing is never zero."
    found = f"cells without value in {field.sector.code}"
    return Fault("a flux in every cell of the zones", found, remedy)


def _summed(fields: tuple[FluxField, ...], shares: Array, period: Period) -> Array:
    per_flux = MOLAR_MASS_CO2 * 1e-6 * 1e-6 * 3600.0  # t in 1 h of 1 µmol/s
    hours = _hours(period)
    emission = np.zeros((period.duration.days, len(fields), len(shares)))
    for index, field in enumerate(fields):
        held = np.searchsorted(field.start, hours, "right") - 1
        amount = np.nan_to_num(field.flux) * field.grid.areas()
        by_time = np.einsum("tyx,zyx->tz", amount, shares)
        hourly = by_time[held] * per_flux
        emission[:, index] = hourly.reshape(-1, 24, len(shares)).sum(axis=1)
    return emission


def _laid(
    config: Config, emission: Array, grid: Grid, shares: Array
) -> tuple[FluxField, ...]:
    # The air of the first hours left the ground the day before: it takes the flux of
    # the first day, as the plume does.
    hours = _hours(config.span)
    hours = np.concatenate([hours[:24] - 24 * HOUR, hours])
    area = np.einsum("zyx,yx->z", shares, grid.areas())
    flux = zone_flux(emission, _profile(config), area)
    flux = np.concatenate([flux[:24], flux])
    source = Source(config.place.name, "inventaire déclaré", "celle du fichier fourni")
    return tuple(
        FluxField(
            grid,
            Sector("observatory", sector.code),
            hours,
            np.einsum("tz,zyx->tyx", flux[:, index], shares),
            source,
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
    hours = _hours(config.span)
    record = read_weather(config.operator.weather)
    return PlumeOperator(
        _air(record, hours, config.operator.weather.name),
        hours[0],
        latitude[held],
        longitude[held],
        size,
        shares[:, held].T,
        zone_flux(declared.emission, _profile(config), area),
        config.operator.hours_back,
    )


def _grid_over(shapes: tuple["BaseGeometry", ...], size: float) -> Grid:
    bounds = np.array([shape.bounds for shape in shapes])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    step = size / 1e3 / KILOMETRES
    stretch = np.cos(np.radians(0.5 * (south + north)))
    return Grid(
        np.arange(south + step / 2, north + step, step),
        np.arange(west + step / 2 / stretch, east + step / stretch, step / stretch),
    )


def _air(record: WeatherRecord, hours: Instants, file: str) -> Weather:
    index = np.minimum(np.searchsorted(record.start, hours), len(record.start) - 1)
    missing = hours[record.start[index] != hours]
    if missing.size:
        found = f"{missing.size} hours missing, the first {missing[0]}"
        remedy = "Fill them, knowingly, or shorten [period]."
        raise InputError([Fault("every hour of the run", found, remedy, file)])
    return Weather(
        np.maximum(record.wind_speed[index], LEAST_WIND),
        record.wind_from_direction[index],
        np.maximum(record.mixing_height[index], 20.0),
        stability_class(
            record.wind_speed[index], record.radiation[index], record.cloud[index]
        ),
    )
