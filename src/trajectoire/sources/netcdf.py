"""NetCDF files opened with care: what is missing is said, fill values become NaN."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.grid import Grid
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import GZIP, HDF5, NETCDF, opening, refuse
from trajectoire.sources.instants import epoch
from trajectoire.sources.storage import look_at_storage

if TYPE_CHECKING:
    from netCDF4 import Dataset

LATITUDES = ("lat", "latitude")
LONGITUDES = ("lon", "longitude")
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
LARGEST_FIELD = 2 * 2**30  # bytes of one variable in double precision
_KINDS = dict.fromkeys("iuf", "numbers") | {"S": "characters", "U": "texts"}
_CALENDARS = {"standard", "gregorian", "proleptic_gregorian"}
_TOO_MANY_SECONDS = 2.0**52  # beyond, a stamp is no time but a damaged number


@contextmanager
def opened(path: Path) -> Iterator["Dataset"]:
    """Open a NetCDF file, whole, alone and not too large.

    Parameters
    ----------
    path
        The file. [-]

    Yields
    ------
    dataset
        Open for reading. [-]

    Raises
    ------
    InputError
        If it cannot be read, is no NetCDF, is cut short, or draws on other files.

    """
    from netCDF4 import Dataset  # noqa: PLC0415  (0.2 s: only when a file is read)

    first = opening(path)
    if first.startswith(GZIP):
        remedy = "Decompress it first (gunzip): NetCDF compresses inside."
        raise refuse(path, "a NetCDF file", "a gzip file", remedy)
    if not first.startswith(NETCDF):
        remedy = "Check the name of the file."
        raise refuse(path, "a NetCDF file", "another format", remedy)
    try:
        if first.startswith(HDF5):
            look_at_storage(path)
        dataset = Dataset(path)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise refuse(
            path,
            "a whole NetCDF file",
            f"one that is cut short or damaged ({error})",
            "Download it again and compare its size.",
        ) from error
    try:
        yield dataset
    except (OSError, RuntimeError) as error:
        raise refuse(
            path,
            "values that can be read",
            f"damaged content ({error})",
            "Download it again and compare its size.",
        ) from error
    finally:
        dataset.close()


def require(dataset: "Dataset", names: Sequence[str], faults: Faults) -> None:
    """Note every variable that is missing, and stop there if any is.

    Parameters
    ----------
    dataset
        The file. [-]
    names
        Variables that are needed; ``a|b`` when either will do. [-]
    faults
        Where the missing ones are noted. [-]

    Raises
    ------
    InputError
        If a variable is missing.

    """
    there = ", ".join(list(dataset.variables)[:30]) or "none"
    for name in names:
        if not any(one in dataset.variables for one in name.split("|")):
            faults.add(
                f"a variable “{name.replace('|', '” or “')}”",
                f"only {there}",
                "Check which product this file is.",
                column=name,
            )
    faults.settle()


def first_of(dataset: "Dataset", names: Sequence[str]) -> str:
    """Give the first of several names that the file has.

    Parameters
    ----------
    dataset
        The file. [-]
    names
        Names that mean the same. [-]

    Returns
    -------
    name
        The one that is there; empty if none. [-]

    """
    return next((name for name in names if name in dataset.variables), "")


def values(dataset: "Dataset", name: str, order: Sequence[str] = ()) -> Array:
    """Read a variable, what is missing being NaN.

    Parameters
    ----------
    dataset
        The file. [-]
    name
        The variable. [-]
    order
        Dimensions in the order wanted, ``a|b`` when either is; empty as in the file.
        [-]

    Returns
    -------
    values
        As double precision. [unit of file]

    Raises
    ------
    InputError
        If they are no numbers, or would not fit in the memory of a small server.

    """
    filled = np.ma.filled(_read(dataset, name, "iuf").astype(np.float64), np.nan)
    if not order:
        return np.asarray(filled)
    there = dataset.variables[name].dimensions
    wanted = [_position(there, names) for names in order]
    if sorted(wanted) != list(range(len(there))):
        raise refuse(
            Path(dataset.filepath()),
            f"dimensions {', '.join(order)} of “{name}”",
            ", ".join(there) or "none",
            "Check which product this file is.",
        )
    return np.ascontiguousarray(np.transpose(filled, wanted))


def characters(dataset: "Dataset", name: str) -> NDArray[np.str_]:
    """Read a variable of single characters.

    Parameters
    ----------
    dataset
        The file. [-]
    name
        The variable. [-]

    Returns
    -------
    characters
        A dash where one is missing. [-]

    Raises
    ------
    InputError
        If it is something else, or would not fit in the memory of a small server.

    """
    return np.ma.filled(_read(dataset, name, "S"), b"-").astype(str)


def _read(dataset: "Dataset", name: str, kinds: str) -> Any:
    """Read a variable once sure of its type and of the room that it takes."""
    variable = dataset.variables[name]
    path = Path(dataset.filepath())
    kind = getattr(variable.dtype, "kind", "U")  # texts of any length have none
    if kind not in kinds:
        expected = f"{_KINDS[kinds[0]]} in “{name}”"
        found = _KINDS.get(kind, "records")
        raise refuse(path, expected, found, "Check which product this file is.")
    size = 8 * int(np.prod(variable.shape, dtype=object))
    if size > LARGEST_FIELD:
        raise refuse(
            path,
            f"at most {LARGEST_FIELD / 2**20:.0f} MiB for “{name}” in memory",
            f"{size / 2**20:.0f} MiB",
            "Split it by month, or crop it to the region.",
        )
    return np.ma.asarray(variable[...])


def _position(dimensions: Sequence[str], names: str) -> int:
    known = (dimensions.index(one) for one in names.split("|") if one in dimensions)
    return next(known, -1)


def unit_of(dataset: "Dataset", name: str) -> str:
    """Give the unit that a variable states.

    Parameters
    ----------
    dataset
        The file. [-]
    name
        The variable. [-]

    Returns
    -------
    unit
        As the file spells it; empty if it states none. [-]

    """
    return str(getattr(dataset.variables[name], "units", "")).strip()


def attribute(dataset: "Dataset", *names: str) -> str:
    """Give the first attribute of the file among several names.

    Parameters
    ----------
    dataset
        The file. [-]
    names
        Names, in order of preference. [-]

    Returns
    -------
    text
        Its text; empty if there is none. [-]

    """
    found: Any = next((getattr(dataset, n) for n in names if hasattr(dataset, n)), "")
    return str(found).strip()


def instants_of(dataset: "Dataset", name: str, faults: Faults) -> Instants:
    """Read a CF time variable.

    Parameters
    ----------
    dataset
        The file. [-]
    name
        The variable. [-]
    faults
        Where a unit or calendar that cannot be used is noted. [-]

    Returns
    -------
    instants : (time,)
        To the second. [UTC]

    """
    variable = dataset.variables[name]
    unit = unit_of(dataset, name)
    calendar = str(getattr(variable, "calendar", "standard")).lower()
    raw = np.atleast_1d(values(dataset, name))
    word, _, since = unit.partition(" since ")
    by = _SECONDS.get(word.strip().lower().removesuffix("s"))
    try:
        origin = epoch(since)
    except ValueError:
        by = None
    if by is None or calendar not in _CALENDARS:
        faults.add(
            "a time in “seconds/minutes/hours/days since DATE”, usual calendar",
            f"“{unit}”, calendar {calendar}",
            "Correct the attribute units of the time.",
            column=name,
        )
        return np.full(raw.shape, np.datetime64("NaT"), dtype="datetime64[s]")
    seconds = raw * by
    if not np.all(np.abs(seconds) < _TOO_MANY_SECONDS):
        faults.add("finite times", "missing or huge ones", "Check.", column=name)
        seconds = np.zeros_like(seconds)
    return np.asarray(origin + np.rint(seconds).astype("timedelta64[s]"))


def grid_of(dataset: "Dataset", faults: Faults) -> tuple[Grid, bool, bool]:
    """Read the grid, ascending; the two flags say which axes were turned round.

    Parameters
    ----------
    dataset
        The file. [-]
    faults
        Where axes that name no place are noted. [-]

    Returns
    -------
    grid
        Centres of the cells. [degree]
    latitude_turned, longitude_turned
        Whether the axis descends in the file. [-]

    Raises
    ------
    InputError
        If the axes name no place on Earth.

    """
    require(dataset, ("|".join(LATITUDES), "|".join(LONGITUDES)), faults)
    latitude = values(dataset, first_of(dataset, LATITUDES))
    longitude = values(dataset, first_of(dataset, LONGITUDES))
    for name, axis, bound in (
        ("latitude", latitude, 90.0),
        ("longitude", longitude, 360.0),
    ):
        if axis.ndim != 1 or axis.size < 2 or not np.all(np.isfinite(axis)):
            faults.add(f"a regular axis of {name}", f"shape {axis.shape}", _REGULAR)
        elif np.abs(axis).max() > bound:
            faults.add(
                f"{name} in degrees, at most {bound:g}",
                f"{axis.min():g} to {axis.max():g}",
                "Check that latitude and longitude are not exchanged, and that the "
                "file is in WGS 84 and not in metres.",
                column=name,
            )
        elif not (np.all(np.diff(axis) > 0) or np.all(np.diff(axis) < 0)):
            faults.add(f"{name} in order", "values in disorder", _REGULAR, column=name)
    faults.settle()
    turned = bool(latitude[0] > latitude[-1]), bool(longitude[0] > longitude[-1])
    return Grid(np.sort(latitude), np.sort(longitude)), *turned


_REGULAR = "Put the field on a regular latitude-longitude grid."


def upright(field: Array, turned: tuple[bool, bool]) -> Array:
    """Turn the two last axes so that latitude and longitude ascend.

    Parameters
    ----------
    field : (..., lat, lon)
        As in the file. [-]
    turned
        Whether latitude, and longitude, descend in the file. [-]

    Returns
    -------
    field : (..., lat, lon)
        South to north, west to east. [-]

    """
    if turned[0]:
        field = field[..., ::-1, :]
    if turned[1]:
        field = field[..., ::-1]
    return field
