"""Polygons with their numbers: GeoPackage and GeoJSON, brought to WGS 84.

Axes are always longitude first, as GeoJSON writes them; coordinates that cannot be
what the file says they are (metres called degrees, latitude first) are refused.
"""

import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trajectoire.core.source import Source
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import SQLITE, content, opening, refuse
from trajectoire.sources.geopackage import is_shallow, read_layer
from trajectoire.sources.reprojection import WGS84, to_wgs84

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LARGEST_GEOJSON = 32 * 2**20  # bytes: twenty times as much once in memory
MOST_SHAPES = 200_000
MOST_VERTICES = 2_000_000
MOST_ATTRIBUTES = 1000
_NO_GEOMETRY = (  # what shapely lets through when members are of the wrong kind
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_BY_AUTHORITY = ("urn:ogc:def:crs:EPSG:", "urn:x-ogc:def:crs:EPSG:")
_ENVELOPE = (0, 32, 48, 48, 64)  # bytes, by code of the GeoPackage header


@dataclass(frozen=True, eq=False)
class Polygons:
    """Shapes with their attributes.

    Parameters
    ----------
    kind
        Name of the format. [-]
    shapes
        In WGS 84, longitude first. [degree]
    attributes
        By name, one value for each shape. [-]
    source
        Who publishes them. [-]
    crs
        EPSG code of the file. [-]
    notes
        What the reader should know. [-]
    latitude_first
        Whether the system that the file names puts latitude first, and GeoJSON
        longitude: its author may have followed either. [-]

    """

    kind: str
    shapes: tuple["BaseGeometry", ...]
    attributes: Mapping[str, tuple[Any, ...]]
    source: Source
    crs: int
    notes: tuple[str, ...] = ()
    latitude_first: bool = False

    def numbers(self, name: str) -> np.ndarray:
        """Give an attribute as numbers.

        Parameters
        ----------
        name
            The attribute. [-]

        Returns
        -------
        values : (shape,)
            NaN where the file has none. [unit of file]

        Raises
        ------
        InputError
            If there is no such attribute, or if it is no number.

        """
        faults = Faults(self.source.address)
        if name not in self.attributes:
            there = ", ".join(self.attributes)
            faults.add(f"an attribute “{name}”", f"only {there}", "Check its name.")
            faults.settle()
        cells = self.attributes[name]
        for row, cell in enumerate(cells, 1):
            if cell is not None and not _is_number(cell):
                remedy = "Correct it, or leave it empty."
                faults.add("a number", f"{cell!r}", remedy, row, name)
        faults.settle()
        return np.array([np.nan if c is None else float(c) for c in cells])


def _is_number(cell: object) -> bool:
    if isinstance(cell, int):
        return not isinstance(cell, bool) and abs(cell) < 2**63
    return isinstance(cell, float)


def read_geopackage(path: Path, layer: str = "") -> Polygons:
    """Read a layer of a GeoPackage.

    Parameters
    ----------
    path
        The ``.gpkg`` file. [-]
    layer
        Its layer; empty when there is only one. [-]

    Returns
    -------
    polygons
        Shapes in WGS 84 and their attributes. [-]

    Raises
    ------
    InputError
        With everything that is wrong.

    """
    if not opening(path).startswith(SQLITE):
        remedy = "Check the name of the file."
        raise refuse(path, "a GeoPackage", "another format", remedy)
    found = read_layer(path, layer)
    faults = Faults(path.name)
    records = found.records
    shapes = [
        _from_blob(record[found.index], row, faults)
        for row, record in enumerate(records, 1)
    ]
    attributes = {
        name: tuple(record[position] for record in records)
        for position, name in enumerate(found.names)
        if position != found.index
    }
    return _finished("GeoPackage", path, shapes, attributes, found.crs, faults)


def _from_blob(blob: object, row: int, faults: Faults) -> "BaseGeometry | None":
    import shapely  # noqa: PLC0415  (only when polygons are read)

    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        faults.add("a geometry", "none or damaged", "Remove the row.", row, "geom")
        return None
    envelope = _ENVELOPE[min((blob[3] >> 1) & 0b111, 4)]
    geometry = blob[8 + envelope :]
    try:
        if not is_shallow(geometry):
            expected = "points, lines or polygons"
            found, remedy = "curves, or geometries within geometries", "Simplify it."
            faults.add(expected, found, remedy, row, "geom")
            return None
        return shapely.from_wkb(geometry)
    except (shapely.errors.ShapelyError, struct.error) as error:
        faults.add("a geometry", f"damaged: {error}", "Mend it.", row, "geom")
        return None


def read_geojson(path: Path) -> Polygons:
    """Read a collection of features.

    Parameters
    ----------
    path
        The ``.geojson`` file. [-]

    Returns
    -------
    polygons
        Shapes in WGS 84 and their attributes. [-]

    Raises
    ------
    InputError
        With everything that is wrong.

    Notes
    -----
    RFC 7946 knows WGS 84 only; the older ``crs`` member is read where it is there.

    """
    import shapely.geometry  # noqa: PLC0415  (only when polygons are read)

    read = _json(path)
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        remedy = "Export the layer as a FeatureCollection."
        raise refuse(path, "a FeatureCollection with features", "none", remedy)
    faults = Faults(path.name)
    shapes: list[BaseGeometry | None] = []
    records: list[dict[str, Any]] = []
    for row, feature in enumerate(features, 1):
        one = feature if isinstance(feature, dict) else {}
        try:
            shapes.append(shapely.geometry.shape(one.get("geometry")))
        except (shapely.errors.ShapelyError, *_NO_GEOMETRY):
            remedy = "Mend or remove the feature."
            faults.add("a geometry", "none or damaged", remedy, row, "geometry")
            shapes.append(None)
        found = one.get("properties")
        records.append(found if isinstance(found, dict) else {})
    names = dict.fromkeys(name for record in records for name in record)
    if len(names) > MOST_ATTRIBUTES:
        expected = f"at most {MOST_ATTRIBUTES} attributes"
        raise refuse(path, expected, f"{len(names)}", "Keep those that you need.")
    attributes = {n: tuple(record.get(n) for record in records) for n in names}
    crs, latitude_first = _geojson_crs(read, faults)
    found = _finished("GeoJSON", path, shapes, attributes, crs, faults)
    return replace(found, latitude_first=latitude_first)


def _json(path: Path) -> Any:
    try:
        return json.loads(content(path, LARGEST_GEOJSON).decode("utf-8-sig"))
    except RecursionError as error:
        expected = "a GeoJSON file of features, geometries and numbers"
        found = "brackets within brackets without end"
        raise refuse(path, expected, found, "Export the layer again.") from error
    except ValueError as error:
        remedy = "Check that it is whole."
        raise refuse(path, "a GeoJSON file", str(error), remedy) from error


def _geojson_crs(read: Mapping[str, Any], faults: Faults) -> tuple[int, bool]:
    """Give the EPSG code, and whether the name that is written puts latitude first."""
    member = read.get("crs")
    if member is None:
        return WGS84, False
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name.endswith("CRS84"):
        return WGS84, False
    digits = name.rpartition(":")[2]
    if re.fullmatch("[0-9]{1,6}", digits):
        return int(digits), name.startswith(_BY_AUTHORITY) and _is_turned(int(digits))
    faults.add("a crs with its EPSG code", f"{member}", "Save it in WGS 84.")
    return WGS84, False


def _is_turned(crs: int) -> bool:
    """Tell whether the first axis of a system goes north, as its authority has it."""
    from pyproj import CRS  # noqa: PLC0415  (0.2 s)
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        axes = CRS.from_epsg(crs).axis_info
    except CRSError:  # it is refused later, with its code
        return False
    return bool(axes) and axes[0].direction == "north"


def _finished(
    kind: str,
    path: Path,
    shapes: Sequence["BaseGeometry | None"],
    attributes: Mapping[str, tuple[Any, ...]],
    crs: int,
    faults: Faults,
) -> Polygons:
    faults.settle()
    _look_at_sizes(path, shapes)
    placed, notes = to_wgs84([s for s in shapes if s is not None], crs, faults)
    faults.settle()
    source = Source(
        "not stated in the file", path.stem, "not stated in the file", None, path.name
    )
    return Polygons(kind, placed, attributes, source, crs, notes)


def _look_at_sizes(path: Path, shapes: Sequence["BaseGeometry | None"]) -> None:
    import shapely  # noqa: PLC0415  (only when polygons are read)

    vertices = int(shapely.get_num_coordinates(list(shapes)).sum())
    if len(shapes) > MOST_SHAPES or vertices > MOST_VERTICES:
        expected = f"at most {MOST_SHAPES} shapes and {MOST_VERTICES} vertices"
        found = f"{len(shapes)} and {vertices}"
        raise refuse(path, expected, found, "Simplify the outlines, or cut the layer.")
