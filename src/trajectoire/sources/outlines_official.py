"""Outlines of an official file, told apart by their codes and brought to today's code.

Read: ADMIN EXPRESS of IGN and the contours of Etalab, as GeoJSON or GeoPackage, and any
file that gives one polygon a row with its INSEE code or its SIREN.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trajectoire.core.source import Source
from trajectoire.sources.communes import places
from trajectoire.sources.communes_names import fold
from trajectoire.sources.communes_place import Place
from trajectoire.sources.faults import Faults
from trajectoire.sources.files import SQLITE, opening
from trajectoire.sources.geometry import Polygons, read_geojson, read_geopackage
from trajectoire.sources.outlines import Outline, draw, outlines

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

OFFICIAL_STEP = 0.0002  # degree: about twenty metres
_TOLERANCE = 0.0005  # degree: about fifty metres, less than a pixel of any page
_NEAR = 0.5  # degree: between a place and the generalised outline of its département
_CODES = {  # column in lower case: what comes before its codes in ours
    "insee_com": "",
    "codgeo": "",
    "code_siren": "",
    "insee_dep": "dep-",
    "insee_reg": "reg-",
    "code_insee": None,
    "insee": None,
    "code": None,
}
_NAMES = ("nom_officiel", "nom", "nom_com", "libgeo", "name")
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class OfficialOutlines:
    """What an official file outlines.

    Parameters
    ----------
    outlines
        By code of today. [-]
    joined
        How many rows were parts of a commune of today: merged communes, municipal
        arrondissements. [-]
    mended
        How many shapes crossed themselves and were mended. [-]
    notes
        What the reader of the format did. [-]

    """

    outlines: Mapping[str, Outline]
    joined: int
    mended: int
    notes: tuple[str, ...]


def read_outlines(path: Path, source: Source) -> OfficialOutlines:
    """Read the outlines of communes, groups, départements or régions.

    Parameters
    ----------
    path
        A GeoJSON or a GeoPackage with one layer. [-]
    source
        Who publishes the file, and under which licence. [-]

    Returns
    -------
    found
        Light outlines, by code. [-]

    Raises
    ------
    InputError
        With everything that is wrong: no code, unknown codes, shapes that are no
        polygons, shapes far from where their code says.

    """
    import shapely  # noqa: PLC0415  (only when outlines are read)

    is_base = opening(path).startswith(SQLITE)
    layer = read_geopackage(path) if is_base else read_geojson(path)
    faults = Faults(path.name)
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    joined = mended = 0
    for row, place, is_part, shape in _rows(layer, faults):
        if not shape.is_valid:
            mended += 1
            shape = shapely.make_valid(shape)  # noqa: PLW2901
        _look_at_place(place, shape, row, faults)
        parts[place.code].append(shape)
        joined += is_part
    faults.settle()
    drawn = {
        code: Outline(
            draw(
                shapely.simplify(shapely.union_all(shapes), _TOLERANCE), OFFICIAL_STEP
            ),
            OFFICIAL_STEP,
            source,
        )
        for code, shapes in parts.items()
    }
    return OfficialOutlines(drawn, joined, mended, layer.notes)


def _rows(
    layer: Polygons, faults: Faults
) -> Iterator[tuple[int, Place, bool, "BaseGeometry"]]:
    known = {name.lower(): name for name in layer.attributes}
    column = next((name for name in _CODES if name in known), "")
    if not column:
        expected = f"a column of codes: {', '.join(_CODES)}"
        found = ", ".join(layer.attributes) or "none"
        faults.add(expected, found, "Rename the column that holds the codes.")
        return
    codes = layer.attributes[known[column]]
    named = next((known[name] for name in _NAMES if name in known), None)
    names = layer.attributes[named] if named else ("",) * len(codes)
    triples = zip(codes, names, layer.shapes, strict=True)
    for row, (code, name, shape) in enumerate(triples, 1):
        place, is_part = _place(str(code or ""), str(name or ""), _CODES[column])
        if place is None:
            expected = "a code of a commune, a group, a département or a région"
            remedy = "Use a file of the official code of this year or of a former one."
            faults.add(expected, repr(code), remedy, row, known[column])
        elif shape.geom_type not in _POLYGONS:
            remedy = "Export the layer of surfaces, not of points or lines."
            faults.add("a polygon", shape.geom_type, remedy, row, "geometry")
        else:
            yield row, place, is_part, shape


def _place(code: str, name: str, before: str | None) -> tuple[Place | None, bool]:
    """Find what a code outlines; an uncertain one by its name too."""
    if before is None and len(code) <= 3:
        found = [places().successor(f"{kind}{code}") for kind in ("dep-", "reg-")]
        same = [p for p in found if p and fold(p.name) == fold(name)]
        return (same[0] if same else None), False
    match = places().find(f"{before or ''}{code}")
    return (match.place, bool(match.through)) if match else (None, False)


def _look_at_place(
    place: Place, shape: "BaseGeometry", row: int, faults: Faults
) -> None:
    """Note a shape that lies far from where its code says."""
    above = places().departement(place.code)
    near = outlines().get(above.code if above else place.code)
    if near is None:
        return
    west, south, east, north = near.box
    x, y = shape.representative_point().coords[0]
    if west - _NEAR <= x <= east + _NEAR and south - _NEAR <= y <= north + _NEAR:
        return
    exchanged = (
        west - _NEAR <= y <= east + _NEAR and south - _NEAR <= x <= north + _NEAR
    )
    remedy = (
        "Latitude and longitude are exchanged: write longitude first."
        if exchanged
        else "Check the code and the coordinate system of the file."
    )
    expected = (
        f"{place.name} near {west:.1f} to {east:.1f} E, {south:.1f} to {north:.1f} N"
    )
    faults.add(expected, f"{x:.2f} E, {y:.2f} N", remedy, row, "geometry")
