"""What an HDF5 file is made of, looked at before the C library of NetCDF opens it.

An HDF5 file may hold its values in another file, link to another file, or hold a group
within itself: the library then reads whatever the server may read, or falls. A NetCDF
file needs none of that, and one that has it is refused.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trajectoire.sources.faults import Faults

if TYPE_CHECKING:
    from h5py import Group

MOST_OBJECTS = 10_000  # variables and groups: the richest product known has hundreds
DEEPEST = 16  # groups within groups
LARGEST_CHUNK = 512 * 2**20  # bytes, unpacked at once in memory
_FILTERS = {  # numbers of the HDF Group's register: what NetCDF writes by itself
    1: "deflate",
    2: "shuffle",
    3: "fletcher32",
    4: "szip",
    32015: "zstd",
}
_ALONE = "Copy the file whole (nccopy), so that it stands alone."
_SIMPLER = "Copy it with nccopy into a plain NetCDF file."


def look_at_storage(path: Path) -> None:
    """Refuse an HDF5 file that is not whole in itself; no value is read.

    Parameters
    ----------
    path
        The file. [-]

    Raises
    ------
    InputError
        With every object that is kept elsewhere, linked, or of no measure.
    OSError
        If the file is damaged.

    """
    import h5py  # noqa: PLC0415  (0.1 s: only when a file is read)

    faults = Faults(path.name)
    with h5py.File(path, "r") as file:
        for place, dataset in _datasets(file, faults):
            _look_at_values(dataset.get_create_plist(), dataset, place, faults)
    faults.settle()


def _datasets(file: "Group", faults: Faults) -> Iterator[tuple[str, Any]]:
    """Walk through the groups, by hard links only, each group once."""
    from h5py import Dataset, Group, h5o  # noqa: PLC0415  (as above)

    ahead = [("", file)]
    seen = {h5o.get_info(file.id).addr}
    count = 0
    while ahead:
        where, group = ahead.pop()
        for name in _names(group, where, faults):
            count += 1
            if count > MOST_OBJECTS:
                expected = f"at most {MOST_OBJECTS} variables and groups"
                faults.add(expected, "more", "Give one product in each file.")
                return
            place = f"{where}/{name}"
            found = group[name]
            if isinstance(found, Dataset):
                _read_attributes(found)
                yield place, found.id
            elif isinstance(found, Group) and _is_new(found, place, seen, faults):
                ahead.append((place, found))


def _read_attributes(found: Any) -> None:
    """Meet here the damaged attribute on which the C library of NetCDF would fall."""
    for name in found.attrs:
        with suppress(TypeError, UnicodeError):  # of a strange kind, but whole
            found.attrs[name]


def _names(group: "Group", where: str, faults: Faults) -> Iterator[str]:
    from h5py import h5l  # noqa: PLC0415  (as above)

    for name in group:
        if isinstance(name, bytes):  # h5py could not decode it
            faults.add("names written in UTF-8", "another encoding", _SIMPLER)
            continue
        kind = group.id.links.get_info(name.encode()).type
        if kind == h5l.TYPE_HARD:
            yield name
            continue
        expected = "objects of the file itself"
        faults.add(expected, "a link", _ALONE, column=f"{where}/{name}")


def _is_new(group: "Group", place: str, seen: set[int], faults: Faults) -> bool:
    from h5py import h5o  # noqa: PLC0415  (as above)

    address = h5o.get_info(group.id).addr
    if address in seen:
        expected = "each group at one place"
        faults.add(expected, "one at several", _SIMPLER, column=place)
        return False
    seen.add(address)
    if place.count("/") > DEEPEST:
        faults.add(f"groups at most {DEEPEST} deep", "deeper", _SIMPLER)
        return False
    return True


def _look_at_values(kept: Any, dataset: Any, place: str, faults: Faults) -> None:
    from h5py import h5d  # noqa: PLC0415  (as above)

    layout = kept.get_layout()
    if kept.get_external_count() or layout == h5d.VIRTUAL:
        expected = "values kept in the file itself"
        faults.add(expected, "values in other files", _ALONE, column=place)
    if layout != h5d.CHUNKED:
        return
    size = dataset.get_type().get_size() * int(np.prod(kept.get_chunk(), dtype=object))
    if size > LARGEST_CHUNK:
        expected = f"chunks of at most {LARGEST_CHUNK / 2**20:.0f} MiB"
        faults.add(expected, f"{size / 2**20:.0f} MiB", _SIMPLER, column=place)
    for index in range(kept.get_nfilters()):
        number = kept.get_filter(index)[0]
        if number not in _FILTERS:
            expected = "values plain or compressed by deflate, szip or zstd"
            faults.add(expected, f"filter {number}", _SIMPLER, column=place)
