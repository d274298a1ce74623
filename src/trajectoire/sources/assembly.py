"""Turn the rows of a file into series: what is missing is counted, never filled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants, Series, Station
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults

FILLS = (-999.99, -999.0, -9999.0, -99.99)  # written for “missing” by many files

_Words = NDArray[np.str_]


@dataclass(frozen=True)
class Reading:
    """What a file of observations says.

    Parameters
    ----------
    kind
        Name of the format. [-]
    series
        One for each station and species. [-]
    notes
        What the reader should know. [-]

    """

    kind: str
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one station and species, as the file gives them.

    Parameters
    ----------
    start : (row,)
        Beginning of each interval; NaT where it could not be read. [UTC]
    duration : (row,)
        Length of each interval. [s]
    value : (row,)
        Already in the unit kept; NaN where missing. [unit]
    deviation : (row,)
        Standard uncertainty; NaN where there is none. [unit]
    number : (row,)
        Row in the file, from 1. [-]
    refusal : (row,)
        Why the row is left out; empty when it is good. [-]

    """

    start: Instants
    duration: Array
    value: Array
    deviation: Array
    number: NDArray[np.int64]
    refusal: _Words

    def only(self, chosen: NDArray[np.generic]) -> "Rows":
        """Keep some rows.

        Parameters
        ----------
        chosen
            A mask, or indices in the order wanted. [-]

        Returns
        -------
        rows
            Those. [-]

        """
        return Rows(
            self.start[chosen],
            self.duration[chosen],
            self.value[chosen],
            self.deviation[chosen],
            self.number[chosen],
            self.refusal[chosen],
        )


def missing_words(raw: Array, fills: tuple[float, ...] = FILLS) -> _Words:
    """Say why each raw value cannot be used, if it cannot.

    Parameters
    ----------
    raw : (row,)
        Values as written in the file. [unit of file]
    fills
        Numbers that stand for “missing”. [unit of file]

    Returns
    -------
    refusal : (row,)
        ``missing``, ``infinite``, ``fill value`` or nothing. [-]

    """
    words = np.full(raw.shape, "", dtype="<U40")
    words[np.isinf(raw)] = "infinite"
    words[np.isnan(raw)] = "missing"
    for fill in fills:
        words[np.isclose(raw, fill, rtol=0, atol=1e-6 * abs(fill))] = "fill value"
    return words


def assembled(
    station: Station,
    species: str,
    unit: str,
    rows: Rows,
    source: Source,
    faults: Faults,
    *,
    drop_conflicts: bool = False,
) -> Series | None:
    """Make a series of the rows that are good.

    Parameters
    ----------
    station, species, unit, source
        As in `Series`. [-]
    rows
        As the file gives them, in any order. [-]
    faults
        Where conflicting and overlapping rows are noted. [-]
    drop_conflicts
        Whether intervals with two values are left out, both values counted, rather
        than being a fault. [-]

    Returns
    -------
    series
        In the order of time; None if no row is good. [unit]

    Notes
    -----
    The same row written twice is counted and dropped. Two values for one interval
    are a fault: nobody but the owner of the file knows which one is right.

    """
    good = (rows.refusal == "") & ~np.isnat(rows.start)
    refused = {
        str(word): int(count)
        for word, count in zip(
            *np.unique(rows.refusal[rows.refusal != ""], return_counts=True),
            strict=True,
        )
    }
    kept = rows.only(good)
    kept = kept.only(np.argsort(kept.start, kind="stable"))
    if drop_conflicts:
        kept = _without_conflicts(kept, refused)
    kept, dropped = _without_repeats(kept, faults)
    if dropped:
        refused["identical duplicate"] = dropped
    _look_for_overlaps(kept, faults)
    if not kept.start.size or faults:
        return None
    return Series(
        station,
        species,
        unit,
        kept.start,
        kept.duration,
        kept.value,
        kept.deviation,
        source,
        refused,
    )


def _without_conflicts(rows: Rows, refused: dict[str, int]) -> Rows:
    _, place, times = np.unique(rows.start, return_inverse=True, return_counts=True)
    lowest = np.full(times.size, np.inf)
    highest = np.full(times.size, -np.inf)
    np.minimum.at(lowest, place, rows.value)
    np.maximum.at(highest, place, rows.value)
    conflicting = (lowest != highest)[place]
    if conflicting.any():
        refused["two values for one interval"] = int(conflicting.sum())
    return rows.only(~conflicting)


def _without_repeats(rows: Rows, faults: Faults) -> tuple[Rows, int]:
    repeated = np.zeros(rows.start.size, dtype=bool)
    repeated[1:] = rows.start[1:] == rows.start[:-1]
    for index in np.flatnonzero(repeated):
        if rows.value[index] != rows.value[index - 1]:
            faults.add(
                "one value for each interval",
                f"{rows.value[index - 1]:g} (row {rows.number[index - 1]}) and "
                f"{rows.value[index]:g} at {rows.start[index]}Z",
                "Keep the right one, or leave both out with drop_conflicts.",
                int(rows.number[index]),
            )
    return rows.only(~repeated), int(repeated.sum())


def _look_for_overlaps(rows: Rows, faults: Faults) -> None:
    for index in np.flatnonzero(rows.duration <= 0):
        faults.add(
            "intervals that end after they begin",
            f"{rows.duration[index]:g} s from {rows.start[index]}Z",
            "Exchange the beginning and the end.",
            int(rows.number[index]),
        )
    gap = np.diff(rows.start).astype("float64")
    for index in np.flatnonzero(gap < 0.99 * rows.duration[:-1]):
        faults.add(
            "intervals that do not overlap",
            f"{rows.start[index + 1]}Z, {gap[index]:g} s after one that lasts "
            f"{rows.duration[index]:g} s",
            "Check the averaging interval and the stamps.",
            int(rows.number[index + 1]),
        )


def concluded(
    kind: str,
    series: Sequence[Series | None],
    rows: Rows,
    faults: Faults,
    notes: Sequence[str],
) -> Reading:
    """Close the reading of a file, or say why nothing came out of it.

    Parameters
    ----------
    kind
        Name of the format. [-]
    series
        Those that were made; None where no row was good. [-]
    rows
        All that was read. [-]
    faults
        What was noted. [-]
    notes
        What the reader should know. [-]

    Returns
    -------
    reading
        At least one series. [-]

    Raises
    ------
    InputError
        If anything is wrong, or if no value is good.

    """
    made = tuple(one for one in series if one is not None)
    if not made and not faults:
        words, counts = np.unique(rows.refusal, return_counts=True)
        found = ", ".join(f"{n} {w}" for w, n in zip(words, counts, strict=True))
        faults.add(
            "at least one good value",
            found or "no row",
            "Ask the publisher for a checked version, or accept more flags.",
        )
    faults.settle()
    return Reading(kind, made, tuple(notes))
