"""TNO inventories: a list of sources with their place, GNFR sector and yearly mass."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.units import factor
from trajectoire.sources.faults import Faults
from trajectoire.sources.fluxes import FluxReading, FluxWishes
from trajectoire.sources.netcdf import (
    attribute,
    grid_of,
    opened,
    require,
    unit_of,
    values,
)
from trajectoire.sources.spelling import MOLAR_MASS, plain

if TYPE_CHECKING:
    from netCDF4 import Dataset

KIND = "TNO inventory"
NEEDED = (
    "longitude_source",
    "latitude_source",
    "emission_category_index",
    "emis_cat_code",
)


def read_tno(path: Path, wishes: FluxWishes) -> FluxReading:
    """Read an inventory of TNO, fossil and biogenic fuels together.

    Parameters
    ----------
    path
        NetCDF file. [-]
    wishes
        The species, and from when the emissions hold. [-]

    Returns
    -------
    reading
        One field for each GNFR sector. [µmol m-2 s-1]

    Raises
    ------
    InputError
        With everything that is wrong.

    Notes
    -----
    Chimneys and areas are both laid in the cell of their place. The yearly mass is
    spread evenly over the year: profiles in time are not in the file. Sectors are
    counted from 1, as in every release of TNO and CAMS-REG.

    """
    faults = Faults(path.name)
    with opened(path) as dataset:
        require(dataset, NEEDED, faults)
        grid, *_ = grid_of(dataset, faults)
        grams = _grams_per_second(dataset, wishes, faults)
        place, outside = _places(dataset, grid)
        category = values(dataset, "emission_category_index").astype(int)
        codes = [_text(row) for row in dataset["emis_cat_code"][:]]
        institution = attribute(dataset, "institution") or "TNO"
    if wishes.start is None:
        remedy = "Say from when the emissions hold."
        faults.add("a date", "none in the file", remedy, column="time")
    if category.min() < 1 or category.max() > len(codes):
        found = f"{category.min()} to {category.max()}"
        faults.add(f"sectors 1 to {len(codes)}", found, "Check the file.")
    faults.settle()
    source = Source(
        institution, path.stem, "not stated in the file", None, address=path.name
    )
    fields = []
    for index, code in enumerate(codes, 1):
        chosen = (category == index) & ~outside
        mass = np.bincount(place[chosen], grams[chosen], grid.shape[0] * grid.shape[1])
        amount = mass.reshape(grid.shape) / MOLAR_MASS[wishes.species] * 1e6
        start = np.array([wishes.start], dtype="datetime64[s]")
        flux = (amount / grid.areas())[None]
        fields.append(FluxField(grid, Sector("GNFR", code), start, flux, source))
    lost = grams[outside].sum() / grams.sum() if grams.sum() else 0.0
    notes = ["a yearly mean: profiles in time are not in the file"]
    if lost:
        notes.append(f"{lost:.1%} of the emissions are outside the grid")
    return FluxReading(KIND, tuple(fields), tuple(notes))


def _grams_per_second(dataset: "Dataset", wishes: FluxWishes, faults: Faults) -> Array:
    species = wishes.species
    names = [
        n for n in (species, f"{species}_ff", f"{species}_bf") if n in dataset.variables
    ]
    if not names or species not in MOLAR_MASS:
        there = ", ".join(dataset.variables)
        remedy = "Name another species."
        faults.add(f"a variable “{species}” or “{species}_ff”", there, remedy)
        faults.settle()
    total = np.zeros(dataset.variables[names[0]].shape)
    for name in names:
        unit = unit_of(dataset, name)
        try:
            total += values(dataset, name) * factor(plain(unit), "g/s")
        except UnitError:
            remedy = "Correct the attribute units."
            expected = "a mass in a time, as kg/year"
            faults.add(expected, f"“{unit}”", remedy, column=name)
    return total


def _places(dataset: "Dataset", grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    row = _nearest(grid.latitude, values(dataset, "latitude_source"))
    column = _nearest(grid.longitude, values(dataset, "longitude_source"))
    return row * grid.shape[1] + column, (row < 0) | (column < 0)


def _nearest(centres: Array, places: Array) -> np.ndarray:
    middle = 0.5 * (centres[1:] + centres[:-1])
    index = np.searchsorted(middle, places)
    first, last = 2 * centres[0] - middle[0], 2 * centres[-1] - middle[-1]
    return np.where((places >= first) & (places <= last), index, -1)


def _text(row: np.ndarray) -> str:
    return b"".join(np.ma.filled(row, b"")).decode("ascii", "replace").strip("\x00 ")
