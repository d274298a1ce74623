"""GeoPackages and GeoJSON made to hang, to fill the memory or to fell the process."""

import json
import sqlite3
import struct
import time

import pytest
import shapely

from trajectoire.sources.geometry import read_geojson, read_geopackage
from trajectoire.sources.geopackage import is_shallow

SQUARE = shapely.box(2.2, 48.3, 2.4, 48.5)
HEADER = b"GP\x00\x01" + bytes(4)


def endless(select):
    """Rows 1, 2, 3… without end, and what is selected from them."""
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    return f"{rows} {select} FROM n"


SYSTEMS = "SELECT i AS srs_id, 'EPSG' AS organization, 4326 AS organization_coordsys_id"
ENDLESS_VIEW = "CREATE VIEW zones AS " + endless("SELECT i, x'00' AS geom")
TABLE = "CREATE TABLE zones (geom BLOB);"
FILLED = " ".join((TABLE, "INSERT INTO zones", endless("SELECT x'00'"), "LIMIT 20000"))


def nested(kind, levels):
    """A geometry in a geometry in a geometry, around one point."""
    heads = (b"\x01" + struct.pack("<II", kind, 1)) * levels
    return heads + shapely.Point(2.3, 48.4).wkb


@pytest.fixture
def geopackage(tmp_path):
    """Write a GeoPackage whose layer “zones” is made by SQL."""

    def write(script, blob=HEADER + SQUARE.wkb):
        path = tmp_path / "zones.gpkg"
        base = sqlite3.connect(path)
        base.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys AS SELECT 1 AS srs_id, "
            "'EPSG' AS organization, 4326 AS organization_coordsys_id;"
            "CREATE TABLE gpkg_geometry_columns AS SELECT 'zones' AS table_name, "
            "'geom' AS column_name, 1 AS srs_id;"
            "CREATE TABLE kept (geom BLOB);" + script
        )
        if "CREATE TABLE zones" in script:
            base.execute("INSERT INTO zones (geom) VALUES (?)", (blob,))
        base.commit()
        base.close()
        return path

    return write


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS_VIEW,
        "CREATE VIEW zones AS SELECT geom FROM kept",
        "CREATE TABLE zones (geom BLOB, big AS (hex(zeroblob(10000000))))",
        "DROP TABLE gpkg_spatial_ref_sys; CREATE VIEW gpkg_spatial_ref_sys AS "
        + endless(SYSTEMS),
    ],
    ids=["endless view", "view", "computed column", "view of the systems"],
)
def test_what_computes_is_refused_at_once(geopackage, refusal, script):
    path = geopackage(script)
    before = time.monotonic()
    said = refusal(read_geopackage, path)
    assert "expected a layer that is a plain table, found a view, or computed" in said
    assert time.monotonic() - before < 5


def test_a_view_that_calls_itself_a_table_is_refused(geopackage, refusal):
    path = geopackage(ENDLESS_VIEW)
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = ON")
    base.execute("UPDATE sqlite_master SET type = 'table' WHERE name = 'zones'")
    base.commit()
    base.close()
    assert "zones.gpkg: expected" in refusal(read_geopackage, path)


def test_a_layer_too_slow_to_read_is_stopped(geopackage, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.geopackage.LONGEST_READING", -1.0)
    path = geopackage(FILLED)
    assert "expected a layer read in less than" in refusal(read_geopackage, path)


def test_rows_without_number_are_refused(geopackage, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.geopackage.MOST_ROWS", 1999)
    path = geopackage(FILLED)
    assert "expected at most 1999 rows and 256 MiB" in refusal(read_geopackage, path)


def test_bytes_without_number_are_refused(geopackage, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.geopackage.LARGEST_LAYER", 2**20)
    blob = HEADER + bytes(2**20)
    path = geopackage(TABLE, blob)
    assert "rows and 1 MiB, found more" in refusal(read_geopackage, path)


def test_one_enormous_cell_is_refused(geopackage, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.geopackage.LARGEST_CELL", 2**16)
    path = geopackage(TABLE, HEADER + bytes(2**17))
    assert "found string or blob too big" in refusal(read_geopackage, path)


def test_a_layer_without_its_geometry_is_refused(geopackage, refusal):
    path = geopackage(TABLE)
    base = sqlite3.connect(path)
    base.execute("ALTER TABLE zones RENAME COLUMN geom TO outline")
    base.commit()
    base.close()
    said = refusal(read_geopackage, path)
    assert "expected a column “geom”, found outline" in said


@pytest.mark.parametrize("kind", [4, 5, 6, 7])
def test_geometries_nested_without_end_are_refused(geopackage, refusal, kind):
    """The library of geometry follows them until the process falls."""
    blob = HEADER + nested(kind, 200_000)
    said = refusal(read_geopackage, geopackage(TABLE, blob))
    assert "row 1, column “geom”: expected points, lines or polygons, found" in said


@pytest.mark.parametrize(
    "text",
    [
        "POINT (1 2)",
        "LINESTRING Z (1 2 3, 4 5 6)",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
        "POLYGON EMPTY",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        "GEOMETRYCOLLECTION (MULTIPOINT (1 2, 3 4), LINESTRING (1 2, 3 4))",
    ],
)
@pytest.mark.parametrize("byte_order", [0, 1])
def test_usual_geometries_are_shallow(text, byte_order):
    shape = shapely.from_wkt(text)
    assert is_shallow(shapely.to_wkb(shape, byte_order=byte_order, flavor="iso"))


def test_a_geometry_cut_short_is_no_geometry():
    with pytest.raises(struct.error):
        is_shallow(shapely.from_wkt("MULTIPOINT (1 2, 3 4)").wkb[:20])


@pytest.fixture
def geojson(tmp_path):
    """Write a GeoJSON file of features, or of any text."""

    def write(*features, text=""):
        path = tmp_path / "zones.geojson"
        path.write_text(text or json.dumps({"features": features}))
        return path

    return write


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_brackets_without_end_are_refused(geojson, refusal):
    text = '{"features": ' + "[" * 200_000
    said = refusal(read_geojson, geojson(text=text))
    assert "found brackets within brackets without end. Export the layer" in said


def test_a_geojson_file_too_large_for_the_memory_is_refused(
    geojson, refusal, monkeypatch
):
    monkeypatch.setattr("trajectoire.sources.geometry.LARGEST_GEOJSON", 2**20)
    said = refusal(read_geojson, geojson(text="[" + "0," * 2**20))
    assert "expected at most 1 MiB, found 2 MiB" in said


def test_vertices_without_number_are_refused(geojson, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.geometry.MOST_VERTICES", 9)
    square = shapely.geometry.mapping(SQUARE)  # five vertices, the first one twice
    said = refusal(read_geojson, geojson(feature(square), feature(square)))
    assert "expected at most 200000 shapes and 9 vertices, found 2 and 10." in said


def test_attributes_without_number_are_refused(geojson, refusal):
    square = shapely.geometry.mapping(SQUARE)
    names = {f"a{number}": 1 for number in range(1001)}
    said = refusal(read_geojson, geojson(feature(square, **names)))
    assert "expected at most 1000 attributes, found 1001" in said


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon"},
        {"type": 5, "coordinates": []},
        {"type": "Point", "coordinates": [10**400, 1]},
        {"type": "Point", "coordinates": {"a": 1}},
        {"type": "MultiPolygon", "coordinates": [1]},
        {"type": "GeometryCollection", "geometries": {"type": 1}},
    ],
)
def test_members_of_the_wrong_kind_are_located(geojson, refusal, geometry):
    said = refusal(read_geojson, geojson(feature(geometry)))
    assert "row 1, column “geometry”: expected a geometry, found none or" in said


@pytest.mark.parametrize("crs", ["EPSG", {"properties": 3}, {"properties": "²"}])
def test_a_coordinate_system_of_the_wrong_kind_is_refused(geojson, refusal, crs):
    square = feature(shapely.geometry.mapping(SQUARE))
    text = json.dumps({"features": [square], "crs": crs})
    assert "expected a crs with its EPSG code" in refusal(
        read_geojson, geojson(text=text)
    )


def test_a_number_beyond_all_measure_is_located(geojson, refusal):
    square = shapely.geometry.mapping(SQUARE)
    polygons = read_geojson(geojson(feature(square, co2=10**400)))
    assert "row 1, column “co2”: expected a number" in refusal(polygons.numbers, "co2")
