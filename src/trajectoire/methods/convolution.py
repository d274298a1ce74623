"""Footprint times flux: what the emissions of a map add to an observation.

The hour of emission is the hour observed minus the hours before it. A footprint that
is integrated in time does not know its hours: with an hourly flux it would take one
hour's emission for all of them (openghg #1688), so the two are refused together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import MissingData, OutOfDomain
from trajectoire.core.grid import Curtains, FluxField, Footprint, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.methods.pairing import paired

_HOUR = np.timedelta64(3600, "s")
_DAY = np.timedelta64(86400, "s")
SLOWEST = 28  # d: fields that hold this long are as good as integrated
RESIDUAL_REACH = 30  # d: how old the air of a residual slice may be
LEAST_LEFT = 0.95  # fraction of particles that must have met a curtain


def check_resolution(footprint: Footprint, flux: FluxField) -> None:
    """Refuse an integrated footprint with a flux that changes within its reach.

    Parameters
    ----------
    footprint
        One slice, or one for each hour. [ppm / (µmol m-2 s-1)]
    flux
        One field, or several in time. [µmol m-2 s-1]

    Raises
    ------
    OutOfDomain
        If the hours of the footprint are summed and those of the flux are not.

    """
    if not footprint.is_integrated or flux.start.size < 2:
        return
    step = np.diff(flux.start).min()
    if step < SLOWEST * _DAY:
        raise OutOfDomain(
            f"expected a flux that holds {SLOWEST} days or more, since the footprint "
            f"of {footprint.station.code} sums its hours; found one every "
            f"{step / _HOUR:.0f} h ({flux.sector.code}). Use an hourly footprint, or "
            "average the flux in time first (time_mean)."
        )


def time_mean(flux: FluxField) -> FluxField:
    """Average a flux over its fields, each for as long as it holds.

    Parameters
    ----------
    flux
        Several fields in time. [µmol m-2 s-1]

    Returns
    -------
    flux
        A single field, from the first beginning on. [µmol m-2 s-1]

    """
    if flux.start.size == 1:
        return flux
    hold = np.diff(_edges(flux)).astype(np.float64)
    mean = np.einsum("t,tij->ij", hold / hold.sum(), flux.flux)
    return FluxField(flux.grid, flux.sector, flux.start[:1], mean[None], flux.source)


def enhancement(footprint: Footprint, fluxes: Sequence[FluxField]) -> Array:
    r"""Sum footprint times flux over cells and hours.

    Parameters
    ----------
    footprint
        Of one receptor. [ppm / (µmol m-2 s-1)]
    fluxes
        One for each sector, on the footprint's grid or a part of it. [µmol m-2 s-1]

    Returns
    -------
    enhancement : (time, sector)
        Added to the air that comes from outside the map. [ppm]

    Raises
    ------
    OutOfDomain
        If the grids do not match, or an integrated footprint meets an hourly flux.
    MissingData
        If the flux does not cover the hours or the cells that the footprint sees.

    Notes
    -----
    :math:`c_t = \sum_{b, i} F_{t b i} \, E_i(t - b)`. A residual slice, which
    gathers everything older, meets the mean flux of the 30 days before. Cells of
    the footprint outside the flux's map add nothing: see `seen`.

    """
    every = [
        _convolved(footprint, flux, np.ones((1, *flux.grid.shape))) for flux in fluxes
    ]
    return np.stack([c.sum(axis=(1, 2)) for c in every], axis=1)


def zonal_contributions(
    footprint: Footprint, fluxes: Sequence[FluxField], zones: Array, lags: int = 2
) -> Array:
    """Split the enhancement by day of emission, sector and zone.

    Parameters
    ----------
    footprint
        Of one receptor. [ppm / (µmol m-2 s-1)]
    fluxes
        One for each sector, all on one grid. [µmol m-2 s-1]
    zones : (zone, lat, lon)
        Share of each cell of the fluxes' grid that belongs to each zone. [-]
    lags
        Days told apart: 2 for the day of the observation and the day before. [-]

    Returns
    -------
    contributions : (time, lag, sector, zone)
        Their sum is the enhancement, where zones cover the map. [ppm]

    Raises
    ------
    OutOfDomain
        As `enhancement`, or if the footprint reaches further back than ``lags``
        days.
    MissingData
        As `enhancement`.

    """
    every = [_convolved(footprint, flux, zones) for flux in fluxes]
    lag = _lag(footprint)
    back = footprint.sensitivity.shape[1]
    beyond = np.zeros(lag.shape, dtype=bool)
    beyond[:, :back] = lag >= lags
    if any(np.any(c[beyond]) for c in every):
        raise OutOfDomain(
            f"expected a footprint that reaches {lags} days back at most, found "
            f"{lag.max() + 1} ({footprint.station.code}). Ask for more lags, or drop "
            "the oldest hours."
        )
    found = np.zeros((lag.shape[0], lags, len(fluxes), zones.shape[0]))
    for index in range(lags):
        chosen = (lag == index)[:, :, None]
        for sector, contribution in enumerate(every):
            found[:, index, sector] = (contribution * chosen).sum(axis=1)
    return found


def seen(footprint: Footprint, grid: Grid) -> Array:
    """Say what part of the sensitivity falls inside a map.

    Parameters
    ----------
    footprint
        Of one receptor. [ppm / (µmol m-2 s-1)]
    grid
        The map of the fluxes. [-]

    Returns
    -------
    share : (time,)
        Of the footprint's sensitivity; NaN where it has none. [-]

    """
    pairing = paired(footprint.grid, grid)
    inside = np.array([pairing.take(f).sum() for f in footprint.sensitivity])
    total = footprint.sensitivity.sum(axis=(1, 2, 3))
    share = np.full(total.shape, np.nan)
    np.divide(inside, total, out=share, where=total > 0)
    return share


def boundary(
    footprint: Footprint, curtains: Curtains, *, accept_partial: bool = False
) -> Array:
    """Sum exits times curtains: the air that comes from outside the map.

    Parameters
    ----------
    footprint
        With the fraction of particles that left by each side. [-]
    curtains
        Mole fraction at the same places. [ppm]
    accept_partial
        Whether a sum over part of the particles only is wanted. [-]

    Returns
    -------
    background : (time,)
        Mole fraction before the emissions of the map. [ppm]

    Raises
    ------
    OutOfDomain
        If particles have not left, or if the sides do not match.
    MissingData
        If particles left where the curtains have no value, or before them.

    """
    left = footprint.left
    if not footprint.exits:
        raise MissingData(
            f"the footprint of {footprint.station.code} does not say where particles "
            "left: use a measured background, or leave it free"
        )
    if not accept_partial and not left.min() >= LEAST_LEFT:
        raise OutOfDomain(
            f"expected at least {LEAST_LEFT:.0%} of the particles to leave by the "
            f"sides, found {left.min():.1%} ({footprint.station.code}): the sum would "
            "be no background. Leave the background free."
        )
    background = np.zeros(footprint.start.size)
    when = _holding(curtains.start, footprint.start, None)
    for side, exits in footprint.exits.items():
        field = curtains.mole_fraction[side]
        if field.shape[1:] != exits.shape[1:]:
            raise OutOfDomain(
                f"side {side}: expected curtains of {exits.shape[1:]} (height, "
                f"position), found {field.shape[1:]}. Use those of the same domain."
            )
        met = field[when]
        if np.any(np.isnan(met) & (exits > 0)):
            raise MissingData(f"side {side}: particles left where curtains are empty")
        background += np.nansum(met * exits, axis=(1, 2))
    return background


def _convolved(footprint: Footprint, flux: FluxField, zones: Array) -> Array:
    """Give (time, back, zone): each hour of emission apart."""
    check_resolution(footprint, flux)
    pairing = paired(footprint.grid, flux.grid)
    times, back = footprint.sensitivity.shape[:2]
    found = np.zeros((times, back, zones.shape[0]))
    flat = zones.reshape(zones.shape[0], -1)
    hours = back - 1 if footprint.residual else back
    for time in range(times):
        sensed = pairing.take(footprint.sensitivity[time])
        emitted = footprint.start[time] - np.arange(hours) * _HOUR
        fields = _needed(flux, emitted, sensed[:hours])
        for hour in range(hours):
            if fields[hour] >= 0:
                seen_flux = _product(sensed[hour], flux.flux[fields[hour]], flux)
                found[time, hour] = flat @ seen_flux
        if footprint.residual:
            older = _older(flux, footprint.start[time], hours)
            found[time, -1] = flat @ _product(sensed[-1], older, flux)
    return found


def _product(sensed: Array, flux: Array, field: FluxField) -> Array:
    if np.any(np.isnan(flux) & (sensed > 0)):
        raise MissingData(
            f"the flux {field.sector.code} has no value in cells that the air crossed: "
            "missing is not zero. Fill it knowingly (absent_means_zero)."
        )
    return np.where(sensed > 0, sensed * flux, 0.0).ravel()


def _needed(flux: FluxField, emitted: Instants, sensed: Array) -> NDArray[np.intp]:
    """Give the field that holds at each hour; -1 where the footprint is empty."""
    needed = sensed.any(axis=(1, 2))
    fields = np.full(emitted.size, -1, dtype=np.intp)
    fields[needed] = _holding(flux.start, emitted[needed], _edges(flux)[-1])
    return fields


def _holding(
    start: Instants, wanted: Instants, end: np.datetime64 | None
) -> NDArray[np.intp]:
    index = np.searchsorted(start, wanted, side="right") - 1
    if np.any(index < 0) or (end is not None and np.any(wanted >= end)):
        raise MissingData(
            f"expected fields from {wanted.min()}Z to {wanted.max()}Z, found them from "
            f"{start[0]}Z to {end if end is not None else start[-1]}Z"
        )
    return index


def _edges(flux: FluxField) -> Instants:
    """Give the bounds of the stretches over which fields hold."""
    if flux.start.size == 1:
        end = np.datetime64("9999-01-01T00:00:00")
    else:
        # as long as the longest: a December has 31 days, a November 30
        end = flux.start[-1] + np.diff(flux.start).max()
    return np.append(flux.start, end)


def _older(flux: FluxField, start: np.datetime64, hours: int) -> Array:
    """Average the flux over the air older than the resolved hours."""
    if flux.start.size == 1:
        return np.asarray(flux.flux[0])
    bounds = _edges(flux)
    until = start - (hours - 1) * _HOUR
    since = max(until - RESIDUAL_REACH * _DAY, bounds[0])
    clipped = np.clip(
        bounds.astype("int64"), since.astype("int64"), until.astype("int64")
    )
    hold = np.diff(clipped).astype(np.float64)
    if hold.sum() <= 0:
        raise MissingData(
            f"expected a flux before {until}Z, found it from {bounds[0]}Z"
        )
    return np.asarray(np.einsum("t,tij->ij", hold / hold.sum(), flux.flux))


def _lag(footprint: Footprint) -> NDArray[np.int64]:
    back = np.arange(footprint.sensitivity.shape[1])
    emitted = footprint.start[:, None] - back[None, :] * _HOUR
    days = footprint.start.astype("datetime64[D]")[:, None]
    return np.asarray((days - emitted.astype("datetime64[D]")).astype("int64"))
