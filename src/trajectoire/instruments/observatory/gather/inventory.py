"""The declared inventory on the axes of a run: from a table, or from gridded fluxes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.grid import FluxField
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.calendar import daily_shares
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.provenance import percent, supplied
from trajectoire.instruments.observatory.gather.zones import cell_shares
from trajectoire.instruments.observatory.inputs import Zones
from trajectoire.instruments.observatory.model.operator import MOLAR_MASS_CO2
from trajectoire.sources.emissions import read_emissions
from trajectoire.sources.fluxes import read_flux

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HOUR = np.timedelta64(1, "h")
IRREGULAR = 1.5  # longest step beside the median: months pass, a hole does not
WORTH_SAYING = 0.001  # share of a flux outside every zone


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
    sources
        Of the table, or of each flux. [-]
    notes
        What the reader should know, in French. [-]

    """

    emission: Array
    fields: tuple[FluxField, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


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
        From the table (yearly tonnes over the months and the days of the week), or
        from gridded fluxes. [-]

    Raises
    ------
    InputError
        If some sectors have a flux and others not, or with the faults of a file.

    """
    gridded = [s for s in config.sectors if s.flux]
    codes = [s.code for s in config.sectors]
    if not gridded and config.emissions is not None:
        yearly = read_emissions(config.emissions, list(zones.code), codes)
        daily = daily_shares(config.span, tuple(codes))[:, :, None] * yearly
        return Declared(daily, (), (supplied(config, config.emissions),))
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
    sources = tuple(dict.fromkeys(field.source for field in fields))
    emission = _summed(fields, shares, config.span)
    return Declared(emission, fields, sources, _outside(fields, shares))


def hours_of(period: Period) -> Instants:
    """List the hours of a run.

    Parameters
    ----------
    period
        Whole days. [UTC]

    Returns
    -------
    hours : (hour,)
        Beginning of each. [UTC]

    """
    first = np.datetime64(period.start.replace(tzinfo=None), "s")
    return np.asarray(first + np.arange(period.duration.days * 24) * HOUR)


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
    faults = []
    for field in fields:
        file = field.source.address or field.sector.code
        if not _on_one_grid(fields[0], field):
            found, remedy = f"another for {field.sector.code}", "Lay them on one grid."
            faults.append(Fault("one grid for all sectors", found, remedy, file))
        faults += _untimely(field, hours_of(period), file)
    return faults


def _on_one_grid(first: FluxField, other: FluxField) -> bool:
    return (
        other.grid.shape == first.grid.shape
        and np.allclose(other.grid.latitude, first.grid.latitude)
        and np.allclose(other.grid.longitude, first.grid.longitude)
    )


def _untimely(field: FluxField, hours: Instants, file: str) -> list[Fault]:
    start, steps, faults = field.start, np.diff(field.start) / HOUR, []
    end = hours[-1] + HOUR
    if steps.size:
        # the last field holds for as long as the longest: a December has 31 days
        end = start[-1] + np.diff(start).max()
        if steps.max() > IRREGULAR * np.median(steps):
            found = f"{steps.max():g} h beside {np.median(steps):g} h"
            remedy = "Fill the fields that are missing, knowingly."
            expected = f"regular steps between the fields of {field.sector.code}"
            faults.append(Fault(expected, found, remedy, file))
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
    hours = hours_of(period)
    emission = np.zeros((period.duration.days, len(fields), len(shares)))
    for index, field in enumerate(fields):
        held = np.searchsorted(field.start, hours, "right") - 1
        amount = np.nan_to_num(field.flux) * field.grid.areas()
        by_time = np.einsum("tyx,zyx->tz", amount, shares)
        hourly = by_time[held] * per_flux
        emission[:, index] = hourly.reshape(-1, 24, len(shares)).sum(axis=1)
    return emission


def _outside(fields: tuple[FluxField, ...], shares: Array) -> tuple[str, ...]:
    held, total = 0.0, 0.0
    for field in fields:
        amount = np.abs(np.nan_to_num(field.flux)).mean(axis=0) * field.grid.areas()
        held += float((amount * shares.sum(axis=0)).sum())
        total += float(amount.sum())
    lost = 1.0 - held / total if total else 0.0
    if lost < WORTH_SAYING:
        return ()
    return (
        f"{percent(lost)} du flux de la grille est hors de toutes les zones : il n’est "
        "ni compté ni suivi dans l’air.",
    )
