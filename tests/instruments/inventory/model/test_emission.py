"""An activity times its factor: by hand, by laws, against draws, in every state."""

import csv
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import OutOfDomain, UnitError
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.counting import conversion, unit_of
from trajectoire.instruments.inventory.model.emission import (
    SUBSTANCES,
    emissions,
    substance_of,
)
from trajectoire.methods.propagation.declared import law_of
from trajectoire.methods.warming import has_potential, potential

GAS_METERS = Indicator(
    definition=Definition("energy_natural_gas", "MWh", "down"),
    territory=Territory("99001", "city", "Ville-Témoin", 2025),
    sector=Sector("accounts", "residential.gas"),
    period=Period.of_year(2023),
    quantity=Quantity(1000.0, "MWh", 20.0),
    state=CellState.OBSERVED,
    source=Source("Distributeur", "Consommations 2023", "Licence Ouverte 2.0"),
    method=Method("inventory.entered", "1"),
)
NATURAL_GAS = Factor(
    table="base-carbone",
    version="22.0",
    identifier="7",
    name="Gaz naturel",
    unit="kWh PCI",
    total=0.25,
    gases=(
        ("co2_fossil", 0.2),
        ("ch4_fossil", 0.03),
        ("ch4_biogenic", 0.0),
        ("n2o", 0.0053),
        ("co2_biogenic", 0.01),
        ("other", 0.0147),
    ),
    potentials="AR5",
    uncertainty=0.025,
    source=Source("ADEME", "Base Carbone V22.0", "Licence Ouverte (Etalab)"),
)
Spoken = dict[str, Indicator]


def by_name(figures: tuple[Indicator, ...]) -> Spoken:
    return {figure.definition.name: figure for figure in figures}


def quantity(figure: Indicator) -> Quantity:
    assert figure.quantity is not None
    return figure.quantity


def test_a_thousand_megawatt_hours_of_gas_by_hand():
    # 1,000 MWh = 1e6 kWh. CO2: 0.2 kg × 1e6 = 200 t. CH4: 0.03 × 1e6 = 30,000 kgCO2e,
    # over 30 (AR5, fossil) = 1,000 kg = 1 t. N2O: 5,300 / 265 = 20 kg = 0.02 t.
    found = by_name(emissions(GAS_METERS, NATURAL_GAS))
    assert quantity(found["emission_co2"]).value == pytest.approx(200.0)
    assert quantity(found["emission_ch4_fossil"]).value == pytest.approx(1.0)
    assert quantity(found["emission_n2o"]).value == pytest.approx(0.02)
    assert quantity(found["emission_co2_biogenic"]).value == pytest.approx(10.0)
    assert quantity(found["emission_other_ghg"]).value == pytest.approx(14.7)
    # (2 %)² + (2.5 %)² + (2 %)² (2.5 %)² = 0.00102525; its root is 3.20195 %.
    spread = quantity(found["emission_co2"]).uncertainty
    assert spread == pytest.approx(200 * 0.0320195, rel=1e-5)


def test_gases_said_to_be_zero_make_no_figure():
    assert "emission_ch4_biogenic" not in by_name(emissions(GAS_METERS, NATURAL_GAS))


def test_masses_at_the_potentials_of_the_table_give_its_total_back():
    found = by_name(emissions(GAS_METERS, NATURAL_GAS))
    total = 0.0
    for gas, (name, unit, _) in SUBSTANCES.items():
        if name in found and gas != "co2_biogenic":
            worth = potential(gas, "AR5") if unit == "t" else 1.0
            total += quantity(found[name]).value * worth
    assert total == pytest.approx(1e6 * 0.25 / 1000)


def test_biogenic_carbon_stands_apart_and_is_not_in_the_total():
    wood = replace(
        NATURAL_GAS, total=0.03, gases=(("co2_biogenic", 0.4), ("n2o", 0.03))
    )
    found = by_name(emissions(GAS_METERS, wood))
    assert set(found) == {"emission_co2_biogenic", "emission_n2o"}
    assert found["emission_co2_biogenic"].definition.better == ""


def test_a_factor_without_gases_stays_in_equivalent():
    bare = replace(NATURAL_GAS, gases=())
    (figure,) = emissions(GAS_METERS, bare)
    assert figure.definition == Definition("emission_ghg", "tCO2e", "down")
    assert quantity(figure).value == pytest.approx(250.0)
    assert quantity(figure).unit == "tCO2e"


def test_each_emission_remembers_what_it_was_computed_from():
    for figure in emissions(GAS_METERS, NATURAL_GAS):
        assert figure.derivation is not None
        assert figure.derivation.activity is GAS_METERS
        assert figure.derivation.factor is NATURAL_GAS
        assert figure.source.title == "Consommations 2023 × Base Carbone"
        assert (figure.territory, figure.sector, figure.period) == (
            GAS_METERS.territory,
            GAS_METERS.sector,
            GAS_METERS.period,
        )


def test_a_newer_version_of_the_factor_speaks_in_the_same_name():
    newer = replace(
        NATURAL_GAS,
        version="23.0",
        source=replace(NATURAL_GAS.source, title="Base Carbone V23.0"),
    )
    old, new = (emissions(GAS_METERS, one)[0] for one in (NATURAL_GAS, newer))
    assert old.source.title == new.source.title


@given(st.sampled_from(["kWh", "MJ", "GJ", "tep", "GWh"]), st.floats(1e-3, 1e9))
def test_the_unit_of_entry_changes_nothing(unit, value):
    activity = replace(GAS_METERS, quantity=Quantity(value, "MWh", value / 50))
    other = replace(activity, quantity=quantity(activity).to(unit))
    pairs = zip(
        emissions(activity, NATURAL_GAS), emissions(other, NATURAL_GAS), strict=True
    )
    for one, two in pairs:
        assert quantity(one).value == pytest.approx(quantity(two).value)
        assert quantity(one).uncertainty == pytest.approx(quantity(two).uncertainty)


SOME = st.just(0.0) | st.floats(1e-6, 1e6)  # or nothing: no hundredth of a joule


@given(SOME, SOME)
def test_two_activities_emit_as_much_as_their_sum(one, two):
    def emitted(value: float) -> float:
        activity = replace(GAS_METERS, quantity=Quantity(value, "MWh", 0.0))
        return quantity(emissions(activity, NATURAL_GAS)[0]).value

    assert emitted(one) + emitted(two) == pytest.approx(emitted(one + two))


@pytest.mark.parametrize(
    ("activity_law", "factor_law", "spread", "stated"),
    [
        ("normal", "lognormal", 0.02, 0.025),
        ("normal", "lognormal", 0.15, 0.5),
        ("lognormal", "lognormal", 0.3, 0.7),
        ("triangular", "lognormal", 0.2, 0.25),
        ("normal", "normal", 0.1, 0.2),
    ],
)
def test_a_million_draws_agree_within_one_percent(
    activity_law, factor_law, spread, stated
):
    activity = replace(
        GAS_METERS, quantity=Quantity(1000, "MWh", 1000 * spread, law=activity_law)
    )
    bare = replace(NATURAL_GAS, gases=(), uncertainty=stated)
    (figure,) = emissions(activity, bare, law=factor_law)
    generator = np.random.default_rng(20260801)
    drawn = law_of(1e6, spread, "k=1", activity_law).draws(generator, 1_000_000)
    drawn *= law_of(0.25e-3, stated, "k=1", factor_law).draws(generator, 1_000_000)
    found = quantity(figure)
    assert found.value == pytest.approx(drawn.mean(), rel=0.01)
    assert found.uncertainty == pytest.approx(drawn.std(), rel=0.01)
    bounds = found.bounds()
    assert bounds is not None
    assert bounds == pytest.approx(np.quantile(drawn, [0.05, 0.95]), rel=0.01)


def test_an_exact_activity_leaves_the_law_of_the_factor():
    activity = replace(GAS_METERS, quantity=Quantity(1000.0, "MWh", 0.0))
    found = quantity(emissions(activity, NATURAL_GAS)[0])
    assert (found.law, found.interval) == ("lognormal", None)
    assert found.uncertainty == pytest.approx(200 * 0.025)


@pytest.mark.parametrize("missing", ["activity", "factor", "both"])
def test_what_has_no_stated_uncertainty_says_so(missing):
    unknown = Quantity(1000.0, "MWh", None, reason="non précisée")
    activity = replace(
        GAS_METERS,
        quantity=GAS_METERS.quantity if missing == "factor" else unknown,
    )
    factor = replace(NATURAL_GAS, uncertainty=0.025 if missing == "activity" else None)
    found = quantity(emissions(activity, factor)[0])
    assert found.uncertainty is None
    assert ("non précisée" in found.reason) == (missing != "factor")
    assert ("22.0/7" in found.reason) == (missing != "activity")


@pytest.mark.parametrize(
    ("unit", "definition", "factor_unit"),
    [
        ("MWh PCS", Definition("activity_energy", "MWh PCS"), "kWh PCI"),
        ("MWh", Definition("energy_natural_gas", "MWh"), "kWh PCS"),
        ("MWh PCS", Definition("activity_energy", "MWh PCS"), "kWh"),
        ("t", Definition("activity_mass", "t"), "kg de poids net"),
        ("t de poids vif", Definition("activity_mass", "t de poids vif"), "kg"),
    ],
)
def test_the_same_unit_on_another_basis_is_refused(unit, definition, factor_unit):
    activity = replace(
        GAS_METERS, definition=definition, quantity=Quantity(1.0, unit, 0.0)
    )
    with pytest.raises(UnitError, match="on another basis"):
        emissions(activity, replace(NATURAL_GAS, unit=factor_unit))


def test_a_kilowatt_hour_is_no_kilogram():
    with pytest.raises(UnitError, match="measure different things"):
        emissions(GAS_METERS, replace(NATURAL_GAS, unit="kg"))


def test_what_is_counted_meets_itself_alone():
    meals = replace(
        GAS_METERS,
        definition=Definition("activity_count", "repas"),
        quantity=Quantity(500.0, "repas", 5.0),
    )
    meal = replace(NATURAL_GAS, unit="repas", total=2.0, gases=())
    assert quantity(emissions(meals, meal)[0]).value == pytest.approx(1.0)  # tCO2e
    with pytest.raises(UnitError, match="expected an activity counted in “portion”"):
        emissions(meals, replace(meal, unit="portion"))


def test_final_energy_is_at_net_calorific_value():
    assert conversion(GAS_METERS, "kWh PCI") == pytest.approx(1000)
    assert conversion(GAS_METERS, "kWh") == pytest.approx(1000)


def test_an_observed_activity_gives_an_estimated_emission():
    states = {figure.state for figure in emissions(GAS_METERS, NATURAL_GAS)}
    assert states == {CellState.ESTIMATED}


def test_a_confirmed_zero_emits_a_confirmed_zero():
    nothing = replace(
        GAS_METERS, state=CellState.CONFIRMED_ZERO, quantity=Quantity(0, "MWh", 0.0)
    )
    for figure in emissions(nothing, NATURAL_GAS):
        assert figure.state is CellState.CONFIRMED_ZERO
        assert quantity(figure).value == 0


@pytest.mark.parametrize(
    "state",
    [
        CellState.NOT_OCCURRING,
        CellState.INCLUDED_ELSEWHERE,
        CellState.CONFIDENTIAL,
        CellState.MISSING,
    ],
)
def test_a_state_without_a_figure_passes_with_its_note(state):
    silent = replace(GAS_METERS, state=state, quantity=None, note="pas de réseau")
    found = emissions(silent, NATURAL_GAS)
    assert {figure.state for figure in found} == {state}
    assert {figure.note for figure in found} == {"pas de réseau"}
    assert {figure.quantity for figure in found} == {None}


def test_gases_of_one_kind_are_put_together():
    cold = replace(
        NATURAL_GAS, gases=(("hfc-134a", 0.1), ("hfc-32", 0.05), ("Divers", 0.02))
    )
    found = by_name(emissions(GAS_METERS, cold))
    assert quantity(found["emission_hfc"]).value == pytest.approx(150.0)
    assert quantity(found["emission_other_ghg"]).value == pytest.approx(20.0)
    assert substance_of("pfc-14") == "pfc"


def test_a_factor_of_an_unknown_set_is_refused():
    with pytest.raises(OutOfDomain, match="AR4, AR5 or AR6, found “SAR”"):
        emissions(GAS_METERS, replace(NATURAL_GAS, potentials="SAR"))


def test_substances_are_those_of_the_accounts():
    table = files("trajectoire.instruments.inventory") / "tables/substances.csv"
    with table.open(encoding="utf-8") as stream:
        known = {
            row["name"]: (row["unit"], row["better"]) for row in csv.DictReader(stream)
        }
    for name, unit, better in SUBSTANCES.values():
        assert known[name] == (unit, better)


def test_every_mass_has_a_potential():
    for gas, (_, unit, _) in SUBSTANCES.items():
        assert has_potential(gas) == (unit == "t")


def test_a_unit_is_told_from_its_basis():
    assert str(unit_of("kg de poids net")) == "kg de poids net"
    assert unit_of("kg de poids net").word == "kg"
    assert unit_of("passager.km").counted
    assert not unit_of("tonne*km").counted
