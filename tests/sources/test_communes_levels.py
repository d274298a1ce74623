"""A territory leads to those above it and below it, and to what it used to be."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.sources.communes import Places, places
from trajectoire.sources.communes_place import Former, Place

# A region of two départements: 10 + 20 + 5 inhabitants, one group astride both.
REGION = Place("reg-90", "region", "Région", 35, parent="FR")
EAST = Place("dep-91", "departement", "Est", 30, nature="metro", parent="reg-90")
WEST = Place("dep-92", "departement", "Ouest", 5, nature="metro", parent="reg-90")
ISLE = Place("dep-97", "departement", "Île", 1, nature="com", parent="FR")
FRANCE = Place("FR", "country", "France", 36)
GROUP = Place("200000001", "epci", "CC", 25, siren="200000001", parent="dep-91")
TOWN = Place("91001", "commune", "Bourg", 20, epci="200000001", parent="dep-91")
HAMLET = Place("91002", "commune", "Hameau", 10, parent="dep-91")
SHORE = Place("92001", "commune", "Rive", 5, epci="200000001", parent="dep-92")
OLD = Former("91009", "Vieux-Bourg", "deleguee", "91001", "2019-01-01")


@pytest.fixture
def country() -> Places:
    """Three communes, their group, two départements, a région, an island."""
    levels = (REGION, EAST, WEST, ISLE, FRANCE)
    return Places((TOWN, HAMLET, SHORE, GROUP, *levels), (OLD,))


@pytest.mark.parametrize(
    ("kind", "code", "members"),
    [
        ("country", "FR", (REGION, ISLE)),
        ("region", "reg-90", (EAST, WEST)),
        ("departement", "dep-91", (TOWN, HAMLET)),
        ("epci", "200000001", (TOWN, SHORE)),
        ("commune", "91001", ()),
        ("departement", "reg-90", ()),
    ],
)
def test_each_level_knows_the_next_one(
    country: Places, kind: str, code: str, members: tuple[Place, ...]
) -> None:
    assert country.members(kind, code) == members


def test_the_communes_of_a_level_are_those_of_all_below_it(country: Places) -> None:
    assert country.communes("region", "reg-90") == (TOWN, HAMLET, SHORE)
    assert country.communes("commune", "91001") == (TOWN,)
    assert country.communes("epci", "999") == ()


def test_a_group_astride_two_departements_is_in_both_lists(country: Places) -> None:
    assert country.groups("dep-91") == country.groups("dep-92") == (GROUP,)


@pytest.mark.parametrize("code", ["91001", "200000001", "dep-91", "91009"])
def test_a_place_leads_to_its_departement(country: Places, code: str) -> None:
    assert country.departement(code) == EAST


@pytest.mark.parametrize("code", ["reg-90", "FR", "dep-97x", ""])
def test_what_is_above_a_departement_has_none(country: Places, code: str) -> None:
    assert country.departement(code) is None


def test_a_merged_commune_is_followed_and_remembered(country: Places) -> None:
    assert country.successor("91009") == TOWN
    assert country.formers("91001") == (OLD,)
    assert country.formers("91002") == ()
    assert country.successor("00000") is None


def test_a_number_of_a_departement_and_of_a_region_gives_both(country: Places) -> None:
    twin = Place("reg-91", "region", "Autre", 1, parent="FR")
    both = Places((EAST, REGION, twin, FRANCE), ())
    assert {m.place for m in both.search("91")} == {EAST, twin}


# Law: whatever the level, inhabitants are those of the communes below, none twice.
@pytest.mark.parametrize("kind", ["epci", "departement", "region", "country"])
def test_inhabitants_are_conserved_from_level_to_level(kind: str) -> None:
    for place in (p for p in places().places if p.kind == kind):
        inside = places().communes(kind, place.code)
        total = sum(p.population or 0 for p in inside if p.kind == "commune")
        assert total == (place.population or 0), place


def test_every_commune_is_in_one_departement_and_the_country_has_them_all() -> None:
    inside = places().communes("country", "FR")
    communes = [place for place in places().places if place.kind == "commune"]
    assert sorted(p.code for p in inside if p.kind == "commune") == sorted(
        place.code for place in communes
    )


# Known facts: Bouzillé was merged into Orée d'Anjou on 15 December 2015 (its prefect's
# order); Paris has 20 arrondissements, Marseille 16, Lyon 9 (law of 31 December 1982).
def test_the_end_of_a_commune_is_dated() -> None:
    ended = {old.code: old for old in places().former}
    assert (ended["49040"].ended, ended["49040"].kind) == ("2015-12-15", "deleguee")


@pytest.mark.parametrize(
    ("code", "count"), [("75056", 20), ("13055", 16), ("69123", 9)]
)
def test_the_great_cities_have_their_arrondissements(code: str, count: int) -> None:
    parts = [p for p in places().formers(code) if p.kind == "arrondissement"]
    assert len(parts) == count
    inhabitants = places().successor(code)
    assert inhabitants is not None
    assert sum(p.population or 0 for p in parts) == inhabitants.population


# Against others: the same memberships in the file of the State (DGCL, perimeters of
# 2025): some members changed group between 2025 and 2026, no more than 1 in 200.
def test_memberships_agree_with_the_perimeters_of_the_state(shared_data: Path) -> None:
    path = shared_data / "territory/cog/perimetre-epci-a-fp-2025.csv"
    lines = path.read_text(encoding="latin-1").splitlines()
    head = lines[0].split(";")
    siren, insee = head.index("siren"), head.index("insee")
    rows = [line.split(";") for line in lines[1:] if line.count(";") >= insee]
    pairs = [(places().successor(row[insee]), row[siren]) for row in rows]
    agreed = sum(place is not None and place.epci == group for place, group in pairs)
    assert len(pairs) > 34_000
    assert agreed / len(pairs) > 0.995


def test_every_former_commune_of_the_package_leads_somewhere(shared_data: Path) -> None:
    text = (shared_data / "territory/cog/communes.json").read_text(encoding="utf-8")
    for commune in json.loads(text):
        now = commune.get("chefLieu") or commune.get("commune") or commune["code"]
        found = places().successor(commune["code"])
        assert found is not None
        assert found.code == now or places().successor(now) is found


@given(st.text(max_size=40))
def test_no_code_breaks_the_directory(code: str) -> None:
    found = places().find(code)
    assert found is None or found.place in places().places


@pytest.mark.parametrize(
    ("code", "census"),
    [
        ("38185", 2023),
        ("200040715", 2023),
        ("dep-38", 2023),
        ("reg-84", 2023),
        ("97611", None),  # Mamoudzou: Mayotte is of another census
        ("dep-976", None),
        ("98818", None),  # Nouméa
        ("FR", None),  # adds both up
    ],
)
def test_a_population_knows_its_census_or_says_nothing(
    code: str, census: int | None
) -> None:
    match = places().find(code)
    assert match is not None
    assert match.place.census == census
