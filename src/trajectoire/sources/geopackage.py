"""The rows of a GeoPackage layer, from a file that nobody should trust.

A GeoPackage is an SQLite base: its layer may be a view that computes for ever, its
geometry may be nested until the library of geometry falls. Only plain tables are read,
and rows, bytes and seconds are bounded.
"""

import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trajectoire.sources.files import refuse

MOST_ROWS = 200_000
LARGEST_CELL = 64 * 2**20  # bytes: the outline of a region in centimetres
LARGEST_LAYER = 256 * 2**20  # bytes, kept in memory
LONGEST_READING = 20.0  # s
_DEEPEST = 3  # a collection of polygons in several parts
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


@dataclass(frozen=True)
class Layer:
    """A table with a geometry in each row.

    Parameters
    ----------
    names
        Of its columns. [-]
    records
        Its rows. [-]
    index
        Which column is the geometry. [-]
    crs
        EPSG code. [-]

    """

    names: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]
    index: int
    crs: int


def read_layer(path: Path, layer: str = "") -> Layer:
    """Read a layer, as it stands.

    Parameters
    ----------
    path
        The ``.gpkg`` file. [-]
    layer
        Its layer; empty when there is only one. [-]

    Returns
    -------
    layer
        Its rows. [-]

    Raises
    ------
    InputError
        If it is no plain table, is too large, or takes too long to read.

    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    guard = _Guard()
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            guard.watch(base)
            guard.look_at_columns(base, "gpkg_geometry_columns")
            guard.look_at_columns(base, "gpkg_spatial_ref_sys")
            name, column, crs = _described(base, path, layer)
            guard.look_at_columns(base, name)
            cursor = base.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608
            names = tuple(described[0] for described in cursor.description)
            if column not in names:
                found = ", ".join(names)
                remedy = "Save the layer again."
                raise refuse(path, f"a column “{column}”", found, remedy)
            records = tuple(_bounded(cursor, path))
    except sqlite3.Error as error:
        expected, found, remedy = guard.complaint(str(error))
        raise refuse(path, expected, found, remedy) from error
    return Layer(names, records, names.index(column), crs)


class _Guard:
    """What an untrusted base may do: give rows of its tables, for a while."""

    def __init__(self) -> None:
        self.deadline = time.monotonic() + LONGEST_READING
        self.denied = False

    def watch(self, base: sqlite3.Connection) -> None:
        """Set the limits of a base that was just opened."""
        for pragma in (
            "trusted_schema = OFF",
            "query_only = ON",
            "cell_size_check = 1",
        ):
            base.execute(f"PRAGMA {pragma}")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_CELL)
        base.set_progress_handler(self._is_late, 10_000)
        base.set_authorizer(self._judge)

    def look_at_columns(self, base: sqlite3.Connection, table: str) -> None:
        """Refuse a table of which columns are computed: no limit holds for them."""
        columns = base.execute(f"PRAGMA table_xinfo({_quoted(table)})")
        if any(column[6] for column in columns):
            self.denied = True
            raise sqlite3.DatabaseError("columns are computed")

    def complaint(self, error: str) -> tuple[str, str, str]:
        """Say what an error of the base means."""
        if self.denied:
            expected = "a layer that is a plain table"
            return expected, "a view, or computed columns", "Save it as a new layer."
        if self._is_late():
            expected = f"a layer read in less than {LONGEST_READING:g} s"
            return expected, "a slower one", "Keep the zones that you need."
        return "a whole GeoPackage", error, "Download it again and compare its size."

    def _is_late(self) -> bool:
        return time.monotonic() > self.deadline

    def _judge(
        self, action: int, what: object, _of: object, _base: object, view: object
    ) -> int:
        describes = action == sqlite3.SQLITE_PRAGMA and what == "table_xinfo"
        if describes or (action in _ALLOWED and view is None):
            return sqlite3.SQLITE_OK
        self.denied = True
        return sqlite3.SQLITE_DENY


def _described(
    base: sqlite3.Connection, path: Path, layer: str
) -> tuple[str, str, int]:
    query = (
        "SELECT g.table_name, g.column_name, s.organization, "
        "s.organization_coordsys_id FROM gpkg_geometry_columns g "
        "JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
    )
    layers = {str(row[0]): row[1:] for row in _bounded(base.execute(query), path)}
    if not layers or (layer and layer not in layers) or (not layer and len(layers) > 1):
        found = ", ".join(layers) or "none"
        expected = f"a layer “{layer}”" if layer else "one layer"
        raise refuse(path, expected, found, "Name one of its layers.")
    name = layer or next(iter(layers))
    column, organisation, code = layers[name]
    if str(organisation).upper() != "EPSG" or not isinstance(code, int):
        raise refuse(
            path,
            "a coordinate system with its EPSG code",
            f"{organisation} {code}",
            "Set the layer's coordinate system and save it again.",
        )
    return name, str(column), code


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _bounded(cursor: sqlite3.Cursor, path: Path) -> Iterator[tuple[Any, ...]]:
    size = 0
    for rows, record in enumerate(cursor, 1):
        size += sum(map(_size, record))
        if rows > MOST_ROWS or size > LARGEST_LAYER:
            expected = f"at most {MOST_ROWS} rows and {LARGEST_LAYER / 2**20:.0f} MiB"
            raise refuse(path, expected, "more", "Keep the zones that you need.")
        yield record


def _size(cell: object) -> int:
    return len(cell) if isinstance(cell, bytes | str) else 8


def is_shallow(geometry: bytes) -> bool:
    """Tell whether a geometry can be given to a library that follows its nesting.

    Parameters
    ----------
    geometry
        Well-known binary, as ISO and GeoPackage write it. [-]

    Returns
    -------
    shallow
        False where geometries hold geometries without end, or of unknown kinds. [-]

    Raises
    ------
    struct.error
        If it is cut short.

    """
    at = 0
    ahead = [1]  # geometries still to come, at each level
    while ahead:
        if not ahead[-1]:
            ahead.pop()
            continue
        ahead[-1] -= 1
        order = "<" if geometry[at : at + 1] == b"\x01" else ">"
        (code,) = struct.unpack_from(f"{order}I", geometry, at + 1)
        dimensions, kind = divmod(code, 1000)
        if dimensions > 3 or not 1 <= kind <= 7 or len(ahead) > _DEEPEST:
            return False
        at += 5
        width = 8 * (2, 3, 3, 4)[dimensions]
        if kind == 1:
            at += width
        elif kind == 3:
            at = _after_rings(geometry, at, order, width)
        else:
            (count,) = struct.unpack_from(f"{order}I", geometry, at)
            at += 4
            if kind == 2:
                at += count * width
            else:
                ahead.append(count)
    return True


def _after_rings(geometry: bytes, at: int, order: str, width: int) -> int:
    (rings,) = struct.unpack_from(f"{order}I", geometry, at)
    at += 4
    for _ in range(rings):
        (count,) = struct.unpack_from(f"{order}I", geometry, at)
        at += 4 + count * width
    return at
