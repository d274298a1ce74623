"""TNO inventories: each source in its cell and sector, the yearly mass kept."""

import numpy as np
import pytest

from trajectoire.sources.check import check
from trajectoire.sources.fluxes import FluxWishes
from trajectoire.sources.tno import read_tno

WISHES = FluxWishes(start=np.datetime64("2018-01-01"))


@pytest.fixture
def inventory():
    """Three sources in two sectors; the last one outside the grid."""
    codes = np.array([[b"A", b" "], [b"F", b"1"]], dtype="S1")
    return {
        "latitude": (("latitude",), [48.0, 49.0], {}),
        "longitude": (("longitude",), [2.0, 3.0, 4.0], {}),
        "latitude_source": (("source",), [48.1, 49.2, 60.0], {}),
        "longitude_source": (("source",), [2.1, 3.9, 2.0], {}),
        "emission_category_index": (("source",), [1, 2, 2], {}),
        "emis_cat_code": (("emis_cat", "string2"), codes, {}),
        "co2_ff": (("source",), [1e9, 2e9, 1e9], {"units": "kg/year"}),
        "co2_bf": (("source",), [5e8, 0.0, 0.0], {"units": "kg/year"}),
    }


def _kilograms(field):
    grams = (field.flux[0] * field.grid.areas()).sum() * 1e-6 * 44.0095
    return grams * 1e-3 * 365.25 * 86400


def test_each_source_is_in_its_cell_and_sector(netcdf_file, inventory):
    reading = read_tno(netcdf_file(inventory), WISHES)
    power, road = reading.fields
    assert (power.sector.code, road.sector.code) == ("A", "F1")
    assert _kilograms(power) == pytest.approx(1.5e9, rel=1e-6)  # fossil and biogenic
    assert _kilograms(road) == pytest.approx(2e9, rel=1e-6)
    assert np.argwhere(power.flux[0]).tolist() == [[0, 0]]
    assert np.argwhere(road.flux[0]).tolist() == [[1, 2]]
    assert reading.notes[1] == "22.2% of the emissions are outside the grid"  # 1 / 4.5


def test_what_is_missing_is_said(refusal, netcdf_file, inventory):
    path = netcdf_file(inventory)
    assert "expected a date, found none in the file" in refusal(
        read_tno, path, FluxWishes()
    )
    said = refusal(read_tno, path, FluxWishes(species="ch4", start=WISHES.start))
    assert "expected a variable “ch4” or “ch4_ff”" in said
    wrong = inventory | {"co2_ff": (("source",), [1.0, 2.0, 3.0], {"units": "kg"})}
    said = refusal(read_tno, netcdf_file(wrong), WISHES)
    assert "column “co2_ff”: expected a mass in a time, as kg/year, found “kg”" in said


@pytest.mark.real
def test_the_invented_file_of_emiproc_counts_from_zero_and_is_refused(shared_data):
    path = shared_data / "observatory/profiles/tno_test_minimal.nc"
    examination = check(path)
    assert examination.kind == "TNO inventory"
    (fault,) = examination.faults
    assert (fault.expected, fault.found) == ("sectors 1 to 4", "0 to 3")
