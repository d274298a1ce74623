"""What an emission was computed from is kept, and told when it is corrected."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import Definition, Derivation, Indicator
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current, indicators_of, standing
from trajectoire.web.ledger.record import Recorded, record
from trajectoire.web.ledger.stale import activity_corrected

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
GAS = Factor(
    table="base_carbone",
    version="22",
    identifier="1",
    name="Gaz naturel",
    unit="kWh",
    total=0.2,
    gases=(("co2_fossil", 0.19), ("ch4_fossil", 0.01)),
    potentials="AR5",
    uncertainty=0.05,
    source=Source("ADEME", "Base Carbone", "Licence Ouverte 2.0"),
)


@pytest.fixture
def burnt(figure: Figure) -> Indicator:
    """500 ± 50 MWh of gas."""
    return figure(
        definition=Definition("energy_natural_gas", "MWh", "down"),
        quantity=Quantity(500.0, "MWh", 50.0),
    )


@pytest.fixture
def emission(figure: Figure, burnt: Indicator) -> Indicator:
    """100 tCO2e: 500 MWh x 0.2 kg/kWh."""
    return figure(derivation=Derivation(burnt, GAS))


def test_an_emission_comes_back_with_its_activity_and_factor(
    emission: Indicator, burnt: Indicator
) -> None:
    assert record([emission]) == Recorded(2, 0, 0)  # the activity too
    assert set(indicators_of(current())) == {emission, burnt}
    found = Entry.objects.get(activity__isnull=False)
    assert found.activity.value == 500.0
    assert found.factor.thing() == GAS
    assert found.factor.thing().source == GAS.source


def test_gases_of_one_activity_share_its_entry(
    emission: Indicator, burnt: Indicator
) -> None:
    gas, mass = Definition("emission_ch4", "t", "down"), Quantity(0.1, "t", 0.01)
    methane = replace(emission, definition=gas, quantity=mass)
    assert record([burnt, emission, methane]) == Recorded(3, 0, 0)
    origins = Entry.objects.exclude(activity=None).values_list("activity", flat=True)
    assert len(set(origins)) == 1


def test_the_same_emission_twice_adds_nothing(emission: Indicator) -> None:
    record([emission])
    assert record([emission]) == Recorded(0, 0, 2)


def test_an_emission_entered_then_computed_is_another_figure(
    emission: Indicator,
) -> None:
    record([replace(emission, derivation=None)])
    assert record([emission]) == Recorded(1, 1, 0)


def test_what_is_computed_in_two_steps_is_recorded_in_order(
    emission: Indicator, figure: Figure
) -> None:
    km = figure(
        definition=Definition("activity_road", "km"),
        quantity=Quantity(1000.0, "km", 10.0),
    )
    litres = replace(GAS, identifier="2", unit="km")
    fuel = replace(emission.derivation.activity, derivation=Derivation(km, litres))
    assert record([replace(emission, derivation=Derivation(fuel, GAS))]).added == 3
    (found,) = indicators_of(current(definition="emission_measured"))
    assert found.derivation.activity.derivation.activity == km


def test_a_corrected_activity_recomputes_nothing_but_tells_what_is_stale(
    emission: Indicator, burnt: Indicator
) -> None:
    stale = standing().filter(activity_corrected())
    record([emission])
    assert not stale.exists()
    corrected = replace(burnt, quantity=Quantity(600.0, "MWh", 50.0))
    record([corrected])
    found = stale.get()
    assert (found.value, found.activity.value) == (100.0, 500.0)
    (still,) = indicators_of(current(definition="emission_measured"))
    assert still == emission
    again = replace(emission, derivation=Derivation(corrected, GAS))
    assert record([again]) == Recorded(0, 1, 1)  # same tonnes, other origin
    assert not stale.exists()


def test_bad_factor_that_changed_under_its_name_is_refused(
    emission: Indicator, burnt: Indicator
) -> None:
    record([emission])
    other = Derivation(burnt, replace(GAS, total=0.3))
    with pytest.raises(InputError, match=r"base_carbone/22/1 as it was first used"):
        record([replace(emission, derivation=other)])
    newer = Derivation(burnt, replace(GAS, total=0.3, version="23"))
    assert record([replace(emission, derivation=newer)]).superseded == 1
    assert {e.factor.version for e in Entry.objects.exclude(factor=None)} == {
        "22",
        "23",
    }


def test_bad_factor_without_finite_number_is_refused_with_its_row(
    emission: Indicator, burnt: Indicator
) -> None:
    endless = Derivation(burnt, replace(GAS, total=float("inf")))
    with pytest.raises(InputError, match=r"row 2.*a factor of finite numbers"):
        record([burnt, replace(emission, derivation=endless)])


def test_two_activities_that_disagree_are_refused_with_their_row(
    emission: Indicator, burnt: Indicator
) -> None:
    other = replace(burnt, quantity=Quantity(1.0, "MWh", 1.0))
    with pytest.raises(InputError, match="row 2: expected one figure for each cell"):
        record([emission, other])
    assert not Entry.objects.exists()
