"""Gridded fluxes: CF NetCDF in amount or mass, one variable or one for each sector."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.series import Instants
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.netcdf import (
    LATITUDES,
    LONGITUDES,
    attribute,
    first_of,
    grid_of,
    instants_of,
    opened,
    require,
    unit_of,
    upright,
    values,
)
from trajectoire.sources.spelling import flux_conversion

if TYPE_CHECKING:
    from netCDF4 import Dataset

KIND = "gridded flux"
HIGHEST = 1e5  # µmol m-2 s-1, above any cell of 100 m or more: a wrong unit
_GNFR = re.compile(r"(?:^|_)([A-L]\d?)(?:_|$)")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_TONNES_OF_CARBON = 12.0e-6 * 3600 * 1e-6  # tC/h in 1 µmol m-2 s-1 over 1 m2
_URBAN = {
    "flx_traffic_prior": Sector("observatory", "traffic", "Road traffic"),
    "flx_point_prior": Sector("observatory", "point", "Point sources"),
    "flx_bio_prior": Sector("observatory", "biosphere", "Biosphere"),
    "flx_total_prior": TOTAL,
    "flx_posterior": Sector("observatory", "posterior", "All sectors, posterior"),
}


@dataclass(frozen=True)
class FluxWishes:
    """What the file does not say, and what is accepted knowingly.

    Parameters
    ----------
    species
        Whose molar mass turns a mass into an amount. [-]
    unit
        Unit of variables that state none; empty to refuse them. [-]
    start
        Beginning of a field that states no time; None to refuse it. [UTC]
    absent_means_zero
        Whether cells without value (sea of a land product, land of a sea product)
        emit nothing, rather than being missing. [-]
    sectors
        Sector by variable, for those that the names do not tell. [-]

    """

    species: str = "co2"
    unit: str = ""
    start: np.datetime64 | None = None
    absent_means_zero: bool = False
    sectors: Mapping[str, Sector] = field(default_factory=dict)


@dataclass(frozen=True)
class FluxReading:
    """What a file of fluxes says.

    Parameters
    ----------
    kind
        Name of the format. [-]
    fields
        One for each sector. [µmol m-2 s-1]
    notes
        What the reader should know. [-]

    """

    kind: str
    fields: tuple[FluxField, ...]
    notes: tuple[str, ...] = ()


def read_flux(path: Path, wishes: FluxWishes | None = None) -> FluxReading:
    """Read the fluxes of a NetCDF file, all its sectors.

    Parameters
    ----------
    path
        The file. [-]
    wishes
        What the file does not say. [-]

    Returns
    -------
    reading
        The fields, positive upwards. [µmol m-2 s-1]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    wishes = wishes or FluxWishes()
    faults = Faults(path.name)
    with opened(path) as dataset:
        grid, *axes = grid_of(dataset, faults)
        names = flux_names(dataset)
        if not names:
            require(dataset, ("flux",), faults)
        notes: list[str] = []
        start = _start(dataset, path, wishes, faults, notes)
        unit = wishes.unit or _carbon_checked(dataset, grid, notes)
        source = _source(dataset, path)
        read = {n: _flux(dataset, n, unit, wishes, faults) for n in names}
    faults.settle()
    grid, order = _around_greenwich(grid)
    fields = []
    for name, flux in read.items():
        laid = upright(flux, (axes[0], axes[1]))[..., order]
        laid = _complete(laid, name, wishes, notes)
        if laid.shape[0] != start.size:
            found = f"{laid.shape[0]} fields"
            faults.add(
                f"{start.size} fields, one for each time", found, "", column=name
            )
        sector = wishes.sectors.get(name) or sector_of(name)
        fields.append(FluxField(grid, sector, start, laid, source))
    faults.settle()
    return FluxReading(KIND, tuple(fields), tuple(notes))


def flux_names(dataset: "Dataset") -> list[str]:
    """Find the variables that hold fluxes.

    Parameters
    ----------
    dataset
        The file. [-]

    Returns
    -------
    names
        In the order of the file. [-]

    """
    fluxes = re.compile(r"^(flx_|emi_|emis|surface_(up|down)ward_)|flux", re.IGNORECASE)
    found = []
    for name, variable in dataset.variables.items():
        dimensions = set(variable.dimensions)
        on_a_map = dimensions & set(LATITUDES) and dimensions & set(LONGITUDES)
        standard = str(getattr(variable, "standard_name", ""))
        named = fluxes.search(name) or "_flux" in standard or "content_of" in standard
        if on_a_map and (named or _GNFR.search(name)):
            found.append(name)
    return found


def sector_of(name: str) -> Sector:
    """Tell the sector from the name of a variable.

    Parameters
    ----------
    name
        As in the file. [-]

    Returns
    -------
    sector
        GNFR where the name carries its letter; the variable itself otherwise. [-]

    """
    if name in _URBAN:
        return _URBAN[name]
    found = _GNFR.search(name)
    if found:
        return Sector("GNFR", found.group(1), name)
    return Sector("file", name, name)


def _flux(
    dataset: "Dataset", name: str, unit: str, wishes: FluxWishes, faults: Faults
) -> Array:
    stated = unit_of(dataset, name) or unit
    try:
        by = flux_conversion(stated, wishes.species)
    except UnitError:
        faults.add(
            "a unit of flux, as mol m-2 s-1 or kg m-2 s-1",
            f"“{stated}”" if stated else "no unit",
            "Write it in the attribute units, or give it with the file.",
            column=name,
        )
        by = 1.0
    standard = str(getattr(dataset.variables[name], "standard_name", ""))
    if standard.startswith("surface_downward"):
        by = -by
    variable = dataset.variables[name]
    timed = "time" in variable.dimensions
    extra = set(variable.dimensions) - {"time", *LATITUDES, *LONGITUDES}
    if extra:
        remedy = "Give one field for each time."
        faults.add("dimensions time, lat, lon", f"also {sorted(extra)}", remedy)
        return np.zeros((1, 1, 1))
    order = (*(("time",) if timed else ()), "lat|latitude", "lon|longitude")
    flux = values(dataset, name, order) * by
    highest = np.nanmax(np.abs(flux), initial=0.0)
    if not highest <= HIGHEST:
        faults.add(
            f"fluxes below {HIGHEST:g} µmol m-2 s-1",
            f"{highest:g}, from the unit “{stated}”",
            "Check the unit and the fill value.",
            column=name,
        )
    return flux if timed else flux[None]


def _complete(flux: Array, name: str, wishes: FluxWishes, notes: list[str]) -> Array:
    absent = int(np.isnan(flux).sum())
    if not absent:
        return flux
    share = f"{name}: no value in {absent} of {flux.size} cells"
    if wishes.absent_means_zero:
        notes.append(f"{share}, taken as zero")
        return np.nan_to_num(flux, nan=0.0)
    notes.append(f"{share}: missing, not zero")
    return flux


def _start(
    dataset: "Dataset",
    path: Path,
    wishes: FluxWishes,
    faults: Faults,
    notes: list[str],
) -> Instants:
    if first_of(dataset, ("time",)):
        return instants_of(dataset, "time", faults)
    if all(name in dataset.variables for name in ("yr", "mon", "day", "hr")):
        year, month, day, hour = (
            int(values(dataset, n).flat[0]) for n in ("yr", "mon", "day", "hr")
        )
        text = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}"
        return np.array([text], dtype="datetime64[s]")
    if wishes.start is not None:
        return np.array([wishes.start], dtype="datetime64[s]")
    found = _YEAR.search(path.name)
    if found:
        notes.append(f"no time in the file: year {found.group()} from its name")
        return np.array([f"{found.group()}-01-01"], dtype="datetime64[s]")
    remedy = "Say from when the field holds."
    faults.add("a variable “time”", "none", remedy, column="time")
    return np.array(["1970-01-01"], dtype="datetime64[s]")


def _carbon_checked(dataset: "Dataset", grid: Grid, notes: list[str]) -> str:
    """Prove the unit of urban inversions, which state none, by their tonnes."""
    if not {"flx_total_prior", "ems_prior"} <= set(dataset.variables):
        return ""
    tonnes = values(dataset, "ems_prior").sum()
    flux = values(dataset, "flx_total_prior")
    from_flux = (flux * grid.areas()).sum() * _TONNES_OF_CARBON
    if not abs(from_flux - tonnes) <= 0.03 * abs(tonnes):
        return ""
    notes.append(
        f"no unit in the file: µmol m-2 s-1, since {from_flux:.0f} tC/h from flx "
        f"is {tonnes:.0f} from ems"
    )
    return "µmol/m^2/s"


def _around_greenwich(grid: Grid) -> tuple[Grid, NDArray[np.intp]]:
    longitude = np.where(grid.longitude > 180, grid.longitude - 360, grid.longitude)
    order = np.argsort(longitude)
    return Grid(grid.latitude, longitude[order]), order


def _source(dataset: "Dataset", path: Path) -> Source:
    return Source(
        attribute(dataset, "institution", "author") or "not stated in the file",
        attribute(dataset, "title", "source") or path.stem,
        attribute(dataset, "license", "licence") or "not stated in the file",
        address=path.name,
    )
