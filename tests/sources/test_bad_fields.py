"""Bad gridded files: units, missing cells, axes, dimensions, all said at once."""

import numpy as np
import pytest
from netCDF4 import Dataset

from trajectoire.sources.check import check
from trajectoire.sources.curtains import read_curtains
from trajectoire.sources.fluxes import FluxWishes, read_flux
from trajectoire.sources.footprints import read_footprint
from trajectoire.sources.obspack import read_obspack
from trajectoire.sources.release import Wishes


def bad(case):
    return pytest.mark.bad_input(case, door="file")


def _with_unit(variables, name, unit):
    dimensions, values, _ = variables[name]
    return variables | {name: (dimensions, values, {"units": unit} if unit else {})}


@bad("missing columns")
def test_missing_variables_are_named_with_those_that_are_there(refusal, netcdf_file):
    path = netcdf_file({"value": (("time",), [1.0], {})})
    said = refusal(read_obspack, path)
    assert "expected a variable “start_time”, found only value" in said
    assert said.startswith("5 faults:")


@bad("renamed columns")
def test_a_renamed_axis_is_named(refusal, netcdf_file, flux_variables):
    moved = {("y" if n == "lat" else n): v for n, v in flux_variables.items()}
    moved["y"] = (("y",), [48.7, 48.8, 48.9], {})
    said = refusal(read_flux, netcdf_file(moved))
    assert "expected a variable “lat” or “latitude”, found only" in said


@bad("extra columns")
def test_variables_that_are_no_flux_are_left_aside(netcdf_file, flux_variables):
    extra = {"door": (("time",), [1.0, 2.0], {})}
    assert len(read_flux(netcdf_file(flux_variables | extra)).fields) == 1


@bad("wrong unit")
@pytest.mark.parametrize("unit", ["ppm", "kg", "furlong", "mol m-2"])
def test_a_flux_in_another_unit_is_refused(refusal, netcdf_file, flux_variables, unit):
    said = refusal(read_flux, netcdf_file(_with_unit(flux_variables, "flux", unit)))
    expected = "expected a unit of flux, as mol m-2 s-1 or kg m-2 s-1"
    assert f"column “flux”: {expected}, found “{unit}”" in said


@bad("wrong unit")
def test_a_flux_too_large_to_be_true_betrays_its_unit(
    refusal, netcdf_file, flux_variables
):
    variables = flux_variables | {
        "flux": (
            ("time", "lat", "lon"),
            np.full((2, 3, 4), 5.0),
            {"units": "mol m-2 s-1"},
        )
    }
    said = refusal(read_flux, netcdf_file(variables))
    assert "expected fluxes below 100000 µmol m-2 s-1, found 5e+06" in said


@bad("absent unit")
def test_a_flux_without_unit_is_refused_until_it_is_given(
    refusal, netcdf_file, flux_variables
):
    path = netcdf_file(_with_unit(flux_variables, "flux", ""))
    assert "found no unit. Write it in the attribute units" in refusal(read_flux, path)
    (field,) = read_flux(path, FluxWishes(unit="mol/m2/s")).fields
    assert field.flux == pytest.approx(np.full((2, 3, 4), 2.0))


@bad("absent unit")
def test_a_footprint_without_unit_is_refused(refusal, netcdf_file, hourly_footprint):
    variables = _with_unit(_with_unit(hourly_footprint, "fp", ""), "fp_HiTRes", "")
    said = refusal(read_footprint, netcdf_file(variables))
    assert "column “fp”: expected a unit that converts to ppm/(µmol/m^2/s)" in said


@bad("NaN")
@bad("fill values")
def test_missing_cells_of_a_flux_stay_missing_until_said_otherwise(
    netcdf_file, flux_variables
):
    values = np.full((2, 3, 4), 2e-6)
    values[:, 0, 0] = -999.0
    values[:, 1, 1] = np.nan
    variables = flux_variables | {
        "flux": (
            ("time", "lat", "lon"),
            values,
            {"units": "mol m-2 s-1", "missing_value": -999.0},
        )
    }
    path = netcdf_file(variables)
    reading = read_flux(path)
    assert np.isnan(reading.fields[0].flux).sum() == 4
    assert reading.notes == ("flux: no value in 4 of 24 cells: missing, not zero",)
    filled = read_flux(path, FluxWishes(absent_means_zero=True))
    assert filled.fields[0].flux[0, 0, 0] == 0
    assert "taken as zero" in filled.notes[0]


@bad("infinities")
def test_infinite_fluxes_are_refused(refusal, netcdf_file, flux_variables):
    values = np.full((2, 3, 4), np.inf)
    variables = flux_variables | {
        "flux": (("time", "lat", "lon"), values, {"units": "mol m-2 s-1"})
    }
    assert "found inf" in refusal(read_flux, netcdf_file(variables))


@bad("infinities")
def test_negative_or_infinite_sensitivities_are_refused(
    refusal, netcdf_file, hourly_footprint
):
    dimensions, fields, unit = hourly_footprint["fp_HiTRes"]
    spoiled = fields.copy()
    spoiled[0, 0, 0, 0] = -1.0
    variables = hourly_footprint | {"fp_HiTRes": (dimensions, spoiled, unit)}
    said = refusal(read_footprint, netcdf_file(variables))
    assert (
        "expected sensitivities that are finite and not negative, found from -1" in said
    )


@bad("NaN")
def test_missing_sensitivities_are_refused_or_dropped_knowingly(
    refusal, netcdf_file, hourly_footprint
):
    dimensions, fields, unit = hourly_footprint["fp_HiTRes"]
    spoiled = fields.copy()
    spoiled[0, 0, 1, 0] = np.nan
    path = netcdf_file(hourly_footprint | {"fp_HiTRes": (dimensions, spoiled, unit)})
    assert "found missing ones at 1 of 2 times" in refusal(read_footprint, path)
    accepted = read_footprint(path, Wishes(allow_truncated=True))
    assert accepted.footprint.start.size == 1
    assert "(truncated: missing ones" in accepted.footprint.source.title


@bad("swapped latitude and longitude")
@bad("wrong CRS")
def test_axes_that_are_no_degrees_are_refused(refusal, netcdf_file, flux_variables):
    metres = flux_variables | {"lat": (("lat",), [5.40e6, 5.41e6, 5.42e6], {})}
    said = refusal(read_flux, netcdf_file(metres))
    assert "expected latitude in degrees, at most 90, found 5.4e+06 to 5.42e+06" in said
    assert (
        "Check that latitude and longitude are not exchanged, and that the file" in said
    )


@bad("unsorted rows")
def test_a_descending_axis_is_turned_round(netcdf_file, flux_variables):
    values = np.zeros((2, 3, 4))
    values[:, 0, 0] = 1e-6  # the northernmost line, in this file
    turned = flux_variables | {
        "lat": (("lat",), [48.9, 48.8, 48.7], {}),
        "flux": (("time", "lat", "lon"), values, {"units": "mol m-2 s-1"}),
    }
    (field,) = read_flux(netcdf_file(turned)).fields
    assert field.grid.latitude.tolist() == [48.7, 48.8, 48.9]
    assert field.flux[0, 2, 0] == pytest.approx(1.0)


@bad("unsorted rows")
def test_an_axis_in_disorder_is_refused(refusal, netcdf_file, flux_variables):
    mixed = flux_variables | {"lat": (("lat",), [48.7, 48.9, 48.8], {})}
    said = refusal(read_flux, netcdf_file(mixed))
    assert "column “latitude”: expected latitude in order" in said


@bad("mixed time zones")
def test_a_time_without_reference_is_refused(refusal, netcdf_file, flux_variables):
    timeless = flux_variables | {"time": (("time",), [0.0, 1.0], {"units": "hours"})}
    said = refusal(read_flux, netcdf_file(timeless))
    assert "column “time”: expected a time in “seconds/minutes/hours/days since" in said


@bad("wrong unit")
def test_curtains_in_percent_of_nothing_are_refused(refusal, netcdf_file):
    sides = {
        f"vmr_{side}": (("height", position), np.full((1, 2), 400e3), {})
        for side, position in zip("nesw", ("lon", "lat", "lon", "lat"), strict=True)
    }
    axes = {
        "lat": (("lat",), [48.7, 48.8], {}),
        "lon": (("lon",), [2.1, 2.2], {}),
        "height": (("height",), [500.0], {}),
        "time": (("time",), [0], {"units": "days since 2022-01-01"}),
    }
    said = refusal(read_curtains, netcdf_file(axes | sides))
    assert (
        "column “vmr_n”: expected values from 1e-06 to 10000 ppm, found 4e+11" in said
    )


@bad("unknown codes")
def test_another_netcdf_is_named_by_what_it_holds(netcdf_file):
    examination = check(netcdf_file({"door": (("time",), [1.0], {})}))
    assert examination.kind == "unknown"
    assert "found NetCDF with door" in str(examination.faults[0])


@bad("10 GB file")
def test_a_small_file_that_holds_a_huge_field_is_refused(refusal, tmp_path):
    path = tmp_path / "huge.nc"
    with Dataset(path, "w") as dataset:
        for name, size in (("lat", 2), ("lon", 2), ("time", 10**9)):
            dataset.createDimension(name, size)
            dataset.createVariable(name, "f4", (name,), zlib=True)
        dataset["lat"][:], dataset["lon"][:] = [48.7, 48.8], [2.1, 2.2]
        dataset["time"].units = "hours since 2022-01-01"
        flux = dataset.createVariable("flux", "f4", ("lat", "lon"))
        flux.units = "mol m-2 s-1"
    assert path.stat().st_size < 1_000_000
    said = refusal(read_flux, path)
    assert "huge.nc: expected at most 2048 MiB for “time” in memory, found 7629" in said
