"""Outlines show where a territory is, and refuse what cannot be one."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.core.source import Source
from trajectoire.sources.communes import places
from trajectoire.sources.communes_kept import KeptTerritories
from trajectoire.sources.outlines import Outline, around, draw, outlines
from trajectoire.sources.outlines_official import read_outlines
from trajectoire.sources.outlines_own import read_own_outline

IGN = Source("IGN", "Contours d'essai", "Licence Ouverte 2.0")
SQUARE = [[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]


def feature(
    rings: list[Any], kind: str = "Polygon", **properties: Any
) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": rings}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def written(tmp_path: Path):
    """Write features in a GeoJSON."""

    def write(*features: dict[str, Any], **more: Any) -> Path:
        path = tmp_path / "contours.geojson"
        whole = {"type": "FeatureCollection", "features": list(features), **more}
        path.write_text(json.dumps(whole), encoding="utf-8")
        return path

    return write


# By hand: a square of 10 steps with a hole of 2, first corner at (5, 7).
def test_a_square_with_a_hole_is_drawn_and_read_back() -> None:
    square = shapely.box(0.5, 0.7, 1.5, 1.7) - shapely.box(0.9, 1.1, 1.1, 1.3)
    path = draw(square, 0.1)
    assert path.count("M") == path.count("z") == 2
    outline = Outline(path, 0.1)
    assert outline.box == pytest.approx((0.5, 0.7, 1.5, 1.7))
    assert outline.shape().area == pytest.approx(1.0 - 0.04)


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 5))
def test_drawing_moves_no_corner_by_more_than_half_a_step(
    x: float, y: float, side: float
) -> None:
    box = Outline(draw(shapely.box(x, y, x + side, y + side), 0.001), 0.001).box
    assert box == pytest.approx((x, y, x + side, y + side), abs=0.00051)


def test_every_departement_and_every_region_has_its_outline() -> None:
    known = {
        place.code
        for place in places().places
        if place.kind in ("departement", "region") and place.nature != "com"
    }
    assert set(outlines()) == known
    assert len(known) == 101 + 18


def test_a_region_is_as_large_as_its_departements_together() -> None:
    for region in (code for code in outlines() if code.startswith("reg-")):
        parts = [outlines()[p.code] for p in places().members("region", region)]
        together = shapely.union_all([part.shape().buffer(0) for part in parts])
        whole = outlines()[region].shape()
        assert whole.symmetric_difference(together).area < 0.005 * together.area
        assert around(parts) == pytest.approx(outlines()[region].box, abs=0.005)


# Against others: the contours of IGN at one kilometre. What is shared of two outlines,
# over what either holds: a generalised map of 1:10,000,000 keeps most of it, less of
# the smallest départements (Paris, 10 km wide) and of islands.
@pytest.mark.parametrize(
    ("file", "prefix", "least", "median"),
    [("departements", "dep", 0.75, 0.95), ("regions", "reg", 0.75, 0.97)],
)
def test_outlines_agree_with_the_official_ones(
    shared_data: Path, file: str, prefix: str, least: float, median: float
) -> None:
    path = shared_data / f"territory/geo/{file}-1000m.geojson"
    official = read_outlines(path, IGN).outlines
    agreed = []
    for code, ours in outlines().items():
        if code.startswith(prefix):
            mine, theirs = ours.shape(), official[code].shape().buffer(0)
            shared = mine.intersection(theirs).area
            agreed.append(shared / mine.union(theirs).area)
    assert min(agreed) > least
    assert sorted(agreed)[len(agreed) // 2] > median


def test_official_communes_are_read_and_kept(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "territory/geo/communes/communes-1000m-38.geojson"
    found = read_outlines(path, IGN)
    assert set(found.outlines) >= {
        p.code for p in places().members("epci", "200040715")
    }
    kept = KeptTerritories(tmp_path)
    assert kept.outline("38185") is None
    kept.keep_outlines(found.outlines)
    outline = kept.outline("38185")
    assert outline is not None
    assert outline.source == IGN
    west, south, east, north = outline.box
    assert west < 5.72 < east  # Grenoble's town hall: 45.187 N, 5.736 E
    assert south < 45.18 < north


def test_a_merged_commune_joins_that_of_today(written) -> None:
    east = [[[x + 0.1, y] for x, y in SQUARE]]
    old, new = feature(east, insee_com="01003"), feature([SQUARE], insee_com="01165")
    found = read_outlines(written(old, new), IGN)
    assert (list(found.outlines), found.joined) == (["01165"], 1)
    assert found.outlines["01165"].shape().area == pytest.approx(0.02, rel=0.01)


# Doors: every fault of a file at once, each with what to do.
def test_all_that_is_wrong_with_an_official_file_is_said_at_once(written) -> None:
    swapped = [[[y, x] for x, y in SQUARE]]
    path = written(
        feature([SQUARE], insee_com="99999"),
        feature([5.7, 45.1], "Point", insee_com="38185"),
        feature(swapped, insee_com="38185"),
        feature([[[x, y - 30] for x, y in SQUARE]], insee_com="38185"),
    )
    with pytest.raises(InputError) as refused:
        read_outlines(path, IGN)
    faults = refused.value.faults
    assert [fault.row for fault in faults] == [1, 2, 3, 4]
    assert "exchanged" in faults[2].remedy
    assert "coordinate system" in faults[3].remedy


def test_a_file_without_codes_is_refused(written) -> None:
    with pytest.raises(InputError, match="a column of codes"):
        read_outlines(written(feature([SQUARE], nom="Isère")), IGN)


def test_two_figures_name_a_departement_or_a_region_by_its_name(written) -> None:
    path = written(feature([SQUARE], code="84", nom="AUVERGNE-RHONE-ALPES"))
    assert list(read_outlines(path, IGN).outlines) == ["reg-84"]
    with pytest.raises(InputError, match="a code of a commune"):
        read_outlines(written(feature([SQUARE], code="84", nom="Isère")), IGN)


# By hand: at 45.15 N a tenth of a degree is 11.11 km by 11.13 * cos(45.15°) = 7.86 km,
# hence 87.4 km2; a hole of a hundredth of it leaves 99 %.
def test_the_area_of_ones_own_outline_leaves_holes_out(written) -> None:
    hole = [[5.745, 45.145], [5.755, 45.145], [5.755, 45.155], [5.745, 45.155]]
    hole.append(hole[0])
    whole = read_own_outline(written(feature([SQUARE])), IGN).area
    holed = read_own_outline(written(feature([SQUARE, hole])), IGN)
    assert whole == pytest.approx(87.4, rel=0.01)
    assert holed.area == pytest.approx(0.99 * whole, rel=0.001)
    assert holed.outline.path.count("z") == 2


def test_metres_are_brought_to_degrees_when_the_file_says_so(written) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    lambert = [[910_000, 6_450_000], [911_000, 6_450_000], [911_000, 6_451_000]]
    path = written(feature([[*lambert, lambert[0]]]), crs=crs)
    own = read_own_outline(path, IGN)
    assert own.area == pytest.approx(0.5, rel=0.01)
    assert 5 < own.outline.box[0] < 6


@pytest.mark.parametrize(
    ("rings", "kind", "inside", "said"),
    [
        ([[[5, 45], [6, 46], [6, 45], [5, 46], [5, 45]]], "Polygon", None, "sound"),
        ([5.7, 45.1], "Point", None, "a polygon"),
        ([[5.7, 45.1], [5.8, 45.2]], "LineString", None, "a polygon"),
        ([[[500_000, 6e6], [500_100, 6e6], [5e5, 6.1e6], [5e5, 6e6]]], "Polygon", None,
         "in degrees"),
        ([[[5, 45], [5, 45], [5, 45], [5, 45]]], "Polygon", None, "sound"),
        ([SQUARE], "Polygon", (2.35, 48.85), "Check the place"),
        ([[[y, x] for x, y in SQUARE]], "Polygon", (5.75, 45.15), "exchanged"),
    ],
    ids=["bow tie", "point", "line", "metres", "nothing", "elsewhere", "exchanged"],
)  # fmt: skip
def test_an_outline_that_cannot_be_one_is_refused(
    written, rings: list[Any], kind: str, inside: Any, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_own_outline(written(feature(rings, kind)), IGN, inside)


def strip(west: float, south: float, east: float, north: float) -> list[Any]:
    corners = [[west, south], [east, south], [east, north], [west, north]]
    return [[*corners, corners[0]]]


# By hand: 60 strips up, 60 strips along, 59 gaps each way: a piece and 59 × 59 holes.
def test_a_small_file_that_makes_thousands_of_holes_is_refused(written) -> None:
    up = [strip(x / 100, 45, x / 100 + 0.005, 46) for x in range(60)]
    along = [strip(0, 45 + y / 100, 1, 45.005 + y / 100) for y in range(60)]
    crossed = written(*(feature(rings) for rings in [*up, *along]))
    with pytest.raises(InputError, match=r"at most 2000 pieces .* found 3482\. Simpl"):
        read_own_outline(crossed, IGN)


def test_more_surfaces_than_a_territory_has_are_refused(written) -> None:
    islands = [feature(strip(n / 50, 45, n / 50 + 0.01, 46)) for n in range(1001)]
    with pytest.raises(InputError, match=r"at most 1000 shapes.*found 1001 and 5005"):
        read_own_outline(written(*islands), IGN)


def test_a_kept_file_that_was_never_finished_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "territories.sqlite3").touch()
    kept = KeptTerritories(tmp_path)
    assert kept.outline("38185") is None
    assert kept.competences("200040715") == ((), None)
