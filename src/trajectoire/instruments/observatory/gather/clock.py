"""Local hours: cities work by their own clock, sensors by UTC."""

from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants


def local_hours(start: Instants, zone: str) -> Array:
    """Give the local hour of each instant.

    Parameters
    ----------
    start : (time,)
        Instants. [UTC]
    zone
        Name of a time zone, as ``Europe/Paris``. [-]

    Returns
    -------
    hours : (time,)
        From 0 to 24, daylight saving counted. [h]

    """
    place = ZoneInfo(zone)
    days = start.astype("datetime64[h]")
    unique, index = np.unique(days, return_inverse=True)
    offsets = np.array([_offset(hour, place) for hour in unique])
    since = (start - start.astype("datetime64[D]")) / np.timedelta64(1, "h")
    return np.asarray((since + offsets[index]) % 24.0)


def _offset(hour: np.datetime64, place: ZoneInfo) -> float:
    instant = hour.astype("datetime64[s]").item().replace(tzinfo=UTC)
    shift = instant.astimezone(place).utcoffset()
    return shift.total_seconds() / 3600.0 if shift else 0.0
