"""What a store of series holds: the list of its files, its stations and its sources.

The manifest alone says which files count. It is replaced at once at the end of an
import; files that it does not list do not exist for the reader.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source

NAME = "manifest.json"
FORMAT = 1
HOUR = 3600  # s


@dataclass(frozen=True)
class Part:
    """A Parquet file: some rows of one day.

    Parameters
    ----------
    path
        Below the folder of the store; its stem is the digest of its content. [-]
    day
        UTC day in which the intervals begin, as ``2022-01-31``. [-]
    rows
        Number of values. [-]
    start, end
        From the first beginning to the last end, ISO, to the second. [UTC]

    """

    path: str
    day: str
    rows: int
    start: str
    end: str

    def meets(self, start: np.datetime64, end: np.datetime64) -> bool:
        """Say whether some interval may meet a stretch of time.

        Parameters
        ----------
        start, end
            The stretch, half-open. [UTC]

        Returns
        -------
        meets
            False when no interval can. [-]

        """
        return bool(np.datetime64(self.start) < end and start < np.datetime64(self.end))


@dataclass(frozen=True)
class Held:
    """What is held of one species at one station.

    Parameters
    ----------
    station, species
        Which series. [-]
    start, end
        From the first beginning to the last end, ISO. [UTC]
    step
        The one duration of its intervals, when each lies within an hour of the
        clock; 0 when durations differ or an interval crosses the hour. [s]

    """

    station: str
    species: str
    start: str
    end: str
    step: float


@dataclass
class Manifest:
    """All that a store holds.

    Parameters
    ----------
    number
        How many imports have added something. [-]
    units
        Unit of each species. [-]
    stations
        By code. [-]
    sources
        In order of arrival: rows name them by position. [-]
    series
        What is held, by station and species. [-]
    parts
        The files. [-]

    """

    number: int = 0
    units: dict[str, str] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    series: dict[tuple[str, str], Held] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def note(self, key: tuple[str, str], start: Instants, duration: Any) -> None:
        """Take note of rows that are added to a series.

        Parameters
        ----------
        key
            Station and species. [-]
        start : (time,)
            Beginning of each interval. [UTC]
        duration : (time,)
            Length of each interval. [s]

        """
        within = start.astype("datetime64[s]").astype(np.int64) % HOUR
        regular = np.all(duration == duration[0]) and np.all(within + duration <= HOUR)
        step = float(duration[0]) if regular else 0.0
        first, last = str(start.min()), str(last_end(start, duration))
        known = self.series.get(key)
        if known is not None:
            step = step if step == known.step else 0.0
            first, last = min(first, known.start), max(last, known.end)
        self.series[key] = Held(*key, first, last, step)

    def to_json(self) -> str:
        """Write the manifest as text.

        Returns
        -------
        text
            JSON, sorted, the same for the same content. [-]

        """
        stations = [asdict(station) for station in self.stations.values()]
        for entry in stations:
            if np.isnan(entry["elevation"]):
                entry["elevation"] = None
        document = {
            "format": FORMAT,
            "number": self.number,
            "units": self.units,
            "stations": sorted(stations, key=lambda s: str(s["code"])),
            "sources": [asdict(source) for source in self.sources],
            "series": [asdict(self.series[key]) for key in sorted(self.series)],
            "parts": [asdict(p) for p in sorted(self.parts, key=lambda p: p.path)],
        }
        return json.dumps(document, default=str, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest from its text.

        Parameters
        ----------
        text
            What ``to_json`` gave. [-]

        Returns
        -------
        manifest
            The same content. [-]

        """
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise ValueError(f"format {FORMAT}, found {document['format']}")
        held = [Held(**entry) for entry in document["series"]]
        stations = [_station(entry) for entry in document["stations"]]
        return cls(
            number=document["number"],
            units=document["units"],
            stations={station.code: station for station in stations},
            sources=[_source(entry) for entry in document["sources"]],
            series={(entry.station, entry.species): entry for entry in held},
            parts=[Part(**entry) for entry in document["parts"]],
        )


def _station(entry: dict[str, Any]) -> Station:
    elevation = entry["elevation"]
    return Station(
        **{**entry, "elevation": float("nan") if elevation is None else elevation}
    )


def _source(entry: dict[str, Any]) -> Source:
    published = entry["published"]
    return Source(
        **{**entry, "published": date.fromisoformat(published) if published else None}
    )


def last_end(start: Instants, duration: Any) -> np.datetime64:
    """Give the end of the interval that ends last, to the second above.

    Parameters
    ----------
    start : (time,)
        Beginning of each interval. [UTC]
    duration : (time,)
        Length of each interval. [s]

    Returns
    -------
    end
        The last end. [UTC]

    """
    ends = start.astype("datetime64[s]") + np.ceil(duration).astype("timedelta64[s]")
    return np.datetime64(ends.max())


def read_manifest(folder: Path) -> Manifest:
    """Read what a folder holds.

    Parameters
    ----------
    folder
        The folder of the store. [-]

    Returns
    -------
    manifest
        Empty where nothing was ever written. [-]

    Raises
    ------
    InputError
        If the manifest was altered.

    """
    path = folder / NAME
    try:
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            [
                Fault(
                    expected="the manifest that Trajectoire wrote",
                    found=f"{path.stat().st_size} bytes that do not read ({error})",
                    remedy="Restore this file from a backup, or move the folder away "
                    "and import the sources again.",
                    file=str(path),
                )
            ]
        ) from error


def digest(path: Path) -> str:
    """Give the name that a file deserves by its content.

    Parameters
    ----------
    path
        The file. [-]

    Returns
    -------
    digest
        The first 24 hexadecimal digits of its SHA-256. [-]

    """
    with path.open("rb") as handle:
        whole = sha256()
        while block := handle.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()[:24]
