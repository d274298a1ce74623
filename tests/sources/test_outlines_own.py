"""An outline of one's own is looked at where it is said, or known, to be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.source import Source
from trajectoire.sources.outlines_own import read_own_outline

OURS = Source("Essai", "Contour", "Inventé")
SQUARE = [[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]
TURNED = [[y, x] for x, y in SQUARE]
ISERE = (4.7, 44.7, 6.4, 45.9)
REUNION = (55.2, -21.4, 55.9, -20.8)
URN = "urn:ogc:def:crs:EPSG::4326"
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Write one ring in a GeoJSON, with the name of its system or without."""

    def write(ring: list[Any], crs: str = "") -> Path:
        shape = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {}, "geometry": shape}
        whole: dict[str, Any] = {"type": "FeatureCollection", "features": [feature]}
        if crs:
            whole["crs"] = {"type": "name", "properties": {"name": crs}}
        path = tmp_path / "contour.geojson"
        path.write_text(json.dumps(whole), encoding="utf-8")
        return path

    return write


def test_an_outline_near_one_of_the_places_is_taken(written: Write) -> None:
    own = read_own_outline(written(SQUARE), OURS, near=(REUNION, ISERE))
    assert own.area == pytest.approx(87.4, rel=0.01)  # 11.11 km by 7.86 km


def test_an_outline_across_the_border_is_taken(written: Write) -> None:
    west = [[x - 1.1, y] for x, y in SQUARE]  # up to 4.7 E, where the box begins
    assert read_own_outline(written(west), OURS, near=(ISERE,)).area > 0


@pytest.mark.parametrize(
    ("ring", "said"),
    [(TURNED, "exchanged"), ([[x + 5, y] for x, y in SQUARE], "Check")],
)
def test_an_outline_far_from_its_place_is_refused(
    written: Write, ring: list[Any], said: str
) -> None:
    with pytest.raises(InputError, match=rf"near 4\.7 to 6\.4 E.*{said}"):
        read_own_outline(written(ring), OURS, near=(ISERE,))


def test_a_place_and_an_outline_both_turned_are_known_by_the_country(
    written: Write,
) -> None:
    turned_place = (45.15, 5.75)
    with pytest.raises(InputError, match="exchanged"):
        read_own_outline(written(TURNED), OURS, turned_place, (ISERE,))


# EPSG puts the latitude of 4326, and of 4171, first; GeoJSON writes longitudes first.
@pytest.mark.parametrize("crs", [URN, "urn:ogc:def:crs:EPSG::4171"])
@pytest.mark.parametrize("ring", [SQUARE, TURNED])
def test_a_system_that_puts_latitude_first_is_not_guessed(
    written: Write, crs: str, ring: list[Any]
) -> None:
    with pytest.raises(InputError, match=r"puts latitude first.*CRS84"):
        read_own_outline(written(ring, crs), OURS)


@pytest.mark.parametrize("known", [{"inside": (5.75, 45.15)}, {"near": (ISERE,)}])
def test_a_place_says_in_which_order_such_a_file_was_written(
    written: Write, known: dict[str, Any]
) -> None:
    own = read_own_outline(written(SQUARE, URN), OURS, **known)
    assert own.outline.box == pytest.approx((5.7, 45.1, 5.8, 45.2), abs=0.001)
    with pytest.raises(InputError, match="exchanged"):
        read_own_outline(written(TURNED, URN), OURS, **known)


@pytest.mark.parametrize("crs", ["", "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_a_system_without_order_of_its_own_is_that_of_geojson(
    written: Write, crs: str
) -> None:
    own = read_own_outline(written(SQUARE, crs), OURS)
    assert own.outline.box == pytest.approx((5.7, 45.1, 5.8, 45.2), abs=0.001)


def test_an_unknown_system_is_refused_as_before(written: Write) -> None:
    with pytest.raises(InputError, match="a known EPSG code"):
        read_own_outline(written(SQUARE, "urn:ogc:def:crs:EPSG::999999"), OURS)
