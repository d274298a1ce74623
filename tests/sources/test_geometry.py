"""Polygons: where they say they are, or refused; their emissions keep their mass."""

import json
import sqlite3

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from trajectoire.core.grid import Grid
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.sources.geometry import Polygons, read_geojson, read_geopackage
from trajectoire.sources.rasters import Emissions, rasterised

GRID = Grid(np.arange(48.0, 49.0, 0.1), np.arange(2.0, 3.0, 0.1))
ROAD = Emissions("co2", "t/year", Sector("GNFR", "F"), np.datetime64("2022-01-01"))
SOURCE = Source("Town", "Roads", "none", address="roads.geojson")


def bad(case):
    return pytest.mark.bad_input(case, door="file")


def _feature(shape, **properties):
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shape),
        "properties": properties,
    }


@pytest.fixture
def geojson_file(tmp_path):
    """Write features, and a coordinate system if asked."""

    def write(*features, crs=""):
        collection = {"type": "FeatureCollection", "features": list(features)}
        if crs:
            collection["crs"] = {"type": "name", "properties": {"name": crs}}
        path = tmp_path / "zones.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    return write


@pytest.fixture
def geopackage_file(tmp_path):
    """Write one layer of shapes with a number each."""

    def write(shapes, code, organisation="EPSG"):
        path = tmp_path / "zones.gpkg"
        path.unlink(missing_ok=True)
        base = sqlite3.connect(path)
        base.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, "
            "organization_coordsys_id INTEGER);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, "
            "srs_id INTEGER);"
            'CREATE TABLE "my zones" (fid INTEGER, geom BLOB, co2 REAL);'
            "INSERT INTO gpkg_geometry_columns VALUES ('my zones', 'geom', 1);"
        )
        base.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (1, ?, ?)", (organisation, code)
        )
        for row, shape in enumerate(shapes):
            blob = None if shape is None else b"GP\x00\x01" + bytes(4) + shape.wkb
            base.execute('INSERT INTO "my zones" VALUES (?, ?, ?)', (row, blob, 10.0))
        base.commit()
        base.close()
        return path

    return write


SQUARE = shapely.box(2.2, 48.3, 2.4, 48.5)


def test_geojson_gives_shapes_and_attributes(geojson_file):
    polygons = read_geojson(geojson_file(_feature(SQUARE, co2=10, name="A")))
    assert polygons.shapes[0].equals(SQUARE)
    assert polygons.numbers("co2").tolist() == [10.0]


def test_a_geopackage_is_brought_to_wgs84(geopackage_file):
    to_utm = Transformer.from_crs(4326, 32631, always_xy=True).transform
    moved = shapely.transform(SQUARE, lambda c: np.column_stack(to_utm(*c.T)))
    polygons = read_geopackage(geopackage_file([moved], 32631))
    assert polygons.shapes[0].bounds == pytest.approx(SQUARE.bounds, abs=1e-9)
    assert polygons.notes == (
        "brought from EPSG:32631 (WGS 84 / UTM zone 31N) to WGS 84",
    )
    assert polygons.numbers("co2").tolist() == [10.0]


@bad("wrong CRS")
def test_metres_called_degrees_are_refused(refusal, geojson_file):
    path = geojson_file(_feature(shapely.box(650_000, 6_860_000, 660_000, 6_870_000)))
    said = refusal(read_geojson, path)
    assert "expected longitude, latitude in degrees (WGS 84), found 650000 to" in said
    assert "These are metres: set the coordinate system that was used." in said


@bad("wrong CRS")
def test_degrees_called_metres_are_refused(refusal, geopackage_file):
    said = refusal(read_geopackage, geopackage_file([SQUARE], 2154))
    assert "expected coordinates in metres (RGF93" in said
    assert "These are degrees: set the coordinate system to WGS 84." in said


@bad("wrong CRS")
def test_an_unknown_coordinate_system_is_refused(refusal, geopackage_file):
    said = refusal(read_geopackage, geopackage_file([SQUARE], 999_999))
    assert "expected a known EPSG code, found 999999" in said
    said = refusal(read_geopackage, geopackage_file([SQUARE], 1, "NONE"))
    assert "expected a coordinate system with its EPSG code, found NONE 1" in said


@bad("swapped latitude and longitude")
def test_latitude_first_is_recognised_where_it_shows(refusal, geojson_file):
    path = geojson_file(_feature(shapely.box(39.9, 116.3, 40.0, 116.4)))
    assert "Latitude and longitude are exchanged" in refusal(read_geojson, path)


@bad("swapped latitude and longitude")
def test_latitude_first_is_recognised_by_the_domain(refusal, geojson_file):
    exchanged = read_geojson(
        geojson_file(_feature(shapely.box(48.3, 2.2, 48.5, 2.4), co2=1))
    )
    said = refusal(rasterised, exchanged, ROAD, GRID)
    assert "expected a place in the domain (1.95 to 2.95 E, 47.95 to 48.95 N)" in said
    assert "found 48.4 E, 2.3 N. Latitude and longitude are exchanged" in said


@bad("points outside the domain")
def test_a_chimney_outside_is_refused_with_its_row(refusal, geojson_file):
    path = geojson_file(
        _feature(shapely.Point(2.35, 48.35), co2=1),
        _feature(shapely.Point(5.0, 43.0), co2=1),
    )
    said = refusal(rasterised, read_geojson(path), ROAD, GRID)
    assert "row 2: expected a place in the domain" in said
    assert "found 5 E, 43 N. Remove it, or take a larger domain." in said


@bad("points outside the domain")
def test_what_lies_partly_outside_is_said(geojson_file):
    half = shapely.box(1.85, 48.3, 2.05, 48.5)  # the domain begins at 1.95
    read = read_geojson(geojson_file(_feature(half, co2=10)))
    reading = rasterised(read, ROAD, GRID)
    assert reading.notes == ("50.0% of the emissions are outside the grid",)


@bad("NaN")
def test_a_missing_emission_is_not_zero(refusal, geojson_file):
    path = geojson_file(_feature(SQUARE, co2=None))
    said = refusal(rasterised, read_geojson(path), ROAD, GRID)
    assert "row 1, column “co2”: expected a number, found none. Missing is not" in said


@bad("wrong unit")
def test_a_unit_that_is_no_emission_is_refused(refusal, geojson_file):
    read = read_geojson(geojson_file(_feature(SQUARE, co2=1)))
    wrong = Emissions("co2", "t", ROAD.sector, ROAD.start)
    said = refusal(rasterised, read, wrong, GRID)
    assert "expected a mass in a time, as t/year or kg/h, found “t”" in said


@bad("missing columns")
def test_an_attribute_that_is_not_there_is_named(refusal, geojson_file):
    read = read_geojson(geojson_file(_feature(SQUARE, name="A")))
    assert "expected an attribute “co2”, found only name" in refusal(
        rasterised, read, ROAD, GRID
    )


@bad("wrong types in JSON")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2]", "expected a FeatureCollection with features, found none"),
        ('{"features": "many"}', "expected a FeatureCollection with features"),
        ('{"features": [3]}', "row 1, column “geometry”: expected a geometry"),
        ('{"features": [', "expected a GeoJSON file, found Expecting value"),
    ],
)
def test_json_of_another_shape_is_refused(refusal, tmp_path, text, expected):
    path = tmp_path / "zones.geojson"
    path.write_text(text)
    assert expected in refusal(read_geojson, path)


@bad("wrong types in JSON")
def test_a_text_where_a_number_is_due_is_located(refusal, geojson_file):
    read = read_geojson(geojson_file(_feature(SQUARE, co2="=1+1")))
    assert "row 1, column “co2”: expected a number, found '=1+1'" in refusal(
        rasterised, read, ROAD, GRID
    )


@bad("truncated file")
def test_a_row_without_geometry_is_refused(refusal, geopackage_file):
    said = refusal(read_geopackage, geopackage_file([SQUARE, None], 4326))
    assert "row 2, column “geom”: expected a geometry, found none or damaged" in said


def _tonnes(field):
    grams = (field.flux[0] * field.grid.areas()).sum() * 1e-6 * 44.0095
    return grams * 1e-6 * 365.25 * 86400


@given(
    west=st.floats(2.0, 2.5),
    south=st.floats(48.0, 48.5),
    width=st.floats(0.001, 0.4),
    height=st.floats(0.001, 0.4),
    emission=st.floats(0.1, 1e6),
)
@settings(max_examples=25, deadline=None)
def test_the_mass_of_polygons_roads_and_chimneys_is_kept(
    west, south, width, height, emission
):
    box = shapely.box(west, south, west + width, south + height)
    line = shapely.LineString([(west, south), (west + width, south + height)])
    for shape in (box, line, shapely.Point(west, south)):
        polygons = Polygons("test", (shape,), {"co2": (emission,)}, SOURCE, 4326)
        reading = rasterised(polygons, ROAD, GRID)
        assert _tonnes(reading.fields[0]) == pytest.approx(emission, rel=1e-9)
        assert reading.notes == ()


def test_a_polygon_over_two_cells_is_shared_by_area():
    # from 2.10 to 2.40 E over cells that end at 2.15, 2.25, 2.35 E: 1/6, 1/3, 1/3, 1/6
    polygons = Polygons(
        "test", (shapely.box(2.1, 48.06, 2.4, 48.14),), {"co2": (6.0,)}, SOURCE, 4326
    )
    (field,) = rasterised(polygons, ROAD, GRID).fields
    row = field.flux[0, 1]
    assert row[1:5] / row.sum() == pytest.approx([1 / 6, 1 / 3, 1 / 3, 1 / 6])
    assert np.count_nonzero(field.flux) == 4


@pytest.mark.real
def test_the_three_road_inventories_of_munich(shared_data):
    path = shared_data / "observatory/munich/uba_tno_comparison.gpkg"
    polygons = read_geopackage(path)
    assert polygons.crs == 25832
    assert len(polygons.shapes) == 326
    grid = Grid(np.arange(47.9, 48.4, 0.01), np.arange(11.2, 11.9, 0.01))
    sums = {"CO2_uba": 1936, "CO2_tum": 1248, "CO2_tno": 946}  # as published
    for name, published in sums.items():
        emissions = Emissions(name, "t/year", ROAD.sector, ROAD.start)
        (field,) = rasterised(polygons, emissions, grid).fields
        assert polygons.numbers(name).sum() == pytest.approx(published, abs=0.5)
        assert _tonnes(field) == pytest.approx(polygons.numbers(name).sum(), rel=1e-9)
