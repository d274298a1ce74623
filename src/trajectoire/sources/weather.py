"""Hourly weather of a city from a CSV: wind, mixing height, radiation and cloud."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.sources.faults import Faults
from trajectoire.sources.instants import instants
from trajectoire.sources.text import (
    decimal_of,
    is_missing,
    numbers,
    read_text,
    separator_of,
    table_of,
)

_BOUNDS = {  # column: least, most, remedy
    "wind_speed_m_s": (0.0, 60.0, "Convert it to m/s."),
    "wind_from_direction_degree": (0.0, 360.0, "Count it clockwise from north."),
    "mixing_height_m": (10.0, 6000.0, "Give the depth of the mixed layer in metres."),
    "radiation_w_m2": (0.0, 1400.0, "Give the global radiation in W/m2."),
    "cloud_cover": (0.0, 1.0, "Give a share from 0 to 1; divide oktas by 8."),
}
TIME = "time_utc"


@dataclass(frozen=True, eq=False)
class WeatherRecord:
    """The air over a city, hour by hour.

    Parameters
    ----------
    start : (hour,)
        Beginning of each hour, ascending. [UTC]
    wind_speed : (hour,)
        At 10 m. [m/s]
    wind_from_direction : (hour,)
        Clockwise from north. [degree]
    mixing_height : (hour,)
        Depth of the mixed layer. [m]
    radiation : (hour,)
        Global solar radiation. [W m-2]
    cloud : (hour,)
        Cloud cover. [-]

    """

    start: Instants
    wind_speed: Array
    wind_from_direction: Array
    mixing_height: Array
    radiation: Array
    cloud: Array


def read_weather(path: Path) -> WeatherRecord:
    """Read hourly weather.

    Parameters
    ----------
    path
        A CSV with the columns time_utc, wind_speed_m_s, wind_from_direction_degree,
        mixing_height_m, radiation_w_m2 and cloud_cover. [-]

    Returns
    -------
    record
        One row an hour, ascending; hours may be missing. [-]

    Raises
    ------
    InputError
        With every fault: missing columns, values out of range, repeated or missing
        stamps, cells that are no number.

    """
    text = read_text(path)
    table = table_of(text, separator_of(text.lines[0]))
    faults = Faults(path.name)
    table.require([TIME, *_BOUNDS], faults)
    faults.settle()
    start = instants(table.columns[TIME], table.rows, faults)
    decimal = decimal_of(table, _BOUNDS)
    columns = {name: numbers(table, name, faults, decimal) for name in _BOUNDS}
    for name, (least, most, remedy) in _BOUNDS.items():
        for index in np.flatnonzero(
            ~((columns[name] >= least) & (columns[name] <= most))
        ):
            cell = table.columns[name][index]
            if np.isnan(columns[name][index]) and not is_missing(cell):
                continue  # no number at all: already said
            found = cell or "nothing"
            row = table.rows[int(index)]
            faults.add(f"{least:g} to {most:g}", f"“{found}”", remedy, row, name)
    faults.settle()
    for index in np.flatnonzero(start != start.astype("datetime64[h]")):
        found = f"“{table.columns[TIME][index]}”"
        remedy = "Give one row an hour, stamped at its beginning."
        faults.add("whole hours", found, remedy, table.rows[int(index)], TIME)
    order = np.argsort(start, kind="stable")
    start = start[order].astype("datetime64[s]")
    for index in np.flatnonzero(start[1:] == start[:-1]):
        row = table.rows[int(order[index + 1])]
        faults.add("each hour once", f"{start[index]} twice", "Remove one.", row, TIME)
    faults.settle()
    return WeatherRecord(start, *(columns[name][order] for name in _BOUNDS))
