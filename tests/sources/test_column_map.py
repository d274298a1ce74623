"""The column map: complete, of the right types, or refused with every fault."""

from pathlib import Path

import pytest

from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.mapped import read_mapped


def configuration(case):
    return pytest.mark.bad_input(case, door="configuration")


@pytest.fixture
def map_file(own_table):
    """Write a column map with some text replaced."""

    def write(*changes):
        return own_table("date,co2\n2022-01-01,420\n", *changes)[1]

    return write


def test_a_whole_map_gives_station_and_source(map_file):
    column_map = read_column_map(map_file())
    assert column_map.station.height == 30.0
    assert column_map.source.licence == "Licence Ouverte"


def test_day_and_clock_in_two_columns_are_joined(own_table):
    table, described = own_table(
        "date,at,co2\n31/01/2022,13:30,420\n",
        ("zone", 'clock_column = "at"\nformat = "%d/%m/%Y %H:%M"\nzone'),
    )
    (series,) = read_mapped(table, read_column_map(described)).series
    assert str(series.start[0]) == "2022-01-31T13:30:00"


def test_flags_accepted_by_the_map_are_kept(own_table):
    table, described = own_table(
        "date,co2,ok\n2022-01-01,420,1\n2022-01-02,421,0\n",
        ("unit =", 'flag_column = "ok"\naccepted_flags = ["1"]\nunit ='),
    )
    (series,) = read_mapped(table, read_column_map(described)).series
    assert series.refused == {"flag 0": 1}


def test_the_unit_of_the_map_is_converted(own_table):
    table, described = own_table(
        "date,co2\n2022-01-01,0.000420\n", ('unit = "ppm"', 'unit = "mol/mol"')
    )
    (series,) = read_mapped(table, read_column_map(described)).series
    assert series.value == pytest.approx([420.0])


@configuration("missing columns")
def test_every_missing_key_is_asked_for_at_once(refusal, tmp_path):
    path = tmp_path / "empty.toml"
    path.write_text("[station]\n")
    said = refusal(read_column_map, path)
    assert "column “station.latitude”: expected a number, found nothing" in said
    assert "column “value.unit”: expected a text, found nothing" in said
    assert "Nobody may guess it: add it." in said


@configuration("renamed columns")
@configuration("extra columns")
def test_an_unknown_key_is_named_with_those_that_exist(refusal, map_file):
    said = refusal(read_column_map, map_file(("height_m", "hight_m")))
    assert "column “station.hight_m”: expected a known key, found “hight_m”" in said
    assert "Keys of [station]: code, latitude, longitude, height_m" in said


@configuration("wrong types in JSON")
def test_a_text_for_a_number_is_refused(refusal, map_file):
    said = refusal(read_column_map, map_file(("= 48.85", '= "48.85"')))
    assert "column “station.latitude”: expected a number, found '48.85'" in said


@configuration("wrong unit")
def test_a_unit_of_something_else_is_refused(refusal, own_table):
    table, described = own_table("date,co2\n2022-01-01,1\n", ('"ppm"', '"kg"'))
    said = refusal(read_mapped, table, read_column_map(described))
    assert "expected a unit that converts to ppm, found “kg”" in said


@configuration("unknown codes")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"beginning"', '"start"'), "one of beginning, middle, end, found 'start'"),
        (("3600", "0"), "a positive number of seconds, found 0"),
        (("= 30", "= 3000"), "-10 to 1000 m, found 3000"),
    ],
)
def test_a_value_out_of_its_list_is_refused(refusal, map_file, change, said):
    assert said in refusal(read_column_map, map_file(change))


@configuration("swapped latitude and longitude")
def test_a_latitude_out_of_its_range_is_refused(refusal, map_file):
    said = refusal(read_column_map, map_file(("= 48.85", "= 116.3")))
    assert "expected -90 to 90 degrees, found 116.3" in said
    assert "check that latitude and longitude are not exchanged" in said


@configuration("truncated file")
def test_a_map_cut_short_says_where(refusal, tmp_path):
    path = tmp_path / "cut.toml"
    path.write_text('[station]\ncode = "A')
    said = refusal(read_column_map, path)
    assert "cut.toml: expected a TOML file, found Unterminated string" in said


@configuration("missing file")
def test_a_missing_map(refusal, tmp_path):
    said = refusal(read_column_map, tmp_path / "absent.toml")
    assert "absent.toml: expected a file, found nothing at this path" in said


def test_the_example_of_the_documentation_is_read(tmp_path):
    page = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
    example = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    assert read_column_map(path).time["zone"] == "Europe/Paris"


def test_a_key_that_is_missing_is_one_fault(refusal, map_file):
    said = refusal(read_column_map, map_file(('code = "ROOF1"', "")))
    assert said == (
        "own.toml, column “station.code”: expected a text, found nothing. "
        "Nobody may guess it: add it."
    )
