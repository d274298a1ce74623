"""ObsPack, BEACO2N and background files, made and real."""

import numpy as np
import pytest

from trajectoire.core.series import Station
from trajectoire.sources.beacon import (
    read_background,
    read_beacon_table,
    read_receptors,
)
from trajectoire.sources.obspack import read_obspack

NODE = Station("node", 55.86, -4.25, 3.0)
EPOCH = {"units": "seconds since 1970-01-01T00:00:00Z"}


@pytest.fixture
def obspack_variables():
    """Three hours, the last one not checked."""
    start = np.array([0, 3600, 7200])
    return {
        "start_time": (("time",), start, EPOCH),
        "time": (("time",), start + 1800, EPOCH),
        "value": (("time",), [400e-6, 401e-6, 402e-6], {"units": "mol mol-1"}),
        "value_std_dev": (("time",), [1e-7, 0.0, 2e-7], {"units": "mol mol-1"}),
        "latitude": (("time",), [51.97] * 3, {}),
        "longitude": (("time",), [4.93] * 3, {}),
        "intake_height": (("time",), [207.0] * 3, {}),
        "qc_flag": (("time",), np.array(["O", "O", "U"], dtype="S1"), {}),
    }


def test_obspack_gives_the_beginning_and_ppm(netcdf_file, obspack_variables):
    path = netcdf_file(obspack_variables, name="co2_cbw_tower.nc")
    (series,) = read_obspack(path).series
    assert series.value == pytest.approx([400, 401, 402])
    assert series.deviation[0] == pytest.approx(0.1)
    assert np.isnan(series.deviation[1])  # a spread of zero says nothing
    assert series.start[1] == np.datetime64("1970-01-01T01:00:00")
    assert series.duration.tolist() == [3600] * 3
    assert (series.station.code, series.station.height) == ("CBW", 207)


def test_obspack_without_what_nobody_checked(netcdf_file, obspack_variables):
    path = netcdf_file(obspack_variables, name="co2_cbw_tower.nc")
    (series,) = read_obspack(path, unchecked=False).series
    assert len(series) == 2
    assert series.refused == {"flag U": 1}


def test_two_values_for_one_hour_may_both_be_left_out(
    refusal, netcdf_file, obspack_variables
):
    start = np.array([0, 3600, 3600])
    twice = obspack_variables | {
        "start_time": (("time",), start, EPOCH),
        "time": (("time",), start + 1800, EPOCH),
    }
    path = netcdf_file(twice, name="co2_cbw_tower.nc")
    assert "expected one value for each interval" in refusal(read_obspack, path)
    (series,) = read_obspack(path, drop_conflicts=True).series
    assert series.value == pytest.approx([400])
    assert series.refused == {"two values for one interval": 2}


@pytest.mark.known_fault("interval stamps")
@pytest.mark.real
def test_cabauw_is_stamped_at_the_middle_and_read_at_the_beginning(shared_data):
    (path,) = shared_data.glob("observatory/icos/co2_cbw*207magl.nc")
    (series,) = read_obspack(path).series
    assert len(series) == 209_501
    assert series.unit == "ppm"
    # ncdump: time 719847000 is 23 October 1992 13:30, the middle of the first hour
    assert series.start[0] == np.datetime64("1992-10-23T13:00:00")
    assert set(series.duration) == {3600.0}
    assert series.value[0] == pytest.approx(360.13, abs=0.01)


@pytest.mark.real
def test_cabauw_at_67_m_has_one_hour_with_two_values(shared_data, refusal):
    (path,) = shared_data.glob("observatory/icos/co2_cbw*67magl.nc")
    said = refusal(read_obspack, path)
    assert "426.081 (row 163318) and 426.184 at 2022-09-09T00:00:00Z" in said
    (series,) = read_obspack(path, drop_conflicts=True).series
    assert len(series) == 168_626 - 2


@pytest.mark.bad_input("swapped latitude and longitude", door="file")
def test_an_obspack_out_of_this_world_is_refused(
    refusal, netcdf_file, obspack_variables
):
    moved = obspack_variables | {"latitude": (("time",), [116.3] * 3, {})}
    said = refusal(read_obspack, netcdf_file(moved))
    assert "found 116.3, 4.93. Check that the two are not exchanged." in said


def test_receptors_are_parted_by_place(netcdf_file):
    columns = {
        "fjul": [0.0, 0.0, 3600.0],
        "lat": [55.8, 55.9, 55.8],
        "lon": [-4.3, -4.2, -4.3],
        "agl": [3.0, 3.0, 3.0],
        "co2": [420.0, 430.0, np.nan],
        "co2e": [1.0, 2.0, 3.0],
    }
    path = netcdf_file({n: (("id",), v, {}) for n, v in columns.items()})
    first, second = read_receptors(path).series
    assert (first.station.latitude, first.value.tolist()) == (55.8, [420.0])
    assert first.refused == {"missing": 1}
    assert (second.station.longitude, second.deviation.tolist()) == (-4.2, [2.0])


@pytest.mark.bad_input("swapped latitude and longitude", door="file")
def test_a_receptor_with_its_axes_exchanged_is_located(refusal, netcdf_file):
    columns = {"fjul": 0.0, "lat": 116.3, "lon": 39.9, "agl": 3, "co2": 1, "co2e": 1}
    path = netcdf_file({n: (("id",), [v], {}) for n, v in columns.items()})
    said = refusal(read_receptors, path)
    assert "row 1, column “lat”: expected a latitude in [-90, 90]" in said
    assert "found 116.3, 39.9. Check that the two are not exchanged." in said


@pytest.mark.real
def test_the_eight_sensors_of_glasgow(shared_data):
    reading = read_receptors(shared_data / "observatory/glasgow/rec_jan22.nc")
    assert len(reading.series) == 8
    assert sum(len(series) for series in reading.series) == 5951
    means = [series.value.mean() for series in reading.series]
    assert max(means) - min(means) == pytest.approx(45, abs=1)  # up to 45 ppm
    (first,) = (s for s in reading.series if s.station.code == "55.861_-4.247")
    assert first.value[0] == pytest.approx(420.509, abs=1e-3)
    assert first.start[0] == np.datetime64("2022-01-01T08:00:00")


@pytest.mark.real
def test_the_background_of_glasgow(shared_data):
    path = shared_data / "observatory/glasgow/co2_background_hourly_22.csv"
    (series,) = read_background(path, NODE).series
    assert len(series) == 8755
    assert series.value.mean() == pytest.approx(419.2, abs=0.05)  # as in the notes
    assert series.deviation[0] == pytest.approx(0.20134)


@pytest.mark.real
def test_a_beacon_node_in_utc_with_its_fill_values(shared_data, refusal):
    folder = shared_data / "observatory/openghg"
    (series,) = read_beacon_table(folder / "175_BELLAHOUSTONACADEMY.csv", NODE).series
    # its row 3: local 05:00, UTC 12:00, 410.7 ppm
    assert series.start[0] == np.datetime64("2021-07-15T12:00:00")
    assert series.value[0] == 410.7
    assert series.refused == {"fill value": 1}
    empty = folder / "171_UNIVERSITYOFSTRATHCLYDE.csv"
    assert "found 8 fill value" in refusal(read_beacon_table, empty, NODE)


def test_a_beacon_node_in_parts_per_billion_and_by_quality(tmp_path):
    path = tmp_path / "node.csv"
    path.write_text(
        "local_timestamp,datetime,node_id,co_ppm,co_ppm_QC_level\n"
        "2022-01-01 05:00:00,2022-01-01 13:00:00,8,0.2,1a\n"
        "2022-01-01 06:00:00,2022-01-01 14:00:00,8,0.3,2\n"
    )
    (series,) = read_beacon_table(path, NODE, "co").series
    assert series.unit == "nmol/mol"
    assert series.value == pytest.approx([200.0, 300.0])
    (series,) = read_beacon_table(path, NODE, "co", level="2").series
    assert series.refused == {"quality below 2": 1}
