"""Footprints of NAME and FLEXPART: PARIS ``srr``, ACRG ``fp``, hour by hour too."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import Grid
from trajectoire.core.quantity import Array
from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.netcdf import (
    attribute,
    grid_of,
    instants_of,
    require,
    unit_of,
    upright,
    values,
)
from trajectoire.sources.release import Raw, Wishes, receptor
from trajectoire.sources.spelling import SENSITIVITY, conversion

if TYPE_CHECKING:
    from netCDF4 import Dataset

_MAP = ("time", "lat|latitude", "lon|longitude")
_HOURLY = ("time", "H_back", "lat|latitude", "lon|longitude")
_SIDES = {"n": "lon|longitude", "e": "lat|latitude", "s": "lon|longitude"}
_SIDES["w"] = _SIDES["e"]


def read_acrg(dataset: "Dataset", path: Path, wishes: Wishes, faults: Faults) -> Raw:
    """Read a PARIS or ACRG footprint.

    Parameters
    ----------
    dataset
        The file. [-]
    path
        Its path. [-]
    wishes
        Whether the hours are wanted one by one. [-]
    faults
        Where what is wrong is noted. [-]

    Returns
    -------
    raw
        The footprint, not yet judged. [ppm / (µmol m-2 s-1)]

    Raises
    ------
    InputError
        If there is nothing to lay out.

    Notes
    -----
    The last slice of ``fp_HiTRes`` is not an hour: it gathers everything older, so
    that the slices sum to ``fp``.

    """
    name = _integrated_name(dataset, wishes, faults)
    require(dataset, ("time",), faults)
    grid, *axes = grid_of(dataset, faults)
    turned = axes[0], axes[1]
    unit = unit_of(dataset, name)
    by = _multiplier(unit, name, faults)
    station = receptor(dataset, path, faults)
    start = instants_of(dataset, "time", faults)
    faults.settle()
    total = upright(values(dataset, name, _MAP), turned) * by
    hourly = "fp_HiTRes" in dataset.variables and wishes.time_resolved
    notes = [] if hourly else ["integrated in time: of no use with an hourly flux"]
    sensitivity, hours, residual = total[:, None], None, True
    if hourly:
        stated = unit_of(dataset, "fp_HiTRes")
        if not stated:
            notes.append(f"fp_HiTRes states no unit: that of {name} (their sums agree)")
        by_hour = _multiplier(stated or unit, "fp_HiTRes", faults)
        hours = _hours(dataset, faults)
        fields = values(dataset, "fp_HiTRes", _HOURLY)
        sensitivity = upright(fields, turned) * by_hour
    paris = name == "srr"
    return Raw(
        "PARIS footprint (srr)" if paris else f"ACRG footprint ({name})",
        grid,
        station,
        start,
        sensitivity,
        _source(dataset, path),
        residual,
        _exits(dataset, grid, turned, faults),
        total if hourly else None,
        hours,
        notes=tuple(notes),
    )


def _integrated_name(dataset: "Dataset", wishes: Wishes, faults: Faults) -> str:
    if "srr" in dataset.variables:
        return "srr"
    if "fp_low" in dataset.variables and "index" in dataset.dimensions:
        if wishes.low_resolution:
            return "fp_low"
        faults.add(
            "a footprint on one regular grid",
            "NAME at two resolutions (fp_low, fp_high, fp by index)",
            "Accept its coarse part with low_resolution: near the receptor it smooths "
            "what fp_high resolves.",
        )
        faults.settle()
    require(dataset, ("fp",), faults)
    return "fp"


def _multiplier(unit: str, name: str, faults: Faults) -> float:
    try:
        return conversion(unit, SENSITIVITY)
    except UnitError:
        faults.add(
            f"a unit that converts to {SENSITIVITY}",
            f"“{unit}”" if unit else "no unit",
            "Write it in the attribute units, as (mol/mol)/(mol/m2/s).",
            column=name,
        )
        return 1.0


def _hours(dataset: "Dataset", faults: Faults) -> int:
    back = np.rint(values(dataset, "H_back")).astype(int)
    if not np.array_equal(back, np.arange(back.size)):
        faults.add(
            "H_back = 0, 1, 2… hours, the last one being the residual",
            f"{', '.join(map(str, back[:4]))}… to {back[-1]} in {back.size} slices",
            "Hours are missing: read it integrated, with time_resolved = false.",
            column="H_back",
        )
    return int(back.size - 1)


def _exits(
    dataset: "Dataset", grid: Grid, turned: tuple[bool, bool], faults: Faults
) -> dict[str, Array]:
    exits = {}
    for side, position in _SIDES.items():
        name = f"particle_locations_{side}"
        if name not in dataset.variables:
            continue
        field = values(dataset, name, ("time", "height", position))
        along_longitude = side in "ns"
        expected = grid.shape[1] if along_longitude else grid.shape[0]
        if field.shape[2] != expected:
            remedy = "The file mixes two domains."
            faults.add(
                f"{expected} positions", f"{field.shape[2]}", remedy, column=name
            )
        exits[side] = field[..., ::-1] if turned[along_longitude] else field
    if 0 < len(exits) < len(_SIDES):
        absent = ", ".join(sorted(set(_SIDES) - set(exits)))
        remedy = "Without them the background is wrong: ask for the whole file."
        faults.add("the four sides of particle_locations", f"none for {absent}", remedy)
    return exits


def _source(dataset: "Dataset", path: Path) -> Source:
    model = attribute(dataset, "model") or "NAME"
    weather = attribute(dataset, "met_model")
    return Source(
        attribute(dataset, "institution", "author") or "not stated in the file",
        f"{model} {weather} footprint".replace("  ", " "),
        attribute(dataset, "license", "licence") or "not stated in the file",
        address=path.name,
    )
