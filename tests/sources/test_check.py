"""Checking a file: its nature told from its content, and never an exception."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trajectoire.sources.check import check
from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.identify import identify

KINDS = {
    "glasgow/rec_jan22.nc": "BEACO2N receptor NetCDF",
    "glasgow/co2_background_hourly_22.csv": "hourly background CSV",
    "glasgow/ems_2022x01x01x00.nc": "gridded flux",
    "glasgow/obs_202201010800_-4.247_55.861_3.nc": "STILT footprint",
    "icos/co2_cbw_tower-insitu_445_allvalid-207magl.nc": "ObsPack NetCDF",
    "munich/uba_tno_comparison.gpkg": "GeoPackage",
    "openghg/co2_TEST_201407.nc": "boundary curtains",
    "openghg/footprint_test.nc": "PARIS or ACRG footprint",
    "openghg/175_BELLAHOUSTONACADEMY.csv": "BEACO2N CSV",
    "openghg/ICOS_ATC_L2_L2-2024.1_RGL_90.0_CTS.CH4": "ICOS ATC CSV",
    "openghg/tta.co2.1minute.222m.min.dat": "ICOS ATC text",
    "openghg/Met_tac_agage_201608.nc": "unknown",
    "beijing_iap_tower/Beijing_47m.csv": "eddy-covariance table",
    "munich/acropolis_sites.csv": "table",
}


@pytest.mark.real
@pytest.mark.parametrize("name", KINDS)
def test_real_files_are_told_from_their_content(shared_data, name):
    assert identify(shared_data / "observatory" / name).kind == KINDS[name]


def test_the_two_icos_formats_are_told_apart(
    icos_file, cities_file, good_rows, minute_of
):
    assert identify(icos_file(good_rows)).kind == "ICOS ATC CSV"
    assert identify(cities_file([minute_of(0)])).kind == "ICOS Cities CSV"


def test_a_good_file_is_described(icos_file, row_of):
    rows = [row_of(0), row_of(1, "-999.990"), row_of(2, "430.000"), row_of(10)]
    examination = check(icos_file(rows))
    assert examination.is_good
    (content,) = examination.contents
    assert content.what == "SAC (48.7227, 2.1420, 100 m)"
    assert (content.species, content.unit) == ("co2", "ppm")
    assert content.first == "2022-01-01T00:00:00Z"
    assert content.last == "2022-01-01T10:00:00Z"
    assert (content.interval_s, content.values) == (3600, 3)
    assert content.refused == {"fill value": 1}
    assert (content.gaps, content.longest_gap_h) == (2, 7.0)  # 01 h, then 03-09 h
    assert (content.smallest, content.largest) == (420.1, 430.0)


def test_the_examination_goes_through_json(icos_file, row_of, tmp_path):
    for path in (icos_file([row_of(0)]), tmp_path / "absent.csv"):
        said = json.dumps(check(path).as_dict(), allow_nan=False)
        assert json.loads(said)["file"] == path.name
    fault = check(tmp_path / "absent.csv").as_dict()["faults"][0]
    assert fault["message"].startswith("absent.csv: expected a file")


def test_a_table_asks_for_a_column_map_and_is_read_with_it(own_table):
    table, column_map = own_table("date,co2\n2022-01-01 00:00,420.1\n")
    (fault,) = check(table).faults
    assert fault.found == "columns date, co2: give a column map"
    examination = check(table, read_column_map(column_map))
    assert examination.is_good
    assert examination.contents[0].values == 1


def test_an_inventory_and_the_weather_are_known(tmp_path):
    inventory = tmp_path / "declared.csv"
    inventory.write_text("zone,sector,emission_t_per_year\nA,road,10\nA,heat,5.5\n")
    examination = check(inventory)
    assert examination.kind == "inventory by zone and sector"
    assert examination.notes == ("15.5 t a year, 2 sectors in 1 zones",)
    weather = tmp_path / "air.csv"
    weather.write_text(
        "time_utc,wind_speed_m_s,wind_from_direction_degree,mixing_height_m,"
        "radiation_w_m2,cloud_cover\n2022-01-01T00:00,3,180,400,0,0.5\n"
    )
    examination = check(weather)
    assert examination.is_good
    assert [content.what for content in examination.contents] == [
        "wind at 10 m",
        "mixing height",
        "solar radiation",
    ]


@given(st.binary(max_size=400))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_content_whatever_raises(tmp_path, content):
    path = tmp_path / "anything"
    path.write_bytes(content)
    examination = check(path)
    assert examination.faults


@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_good_file_with_one_byte_changed_never_raises(
    icos_file, good_rows, tmp_path, data
):
    raw = bytearray(icos_file(good_rows).read_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.CO2"
    path.write_bytes(bytes(raw))
    examination = check(path)
    assert isinstance(examination.faults, tuple)
    assert examination.faults or examination.contents


def test_a_netcdf_cut_anywhere_never_raises(netcdf_file, hourly_footprint):
    path = netcdf_file(hourly_footprint)
    raw = path.read_bytes()
    for size in range(8, len(raw) - 1, max(1, len(raw) // 25)):
        cut = Path(path.parent / "cut.nc")
        cut.write_bytes(raw[:size])
        assert check(cut).faults


_MAP = """\
[station]
code = "T1"
latitude = 45.2
longitude = 5.7
height_m = 20
[time]
column = "t"
zone = "UTC"
stamp = "beginning"
interval_s = 3600
[value]
column = "co2"
species = "co2"
unit = "ppm"
[source]
publisher = "a"
title = "b"
licence = "c"
"""


def test_a_column_map_is_known_by_its_sections(tmp_path):
    path = tmp_path / "anything.txt"
    path.write_text(f"# our roof\n{_MAP}", encoding="utf-8")
    found = check(path)
    assert (found.kind, found.faults) == ("column map", ())
    assert found.notes == ("T1: co2 in ppm, from the column “co2”",)


def test_the_faults_of_a_column_map_are_those_of_its_reader(tmp_path):
    path = tmp_path / "roof.toml"
    path.write_text(_MAP.replace("45.2", "452"), encoding="utf-8")
    assert [fault.column for fault in check(path).faults] == ["station.latitude"]


def test_a_run_description_is_known_and_must_be_toml(tmp_path):
    path = tmp_path / "config.toml"
    whole = '# a run\ntitle = "x"\n[operator]\n[[observations]]\nfile = "a.csv"\n'
    path.write_text(whole, encoding="utf-8")
    found = check(path)
    assert (found.kind, found.notes) == (
        "run description",
        ("“x”, 1 files of observations",),
    )
    path.write_text(whole + "oops\n", encoding="utf-8")
    found = check(path)
    assert found.kind == "run description"
    assert found.faults[0].expected == "a TOML file"


def test_toml_of_another_trade_is_not_taken_for_ours(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.ruff]\nline-length = 88\n", encoding="utf-8")
    assert check(path).kind == "unknown"
