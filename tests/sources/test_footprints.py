"""Footprints: laid out by hour before the observation, refused when truncated."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.grid import Grid
from trajectoire.sources.footprints import joined, read_footprint
from trajectoire.sources.release import Wishes

PARTIAL = Wishes(allow_truncated=True, time_resolved=False)
GLASGOW = "observatory/glasgow/obs_202201010800_-4.247_55.861_3.nc"


@pytest.fixture
def stilt_file(netcdf_file):
    """A receptor at 12 UTC seen from the hours stamped as asked, 1 ppm by cell."""

    def write(hours, foot=None, name="202201011200_2.35_48.85_20_foot.nc"):
        size = len(hours)
        fields = np.ones((size, 2, 2)) if foot is None else foot
        if foot is None and size > 1:
            fields[0] = 1e-6  # the oldest hour, almost nothing left
        variables = {
            "lat": (("lat",), [48.8, 48.9], {}),
            "lon": (("lon",), [2.3, 2.4], {}),
            "time": (("time",), hours, {"units": "hours since 2022-01-01 00:00:00Z"}),
            "foot": (("time", "lat", "lon"), fields, {"units": "ppm (umol-1 m2 s)"}),
        }
        return netcdf_file(variables, name=name)

    return write


def test_the_slice_of_stilt_stamped_an_hour_before_is_slice_one(stilt_file):
    made = read_footprint(stilt_file([9.0, 10.0, 11.0])).footprint
    assert made.start[0] == np.datetime64("2022-01-01T12:00:00")
    assert made.sensitivity.shape == (1, 4, 2, 2)
    assert made.sensitivity[0, :, 0, 0].tolist() == [0.0, 1.0, 1.0, 1e-6]
    assert not made.is_integrated
    assert (made.station.latitude, made.station.longitude) == (48.85, 2.35)
    assert made.station.height == 20


@pytest.mark.known_fault("truncated footprint")
@pytest.mark.bad_input("truncated file", door="file")
def test_fewer_hours_than_asked_are_refused(refusal, stilt_file):
    path = stilt_file([9.0, 10.0, 11.0])
    said = refusal(read_footprint, path, Wishes(expected_hours=24))
    assert "expected 24 hours before the observation, found 3 hours" in said
    assert "accept it knowingly with allow_truncated" in said


@pytest.mark.known_fault("truncated footprint")
def test_a_missing_hour_is_refused(refusal, stilt_file):
    said = refusal(read_footprint, stilt_file([8.0, 9.0, 11.0]))
    assert "expected every hour before the observation, found hours 2 missing" in said


@pytest.mark.known_fault("truncated footprint")
def test_a_run_stopped_while_the_air_is_still_there_is_refused(refusal, stilt_file):
    path = stilt_file([10.0, 11.0], np.ones((2, 2, 2)))
    said = refusal(read_footprint, path)
    assert "at most 1% of the sensitivity in the oldest hour, found 50.0%" in said


@pytest.mark.known_fault("truncated footprint")
def test_what_was_accepted_truncated_says_so_for_ever(stilt_file):
    path = stilt_file([10.0, 11.0], np.ones((2, 2, 2)))
    reading = read_footprint(path, Wishes(expected_hours=24, allow_truncated=True))
    assert len(reading.defects) == 2
    title = reading.footprint.source.title
    assert "(truncated: 2 hours instead of 24 hours before the observation" in title


def test_slices_after_the_observation_are_refused(refusal, stilt_file):
    said = refusal(read_footprint, stilt_file([11.0, 13.0]))
    assert "expected one slice for each hour before the receptor's" in said


def test_a_stilt_file_without_receptor_says_how_to_name_it(refusal, stilt_file):
    said = refusal(read_footprint, stilt_file([11.0], name="foot.nc"))
    assert "Name the file YYYYMMDDHHMM_longitude_latitude_height.nc" in said


@pytest.mark.bad_input("swapped latitude and longitude", door="file")
def test_a_receptor_out_of_this_world_is_refused(refusal, stilt_file):
    path = stilt_file([11.0], name="202201011200_48.85_102.35_20.nc")
    said = refusal(read_footprint, path)
    assert "expected a receptor on Earth, found latitude 102.35" in said


def test_hourly_slices_and_their_residual_are_laid_out(netcdf_file, hourly_footprint):
    path = netcdf_file(hourly_footprint, name="TAC-100magl_x.nc")
    made = read_footprint(path).footprint
    fields = hourly_footprint["fp_HiTRes"][1]
    assert made.residual
    assert np.array_equal(made.sensitivity, fields.transpose(2, 3, 0, 1))
    assert made.left == pytest.approx([1.0, 1.0])
    assert made.station.code == "TAC"
    assert made.station.height == 100
    integrated = read_footprint(path, Wishes(time_resolved=False)).footprint
    assert integrated.is_integrated
    assert integrated.sensitivity[:, 0] == pytest.approx(made.sensitivity.sum(axis=1))


@pytest.mark.known_fault("truncated footprint")
def test_hours_that_do_not_sum_to_the_integral_are_refused(
    refusal, netcdf_file, hourly_footprint
):
    dimensions, fields, unit = hourly_footprint["fp_HiTRes"]
    short = hourly_footprint | {"fp_HiTRes": (dimensions, fields * 0.5, unit)}
    said = refusal(read_footprint, netcdf_file(short))
    assert "found 0.5 to 0.5 times it" in said


@pytest.mark.known_fault("truncated footprint")
def test_particles_still_inside_are_said_and_refused(
    refusal, netcdf_file, hourly_footprint
):
    dimensions, fractions, _ = hourly_footprint["particle_locations_n"]
    cropped = hourly_footprint | {
        "particle_locations_n": (dimensions, fractions * 0.2, {})
    }
    said = refusal(read_footprint, netcdf_file(cropped))
    assert "at least 95% of the particles leaving by the sides, found 80.0%" in said
    assert "leave the background free" in said


def test_fractions_above_one_are_no_fractions(refusal, netcdf_file, hourly_footprint):
    dimensions, fractions, _ = hourly_footprint["particle_locations_n"]
    wrong = {"particle_locations_n": (dimensions, fractions * 4, {})}
    said = refusal(read_footprint, netcdf_file(hourly_footprint | wrong))
    assert "expected fractions of particles that sum to 1 at most, found 1.75" in said


@pytest.mark.bad_input("swapped latitude and longitude", door="file")
def test_a_release_out_of_this_world_is_refused(refusal, netcdf_file, hourly_footprint):
    moved = hourly_footprint | {"release_lat": (("time",), [116.3, 116.3], {})}
    said = refusal(read_footprint, netcdf_file(moved))
    assert "found 116.3, 2.25. Check that the two are not exchanged." in said


def test_three_sides_make_no_background(refusal, netcdf_file, hourly_footprint):
    del hourly_footprint["particle_locations_s"]
    said = refusal(read_footprint, netcdf_file(hourly_footprint))
    assert "expected the four sides of particle_locations, found none for s" in said


def test_a_part_of_the_map_is_kept_once_the_whole_is_judged(
    netcdf_file, hourly_footprint
):
    path = netcdf_file(hourly_footprint)
    part = read_footprint(path, Wishes(within=(2.15, 48.75, 2.35, 49))).footprint
    whole = read_footprint(path).footprint
    assert part.grid.latitude.tolist() == [48.8, 48.9]
    assert part.grid.longitude.tolist() == [2.2, 2.3]
    assert np.array_equal(part.sensitivity, whole.sensitivity[:, :, 1:, 1:3])


@pytest.mark.bad_input("points outside the domain", door="file")
def test_a_part_that_the_map_does_not_hold_is_refused(
    refusal, netcdf_file, hourly_footprint
):
    path = netcdf_file(hourly_footprint)
    said = refusal(read_footprint, path, Wishes(within=(48.0, 2.0, 49.0, 3.0)))
    assert (
        "expected a footprint around 48 to 49 E, 2 to 3 N, found 2.1 to 2.4 E" in said
    )


def test_footprints_of_one_receptor_are_joined_in_order(stilt_file):
    names = ("202201011300_2.35_48.85_20.nc", "202201011200_2.35_48.85_20.nc")
    read = [
        read_footprint(stilt_file([h - 2.0, h - 1.0], name=name)).footprint
        for h, name in zip((13, 12), names, strict=True)
    ]
    whole = joined(read)
    assert whole.start.tolist() == sorted(whole.start.tolist())
    assert whole.sensitivity.shape == (2, 3, 2, 2)
    with pytest.raises(InputError, match="one grid, as many hours"):
        joined([read[0], read_footprint(stilt_file([9.0, 10.0, 11.0])).footprint])


def test_footprints_of_two_grids_are_a_fault(stilt_file):
    one = read_footprint(stilt_file([10.0, 11.0])).footprint
    wider = replace(one, grid=Grid(np.arange(3.0), one.grid.longitude))
    with pytest.raises(InputError, match="one grid, as many hours"):
        joined([one, wider])


def test_two_receptors_at_one_place_are_a_fault(stilt_file):
    one = read_footprint(stilt_file([10.0, 11.0])).footprint
    other = replace(one, station=replace(one.station, code="OTHER"))
    with pytest.raises(InputError, match=r"one receptor at a place.*OTHER"):
        joined([one, other])


def test_an_hour_in_two_files_counts_once_if_they_agree(stilt_file):
    one = read_footprint(stilt_file([10.0, 11.0])).footprint
    assert joined([one, one]).start.tolist() == one.start.tolist()
    assert joined([one, one]).sensitivity == pytest.approx(one.sensitivity)
    other = replace(one, sensitivity=2 * one.sensitivity)
    with pytest.raises(InputError) as raised:
        joined([one, other])
    assert "expected each hour once, found 1 hours with two footprints" in str(
        raised.value
    )


@pytest.mark.real
def test_the_glasgow_receptor(shared_data):
    reading = read_footprint(shared_data / GLASGOW, Wishes(expected_hours=6))
    made = reading.footprint
    assert made.sensitivity.shape == (1, 7, 445, 377)
    # the six slices as ncdump sums them
    assert made.sensitivity.sum() == pytest.approx(0.86855, rel=1e-4)
    assert made.start[0] == np.datetime64("2022-01-01T08:00:00")
    assert not reading.defects


@pytest.mark.real
@pytest.mark.known_fault("truncated footprint")
def test_the_cropped_domains_of_openghg_are_said_to_be_cropped(shared_data, refusal):
    for path in sorted(shared_data.glob("observatory/openghg/[MT][HA][DC]-*magl_*.nc")):
        assert "domain cropped" in refusal(read_footprint, path)
        assert read_footprint(path, PARTIAL).footprint.is_integrated


@pytest.mark.real
@pytest.mark.known_fault("truncated footprint")
def test_every_other_hour_of_tacolneston_is_refused_with_all_its_faults(
    shared_data, refusal
):
    path = shared_data / "observatory/openghg/TAC-100magl_UKV_co2_TEST_201407.nc"
    said = refusal(read_footprint, path)
    assert said.startswith("5 faults:")
    assert "found 0, 2, 4, 6… to 26 in 14 slices" in said
    assert "missing ones at 36 of 73 times" in said
    assert "found 0.627 to 1.8 times it" in said


@pytest.mark.real
def test_name_at_two_resolutions_is_read_in_part_only_knowingly(shared_data, refusal):
    path = shared_data / "observatory/openghg/footprint_test.nc"
    assert "found NAME at two resolutions" in refusal(read_footprint, path)
    wishes = Wishes(low_resolution=True)
    made = read_footprint(path, wishes).footprint
    assert made.sensitivity.shape == (1, 1, 293, 391)
    assert made.left == pytest.approx([1.0], abs=1e-4)
