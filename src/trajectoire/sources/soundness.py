"""Is a footprint whole? If not, it is refused, or accepted and said for ever after."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.grid import Footprint, Grid
from trajectoire.core.quantity import Array
from trajectoire.sources.faults import Faults
from trajectoire.sources.release import FootprintReading, Raw, Wishes

LEAST_LEFT = 0.95  # fraction of the particles that must have left by the sides, or the
# background is missing for the others (STILT #139, openghg cropped domains)
MOST_ALIVE = 0.01  # fraction of the sensitivity that the oldest hour may still carry
SUM_TOLERANCE = 0.01  # between the sum of the hours and the integrated footprint

_RERUN = "Ask for the whole run, or accept it knowingly with allow_truncated."


def judged(raw: Raw, wishes: Wishes, faults: Faults) -> FootprintReading:
    """Accept a footprint, or refuse it with every reason.

    Parameters
    ----------
    raw
        As the file gives it. [-]
    wishes
        What is expected and accepted. [-]
    faults
        Where the reasons are noted. [-]

    Returns
    -------
    reading
        The footprint; what is truncated is in its source too. [-]

    Raises
    ------
    InputError
        If it is truncated and that was not accepted, or makes no sense.

    """
    _look_for_nonsense(raw.sensitivity, faults)
    whole = np.asarray(~np.isnan(raw.sensitivity).any(axis=(1, 2, 3)))
    defects = Faults(faults.file)
    _look_for_gaps(whole, defects)
    _look_for_hours(raw, wishes, defects)
    left = _left(raw)
    _look_at_exits(left[whole], faults, defects)
    _look_at_sum(raw, whole, defects)
    _look_at_end(raw, whole, defects)
    if not wishes.allow_truncated or not whole.any():
        faults.take(defects)
    faults.settle()
    source = raw.source
    if defects:
        said = "; ".join(f"{d.found} instead of {d.expected}" for d in defects.all())
        source = replace(source, title=f"{source.title} (truncated: {said})")
    exits = {side: field[whole] for side, field in raw.exits.items()}
    grid, part = _part(raw.grid, wishes, faults)
    faults.settle()
    footprint = Footprint(
        grid,
        raw.station,
        raw.start[whole],
        raw.sensitivity[whole][(..., *part)],
        source,
        raw.residual,
        left[whole],
        exits,
    )
    notes = raw.notes
    if not footprint.sensitivity.any():
        notes = (*notes, "no sensitivity anywhere: this domain does not see the air")
    return FootprintReading(raw.kind, footprint, defects.all(), notes)


def _part(grid: Grid, wishes: Wishes, faults: Faults) -> tuple[Grid, Any]:
    """Find the part of the map that is kept."""
    if wishes.within is None:
        return grid, (slice(None), slice(None))
    west, south, east, north = wishes.within
    rows = np.flatnonzero((grid.latitude >= south) & (grid.latitude <= north))
    columns = np.flatnonzero((grid.longitude >= west) & (grid.longitude <= east))
    if min(rows.size, columns.size) < 2:
        faults.add(
            f"a footprint around {west:g} to {east:g} E, {south:g} to {north:g} N",
            f"{grid.longitude[0]:g} to {grid.longitude[-1]:g} E, "
            f"{grid.latitude[0]:g} to {grid.latitude[-1]:g} N",
            "Check that latitude and longitude are not exchanged.",
        )
        return grid, (slice(None), slice(None))
    kept = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return Grid(grid.latitude[kept[0]], grid.longitude[kept[1]]), kept


def _look_for_nonsense(sensitivity: Array, faults: Faults) -> None:
    if np.isnan(sensitivity).all():
        return
    noise = 1e-6 * np.nanmax(sensitivity)
    if np.isinf(sensitivity).any() or (sensitivity < -noise).any():
        faults.add(
            "sensitivities that are finite and not negative",
            f"from {np.nanmin(sensitivity):g} to {np.nanmax(sensitivity):g}",
            "Check the variable and its fill value.",
        )


def _look_for_gaps(whole: NDArray[np.bool_], defects: Faults) -> None:
    if not whole.all():
        defects.add(
            "a sensitivity in every cell",
            f"missing ones at {np.sum(~whole)} of {whole.size} times",
            _RERUN,
        )


def _look_for_hours(raw: Raw, wishes: Wishes, defects: Faults) -> None:
    if raw.missing_hours:
        defects.add(
            "every hour before the observation",
            "hours " + ", ".join(map(str, raw.missing_hours[:12])) + " missing",
            _RERUN,
        )
    wanted = wishes.expected_hours
    if wanted is not None and raw.hours is not None and raw.hours < wanted:
        defects.add(
            f"{wanted} hours before the observation", f"{raw.hours} hours", _RERUN
        )


def _left(raw: Raw) -> Array:
    if not raw.exits:
        return np.full(raw.start.shape, np.nan)
    return np.asarray(sum(np.nansum(f, axis=(1, 2)) for f in raw.exits.values()))


def _look_at_exits(left: Array, faults: Faults, defects: Faults) -> None:
    if np.isnan(left).all():
        return
    if left.max() > 1.05:
        faults.add(
            "fractions of particles that sum to 1 at most",
            f"{left.max():.3g}",
            "Check the normalisation of particle_locations.",
        )
    if left.min() < LEAST_LEFT:
        defects.add(
            f"at least {LEAST_LEFT:.0%} of the particles leaving by the sides",
            f"{left.min():.1%} to {left.max():.1%} "
            "(domain cropped, or run stopped too early)",
            "Do not use its curtains: leave the background free. " + _RERUN,
        )


def _look_at_sum(raw: Raw, whole: NDArray[np.bool_], defects: Faults) -> None:
    if raw.total is None or not whole.any():
        return
    hours = raw.sensitivity[whole].sum(axis=(1, 2, 3))
    total = raw.total[whole].sum(axis=(1, 2))
    scale = np.maximum(np.abs(total), 1e-12)
    ratio = np.where(
        np.abs(total) > 0, hours / scale, np.where(hours == 0, 1.0, np.inf)
    )
    if np.abs(ratio - 1).max() > SUM_TOLERANCE:
        defects.add(
            "hours and residual that sum to the integrated footprint",
            f"{ratio.min():.3g} to {ratio.max():.3g} times it",
            _RERUN,
        )


def _look_at_end(raw: Raw, whole: NDArray[np.bool_], defects: Faults) -> None:
    if raw.residual or raw.sensitivity.shape[1] == 1:
        return
    by_hour = raw.sensitivity[whole].sum(axis=(0, 2, 3))
    if by_hour.sum() > 0 and by_hour[-1] > MOST_ALIVE * by_hour.sum():
        defects.add(
            f"at most {MOST_ALIVE:.0%} of the sensitivity in the oldest hour",
            f"{by_hour[-1] / by_hour.sum():.1%}",
            _RERUN,
        )
