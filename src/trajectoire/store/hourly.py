"""Hourly means of series whose sampling differs: each minute here, each hour there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.store.manifest import Held
from trajectoire.store.parquet import END, unmasked

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)

_PLAIN = """
SELECT station, species, date_trunc('hour', start) AS hour, avg(value) AS mean,
    stddev_samp(value) AS deviation, count(*) AS count
FROM held {kept} WHERE start >= $first AND start < $last
GROUP BY ALL"""
_COVERED = f"""
SELECT plain.*, count * step / 3600 AS covered
FROM ({_PLAIN}) AS plain JOIN steps USING (station, species)"""

_WEIGHTED = f"""
SELECT station, species, hour, sum(weight * value) / sum(weight) AS mean,
    CASE WHEN count(*) < 2 THEN NULL
        WHEN min(weight) = max(weight) THEN stddev_samp(value)
        ELSE sqrt(greatest(0, sum(weight * value * value) / sum(weight)
            - (sum(weight * value) / sum(weight)) ^ 2) * count(*) / (count(*) - 1))
        END AS deviation,
    count(*) AS count, sum(weight) / 3600 AS covered
FROM (
    SELECT station, species, hour, value, epoch(
        least(stop, hour + INTERVAL 1 HOUR) - greatest(start, hour)) AS weight
    FROM (
        SELECT station, species, value, start, {END} AS stop, unnest(generate_series(
            date_trunc('hour', start), {END} - INTERVAL 1 MICROSECOND,
            INTERVAL 1 HOUR)) AS hour
        FROM held {{kept}})
    WHERE stop > hour AND hour >= $first AND hour < $last)
GROUP BY ALL"""


@dataclass(frozen=True, eq=False)
class Hourly:
    """Hourly means of several series, one line a station, species and hour.

    Parameters
    ----------
    station : (line,)
        Codes. [-]
    species : (line,)
        As in the series. [-]
    hour : (line,)
        Beginning of the hour. [UTC]
    mean : (line,)
        Mean over the time measured: each value weighs by its part of the hour. [unit]
    deviation : (line,)
        Standard deviation of the values within the hour; NaN for one value. [unit]
    count : (line,)
        Values that say something of the hour. [-]
    covered : (line,)
        Part of the hour that was measured. [-]
    units
        Unit of each species. [-]

    """

    station: NDArray[np.object_]
    species: NDArray[np.object_]
    hour: Instants
    mean: Array
    deviation: Array
    count: NDArray[np.int64]
    covered: Array
    units: dict[str, str]

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.hour)


def hourly_means(
    connection: duckdb.DuckDBPyConnection,
    bounds: tuple[datetime, datetime],
    units: dict[str, str],
    series: Iterable[Held],
) -> Hourly:
    r"""Give the hourly means of what the view ``held`` shows.

    Parameters
    ----------
    connection
        Where ``held`` is. [-]
    bounds
        Whole hours between them are given, without a zone. [UTC]
    units
        Unit of each species. [-]
    series
        What is held, with the step of each series. [-]

    Returns
    -------
    hourly
        In order of station, species and hour. [-]

    Notes
    -----
    Where all the intervals of a series have one length and lie within an hour of the
    clock, weights are equal and the plain mean is the weighted one: that costs less.
    The weighted deviation is :math:`\sqrt{\frac{n}{n-1} \left(\overline{x^2} -
    \bar x^2\right)}` with bars for weighted means.

    """
    steps = [(each.station, each.species, each.step) for each in series]
    connection.execute(
        "CREATE TEMP TABLE steps (station VARCHAR, species VARCHAR, step DOUBLE)"
    )
    if steps:
        connection.executemany("INSERT INTO steps VALUES (?, ?, ?)", steps)
    connection.execute("CREATE TEMP VIEW irregular AS FROM steps WHERE step = 0")
    query = _COVERED.format(kept="")
    if any(step == 0 for _, _, step in steps):
        join = "{} JOIN irregular USING (station, species)"
        query = (
            _COVERED.format(kept=join.format("ANTI"))
            + " UNION ALL "
            + _WEIGHTED.format(kept=join.format("SEMI"))
        )
    first, last = bounds
    within = {"first": _hour(first + HOUR - INSTANT), "last": _hour(last)}
    found = connection.execute(
        f"{query} ORDER BY station, species, hour", within
    ).fetchnumpy()
    columns = unmasked(found)
    columns["hour"] = columns["hour"].astype("datetime64[s]")
    return Hourly(units=units, **columns)


def _hour(at: datetime) -> datetime:
    """Give the beginning of the hour of an instant."""
    return at.replace(minute=0, second=0, microsecond=0)
