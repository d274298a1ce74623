"""Fluxes and curtains: converted once at the door, laid south to north."""

import numpy as np
import pytest

from trajectoire.core.sector import Sector
from trajectoire.sources.curtains import read_curtains
from trajectoire.sources.fluxes import FluxWishes, read_flux, sector_of

GLASGOW = "observatory/glasgow/ems_2022x01x01x00.nc"


def _with_unit(variables, unit, value=2e-6, standard_name=""):
    described = {"units": unit}
    if standard_name:
        described["standard_name"] = standard_name
    return variables | {
        "flux": (("time", "lat", "lon"), np.full((2, 3, 4), value), described)
    }


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("mol m-2 s-1", 2e-6),
        ("mol/m2/s", 2e-6),
        ("µmol m-2 s-1", 2.0),
        ("umol/m2/s", 2.0),
        ("kg m-2 s-1", 2e-6 * 44.0095e-3),  # of CO2: 44.0095 g/mol
        ("g m-2 h-1", 2e-6 * 44.0095 * 3600),
    ],
)
def test_one_flux_in_six_units_is_read_the_same(
    netcdf_file, flux_variables, unit, value
):
    path = netcdf_file(_with_unit(flux_variables, unit, value))
    (field,) = read_flux(path).fields
    assert field.flux == pytest.approx(np.full((2, 3, 4), 2.0), rel=1e-12)


def test_the_molar_mass_is_that_of_the_species(netcdf_file, flux_variables):
    path = netcdf_file(_with_unit(flux_variables, "kg m-2 s-1", 16.0425e-9))
    (field,) = read_flux(path, FluxWishes(species="ch4")).fields
    assert field.flux[0, 0, 0] == pytest.approx(1.0)  # 16.0425 g/mol


def test_a_mass_of_an_unknown_species_is_refused(refusal, netcdf_file, flux_variables):
    path = netcdf_file(_with_unit(flux_variables, "kg m-2 s-1"))
    said = refusal(read_flux, path, FluxWishes(species="soot"))
    assert "expected a unit of flux" in said


def test_a_downward_flux_changes_sign(netcdf_file, flux_variables):
    name = "surface_downward_mole_flux_of_carbon_dioxide"
    path = netcdf_file(_with_unit(flux_variables, "mol m-2 s-1", 2e-6, name))
    (field,) = read_flux(path).fields
    assert field.flux.max() == pytest.approx(-2.0)


def test_fields_keep_their_time(netcdf_file, flux_variables):
    (field,) = read_flux(netcdf_file(flux_variables)).fields
    assert field.start.tolist() == [
        np.datetime64("2022-01-01T00:00:00").astype(object),
        np.datetime64("2022-01-01T01:00:00").astype(object),
    ]


def test_a_field_without_time_is_refused_until_it_is_given(
    refusal, netcdf_file, flux_variables
):
    del flux_variables["time"]
    still = flux_variables | {
        "flux": (("lat", "lon"), np.full((3, 4), 2e-6), {"units": "mol m-2 s-1"})
    }
    path = netcdf_file(still)
    assert "expected a variable “time”, found none" in refusal(read_flux, path)
    (field,) = read_flux(path, FluxWishes(start=np.datetime64("2020-01-01"))).fields
    assert field.start[0] == np.datetime64("2020-01-01")


def test_a_file_split_by_gnfr_sector_gives_one_field_each(netcdf_file, flux_variables):
    _, values, unit = flux_variables.pop("flux")
    split = {
        f"co2_{letter}": (("time", "lat", "lon"), values, unit)
        for letter in ("A_PublicPower", "C_OtherStationaryComb", "F1")
    }
    fields = read_flux(netcdf_file(flux_variables | split)).fields
    assert [field.sector for field in fields] == [
        Sector("GNFR", "A"),
        Sector("GNFR", "C"),
        Sector("GNFR", "F1"),
    ]


def test_a_sector_may_be_named(netcdf_file, flux_variables):
    road = Sector("PCAET", "road")
    wishes = FluxWishes(sectors={"flux": road})
    assert read_flux(netcdf_file(flux_variables), wishes).fields[0].sector == road
    assert sector_of("flux") == Sector("file", "flux")


def test_longitudes_from_0_to_360_are_put_around_greenwich(netcdf_file, flux_variables):
    values = np.zeros((2, 3, 4))
    values[:, :, 3] = 2e-6  # at 359 E, that is 1 W
    around = flux_variables | {
        "lon": (("lon",), [0.0, 1.0, 2.0, 359.0], {}),
        "flux": (("time", "lat", "lon"), values, {"units": "mol m-2 s-1"}),
    }
    (field,) = read_flux(netcdf_file(around)).fields
    assert field.grid.longitude.tolist() == [-1.0, 0.0, 1.0, 2.0]
    assert field.flux[0, 0].tolist() == pytest.approx([2.0, 0.0, 0.0, 0.0])


@pytest.mark.real
def test_glasgow_states_no_unit_and_its_tonnes_prove_it(shared_data):
    reading = read_flux(shared_data / GLASGOW)
    by_sector = {field.sector.code: field for field in reading.fields}
    assert "1028 tC/h from flx is 1028 from ems" in reading.notes[0]
    total = by_sector["total"].flux
    parts = sum(by_sector[c].flux for c in ("traffic", "point", "biosphere"))
    assert np.abs(parts - total).max() < 1e-3
    tonnes = (total[0] * by_sector["total"].grid.areas()).sum() * 12e-12 * 3600
    assert tonnes == pytest.approx(1028, rel=0.01)  # published: 1,028 tC/h


@pytest.mark.real
def test_edgar_in_kilograms_without_time(shared_data):
    (path,) = shared_data.glob("observatory/openghg/v6.0_CO2*.nc")
    reading = read_flux(path)
    (field,) = reading.fields
    assert reading.notes == ("no time in the file: year 2015 from its name",)
    # the largest cell, 7.4098796e-07 kg m-2 s-1, divided by 44.0095e-9 kg/µmol
    assert field.flux.max() == pytest.approx(7.4098796e-07 / 44.0095e-9, rel=1e-6)
    assert field.grid.longitude[0] >= -180


@pytest.mark.real
def test_respiration_and_photosynthesis_keep_their_sign(shared_data):
    folder = shared_data / "observatory/openghg"
    (gpp,) = read_flux(folder / "co2-gpp-cardamom_EUROPE_2012.nc").fields
    (rtot,) = read_flux(folder / "co2-rtot-cardamom-2hr_TEST_2014.nc").fields
    assert gpp.flux.min() == pytest.approx(-20.06, abs=0.01)
    assert rtot.flux.min() >= 0
    assert np.diff(rtot.start).tolist() == [np.timedelta64(2, "h")] * 51


@pytest.mark.real
def test_the_sea_has_no_land_and_the_missing_cells_are_counted(shared_data):
    path = shared_data / "observatory/openghg/co2-nemo-ocean-mth_TEST_2014.nc"
    reading = read_flux(path)
    assert reading.notes == ("flux: no value in 74 of 144 cells: missing, not zero",)


@pytest.mark.real
def test_curtains_are_read_in_ppm(shared_data):
    reading = read_curtains(shared_data / "observatory/openghg/co2_TEST_201407.nc")
    sides = reading.curtains.mole_fraction
    assert {side: field.shape for side, field in sides.items()} == dict.fromkeys(
        "nesw", (1, 20, 12)
    )
    assert sides["n"].max() == pytest.approx(396.30853, abs=1e-4)  # as ncdump, x 1e6
    assert reading.notes == ("no unit in the file: read as mol/mol",)
