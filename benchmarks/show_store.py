"""Fifty million rows: ingest and hourly means, against DuckDB alone.

The same rows go through the store and through the fewest lines of DuckDB that write
them by day; then the store's hourly means are compared, in value and in time, with one
query of DuckDB on the very files that the store wrote.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import numpy as np

from benchmarks.verdict import conclude, peak_memory
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.store.hourly import Hourly
from trajectoire.store.series import BATCH, SeriesStore

STATIONS = 200
SPECIES = ("co2", "co", "nox", "ch4", "no2")
MINUTES = 50_000
BEGIN = np.datetime64("2022-01-01", "s")
BAR = 1.5
ROUNDS = 3
PERIOD = Period.of_days(BEGIN.item().date(), 36)
SOURCE = Source("Trajectoire", "Random network", "AGPL-3.0-or-later")


def network() -> Iterator[Series]:
    """Make the series one by one: random values, the worst case for compression."""
    start = BEGIN + np.arange(MINUTES) * np.timedelta64(60, "s")
    duration, deviation = np.full(MINUTES, 60.0), np.full(MINUTES, np.nan)
    random = np.random.default_rng(20220101)
    for number in range(STATIONS):
        station = Station(f"S{number:03d}", 48.0 + number / 500, 2.3, 20.0)
        for species in SPECIES:
            value = 400.0 + np.round(random.normal(size=MINUTES), 3)
            yield Series(
                station, species, "ppm", start, duration, value, deviation, SOURCE
            )


def plain_ingest(folder: Path) -> None:
    """Write the same rows by day with DuckDB alone: no check, no promise."""
    connection = duckdb.connect(":memory:")
    batch: list[Series] = []
    for series in network():
        batch.append(series)
        if len(batch) * MINUTES >= BATCH:
            _plain_copy(connection, batch, folder)
            batch = []
    connection.close()


def _plain_copy(
    connection: duckdb.DuckDBPyConnection, batch: list[Series], folder: Path
) -> None:
    names = ("start", "duration", "value", "deviation")
    rows = {name: np.concatenate([getattr(s, name) for s in batch]) for name in names}
    rows["key"] = np.repeat(np.arange(len(batch)), MINUTES)
    connection.register("batch", rows)
    connection.execute(
        "CREATE OR REPLACE TABLE keys (key BIGINT, station VARCHAR, species VARCHAR)"
    )
    connection.executemany(
        "INSERT INTO keys VALUES (?, ?, ?)",
        [(key, s.station.code, s.species) for key, s in enumerate(batch)],
    )
    connection.execute(
        "COPY (SELECT station, species, start, duration, value, deviation, "
        "0 AS source, start::DATE AS day FROM batch JOIN keys USING (key)) "
        f"TO '{folder}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, "
        "PARTITION_BY (day), APPEND)"
    )


def plain_hourly(folder: Path) -> dict[str, np.ndarray]:
    """Hourly means by one query of DuckDB."""
    with duckdb.connect(":memory:") as connection:
        return connection.execute(
            "SELECT station, species, date_trunc('hour', start) AS hour, "
            "avg(value) AS mean, stddev_samp(value) AS deviation, count(*) AS count "
            f"FROM '{folder}/series/*/*.parquet' GROUP BY ALL "
            "ORDER BY station, species, hour"
        ).fetchnumpy()


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and of the processor, all threads together."""

    clock: float
    processor: float

    def __sub__(self, other: "Cost") -> "Cost":
        """What is left without another part."""
        return Cost(self.clock - other.clock, self.processor - other.processor)

    def __str__(self) -> str:
        """Both, in seconds."""
        return f"{self.clock:.1f} s ({self.processor:.1f} CPU-s)"


def timed(work: Callable[[], object]) -> Cost:
    """Cost of a piece of work."""
    clock, processor = perf_counter(), process_time()
    work()
    return Cost(perf_counter() - clock, process_time() - processor)


def least(rounds: int, *works: Callable[[], object]) -> list[Cost]:
    """Least cost of each work over some rounds, taken in turn."""
    costs = [[timed(work) for work in works] for _ in range(rounds)]
    return [
        Cost(min(c.clock for c in each), min(c.processor for c in each))
        for each in zip(*costs, strict=True)
    ]


def same(ours: Hourly, plain: dict[str, np.ndarray]) -> bool:
    """Whether both give the same means, deviations and counts."""
    return (
        bool(np.array_equal(ours.station, plain["station"]))
        and bool(np.array_equal(ours.count, plain["count"]))
        and bool(np.allclose(ours.mean, plain["mean"], rtol=1e-12))
        and bool(np.allclose(ours.deviation, plain["deviation"], rtol=1e-9))
    )


def main() -> None:
    """Measure and conclude."""
    place = Path(tempfile.mkdtemp(prefix="show-store-"))
    store = SeriesStore(place / "store")
    added = 0

    def ingest() -> None:
        nonlocal added
        shutil.rmtree(store.folder, ignore_errors=True)
        added = store.write_many(network())

    def ingest_plainly() -> None:
        shutil.rmtree(place / "plain", ignore_errors=True)
        plain_ingest(place / "plain")

    try:
        making = timed(lambda: [None for _ in network()])
        mine, theirs = least(2, ingest, ingest_plainly)
        mine, theirs = mine - making, theirs - making
        size = sum(f.stat().st_size for f in place.glob("store/**/*.parquet")) / 1e6
        print(
            f"{added:,} rows, {size:.0f} MB of Parquet, made in {making}, not counted"
        )
        print(f"ingest: {mine}, DuckDB alone {theirs}")
        hours, plain_hours = least(
            ROUNDS, lambda: store.hourly(PERIOD), lambda: plain_hourly(store.folder)
        )
        print(f"hourly means: {hours}, DuckDB alone {plain_hours}")
        means = store.hourly(PERIOD)
        agree = same(means, plain_hourly(store.folder))
        again = timed(lambda: print("again adds", store.write_many(first_stations())))
        print(f"200 series of them imported again: {again}")
        print(f"peak memory: {peak_memory():.0f} MiB")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    # Of the processor: the clock also counts what else the machine does meanwhile.
    ratios = (
        mine.processor / theirs.processor,
        hours.processor / plain_hours.processor,
    )
    conclude(
        "store",
        f"{added / 1e6:.0f} M rows: ingest {mine}, {ratios[0]:.2f} x DuckDB; "
        f"{len(means):,} hourly means {hours}, {ratios[1]:.2f} x DuckDB, "
        f"{'equal' if agree else 'NOT EQUAL'}",
        f"<= {BAR} x the CPU-s of plain DuckDB, equal",
        holds=max(ratios) <= BAR and agree and added == STATIONS * 5 * MINUTES,
    )


def first_stations() -> Iterator[Series]:
    """Give the first 200 series once more."""
    for number, series in enumerate(network()):
        if number == 200:
            return
        yield series


if __name__ == "__main__":
    main()
