"""What is this file? Told from its content, never from its name alone."""

import re
from dataclasses import dataclass
from pathlib import Path

from trajectoire.sources import beacon, curtains, fluxes, obspack, stilt, tno
from trajectoire.sources.files import NETCDF, SQLITE, opening
from trajectoire.sources.netcdf import opened
from trajectoire.sources.text import read_text, separator_of

UNKNOWN = "unknown"
ICOS_ATC, ICOS_CITIES, ICOS_TEXT = "ICOS ATC CSV", "ICOS Cities CSV", "ICOS ATC text"
FOOTPRINT_ACRG = "PARIS or ACRG footprint"
GEOPACKAGE, GEOJSON = "GeoPackage", "GeoJSON"
TABLE = "table"
TOWER = "eddy-covariance table"
WEATHER, INVENTORY = "hourly weather CSV", "inventory by zone and sector"
COLUMN_MAP, RUN_DESCRIPTION = "column map", "run description"
_SECTION = re.compile(r"\s*\[{1,2}([A-Za-z_]+)[A-Za-z_.]*\]{1,2}\s*(#.*)?")


@dataclass(frozen=True)
class Identity:
    """What a file is.

    Parameters
    ----------
    kind
        Name of the format, ``unknown`` if none fits. [-]
    remark
        What was recognised, or what is missing. [-]

    """

    kind: str
    remark: str = ""


def identify(path: Path) -> Identity:
    """Tell the format of a file from its content.

    Parameters
    ----------
    path
        The file. [-]

    Returns
    -------
    identity
        The format. [-]

    Raises
    ------
    InputError
        If the file cannot be opened at all.

    """
    first = opening(path)
    if first.startswith(NETCDF):
        return _netcdf(path)
    if first.startswith(SQLITE):
        return Identity(GEOPACKAGE)
    text = read_text(path)
    head = next(line for line in text.lines if line.strip())
    if head.lstrip().startswith("{"):
        return Identity(GEOJSON)
    if sections := _sections(text.lines):
        return _toml(sections)
    if head.lstrip('"').startswith("#"):
        return _icos(text.lines)
    return _table(head)


def _sections(lines: tuple[str, ...]) -> set[str]:
    """List the sections of a TOML file; none in any other text."""
    found = (_SECTION.fullmatch(line) for line in lines[:400])
    return {one.group(1) for one in found if one}


def _toml(sections: set[str]) -> Identity:
    if sections & {"operator", "observations", "zones", "sectors"}:
        return Identity(RUN_DESCRIPTION)
    if sections & {"time", "value"}:
        return Identity(COLUMN_MAP)
    return Identity(UNKNOWN, f"sections {', '.join(sorted(sections)[:12])}")


def _netcdf(path: Path) -> Identity:
    with opened(path) as dataset:
        names = set(dataset.variables)
        is_flux = bool(fluxes.flux_names(dataset))
    rules = (
        ({"foot"}, stilt.KIND),
        ({"srr"}, FOOTPRINT_ACRG),
        ({"fp"}, FOOTPRINT_ACRG),
        ({"vmr_n"}, curtains.KIND),
        (set(beacon.RECEPTOR_VARIABLES), beacon.RECEPTORS),
        ({"value", "start_time"}, obspack.KIND),
        (set(tno.NEEDED), tno.KIND),
    )
    for needed, kind in rules:
        if needed <= names:
            return Identity(kind)
    if is_flux:
        return Identity(fluxes.KIND)
    return Identity(
        UNKNOWN, f"NetCDF with {', '.join(sorted(names)[:12]) or 'nothing'}"
    )


def _icos(lines: tuple[str, ...]) -> Identity:
    header = [line for line in lines[:120] if line.lstrip('"').startswith("#")]
    together = "\n".join(header)
    if "reported at the middle" in together or "#Datetime" in header[-1]:
        return Identity(ICOS_CITIES)
    if "#Site" in header[-1]:
        return Identity(ICOS_ATC)
    return Identity(UNKNOWN, "a header of # lines, but not that of ICOS")


def _table(head: str) -> Identity:
    if head.split()[:2] == ["Site", "Year"]:
        return Identity(ICOS_TEXT, "the place is not in the file")
    columns = [c.strip(' "') for c in head.split(separator_of(head))]
    rules = (
        ({"node_id", "datetime"}, beacon.TABLE, "the place is not in the file"),
        ({"datetime", "bkg_co2", "bkg_err"}, beacon.BACKGROUND, ""),
        ({"datetime_utc", "Qco2", "Ustar"}, TOWER, "the place is not in the file"),
        ({"time_utc", "wind_speed_m_s"}, WEATHER, ""),
        ({"zone", "sector", "emission_t_per_year"}, INVENTORY, ""),
    )
    for needed, kind, remark in rules:
        if needed <= set(columns):
            return Identity(kind, remark)
    if len(columns) > 1:
        return Identity(TABLE, f"columns {', '.join(columns)[:160]}: give a column map")
    return Identity(UNKNOWN, "text without columns")
