"""Boundary curtains: the air that comes in by each side of a domain (``vmr_n``…)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import Curtains
from trajectoire.core.quantity import Array
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.netcdf import (
    attribute,
    grid_of,
    instants_of,
    opened,
    require,
    unit_of,
    values,
)
from trajectoire.sources.spelling import conversion

if TYPE_CHECKING:
    from netCDF4 import Dataset

KIND = "boundary curtains"
SIDES = {"n": "lon|longitude", "e": "lat|latitude", "s": "lon|longitude"}
SIDES["w"] = SIDES["e"]
_NAMES = tuple(f"vmr_{side}" for side in SIDES)
_PLAUSIBLE = (1e-6, 1e4)  # ppm: from the rarest gas followed to forty times CO2


@dataclass(frozen=True)
class CurtainsReading:
    """What a file of curtains says.

    Parameters
    ----------
    kind
        Name of the format. [-]
    curtains
        The four sides. [ppm]
    notes
        What the reader should know. [-]

    """

    kind: str
    curtains: Curtains
    notes: tuple[str, ...] = ()


def read_curtains(path: Path, unit: str = "mol/mol") -> CurtainsReading:
    """Read the mole fraction at the four sides of a domain.

    Parameters
    ----------
    path
        NetCDF file with ``vmr_n``, ``vmr_e``, ``vmr_s`` and ``vmr_w``. [-]
    unit
        Unit of variables that state none: CF says that such a number has no
        dimension, hence mol/mol. [-]

    Returns
    -------
    reading
        The curtains. [ppm]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    faults = Faults(path.name)
    with opened(path) as dataset:
        require(dataset, (*_NAMES, "height", "time"), faults)
        grid, *turned = grid_of(dataset, faults)
        start = instants_of(dataset, "time", faults)
        height = values(dataset, "height")
        notes: list[str] = []
        sides = {
            side: _side(dataset, side, unit, faults, notes)[
                ..., :: -1 if turned[side in "ns"] else 1
            ]
            for side in SIDES
        }
        source = Source(
            attribute(dataset, "author", "institution") or "not stated in the file",
            attribute(dataset, "title") or path.stem,
            attribute(dataset, "license", "licence") or "not stated in the file",
            address=path.name,
        )
    faults.settle()
    curtains = Curtains(grid.latitude, grid.longitude, height, start, sides, source)
    return CurtainsReading(KIND, curtains, tuple(dict.fromkeys(notes)))


def _side(
    dataset: "Dataset", side: str, unit: str, faults: Faults, notes: list[str]
) -> Array:
    name = f"vmr_{side}"
    stated = unit_of(dataset, name)
    if not stated:
        notes.append(f"no unit in the file: read as {unit}")
    try:
        by = conversion(stated or unit, "ppm")
    except UnitError as error:
        faults.add("a unit of mole fraction", str(error), "Correct it.", column=name)
        by = 1.0
    timed = "time" in dataset.variables[name].dimensions
    order = (*(("time",) if timed else ()), "height", SIDES[side])
    field = values(dataset, name, order) * by
    absent = int(np.isnan(field).sum())
    if absent:
        notes.append(f"{name}: no value in {absent} of {field.size} cells")
    low, high = _PLAUSIBLE
    known = field[~np.isnan(field)]
    if not known.size or known.min() < low or known.max() > high:
        found = f"{known.min():g} to {known.max():g}" if known.size else "none"
        remedy = "Check the unit."
        faults.add(f"values from {low:g} to {high:g} ppm", found, remedy, column=name)
    return field if timed else field[None]
