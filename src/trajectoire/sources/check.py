"""Check a file: what it is, what it holds, and everything wrong with it at once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trajectoire.core.errors import Fault, InputError, TrajectoireError
from trajectoire.core.series import Instants, Series, Station
from trajectoire.sources import beacon, curtains, fluxes, identify, obspack, stilt, tno
from trajectoire.sources.assembly import Reading
from trajectoire.sources.column_map import ColumnMap, read_column_map, read_toml
from trajectoire.sources.curtains import read_curtains
from trajectoire.sources.emissions import SECTOR, ZONE, read_emissions
from trajectoire.sources.fluxes import FluxReading, FluxWishes, read_flux
from trajectoire.sources.footprints import read_footprint
from trajectoire.sources.geometry import Polygons, read_geojson, read_geopackage
from trajectoire.sources.icos import read_icos_atc, read_icos_cities, read_icos_dat
from trajectoire.sources.mapped import read_mapped
from trajectoire.sources.obspack import read_obspack
from trajectoire.sources.spelling import SENSITIVITY
from trajectoire.sources.text import read_text, separator_of, table_of
from trajectoire.sources.tno import read_tno
from trajectoire.sources.tower import read_tower
from trajectoire.sources.weather import read_weather

_SOMEWHERE = Station("unplaced", 0.0, 0.0, 0.0)
_SOME_DAY = np.datetime64("1970-01-01")  # an inventory does not say its year


@dataclass(frozen=True)
class Content:
    """One thing that a file holds.

    Parameters
    ----------
    what
        Station, sector or layer. [-]
    species, unit
        What is measured, in the unit kept. [-]
    first, last
        Beginning of the first and of the last value. [UTC]
    interval_s
        Most frequent length of a value. [s]
    values
        How many are good. [-]
    refused
        How many were left out, by reason. [-]
    gaps
        How many times values are missing in between, and the longest. [-]
    longest_gap_h
        Length of the longest. [h]
    smallest, largest
        Extreme good values. [unit]

    """

    what: str
    species: str
    unit: str
    first: str
    last: str
    interval_s: float
    values: int
    refused: dict[str, int]
    gaps: int
    longest_gap_h: float
    smallest: float
    largest: float


@dataclass(frozen=True)
class Examination:
    """All that can be said of a file.

    Parameters
    ----------
    file
        Its name. [-]
    kind
        Its format. [-]
    contents
        What it holds. [-]
    notes
        What the reader should know. [-]
    faults
        Everything wrong with it. [-]

    """

    file: str
    kind: str
    contents: tuple[Content, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong. [-]"""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """Give the same, for JSON.

        Returns
        -------
        examination
            Plain values; each fault also as one sentence. [-]

        """
        said = [{**asdict(fault), "message": str(fault)} for fault in self.faults]
        contents = [
            {name: _finite(value) for name, value in asdict(content).items()}
            for content in self.contents
        ]
        return {
            "file": self.file,
            "kind": self.kind,
            "is_good": self.is_good,
            "contents": contents,
            "notes": list(self.notes),
            "faults": said,
        }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


_Held = tuple[tuple[Content, ...], tuple[str, ...]]


def check(path: Path, column_map: ColumnMap | None = None) -> Examination:
    """Examine a file; a bad one is described, never raised.

    Parameters
    ----------
    path
        Any file, or none. [-]
    column_map
        How to read it, for a table of one's own. [-]

    Returns
    -------
    examination
        What it is and holds, and everything wrong with it. [-]

    """
    kind = identify.UNKNOWN
    try:
        identity = identify.identify(path)
        kind = identity.kind
        remark = (identity.remark,) if identity.remark else ()
        if column_map is not None and kind == identify.TABLE:
            contents, notes = _series(read_mapped(path, column_map))
            remark = ()
        elif kind in _READERS:
            contents, notes = _READERS[kind](path)
        else:
            return Examination(path.name, kind, faults=(_unread(path, remark),))
        return Examination(path.name, kind, contents, remark + notes)
    except InputError as error:
        return Examination(path.name, kind, faults=error.faults)
    except (TrajectoireError, OSError, ValueError, MemoryError) as error:
        remedy = "Send us the file's first lines, so that we can say it better."
        fault = Fault("a file that can be read", f"{error}", remedy, path.name)
        return Examination(path.name, kind, faults=(fault,))


def _unread(path: Path, remark: tuple[str, ...]) -> Fault:
    return Fault(
        "a file of observations, footprints, fluxes, curtains or polygons",
        remark[0] if remark else "another format",
        "Describe your own table in a column map (docs/formats.md).",
        path.name,
    )


def _series(reading: Reading) -> _Held:
    return tuple(_content(one) for one in reading.series), reading.notes


def _tower(path: Path) -> _Held:
    return (_content(read_tower(path, _SOMEWHERE).flux),), ()


def _weather(path: Path) -> _Held:
    record = read_weather(path)
    columns = {
        "wind at 10 m": ("m/s", record.wind_speed),
        "mixing height": ("m", record.mixing_height),
        "solar radiation": ("W/m^2", record.radiation),
    }
    return tuple(
        _field(name, unit, record.start, values)
        for name, (unit, values) in columns.items()
    ), ()


def _inventory(path: Path) -> _Held:
    text = read_text(path)
    table = table_of(text, separator_of(text.lines[0]))
    zones, sectors = (tuple(dict.fromkeys(table.columns[n])) for n in (ZONE, SECTOR))
    total = read_emissions(path, zones, sectors).sum()
    note = f"{total:.4g} t a year, {len(sectors)} sectors in {len(zones)} zones"
    return (), (*text.notes, note)


def _column_map(path: Path) -> _Held:
    said = read_column_map(path)
    column, species, unit = (said.value[k] for k in ("column", "species", "unit"))
    note = f"{said.station.code}: {species} in {unit}, from the column “{column}”"
    return (), (note,)


def _run_description(path: Path) -> _Held:
    given = read_toml(path)
    observed = given.get("observations")
    count = len(observed) if isinstance(observed, list) else 0
    return (), (f"“{given.get('title', '')}”, {count} files of observations",)


def _content(series: Series) -> Content:
    lengths, counts = np.unique(series.duration, return_counts=True)
    end = series.start + series.duration.astype("timedelta64[s]")
    pause = (series.start[1:] - end[:-1]).astype(np.float64)
    gaps = pause[pause > 0.5 * lengths[counts.argmax()]]
    station = series.station
    return Content(
        f"{station.code} ({station.latitude:.4f}, {station.longitude:.4f}, "
        f"{station.height:g} m)",
        series.species,
        series.unit,
        *_span(series.start),
        float(lengths[counts.argmax()]),
        len(series),
        series.refused,
        int(gaps.size),
        float(gaps.max() / 3600) if gaps.size else 0.0,
        float(series.value.min()),
        float(series.value.max()),
    )


def _span(start: Instants) -> tuple[str, str]:
    return f"{start[0]}Z", f"{start[-1]}Z"


def _field(what: str, unit: str, start: Instants, values: np.ndarray) -> Content:
    step = np.diff(start).astype(np.float64)
    good = values[np.isfinite(values)]
    absent = int(values.size - good.size)
    return Content(
        what,
        "",
        unit,
        *_span(start),
        float(np.median(step)) if step.size else 0.0,
        int(good.size),
        {"missing": absent} if absent else {},
        0,
        0.0,
        float(good.min()) if good.size else float("nan"),
        float(good.max()) if good.size else float("nan"),
    )


def _footprint(path: Path) -> _Held:
    reading = read_footprint(path)
    made = reading.footprint
    hours = made.sensitivity.shape[1]
    what = "integrated" if made.is_integrated else f"{hours} hours"
    what = f"{made.station.code}, {what}"
    return (_field(what, SENSITIVITY, made.start, made.sensitivity),), reading.notes


def _flux(reading: FluxReading) -> _Held:
    contents = tuple(
        _field(
            f"{f.sector.nomenclature}:{f.sector.code}", "µmol/m^2/s", f.start, f.flux
        )
        for f in reading.fields
    )
    return contents, reading.notes


def _curtains(path: Path) -> _Held:
    reading = read_curtains(path)
    sides = reading.curtains.mole_fraction
    contents = tuple(
        _field(f"side {side}", "ppm", reading.curtains.start, values)
        for side, values in sides.items()
    )
    return contents, reading.notes


def _polygons(polygons: Polygons) -> _Held:
    names = ", ".join(polygons.attributes)
    note = f"{len(polygons.shapes)} shapes, EPSG:{polygons.crs}, attributes {names}"
    return (), (*polygons.notes, note)


_READERS: dict[str, Callable[[Path], _Held]] = {
    identify.ICOS_ATC: lambda path: _series(read_icos_atc(path)),
    identify.ICOS_CITIES: lambda path: _series(read_icos_cities(path)),
    identify.ICOS_TEXT: lambda path: _series(read_icos_dat(path, _SOMEWHERE)),
    obspack.KIND: lambda path: _series(read_obspack(path)),
    beacon.RECEPTORS: lambda path: _series(beacon.read_receptors(path)),
    beacon.TABLE: lambda path: _series(beacon.read_beacon_table(path, _SOMEWHERE)),
    beacon.BACKGROUND: lambda path: _series(beacon.read_background(path, _SOMEWHERE)),
    identify.TOWER: _tower,
    identify.WEATHER: _weather,
    identify.INVENTORY: _inventory,
    stilt.KIND: _footprint,
    identify.FOOTPRINT_ACRG: _footprint,
    fluxes.KIND: lambda path: _flux(read_flux(path)),
    tno.KIND: lambda path: _flux(read_tno(path, FluxWishes(start=_SOME_DAY))),
    curtains.KIND: _curtains,
    identify.COLUMN_MAP: _column_map,
    identify.RUN_DESCRIPTION: _run_description,
    identify.GEOPACKAGE: lambda path: _polygons(read_geopackage(path)),
    identify.GEOJSON: lambda path: _polygons(read_geojson(path)),
}
