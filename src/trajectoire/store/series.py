"""Series kept on disk: Parquet by day, read by DuckDB, one small interface.

An import is taken whole or not at all, the same one twice adds nothing, and a value
that contradicts one that is held is refused unless it is said to be a correction.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np

from trajectoire.core.errors import Fault, InputError, MissingData
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.store.disk import WAIT, aside, locked, put_in_place, sweep
from trajectoire.store.hourly import Hourly, hourly_means
from trajectoire.store.importing import Import, write_manifest
from trajectoire.store.manifest import Held, Manifest, Part, read_manifest
from trajectoire.store.parquet import (
    FOLDER,
    attach,
    damage,
    engine,
    naming_damage,
    unmasked,
)

BATCH = 5_000_000  # rows, about 200 MB in memory
DAMAGED = "damaged"

Answer = TypeVar("Answer")


class SeriesStore:
    """Series of a network, in a folder.

    Parameters
    ----------
    folder
        Where; made at the first import. [-]
    wait
        How long to wait while another process writes there. [s]

    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self.folder = Path(folder).absolute()
        self.wait = wait

    def write(self, series: Series, *, correction: bool = False) -> int:
        """Keep a series.

        Parameters
        ----------
        series
            What to keep. [-]
        correction
            Whether values that contradict those held replace them; the former ones
            are set aside. [-]

        Returns
        -------
        added
            How many values were not held yet. [-]

        Raises
        ------
        InputError
            If it contradicts what is held; nothing is stored.
        UnitError
            If its unit does not convert to the one kept for its species.
        SourceUnavailable
            If the disk is full, or another process keeps writing.

        """
        return self.write_many([series], correction=correction)

    def write_many(self, series: Iterable[Series], *, correction: bool = False) -> int:
        """Keep several series, all or none.

        Parameters
        ----------
        series
            What to keep; taken one by one, so that a generator needs no memory. [-]
        correction
            As for ``write``. [-]

        Returns
        -------
        added
            How many values were not held yet. [-]

        """
        with ExitStack() as stack:
            stack.enter_context(locked(self.folder, self.wait))
            place = stack.enter_context(aside(self.folder))
            connection = stack.enter_context(engine(self.folder))
            manifest = read_manifest(self.folder)
            self._sweep(manifest, place)
            stack.enter_context(naming_damage(self.folder, tuple(manifest.parts)))
            work = Import(
                self.folder, place, connection, manifest, correction=correction
            )
            for batch in _batches(work.admit(each) for each in series if len(each)):
                work.take(batch)
            work.finish()
        return work.added

    def _sweep(self, manifest: Manifest, place: Path) -> None:
        """Remove what killed imports left, and files that were replaced."""
        sweep(self.folder, keep=place)
        listed = {part.path for part in manifest.parts}
        for path in (self.folder / FOLDER).glob("day=*/*.parquet"):
            if path.relative_to(self.folder).as_posix() not in listed:
                path.unlink()

    def stations(self) -> tuple[Station, ...]:
        """Give the stations of which something is held.

        Returns
        -------
        stations
            In order of code. [-]

        """
        known = read_manifest(self.folder).stations
        return tuple(known[code] for code in sorted(known))

    def inventory(self) -> tuple[Held, ...]:
        """Say what is held.

        Returns
        -------
        held
            One line a station and species, with its span. [-]

        """
        series = read_manifest(self.folder).series
        return tuple(series[key] for key in sorted(series))

    def read(self, station: str, species: str, period: Period) -> Series:
        """Read a series.

        Parameters
        ----------
        station
            Code of the station. [-]
        species
            As it was written. [-]
        period
            Intervals that begin within it are given. [UTC]

        Returns
        -------
        series
            In order of time; empty where nothing falls in the period. [unit]

        Raises
        ------
        MissingData
            If nothing was ever kept of that species at that station.
        InputError
            If a file was altered; it is named.

        """

        def ask(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> Series:
            if (station, species) not in manifest.series:
                known = ", ".join(" ".join(key) for key in sorted(manifest.series)[:8])
                raise MissingData(
                    f"{self.folder}: nothing is held of {species} at {station}. "
                    f"Held: {known or 'nothing'}. Import a file first."
                )
            found = connection.execute(
                "SELECT start, duration, value, deviation, source FROM held WHERE "
                "station = ? AND species = ? AND start >= ? AND start < ? "
                "ORDER BY start",
                [station, species, *_naive(period)],
            ).fetchnumpy()
            return _series(manifest, (station, species), found)

        return self._ask(period, ask)

    def hourly(self, period: Period) -> Hourly:
        """Give the hourly means of everything held over a period.

        Parameters
        ----------
        period
            Whole hours within it are given. [UTC]

        Returns
        -------
        hourly
            Mean, standard deviation, count and part of the hour measured. [unit]

        Raises
        ------
        InputError
            If a file was altered; it is named.

        """

        def ask(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> Hourly:
            return hourly_means(
                connection, _naive(period), manifest.units, manifest.series.values()
            )

        return self._ask(period, ask)

    def _ask(
        self,
        period: Period,
        question: Callable[[duckdb.DuckDBPyConnection, Manifest], Answer],
    ) -> Answer:
        """Put a question to the files that meet a period, seen as ``held``.

        An import that ends meanwhile may remove files that it replaced: the question
        is then put again to what is held now.
        """
        while True:
            manifest = read_manifest(self.folder)
            parts = _meeting(manifest, period)
            try:
                with (
                    naming_damage(self.folder, parts),
                    engine(self.folder) as connection,
                ):
                    paths = [self.folder / part.path for part in parts]
                    attach(connection, "held", paths)
                    return question(connection, manifest)
            except InputError:
                if read_manifest(self.folder).number == manifest.number:
                    raise

    def verify(self) -> list[Fault]:
        """Compare every file with what was written.

        Returns
        -------
        faults
            One for each file that is absent or altered. [-]

        """
        return damage(self.folder, read_manifest(self.folder).parts)

    def repair(self) -> list[Fault]:
        """Set altered files aside, so that their sources can be imported again.

        Returns
        -------
        faults
            What was set aside, or was absent. [-]

        """
        with locked(self.folder, self.wait), aside(self.folder) as place:
            manifest = read_manifest(self.folder)
            faults = damage(self.folder, manifest.parts)
            broken = {fault.file for fault in faults}
            for path in map(Path, sorted(broken)):
                if path.exists():
                    put_in_place(path, self.folder / DAMAGED / path.name)
            manifest.parts = [
                part
                for part in manifest.parts
                if str(self.folder / part.path) not in broken
            ]
            manifest.number += 1
            write_manifest(self.folder, place, manifest)
        return faults


def _series(manifest: Manifest, key: tuple[str, str], found: dict[str, Any]) -> Series:
    columns = unmasked(found)
    used = [manifest.sources[i] for i in np.unique(columns["source"])]
    station, species = key
    return Series(
        station=manifest.stations[station],
        species=species,
        unit=manifest.units[species],
        start=columns["start"].astype("datetime64[s]"),
        duration=columns["duration"],
        value=columns["value"],
        deviation=columns["deviation"],
        source=_together(used or manifest.sources),
    )


def _naive(period: Period) -> tuple[datetime, datetime]:
    """Both ends in UTC as Parquet keeps them, without a zone."""
    start, end = (at.astimezone(UTC) for at in (period.start, period.end))
    return start.replace(tzinfo=None), end.replace(tzinfo=None)


def _meeting(manifest: Manifest, period: Period) -> list[Part]:
    start, end = (np.datetime64(instant) for instant in _naive(period))
    return [part for part in manifest.parts if part.meets(start, end)]


def _batches(series: Iterable[Series]) -> Iterator[list[Series]]:
    """Gather series into batches, no station and species twice in one."""
    batch: dict[tuple[str, str], Series] = {}
    rows = 0
    for each in series:
        key = each.station.code, each.species
        if key in batch or (batch and rows + len(each) > BATCH):
            yield list(batch.values())
            batch, rows = {}, 0
        batch[key] = each
        rows += len(each)
    if batch:
        yield list(batch.values())


def _together(sources: list[Source]) -> Source:
    """Quote several sources as one."""
    if len(sources) == 1:
        return sources[0]
    dates = [source.published for source in sources if source.published]
    return Source(
        publisher="; ".join(dict.fromkeys(source.publisher for source in sources)),
        title="; ".join(dict.fromkeys(source.title for source in sources)),
        licence="; ".join(dict.fromkeys(source.licence for source in sources)),
        published=max(dates, default=None),
        address="; ".join(dict.fromkeys(s.address for s in sources if s.address)),
    )
