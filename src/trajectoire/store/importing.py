"""One import into a store of series: everything that it brings, or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.series import Instants, Series, Station
from trajectoire.store.disk import put_in_place
from trajectoire.store.manifest import NAME, Manifest, Part, last_end
from trajectoire.store.overlap import Rows, contradiction, overlap
from trajectoire.store.parquet import (
    COLUMNS,
    END,
    attach,
    attach_arrays,
    copy_by_day,
    describe,
    publish,
    unmasked,
)

MOST_PARTS = 16  # files a day; beyond, they are gathered in one
SUPERSEDED = "superseded"
NEAR = 1e-3  # degree, about 100 m: two files round one station differently
NEAR_HEIGHT = 1.0  # m
NO_ROWS = Rows(np.empty(0, "datetime64[us]"), np.empty(0), np.empty(0), np.empty(0))


class Import:
    """What an import has prepared aside, before anything of it counts.

    Parameters
    ----------
    folder
        The folder of the store, locked. [-]
    place
        An empty folder on the same disk, for what is prepared. [-]
    connection
        A DuckDB for the time of the import. [-]
    manifest
        What the store holds; changed in memory as the import goes. [-]
    correction
        Whether values that contradict those held replace them. [-]

    """

    def __init__(
        self,
        folder: Path,
        place: Path,
        connection: duckdb.DuckDBPyConnection,
        manifest: Manifest,
        *,
        correction: bool,
    ) -> None:
        self.folder = folder
        self.place = place
        self.connection = connection
        self.manifest = manifest
        self.correction = correction
        self.faults: list[Fault] = []
        self.added = 0
        self._prepared: list[tuple[Path, Part]] = []
        self._superseded: list[tuple[str, str, Instants]] = []
        self._turn = 0

    def admit(self, series: Series) -> Series:
        """Check that a series can stand beside what is held, in the same unit.

        Parameters
        ----------
        series
            What comes in. [-]

        Returns
        -------
        series
            The same, in the unit that the store keeps for its species. [unit]

        """
        station, known = series.station, self.manifest.stations
        held = known.setdefault(station.code, station)
        if not _same_place(held, station):
            self.faults.append(
                Fault(
                    expected=f"station {held.code} at {_where(held)}, as held",
                    found=_where(station),
                    remedy="A sensor that moved takes another code.",
                    file=series.source.address,
                )
            )
        if not np.all(series.duration > 0):
            self.faults.append(
                Fault(
                    expected="intervals that last",
                    found=f"{np.nanmin(series.duration):g} s at {station.code}",
                    remedy="Give each value the time over which it was averaged.",
                    file=series.source.address,
                    count=int(np.sum(~(series.duration > 0))),
                )
            )
        unit = self.manifest.units.setdefault(series.species, series.unit)
        if series.source not in self.manifest.sources:
            self.manifest.sources.append(series.source)
        return series if series.unit == unit else series.to(unit)

    def take(self, batch: Sequence[Series]) -> None:
        """Prepare what some series add.

        Parameters
        ----------
        batch
            Series admitted, each of its own station and species. [-]

        """
        held = self._held(batch)
        fresh = []
        for series in batch:
            rows = held.get((series.station.code, series.species), NO_ROWS)
            found = overlap(series, rows)
            wanted = found.fresh
            if found.clash.any():
                if not self.correction:
                    self.faults.append(contradiction(series, rows, found))
                    continue
                wanted = wanted | found.clash
                gone = rows.start[found.superseded]
                self._superseded.append((series.station.code, series.species, gone))
            if wanted.any():
                fresh.append(_only(series, wanted))
        if fresh and not self.faults:
            self._prepare(fresh)

    def _held(self, batch: Sequence[Series]) -> dict[tuple[str, str], Rows]:
        """Rows held of some series, around the time that they cover."""
        first = np.datetime64(min(series.start[0] for series in batch))
        last = max(last_end(series.start, series.duration) for series in batch)
        parts = [p for p in self.manifest.parts if p.meets(first, last)]
        fresh = [(f, p) for f, p in self._prepared if p.meets(first, last)]
        files = [self.folder / part.path for part in parts] + [f for f, _ in fresh]
        if not files:
            return {}
        attach(self.connection, "held", files)
        keys = [(series.station.code, series.species) for series in batch]
        self.connection.execute(
            "CREATE TEMP TABLE wanted (key INTEGER, st VARCHAR, sp VARCHAR)"
        )
        self.connection.executemany(
            "INSERT INTO wanted VALUES (?, ?, ?)",
            [(number, *key) for number, key in enumerate(keys)],
        )
        found = self.connection.execute(
            "SELECT key, start, duration, value, deviation "
            "FROM held JOIN wanted ON station = st AND species = sp "
            f"WHERE start < ? AND {END} > ? ORDER BY key, start",
            [last.item(), first.item()],
        ).fetchnumpy()
        self.connection.execute("DROP VIEW held; DROP TABLE wanted")
        return _split(unmasked(found), keys)

    def _prepare(self, fresh: Sequence[Series]) -> None:
        """Write rows aside and take note of them."""
        sources = [self.manifest.sources.index(series.source) for series in fresh]
        attach_arrays(self.connection, "batch", fresh, sources)
        self._write("SELECT * FROM batch")
        self.connection.unregister("batch_rows")
        self.connection.execute("DROP VIEW batch; DROP TABLE batch_keys")
        for series in fresh:
            key = series.station.code, series.species
            self.manifest.note(key, series.start, series.duration)
            self.added += len(series)

    def _write(self, query: str) -> None:
        self._turn += 1
        place = self.place / str(self._turn)
        files = copy_by_day(self.connection, query, place)
        self._prepared += describe(self.connection, files)

    def finish(self) -> None:
        """Put everything in place at once.

        Raises
        ------
        InputError
            If something that came in contradicts what is held: nothing is stored.

        """
        if self.faults:
            raise InputError(self.faults)
        if self.added == 0:
            return
        self._set_aside()
        self._gather()
        publish(self.folder, self._prepared)
        self.manifest.parts += [part for _, part in self._prepared]
        self.manifest.number += 1
        write_manifest(self.folder, self.place, self.manifest)

    def _set_aside(self) -> None:
        """Move superseded rows from the files of their day to a file of their own."""
        rows = [
            (station, species, start.item())
            for station, species, starts in self._superseded
            for start in starts
        ]
        if not rows:
            return
        days = {start.date().isoformat() for _, _, start in rows}
        parts = {part for part in self.manifest.parts if part.day in days}
        self.connection.execute(
            "CREATE TEMP TABLE gone (station VARCHAR, species VARCHAR, start TIMESTAMP)"
        )
        self.connection.executemany("INSERT INTO gone VALUES (?, ?, ?)", rows)
        attach(self.connection, "held", [self.folder / part.path for part in parts])
        using = "gone USING (station, species, start)"
        name = f"{self.manifest.number + 1:08d}.parquet"
        target = str(self.place / name).replace("'", "''")
        self.connection.execute(
            f"COPY (SELECT {COLUMNS} FROM held SEMI JOIN {using}) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self._write(f"SELECT * FROM held ANTI JOIN {using}")
        self.connection.execute("DROP VIEW held; DROP TABLE gone")
        put_in_place(self.place / name, self.folder / SUPERSEDED / name)
        self.manifest.parts = [p for p in self.manifest.parts if p not in parts]

    def _gather(self) -> None:
        """Gather the files of a day where they have become many."""
        days: dict[str, list[tuple[Path, Part]]] = defaultdict(list)
        for part in self.manifest.parts:
            days[part.day].append((self.folder / part.path, part))
        for path, part in self._prepared:
            days[part.day].append((path, part))
        many = [
            pair for pairs in days.values() if len(pairs) > MOST_PARTS for pair in pairs
        ]
        if not many:
            return
        old = {part for _, part in many}
        attach(self.connection, "held", [path for path, _ in many])
        self._prepared = [pair for pair in self._prepared if pair[1] not in old]
        self._write("SELECT * FROM held ORDER BY station, species, start")
        self.manifest.parts = [p for p in self.manifest.parts if p not in old]


def write_manifest(folder: Path, place: Path, manifest: Manifest) -> None:
    """Replace the manifest: from here on, its files count.

    Parameters
    ----------
    folder
        The folder of the store. [-]
    place
        Where to write it first. [-]
    manifest
        What the store holds from now on. [-]

    """
    written = place / NAME
    written.write_text(manifest.to_json(), encoding="utf-8")
    put_in_place(written, folder / NAME)


def _same_place(held: Station, station: Station) -> bool:
    gaps = held.latitude - station.latitude, held.longitude - station.longitude
    higher = abs(held.height - station.height)
    return max(abs(gap) for gap in gaps) <= NEAR and higher <= NEAR_HEIGHT


def _where(station: Station) -> str:
    return (
        f"latitude {station.latitude:g}, longitude {station.longitude:g}, "
        f"{station.height:g} m"
    )


def _only(series: Series, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Series:
    if rows.all():
        return series
    return replace(
        series,
        start=series.start[rows],
        duration=series.duration[rows],
        value=series.value[rows],
        deviation=series.deviation[rows],
    )


def _split(
    found: dict[str, Any], keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Rows]:
    """Cut rows in order of key, the position of a station and species."""
    numbers, first = np.unique(found["key"], return_index=True)
    edges = [*first, len(found["key"])]
    columns = ("start", "duration", "value", "deviation")
    return {
        keys[number]: Rows(*(found[column][a:b] for column in columns))
        for number, (a, b) in zip(numbers, pairwise(edges), strict=True)
    }
