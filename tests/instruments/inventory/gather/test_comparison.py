"""The observatory beside the accounts: which sectors face each other, and which not."""

import pytest

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.comparison import (
    is_seen,
    lookalikes,
    measured_beside_declared,
    profile,
)
from trajectoire.instruments.inventory.model.sentences import comparison as sentence
from trajectoire.sources.communes import places

TOWN = Territory("38185", "commune", "Grenoble", 2026)
YEAR = Period.of_year(2025)
AIR = Source("Observatoire", "Inversion", "Licence Ouverte 2.0")


def told(sector: str, measured: float, after: float, before: float, period=YEAR):
    """Give the two figures that an observatory leaves for a sector."""
    for name, value, deviation in (
        ("emission_measured", measured, after),
        ("emission_declared", 100.0, before),
    ):
        yield Indicator(
            Definition(name, "tCO2e"),
            TOWN,
            Sector("observatory", sector),
            period,
            Quantity(value, "tCO2e", deviation),
            CellState.OBSERVED,
            AIR,
            Method("observatory.inversion", "1"),
        )


def tonnes(value: float, deviation: float | None = 5.0) -> Quantity:
    return Quantity(value, "tCO2e", deviation, reason="not stated")


def saying(**amounts: Quantity):
    """Give accounts that tell of several sectors what was said of them together."""
    known = {tuple(name.split("__")): one for name, one in amounts.items()}
    return known.get


def test_heating_of_buildings_faces_housing_and_services_together():
    declared = saying(residential__tertiary=tonnes(100.0, 5.0))
    (found,) = measured_beside_declared(told("buildings", 90, 6, 10), declared, YEAR)
    assert found.facing.declared_sectors == ("residential", "tertiary")
    assert found.facing.declared.value == 100.0
    assert "électricité" in found.facing.caution.fr
    # the air alone: 84.4 ± 7.5; beside 100 ± 5, -15.6 ± 9.0: 1.73 deviations
    assert found.verdict == "lower"
    assert found.probability == pytest.approx(0.0416, abs=0.003)


def test_half_of_what_faces_it_is_not_enough():
    declared = saying(residential=tonnes(70.0))
    (found,) = measured_beside_declared(told("buildings", 90, 6, 10), declared, YEAR)
    assert found.verdict == "incomparable"
    assert "Rien n’est déclaré" in found.sentence.fr


@pytest.mark.parametrize("sector", ["energy", "soil", "respiration", "total"])
def test_what_the_accounts_put_elsewhere_is_not_compared(sector):
    every = saying(energy=tonnes(50.0), road=tonnes(50.0))
    (found,) = measured_beside_declared(told(sector, 90, 6, 10), every, YEAR)
    assert found.verdict == "incomparable"
    assert found.sentence.fr
    assert found.sentence.en


def test_sixty_days_are_not_compared_with_a_year():
    days = Period.of_days(YEAR.start.date(), 60)
    figures = list(told("road", 20, 2, 4, days))
    declared = saying(road=tonnes(100.0, 10.0))
    (found,) = measured_beside_declared(figures, declared, YEAR)
    assert found.verdict == "incomparable"


def test_a_sector_unknown_to_the_table_is_not_guessed():
    (found,) = measured_beside_declared(told("gardens", 90, 6, 10), saying(), YEAR)
    assert found.verdict == "incomparable"


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (("accounts", "residential.gas", "emission_ghg"), True),
        (("accounts", "road.cars/diesel", "emission_ghg"), True),
        (("accounts", "tertiary.electricity", "emission_co2"), False),
        (("accounts", "road.transboundary", "emission_co2"), False),
        (("accounts", "waste.incineration_outside", "emission_co2"), False),
        (("accounts", "upstream.fuels", "emission_co2"), False),
        # methane and nitrous oxide in equivalent: CO2 is not what the air would see
        (("accounts", "waste.landfill", "emission_ghg"), False),
        (("accounts", "agriculture.enteric", "emission_ghg"), False),
        (("accounts", "agriculture.liming", "emission_co2"), True),
        (("GPC", "I.1.1", "emission_ghg"), True),
        (("GPC", "I.1.2", "emission_ghg"), False),
        (("GPC", "II.1.2", "emission_ghg"), False),
        (("GPC", "I.1.3", "emission_co2"), False),
        (("GPC", "III.1.1", "emission_ghg"), False),
        (("GPC", "III.3.1", "emission_ghg"), True),
        (("PCAET", "road", "emission_ghg"), True),
    ],
)
def test_the_air_sees_the_co2_that_is_released_here(row, seen):
    assert is_seen(*row) is seen


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.001, "moins d’une chance sur 100"),
        (0.012, "une chance sur 100"),
        (0.5, "50 chances sur 100"),
        (0.999, "plus de 99 chances sur 100"),
    ],
)
def test_chances_are_said_as_people_say_them(probability, said):
    found = sentence("compatible", probability=probability)
    assert said in found.fr.replace("\u00a0", " ")


def test_the_profile_of_a_group_is_that_of_its_communes():
    found = profile(Territory("200040715", "epci", "", 2026))
    assert found.communes == len(places().communes("epci", "200040715"))
    assert found.region == "Auvergne-Rhône-Alpes"
    assert profile(Territory("berlin", "city", "Berlin", 2026)) is None


def test_groups_that_have_data_are_compared_by_inhabitant():
    groups = [one for one in places().places if one.kind == "epci"][:8]
    levels = {one.code: {"road": tonnes(2.0 * one.population)} for one in groups[1:]}
    here = groups[0].territory()
    found = lookalikes(here, {"road": tonnes(2.0 * groups[0].population)}, levels)
    road = next(one for one in found.standings if one.sector == "road")
    assert road.count == 7
    assert road.median == pytest.approx(2.0)
    alone = lookalikes(here, {}, levels)
    assert all(one.value is None for one in alone.standings)
