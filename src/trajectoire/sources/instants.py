"""Instants as files stamp them: beginning, middle or end; local time or UTC.

A series knows the beginning of each interval, in UTC. Half an interval lost between
two stamping conventions, or an hour lost at a change of clocks, is lost for good.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.sources.faults import Faults


class Stamp(StrEnum):
    """Which instant of the interval the file writes."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    END = "end"


_SHARE = {Stamp.BEGINNING: 0.0, Stamp.MIDDLE: 0.5, Stamp.END: 1.0}


def beginnings(stamped: Instants, duration: Array, stamp: Stamp) -> Instants:
    """Give the beginning of each interval.

    Parameters
    ----------
    stamped : (time,)
        What the file writes. [UTC]
    duration : (time,)
        Length of each interval. [s]
    stamp
        Which instant of the interval the file writes. [-]

    Returns
    -------
    start : (time,)
        Beginning of each interval. [UTC]

    """
    seconds = np.rint(_SHARE[Stamp(stamp)] * duration).astype("timedelta64[s]")
    return np.asarray(stamped.astype("datetime64[s]") - seconds)


def zone_of(name: str, faults: Faults) -> tzinfo:
    """Find a time zone by its name.

    Parameters
    ----------
    name
        ``UTC``, ``Europe/Paris``, ``+01:00``… [-]
    faults
        Where an unknown zone is noted. [-]

    Returns
    -------
    zone
        The zone; UTC after a fault. [-]

    """
    if name.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    try:
        if name[:1] in "+-" and name:
            found = datetime.strptime(name, "%z").tzinfo
            return found or UTC
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.add(
            "a time zone such as UTC, Europe/Paris or +01:00",
            f"“{name}”",
            "Write it as in the list of time zones of the IANA.",
        )
        return UTC


def instants(
    cells: Sequence[str],
    rows: Sequence[int],
    faults: Faults,
    layout: str = "",
    zone: tzinfo | None = UTC,
    column: str = "",
) -> Instants:
    """Read stamps as UTC instants.

    Parameters
    ----------
    cells
        As written. [-]
    rows
        Row of each in the file. [-]
    faults
        Where stamps that cannot be placed in time are noted. [-]
    layout
        As for ``strptime``; empty for ISO 8601. [-]
    zone
        Zone of stamps that carry no offset; None when each must carry one. [-]
    column
        Name of the column. [-]

    Returns
    -------
    instants : (time,)
        NaT after a fault. [UTC]

    Notes
    -----
    In autumn one local hour comes twice: the first row of that hour is taken as
    summer time and the next as winter time, if both are there; else the hour is
    ambiguous and refused. In spring one local hour does not exist.

    """
    if zone is UTC and not layout and _are_plain(cells):
        try:
            return np.array(cells, dtype="datetime64[s]")
        except ValueError:
            pass  # one of them is no date: found below, with its row
    parsed = [_parsed(cell, layout) for cell in cells]
    with_offset = sum(p is not None and p.tzinfo is not None for p in parsed)
    without = sum(p is not None and p.tzinfo is None for p in parsed)
    if with_offset and without:
        faults.add(
            "one way of writing times",
            f"{with_offset} stamps with an offset and {without} without",
            "Write them all in UTC, or all with their offset.",
            column=column,
        )
    placed = _Clock(zone, faults, column)
    placed.note_repeated(parsed)
    return np.array(
        [placed.place(p, c, r) for p, c, r in zip(parsed, cells, rows, strict=True)],
        dtype="datetime64[s]",
    )


def _are_plain(cells: Sequence[str]) -> bool:
    """Say whether all are as 2022-01-01T00:00:00, which NumPy reads at once."""
    together = "".join(cells)
    return (
        bool(cells)
        and {len(cell) for cell in cells} == {len("2022-01-01T00:00:00")}
        and set(together) <= set("0123456789-: T")
        and together.count("-") == 2 * len(cells)
    )


def _parsed(cell: str, layout: str) -> datetime | None:
    try:
        if layout:
            return datetime.strptime(cell, layout)  # noqa: DTZ007 (the zone comes next)
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


class _Clock:
    """Place local stamps on the UTC line, one after the other."""

    def __init__(self, zone: tzinfo | None, faults: Faults, column: str) -> None:
        self.zone, self.faults, self.column = zone, faults, column
        self.times: dict[datetime, int] = {}
        self.met: dict[datetime, int] = {}

    def note_repeated(self, parsed: Sequence[datetime | None]) -> None:
        if self.zone is None or self.zone is UTC:
            return
        for stamp in parsed:
            if stamp is not None and stamp.tzinfo is None:
                self.times[stamp] = self.times.get(stamp, 0) + 1

    def place(self, stamp: datetime | None, cell: str, row: int) -> np.datetime64:
        if stamp is None:
            return self._fault("a date and time", cell, "Correct the stamp.", row)
        if stamp.tzinfo is not None:
            return _utc(stamp)
        if self.zone is None:
            remedy = "Say in which time zone the file is written."
            return self._fault("a time with its offset", cell, remedy, row)
        if self.zone is UTC:
            return np.datetime64(stamp, "s")
        return self._local(stamp, cell, row)

    def _local(self, stamp: datetime, cell: str, row: int) -> np.datetime64:
        early = stamp.replace(tzinfo=self.zone, fold=0)
        late = stamp.replace(tzinfo=self.zone, fold=1)
        if early.utcoffset() == late.utcoffset():
            return _utc(early)
        if early.utcoffset() < late.utcoffset():  # type: ignore[operator]
            remedy = "Check the time zone: clocks went forward over this hour."
            return self._fault("an hour that exists", cell, remedy, row)
        if self.times[stamp] != 2:
            remedy = "Write the times in UTC: clocks went back over this hour."
            return self._fault("an hour that comes once", cell, remedy, row)
        self.met[stamp] = self.met.get(stamp, 0) + 1
        return _utc(early if self.met[stamp] == 1 else late)

    def _fault(self, expected: str, cell: str, remedy: str, row: int) -> np.datetime64:
        self.faults.add(expected, f"“{cell}”", remedy, row, self.column)
        return np.datetime64("NaT")


def _utc(stamp: datetime) -> np.datetime64:
    return np.datetime64(stamp.astimezone(UTC).replace(tzinfo=None), "s")


@lru_cache(maxsize=8)
def epoch(text: str) -> np.datetime64:
    """Read the reference date of a CF time unit.

    Parameters
    ----------
    text
        What follows ``since``, as ``1970-01-01 00:00:00Z``. [-]

    Returns
    -------
    instant
        The reference. [UTC]

    Raises
    ------
    ValueError
        If it is no date.

    """
    cleaned = text.strip().removesuffix("UTC").strip().replace("Z", "+00:00")
    parsed = datetime.fromisoformat(cleaned)
    return _utc(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
