"""Warming potentials: the published tables, and mass to equivalent and back."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import MissingData, UnitError
from trajectoire.core.quantity import Quantity
from trajectoire.methods.warming import (
    POTENTIALS,
    REFERENCES,
    has_potential,
    potential,
    to_equivalent,
    to_mass,
)

SETS = ("AR4", "AR5", "AR6")
GASES = sorted(POTENTIALS)


def test_a_tonne_of_methane_by_hand():
    # AR5, table 8.A.1: 30 for fossil methane, so 2 t are worth 60 tCO2e, and 0.2 t 6.
    worth = to_equivalent(Quantity(2.0, "t", 0.2), "ch4_fossil", "AR5")
    assert (worth.value, worth.unit, worth.uncertainty) == (60.0, "tCO2e", 6.0)


def test_the_unit_of_the_mass_changes_nothing():
    in_tonnes = to_equivalent(Quantity(0.003, "t", 0.0), "n2o", "AR6")
    in_kilograms = to_equivalent(Quantity(3.0, "kg", 0.0), "n2o", "AR6")
    assert in_kilograms.value == pytest.approx(in_tonnes.value)
    assert in_kilograms.value == pytest.approx(3 * 273 / 1000)


@given(
    st.sampled_from([g for g in GASES if None not in POTENTIALS[g]]),
    st.sampled_from(SETS),
    st.floats(1e-6, 1e9),
)
def test_a_mass_comes_back_from_its_equivalent(gas, name, tonnes):
    mass = Quantity(tonnes, "t", tonnes / 5, (tonnes / 2, tonnes * 2))
    back = to_mass(to_equivalent(mass, gas, name), gas, name)
    assert back.value == pytest.approx(tonnes)
    assert back.uncertainty == pytest.approx(tonnes / 5)
    assert back.interval == pytest.approx((tonnes / 2, tonnes * 2))


def test_changing_the_set_multiplies_by_the_ratio_of_potentials():
    published = Quantity(100.0, "tCO2e", 10.0)
    seen = to_equivalent(to_mass(published, "n2o", "AR4"), "n2o", "AR5")
    assert seen.value == pytest.approx(100 * 265 / 298)


def test_carbon_dioxide_is_its_own_measure_in_all_sets():
    for name in SETS:
        assert potential("co2_fossil", name) == 1
        assert potential("co2_biogenic", name) == 1


def test_fossil_methane_warms_more_where_its_carbon_dioxide_is_counted():
    # The carbon of a kilogram of methane makes at most 44/16 = 2.75 kg of CO2.
    for name in ("AR5", "AR6"):
        more = potential("ch4_fossil", name) - potential("ch4_biogenic", name)
        assert 0 < more <= 2.81  # each is rounded to its last digit
    assert potential("ch4_fossil", "AR4") == potential("ch4_biogenic", "AR4")


def test_a_mixture_has_no_potential():
    for name in ("hfc", "pfc", "other", "ghg", ""):
        assert not has_potential(name)
        with pytest.raises(MissingData, match="Give its gases apart"):
            potential(name, "AR5")


def test_what_a_report_does_not_give_is_missing():
    with pytest.raises(MissingData, match="AR4"):
        potential("hfc-41", "AR4")


def test_an_unknown_set_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="AR4, AR5, AR6"):
        potential("co2", "AR3")  # type: ignore[arg-type]


def test_masses_and_equivalents_are_not_mixed_up():
    with pytest.raises(UnitError):
        to_equivalent(Quantity(1.0, "tCO2e", 0.1), "n2o", "AR5")
    with pytest.raises(UnitError):
        to_mass(Quantity(1.0, "t", 0.1), "n2o", "AR5")


def test_each_set_says_its_table():
    assert set(REFERENCES) == set(SETS)
    assert all("table" in reference for reference in REFERENCES.values())


# Refrigerants as ADEME calls them, for the gases that both tables hold.
ADEME = {
    "CH4f": "ch4_fossil", "CH4b": "ch4_biogenic", "N2O": "n2o", "CO2f": "co2_fossil",
    "SF6": "sf6", "NF3": "nf3", "R23": "hfc-23", "R32": "hfc-32", "R125": "hfc-125",
    "R134a": "hfc-134a", "R143a": "hfc-143a", "R152a": "hfc-152a",
    "R227ea": "hfc-227ea", "R4310mee": "hfc-43-10mee", "R14": "pfc-14",
    "R116": "pfc-116", "R218": "pfc-218", "R318": "pfc-318", "R5114": "pfc-5-1-14",
    "R236fa": "hfc-236fa", "R245fa": "hfc-245fa", "R365mfc": "hfc-365mfc",
    "R3110": "pfc-3-1-10", "R4112": "pfc-4-1-12",
}  # fmt: skip
# Base Carbone V22, element 22589: 2640 is the value of HFC-227ca in table 8.A.1.
SLIP_OF_ADEME = {("hfc-227ea", "AR5"): 2640.0}


@pytest.mark.real
def test_the_sets_are_those_that_ademe_publishes_as_elements(shared_data):
    path = shared_data / "territory/emission_factors/Base_Carbone_V22.0.csv"
    compared = 0
    with path.open(encoding="cp1252", errors="replace", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            category = row["Code de la catégorie"]
            gas = ADEME.get(row["Nom base français"])
            if "PRG à 100 ans du" not in category or gas is None:
                continue
            name = "AR5" if "5ème" in category else "AR4"
            said = float(row["Total poste non décomposé"].replace(",", "."))
            ours = SLIP_OF_ADEME.get((gas, name), potential(gas, name))
            assert said == ours, (gas, name)
            compared += 1
    assert compared == 43  # 24 gases of AR4, 19 of AR5
