"""What an import adds to what is held: new rows, rows held already, contradictions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Series

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows held of one series, in order.

    Parameters
    ----------
    start : (time,)
        Beginning of each interval. [UTC]
    duration : (time,)
        Length of each interval. [s]
    value : (time,)
        The values. [unit]
    deviation : (time,)
        Their standard uncertainty, NaN where none is given. [unit]

    """

    start: Instants
    duration: Array
    value: Array
    deviation: Array

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.start)


@dataclass(frozen=True, eq=False)
class Overlap:
    """A series that comes in, seen from what is held.

    Parameters
    ----------
    fresh : (new,)
        Rows about a time of which nothing is held. [-]
    clash : (new,)
        Rows that contradict what is held. [-]
    superseded : (held,)
        Rows held that those of ``clash`` would replace. [-]

    """

    fresh: Mask
    clash: Mask
    superseded: Mask


def overlap(new: Series, held: Rows) -> Overlap:
    """Compare a series that comes in with what is held.

    Parameters
    ----------
    new
        What comes in. [-]
    held
        What is held of the same species at the same station. [-]

    Returns
    -------
    overlap
        What is new, what contradicts. A row with the same interval, value and
        uncertainty as one held is neither. [-]

    """
    if len(held) == 0:
        everything = np.ones(len(new), dtype=bool)
        return Overlap(everything, ~everything, np.zeros(0, dtype=bool))
    begin, held_begin = _seconds(new.start), _seconds(held.start)
    place = np.minimum(np.searchsorted(held_begin, begin), len(held) - 1)
    same = held_begin[place] == begin
    identical = same & _equal(new, held, place)
    held_end = held_begin + held.duration
    reach = np.maximum.accumulate(held_end)
    before = np.searchsorted(held_begin, begin) - 1
    late = np.where(before >= 0, reach[np.maximum(before, 0)], -np.inf)
    crosses = (late > begin) | (held_begin[place] < begin + new.duration) & (
        held_begin[place] >= begin
    )
    clash = ~identical & (same | crosses)
    superseded = _touched(held_begin, held_end, begin[clash], new.duration[clash])
    superseded[place[identical]] = False
    return Overlap(~same & ~crosses, clash, superseded)


def _seconds(instants: Instants) -> Array:
    return instants.astype("datetime64[us]").astype(np.int64) / 1e6


def _equal(new: Series, held: Rows, place: NDArray[np.int64]) -> Mask:
    both_silent = np.isnan(new.deviation) & np.isnan(held.deviation[place])
    equal: Mask = (
        (held.duration[place] == new.duration)
        & (held.value[place] == new.value)
        & (both_silent | (held.deviation[place] == new.deviation))
    )
    return equal


def _touched(held_begin: Array, held_end: Array, begin: Array, length: Array) -> Mask:
    """Rows held that meet one of some intervals, which ascend."""
    if len(begin) == 0:
        return np.zeros(len(held_begin), dtype=bool)
    end = np.maximum.accumulate(begin + length)
    last = np.searchsorted(begin, held_end, side="left") - 1
    meets = (last >= 0) & (end[np.maximum(last, 0)] > held_begin)
    touched: Mask = meets | np.isin(held_begin, begin)
    return touched


def contradiction(new: Series, held: Rows, found: Overlap) -> Fault:
    """Say how a series contradicts what is held.

    Parameters
    ----------
    new
        What comes in. [-]
    held
        What is held. [-]
    found
        Their comparison, with at least one contradiction. [-]

    Returns
    -------
    fault
        How many values, the first of them, what to do. [-]

    """
    row, old = np.flatnonzero(found.clash)[0], np.flatnonzero(found.superseded)[0]
    kept = _line(held.start[old], held.duration[old], held.value[old])
    said = _line(new.start[row], new.duration[row], new.value[row])
    return Fault(
        expected=f"{new.species} at {new.station.code} as held, {kept} {new.unit}",
        found=f"{said} {new.unit}",
        remedy="Nothing was stored. If the publisher corrected the series, import it "
        "again as a correction: the former values are set aside, not lost.",
        file=new.source.address,
        count=int(found.clash.sum()),
    )


def _line(start: np.datetime64, duration: float, value: float) -> str:
    return f"{start.astype('datetime64[s]')} over {duration:g} s = {value:.9g}"
