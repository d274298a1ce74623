"""Hourly weather: bounds, hours, and every fault with its row."""

from pathlib import Path

import numpy as np
import pytest

from trajectoire.sources.check import check
from trajectoire.sources.identify import WEATHER, identify
from trajectoire.sources.weather import read_weather

HEAD = (
    "time_utc,wind_speed_m_s,wind_from_direction_degree,mixing_height_m,"
    "radiation_w_m2,cloud_cover"
)
ROWS = (
    "2025-01-30T00:00:00Z,3.5,270,400,0,0.5",
    "2025-01-30T01:00:00Z,4.0,280,450,0,0.6",
    "2025-01-30T02:00:00Z,4.5,290,500,10,0.7",
)


@pytest.fixture
def weather_file(tmp_path: Path):
    """Write weather: rows, header, encoding."""

    def write(rows=ROWS, head: str = HEAD, encoding: str = "utf-8") -> Path:
        path = tmp_path / "weather.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
        return path

    return write


def test_good_weather_is_read_in_its_units(weather_file):
    record = read_weather(weather_file())
    assert record.start[0] == np.datetime64("2025-01-30T00:00:00")
    assert record.wind_speed.tolist() == [3.5, 4.0, 4.5]
    assert record.wind_from_direction.tolist() == [270, 280, 290]
    assert record.mixing_height.tolist() == [400, 450, 500]
    assert record.radiation.tolist() == [0, 0, 10]
    assert record.cloud.tolist() == [0.5, 0.6, 0.7]


def test_it_is_recognised_and_checked(weather_file):
    path = weather_file()
    assert identify(path).kind == WEATHER
    found = check(path)
    assert found.is_good
    mixing = next(c for c in found.contents if c.what == "mixing height")
    assert (mixing.unit, mixing.smallest, mixing.largest) == ("m", 400, 500)
    assert (mixing.first, mixing.interval_s) == ("2025-01-30T00:00:00Z", 3600)


@pytest.mark.bad_input("unsorted rows", door="file")
@pytest.mark.bad_input("BOM", door="file")
@pytest.mark.bad_input("comma decimals", door="file")
@pytest.mark.bad_input("other separators", door="file")
def test_order_separator_and_decimals_do_not_matter(weather_file):
    rows = [row.replace(",", ";").replace(".", ",") for row in reversed(ROWS)]
    path = weather_file(rows, HEAD.replace(",", ";"), encoding="utf-8-sig")
    record = read_weather(path)
    assert record.wind_speed.tolist() == [3.5, 4.0, 4.5]
    assert np.all(np.diff(record.start) > np.timedelta64(0))


@pytest.mark.bad_input("wrong unit", door="file")
@pytest.mark.bad_input("NaN", door="file")
@pytest.mark.bad_input("infinities", door="file")
@pytest.mark.bad_input("fill values", door="file")
def test_everything_out_of_bounds_is_told_with_its_row(weather_file, refusal):
    rows = (
        "2025-01-30T00:00:00Z,-1,270,400,0,0.5",
        "2025-01-30T01:00:00Z,4.0,361,450,0,7",  # oktas
        "2025-01-30T02:00:00Z,nan,290,0.5,10,0.7",  # kilometres
        "2025-01-30T03:00:00Z,4.0,-999,450,inf,0.7",
        "2025-01-30T04:00:00Z,4.0,,450,0,0.7",
    )
    said = refusal(read_weather, weather_file(rows))
    for place in (
        "row 2, column “wind_speed_m_s”: expected 0 to 60, found “-1” (2 times)",
        "row 3, column “wind_from_direction_degree”: expected 0 to 360, found “361” (3",
        "row 3, column “cloud_cover”: expected 0 to 1, found “7”",
        "row 4, column “mixing_height_m”: expected 10 to 6000, found “0.5”",
        "row 5, column “radiation_w_m2”",
    ):
        assert place in said
    assert "divide oktas by 8" in said


@pytest.mark.bad_input("missing columns", door="file")
@pytest.mark.bad_input("renamed columns", door="file")
def test_missing_columns_are_all_named(weather_file, refusal):
    head = HEAD.replace("cloud_cover", "clouds").replace("mixing_height_m", "lid")
    said = refusal(read_weather, weather_file(head=head))
    assert "cloud_cover" in said
    assert "mixing_height_m" in said


@pytest.mark.bad_input("duplicated rows", door="file")
def test_an_hour_twice_is_told_with_its_row(weather_file, refusal):
    again = "2025-01-30T01:00:00Z,9.0,280,450,0,0.6"
    said = refusal(read_weather, weather_file([*ROWS, again]))
    assert "row 5, column “time_utc”: expected each hour once" in said
    assert "2025-01-30T01:00:00 twice" in said


def test_half_hours_are_not_hours(weather_file, refusal):
    """Floored without a word, the wind of 0 h 30 would blow at 0 h."""
    said = refusal(read_weather, weather_file([ROWS[0].replace("T00:00", "T00:30")]))
    assert "expected whole hours" in said
    assert "row 2, column “time_utc”" in said


@pytest.mark.bad_input("daylight-saving hours", door="file")
@pytest.mark.bad_input("mixed time zones", door="file")
def test_stamps_with_a_zone_are_brought_to_utc(weather_file):
    """At the end of summer 2 h comes twice; its offset tells them apart."""
    rows = (
        "2025-10-26T02:00:00+02:00,3.5,270,400,0,0.5",
        "2025-10-26T02:00:00+01:00,4.0,280,450,0,0.6",
    )
    record = read_weather(weather_file(rows))
    assert record.start.astype(str).tolist() == [
        "2025-10-26T00:00:00",
        "2025-10-26T01:00:00",
    ]


@pytest.mark.bad_input("empty file", door="file")
def test_a_header_without_rows_is_told(weather_file, refusal):
    assert "expected" in refusal(read_weather, weather_file(()))


def test_one_bad_cell_is_one_fault(weather_file):
    rows = (*ROWS, "2025-01-30T03:00:00Z,breeze,290,500,10,0.7")
    (fault,) = check(weather_file(rows)).faults
    assert (fault.row, fault.column, fault.found) == (5, "wind_speed_m_s", "“breeze”")
