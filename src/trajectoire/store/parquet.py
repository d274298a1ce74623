"""Rows of series as Parquet files, written and read by DuckDB.

A row is station, species, start, duration, value, deviation and the position of its
source in the manifest. Files hold one UTC day each and never change.
"""

import glob
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from trajectoire.core.errors import Fault, InputError, SourceUnavailable
from trajectoire.core.series import Series
from trajectoire.store.disk import no_space, put_in_place
from trajectoire.store.manifest import Part, digest

FOLDER = "series"
END = "start + to_microseconds(ceil(duration * 1e6)::BIGINT)"
COLUMNS = "station, species, start, duration, value, deviation, source"


@contextmanager
def engine(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB that answers in our words when a disk or a file fails.

    Parameters
    ----------
    folder
        The folder of the store. [-]

    Yields
    ------
    connection
        In memory, spilling into the folder when memory is short. [-]

    Raises
    ------
    InputError
        If a file was truncated or altered; it is named.
    SourceUnavailable
        If the disk is full.

    """
    settings: dict[str, Any] = {"temp_directory": str(folder / ".spill")}
    with duckdb.connect(":memory:", config=settings) as connection:
        try:
            yield connection
        except duckdb.Error as error:
            if "No space left" in str(error):
                raise SourceUnavailable(no_space(folder)) from error
            raise


def attach(
    connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Path]
) -> None:
    """Make Parquet files readable under one name.

    Parameters
    ----------
    connection
        Where. [-]
    name
        Name of the view. [-]
    files
        The files; none gives a view without rows. [-]

    """
    if files:
        paths = [glob.escape(str(path)) for path in files]
        connection.read_parquet(paths, hive_partitioning=False).create_view(name)
        return
    connection.execute(
        f"CREATE TABLE {name} (station VARCHAR, species VARCHAR, start TIMESTAMP, "
        "duration DOUBLE, value DOUBLE, deviation DOUBLE, source INTEGER)"
    )


def attach_arrays(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    batch: Sequence[Series],
    sources: Sequence[int],
) -> None:
    """Make series in memory readable under one name, without copying them by row.

    Parameters
    ----------
    connection
        Where. [-]
    name
        Name of the view. [-]
    batch
        The series. [-]
    sources
        Position of the source of each series. [-]

    """
    sizes = [len(series) for series in batch]
    rows = {
        "key": np.repeat(np.arange(len(batch), dtype=np.int32), sizes),
        "start": np.concatenate([s.start.astype("datetime64[us]") for s in batch]),
        "duration": np.concatenate([s.duration for s in batch]).astype(np.float64),
        "value": np.concatenate([s.value for s in batch]).astype(np.float64),
        "deviation": np.concatenate([s.deviation for s in batch]).astype(np.float64),
    }
    connection.register(f"{name}_rows", rows)
    connection.execute(
        f"CREATE TABLE {name}_keys "
        "(key INTEGER, station VARCHAR, species VARCHAR, source INTEGER)"
    )
    keys = [
        (key, series.station.code, series.species, source)
        for key, (series, source) in enumerate(zip(batch, sources, strict=True))
    ]
    connection.executemany(f"INSERT INTO {name}_keys VALUES (?, ?, ?, ?)", keys)
    connection.execute(
        f"CREATE VIEW {name} AS SELECT {COLUMNS} "
        f"FROM {name}_rows JOIN {name}_keys USING (key)"
    )


def unmasked(found: dict[str, Any]) -> dict[str, Any]:
    """Give plain arrays: DuckDB hands NaN back as a masked value.

    Parameters
    ----------
    found
        Columns as ``fetchnumpy`` gives them. [any]

    Returns
    -------
    columns
        The same, NaN where a number was masked. [any]

    """
    return {
        name: np.ma.filled(column, np.nan)
        if column.dtype.kind == "f"
        else np.ma.filled(column)
        for name, column in found.items()
    }


def copy_by_day(
    connection: duckdb.DuckDBPyConnection, query: str, place: Path
) -> list[Path]:
    """Write the rows of a query, one file or more a day.

    Parameters
    ----------
    connection
        Where the query has a meaning. [-]
    query
        Gives the columns of a row. [-]
    place
        An empty folder. [-]

    Returns
    -------
    files
        The files written. [-]

    """
    target = str(place).replace("'", "''")
    connection.execute(
        f"COPY (SELECT {COLUMNS}, start::DATE AS day FROM ({query})) TO '{target}' "
        "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, PARTITION_BY (day), "
        "OVERWRITE_OR_IGNORE)"
    )
    return sorted(place.rglob("*.parquet"))


def describe(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path]
) -> list[tuple[Path, Part]]:
    """Say what files that were just written hold.

    Parameters
    ----------
    connection
        Any. [-]
    files
        Written by ``copy_by_day``. [-]

    Returns
    -------
    parts
        Each file with its line of the manifest. [-]

    """
    if not files:
        return []
    found = connection.execute(
        f"SELECT filename, count(*), min(start)::TIMESTAMP_S, max({END}) "
        "FROM read_parquet(?, filename = true, hive_partitioning = false) "
        "GROUP BY filename ORDER BY filename",
        [[glob.escape(str(path)) for path in files]],
    ).fetchall()
    parts = []
    for name, rows, start, end in found:
        path, day = Path(name), start.date().isoformat()
        place = f"{FOLDER}/day={day}/{digest(path)}.parquet"
        bounds = start.isoformat(), end.isoformat()
        parts.append((path, Part(place, day, rows, *bounds)))
    return parts


def publish(folder: Path, parts: Sequence[tuple[Path, Part]]) -> None:
    """Put files in place; they count once the manifest lists them.

    Parameters
    ----------
    folder
        The folder of the store. [-]
    parts
        From ``describe``. [-]

    """
    for path, part in parts:
        put_in_place(path, folder / part.path)


def damage(folder: Path, parts: Sequence[Part]) -> list[Fault]:
    """Compare files with what was written.

    Parameters
    ----------
    folder
        The folder of the store. [-]
    parts
        The files to look at. [-]

    Returns
    -------
    faults
        One for each file that is absent or altered. [-]

    """
    faults = []
    for part in parts:
        path = folder / part.path
        if path.exists() and digest(path) == path.stem:
            continue
        size = path.stat().st_size if path.exists() else 0
        found = f"{size} bytes that are not those" if path.exists() else "no file"
        faults.append(
            Fault(
                expected=f"the {part.rows} rows of {part.day} as they were written",
                found=found,
                remedy="Restore it from a backup; or set it aside with repair() and "
                "import the sources of that day again.",
                file=str(path),
            )
        )
    return faults


@contextmanager
def naming_damage(folder: Path, parts: Sequence[Part]) -> Iterator[None]:
    """Name the files at fault when reading fails.

    Parameters
    ----------
    folder
        The folder of the store. [-]
    parts
        The files that are read. [-]

    Yields
    ------
    nothing
        While the files are read. [-]

    Raises
    ------
    InputError
        If a file is absent, truncated or altered.

    """
    try:
        yield
    except duckdb.Error as error:
        faults = damage(folder, parts)
        if not faults:
            raise
        raise InputError(faults) from error
