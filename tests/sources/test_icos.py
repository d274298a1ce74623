"""ICOS files: the ATC stamps the beginning of an interval, ICOS Cities its middle."""

import numpy as np
import pytest

from trajectoire.core.series import Station
from trajectoire.sources.check import check
from trajectoire.sources.icos import read_icos_atc, read_icos_cities, read_icos_dat


def test_a_station_file_gives_one_series_in_ppm(icos_file, good_rows):
    (series,) = read_icos_atc(icos_file(good_rows)).series
    assert series.unit == "ppm"
    assert series.value.tolist() == [420.1, 421.2, 419.3]
    assert series.deviation.tolist() == [0.5, 0.5, 0.5]
    assert series.station == Station(
        "SAC", 48.7227, 2.142, 100.0, 160.0, "Saclay", "reference"
    )
    assert series.source.publisher == "LSCE"


def test_the_stamp_of_the_atc_is_the_beginning(icos_file, row_of):
    (series,) = read_icos_atc(icos_file([row_of(5)])).series
    assert series.start[0] == np.datetime64("2022-01-01T05:00:00")
    assert series.duration[0] == 3600


def test_only_checked_values_are_kept_unless_asked(icos_file, row_of):
    path = icos_file([row_of(0), row_of(1, flag="U"), row_of(2, flag="K")])
    (series,) = read_icos_atc(path).series
    assert len(series) == 1
    assert series.refused == {
        "flag U (not yet checked by hand)": 1,
        "flag K (incorrect, checked by hand)": 1,
    }
    (series,) = read_icos_atc(path, unchecked=True).series
    assert len(series) == 2


def test_the_unit_is_converted_once_at_the_door(icos_file, row_of):
    changes = {"PARAMETER": "CO2", "MEASUREMENT UNIT": "nmol.mol-¹"}
    (series,) = read_icos_atc(icos_file([row_of(0, "420100")], changes)).series
    assert series.value == pytest.approx([420.1])  # 420,100 nmol/mol / 1,000
    assert series.deviation == pytest.approx([0.5e-3])


def test_other_gases_are_kept_in_nanomoles(icos_file, row_of):
    columns = "Site;H;Year;Month;Day;Hour;Minute;DecimalDate;co;Stdev;N;Flag"
    changes = {"PARAMETER": "CO", "MEASUREMENT UNIT": "nmol.mol-¹"}
    (series,) = read_icos_atc(icos_file([row_of(0, "120")], changes, columns)).series
    assert (series.species, series.unit, series.value[0]) == ("co", "nmol/mol", 120)


def test_the_stamp_of_icos_cities_is_the_middle(cities_file, minute_of):
    reading = read_icos_cities(cities_file([minute_of(0), minute_of(1)]))
    (series,) = reading.series
    assert series.start[0] == np.datetime64("2022-01-01T00:00:00")  # stamped 00:00:30
    assert series.duration.tolist() == [60, 60]
    assert "read as UTC" in reading.notes[0]


def test_an_empty_cell_of_icos_cities_is_a_gap(cities_file, minute_of):
    path = cities_file([minute_of(0), minute_of(1, ""), minute_of(2, flag="H")])
    (series,) = read_icos_cities(path).series
    assert len(series) == 1
    assert series.refused == {"missing": 1, "flag H (spike, local contamination)": 1}


@pytest.mark.known_fault("interval stamps")
def test_beginning_and_middle_stamps_give_the_same_series(
    icos_file, cities_file, row_of
):
    hourly = [row_of(h, f"{420 + h}.0") for h in range(4)]
    (beginning,) = read_icos_atc(icos_file(hourly)).series
    middle = [
        f"2022-01-01 0{h}:30:00;2022;1;1;{h};30;0;2022.0;{420 + h}.0;0;0;0;0;0;U"
        for h in range(4)
    ]
    (centred,) = read_icos_cities(
        cities_file(middle, {"TIME INTERVAL": "hourly"})
    ).series
    assert np.array_equal(beginning.start, centred.start)
    assert np.array_equal(beginning.value, centred.value)


def test_the_older_text_is_read_with_its_blank_last_cells(tmp_path):
    path = tmp_path / "tta.dat"
    path.write_text(
        "Site Year Month Day Hour Minute Date co2 Stdev NbPoints Flag QualityId Last\n"
        "TTA 2011 03 30 08 52 2011.24 401.645 0.087 13 O 38881 2015  \n"
        "TTA 2011 03 29 23 59 2011.24 -999.990 -9.990 0 N 38938  \n"
    )
    station = Station("TTA", 56.55, -2.98, 222)
    (series,) = read_icos_dat(path, station).series
    assert series.start[0] == np.datetime64("2011-03-30T08:52:00")
    assert series.value.tolist() == [401.645]
    assert series.refused == {"flag N (incorrect)": 1}


@pytest.mark.real
def test_ridge_hill_as_published_in_part(shared_data, refusal):
    path = next(shared_data.glob("observatory/openghg/ICOS_ATC*"))
    said = refusal(read_icos_atc, path)
    assert "expected 27189 lines" in said
    (series,) = read_icos_atc(path, allow_truncated=True).series
    # by eye in the file: the first row flagged O is 26 February 2021, 12 h
    assert series.start[0] == np.datetime64("2021-02-26T12:00:00")
    assert series.value[0] == 2045.79
    assert sum(series.refused.values()) + len(series) == 94 - 45


def test_a_header_without_its_species_is_one_fault(icos_file, good_rows):
    (fault,) = check(icos_file(good_rows, {"PARAMETER": "absent"})).faults
    assert "expected a line PARAMETER in the header, found none" in str(fault)


def test_a_count_of_lines_in_another_script_is_no_count(icos_file, good_rows):
    assert check(icos_file(good_rows, {"TOTAL LINES": "²"})).is_good
