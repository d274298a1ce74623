"""Bad times: doubled, unsorted, overlapping, reversed, local and mixed."""

import numpy as np
import pytest

from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.faults import Faults
from trajectoire.sources.icos import read_icos_atc
from trajectoire.sources.instants import instants, zone_of
from trajectoire.sources.mapped import read_mapped

PARIS = ('zone = "UTC"', 'zone = "Europe/Paris"')


def bad(case):
    return pytest.mark.bad_input(case, door="file")


def _read(files):
    table, column_map = files
    return read_mapped(table, read_column_map(column_map))


def _table(*rows):
    return "date,co2\n" + "".join(f"{row}\n" for row in rows)


@bad("duplicated rows")
def test_the_same_row_twice_is_dropped_and_counted(icos_file, good_rows):
    (series,) = read_icos_atc(icos_file([*good_rows, good_rows[1]])).series
    assert len(series) == 3
    assert series.refused == {"identical duplicate": 1}


@bad("duplicated rows")
def test_two_values_for_one_hour_are_a_fault(refusal, icos_file, good_rows, row_of):
    said = refusal(read_icos_atc, icos_file([*good_rows, row_of(1, "500.0")]))
    assert "row 20: expected one value for each interval" in said
    assert "found 421.2 (row 18) and 500 at 2022-01-01T01:00:00Z" in said


@bad("unsorted rows")
def test_the_order_of_rows_does_not_matter(icos_file, good_rows):
    (sorted_one,) = read_icos_atc(icos_file(good_rows)).series
    (turned,) = read_icos_atc(icos_file(good_rows[::-1])).series
    assert np.array_equal(sorted_one.start, turned.start)
    assert np.array_equal(sorted_one.value, turned.value)


@bad("overlapping periods")
def test_intervals_that_overlap_are_refused(refusal, own_table):
    files = own_table(_table("2022-01-01 00:00,420", "2022-01-01 00:30,421"))
    said = refusal(_read, files)
    assert "row 3: expected intervals that do not overlap" in said
    assert "found 2022-01-01T00:30:00Z, 1800 s after one that lasts 3600 s" in said


@bad("reversed periods")
def test_a_period_that_ends_before_it_begins_is_refused(refusal, own_table):
    text = "date,end,co2\n2022-01-01 01:00,2022-01-01 00:00,420\n"
    said = refusal(_read, own_table(text, ("zone", 'end_column = "end"\nzone')))
    assert "expected intervals that end after they begin, found -3600 s" in said


def test_a_column_of_ends_gives_the_length_of_each_interval(own_table):
    text = "date,end,co2\n2022-01-01 01:00,2022-01-01 01:30,420\n"
    (series,) = _read(own_table(text, ("zone", 'end_column = "end"\nzone'))).series
    assert series.duration.tolist() == [1800]


@bad("daylight-saving hours")
def test_the_hour_that_comes_twice_in_autumn_is_told_apart(own_table):
    # 30 October 2022, Paris: 02:00 is 00:00 UTC, then 01:00 UTC
    rows = ("2022-10-30 02:00,420", "2022-10-30 02:00,421", "2022-10-30 03:00,422")
    (series,) = _read(own_table(_table(*rows), PARIS)).series
    hours = ["2022-10-30T00", "2022-10-30T01", "2022-10-30T02"]
    assert np.array_equal(series.start, np.array(hours, dtype="datetime64[s]"))
    assert series.value.tolist() == [420, 421, 422]


@bad("daylight-saving hours")
def test_an_ambiguous_hour_that_comes_once_is_refused(refusal, own_table):
    said = refusal(_read, own_table(_table("2022-10-30 02:00,420"), PARIS))
    assert "expected an hour that comes once, found “2022-10-30 02:00”" in said
    assert "Write the times in UTC: clocks went back" in said


@bad("daylight-saving hours")
def test_an_hour_that_does_not_exist_in_spring_is_refused(refusal, own_table):
    said = refusal(_read, own_table(_table("2022-03-27 02:30,420"), PARIS))
    assert "row 2, column “date”: expected an hour that exists" in said


def test_local_time_becomes_utc(own_table):
    (series,) = _read(own_table(_table("2022-07-01 02:00,420"), PARIS)).series
    assert series.start[0] == np.datetime64("2022-07-01T00:00:00")


@bad("mixed time zones")
def test_offsets_in_some_rows_only_are_refused(refusal, own_table):
    rows = ("2022-01-01 00:00+01:00,420", "2022-01-01 01:00,421")
    said = refusal(_read, own_table(_table(*rows)))
    assert (
        "expected one way of writing times, found 1 stamps with an offset and 1" in said
    )


@bad("mixed time zones")
def test_different_offsets_are_all_brought_to_utc(own_table):
    rows = ("2022-01-01 01:00+01:00,420", "2022-01-01 01:00Z,421")
    (series,) = _read(own_table(_table(*rows))).series
    hours = ["2022-01-01T00", "2022-01-01T01"]
    assert np.array_equal(series.start, np.array(hours, dtype="datetime64[s]"))


@bad("mixed time zones")
def test_an_unknown_time_zone_is_named(refusal, own_table):
    files = own_table(_table("2022-01-01,1"), ('"UTC"', '"Paris"'))
    said = refusal(_read, files)
    assert (
        "expected a time zone such as UTC, Europe/Paris or +01:00, found “Paris”"
        in said
    )


def test_a_fixed_offset_is_a_time_zone():
    faults = Faults("file")
    read = instants(["2022-01-01 01:00"], [1], faults, zone=zone_of("+01:00", faults))
    assert read[0] == np.datetime64("2022-01-01T00:00:00")
    assert not faults


@bad("unsorted rows")
def test_a_date_that_does_not_exist_is_located(refusal, icos_file, row_of):
    said = refusal(read_icos_atc, icos_file([row_of(0, day=32)]))
    assert "row 17: expected a date and time, found “2022-01-32T00:00:00”" in said


@pytest.mark.known_fault("interval stamps")
@pytest.mark.parametrize(
    ("stamp", "shown"), [("beginning", "00:00"), ("middle", "00:30"), ("end", "01:00")]
)
def test_beginning_middle_and_end_give_the_same_series(own_table, stamp, shown):
    files = own_table(_table(f"2022-01-01 {shown},420"), ('"beginning"', f'"{stamp}"'))
    (series,) = _read(files).series
    assert series.start[0] == np.datetime64("2022-01-01T00:00:00")
    assert series.duration[0] == 3600
