"""What someone types of an activity: its kind, its unit, its uncertainty."""

import csv
import math
from dataclasses import replace
from importlib.resources import files

import pytest

from trajectoire.core.errors import InputError, UnitError
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.counting import unit_of
from trajectoire.instruments.inventory.model.entry import (
    CARRIERS,
    Entered,
    activity_of,
    computed,
    definition_of,
)
from trajectoire.methods.propagation.pedigree import Pedigree

TYPED = Entered(
    territory=Territory("99001", "city", "Ville-Témoin", 2025),
    sector=Sector("accounts", "residential.gas"),
    period=Period.of_year(2023),
    value=1_000_000.0,
    unit="kWh PCI",
    source=Source("Distributeur", "Consommations", "Licence Ouverte 2.0"),
    percentage=10.0,
)
GAS = Factor(
    *("base-carbone", "22.0", "7", "Gaz naturel", "kWh PCI", 0.25, (), "AR5", 0.025),
    Source("ADEME", "Base Carbone V22.0", "Licence Ouverte"),
)


def test_a_million_kilowatt_hours_by_hand():
    # 1e6 kWh = 1,000 MWh; ± 10 % at 95 % is 10 / 1.96 = 5.102 % at k = 1: 51.02 MWh.
    activity = activity_of(TYPED)
    assert activity.definition.name == "energy_natural_gas"
    assert activity.quantity is not None
    assert activity.quantity.value == pytest.approx(1000)
    assert activity.quantity.unit == "MWh"
    assert activity.quantity.uncertainty == pytest.approx(51.02, abs=0.005)
    assert activity.state is CellState.OBSERVED


def test_what_is_typed_goes_with_what_it_emits():
    both = computed(TYPED, GAS)
    assert both.figures[0] is both.activity
    (emission,) = both.emissions
    assert emission.quantity is not None
    assert emission.quantity.value == pytest.approx(250.0)


def test_the_marks_of_the_pedigree_widen_the_best_data():
    best = activity_of(replace(TYPED, percentage=None, marks=Pedigree(1, 1, 1, 1, 1)))
    worst = activity_of(replace(TYPED, percentage=None, marks=Pedigree(5, 5, 5, 5, 5)))
    assert best.quantity is not None
    assert worst.quantity is not None
    # Best data: geometric deviation √1.05, whose logarithm is 0.0244; e^(σ²) - 1 = σ².
    assert best.quantity.uncertainty == pytest.approx(1000 * 0.0244, rel=0.01)
    assert worst.quantity.uncertainty is not None
    assert worst.quantity.uncertainty > 10 * best.quantity.uncertainty
    assert worst.quantity.law == "lognormal"


def test_an_uncertainty_that_nobody_states_stays_unknown():
    activity = activity_of(replace(TYPED, percentage=None))
    assert activity.quantity is not None
    assert activity.quantity.uncertainty is None
    assert activity.quantity.reason


def test_a_large_uncertainty_does_not_reach_below_zero():
    activity = activity_of(replace(TYPED, percentage=150.0))
    assert activity.quantity is not None
    bounds = activity.quantity.bounds()
    assert bounds is not None
    assert bounds[0] > 0


def test_nothing_burnt_is_a_confirmed_zero():
    both = computed(replace(TYPED, value=0.0), GAS)
    assert {figure.state for figure in both.figures} == {CellState.CONFIRMED_ZERO}


@pytest.mark.parametrize(
    ("code", "unit", "name", "kept"),
    [
        ("residential.gas", "kWh PCI", "energy_natural_gas", "MWh"),
        ("residential.gas", "GJ PCI", "energy_natural_gas", "MWh"),
        ("residential.gas", "kWh PCS", "activity_energy", "MWh PCS"),
        ("tertiary.electricity", "kWh", "energy_electricity", "MWh"),
        ("tertiary.wood", "kWh PCI", "energy_wood", "MWh"),
        ("road.cars", "kWh PCI", "energy_oil_products", "MWh"),
        ("agriculture.machinery", "GJ PCI", "energy_oil_products", "MWh"),
        ("residential.other_fuel", "GJ PCI", "energy_other", "MWh"),
        ("residential.oil", "litre", "activity_volume", "m^3"),
        ("road.cars", "km", "activity_distance", "km"),
        ("road.trucks", "tonne*km", "activity_freight", "t*km"),
        ("4.1", "kg de poids net", "activity_mass", "t de poids net"),
        ("4.1", "kiloeuro", "activity_spending", "euro"),
        ("4.1", "repas", "activity_count", "repas"),
        ("agriculture.crops", "hectare*year", "activity_area_time", "hectare*year"),
    ],
)
def test_an_activity_is_named_by_its_line_and_its_unit(code, unit, name, kept):
    found = definition_of(Sector("accounts", code), unit_of(unit))
    assert (found.name, found.unit) == (name, kept)


def test_a_unit_that_no_factor_counts_is_refused():
    with pytest.raises(UnitError, match="one of the units that the factor proposes"):
        definition_of(Sector("accounts", "road.cars"), unit_of("kelvin"))


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"value": math.nan}, ["value"]),
        ({"value": math.inf}, ["value"]),
        ({"value": -1.0}, ["value"]),
        ({"percentage": -5.0}, ["±"]),
        ({"percentage": math.nan}, ["±"]),
        ({"percentage": 1e9}, ["±"]),
        ({"value": -1.0, "percentage": -5.0}, ["value", "±"]),
    ],
)
def test_what_cannot_be_is_refused_all_at_once(changes, columns):
    with pytest.raises(InputError) as caught:
        activity_of(replace(TYPED, **changes))
    assert [fault.column for fault in caught.value.faults] == columns


def test_carriers_are_those_of_the_accounts_with_their_direction():
    table = files("trajectoire.instruments.inventory") / "tables/substances.csv"
    with table.open(encoding="utf-8") as stream:
        known = {row["name"]: row for row in csv.DictReader(stream)}
    for ending, carrier in CARRIERS.items():
        sector = Sector("accounts", f"residential.{ending}")
        found = definition_of(sector, unit_of("kWh"))
        assert found.name == carrier
        assert (found.unit, found.better) == (
            known[carrier]["unit"],
            known[carrier]["better"],
        )
