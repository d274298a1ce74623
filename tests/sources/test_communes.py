"""The search must find the place that a person means, at once and without network."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.sources import communes
from trajectoire.sources.communes import Places, places
from trajectoire.sources.communes_names import fold
from trajectoire.sources.communes_place import Former, Match, Place

ALBA = Place("01001", "commune", "Alba-sur-Orge", 900, "Ain", "Région", "200000001",
             "210100001", ("01000",))  # fmt: skip
ALBE = Place("01002", "commune", "Saint-Albé", 5_000, "Ain", "Région", "200000001",
             "210100002", ("01000", "01010"))  # fmt: skip
OLD = Former("01009", "Vieux-Bourg", "ancienne", "01002", "1972-01-01")
GROUP = Place("200000001", "epci", "CC d'Alba", 5_900, siren="200000001")


@pytest.fixture
def small_country() -> Places:
    """Two communes, their group, and a village that one of them absorbed."""
    return Places((ALBA, ALBE, GROUP), (OLD,))


def codes(matches: tuple[Match, ...]) -> list[str]:
    return [match.place.code for match in matches]


def test_a_name_that_begins_so_comes_before_a_larger_place_that_contains_it(
    small_country: Places,
) -> None:
    assert codes(small_country.search("alb")) == ["01001", "200000001", "01002"]


@pytest.mark.parametrize("query", ["St-Albé", "saint albe", "SAINT ALBÉ", "albe saint"])
def test_accents_case_hyphens_and_order_do_not_matter(
    small_country: Places, query: str
) -> None:
    assert codes(small_country.search(query))[0] == "01002"


def test_a_postcode_gives_all_its_communes_largest_first(
    small_country: Places,
) -> None:
    assert codes(small_country.search("01000", limit=1)) == ["01002", "01001"]


@pytest.mark.parametrize("query", ["200 000 001", "200000001", "200.000.001"])
def test_a_siren_is_found_however_it_is_spaced(
    small_country: Places, query: str
) -> None:
    assert codes(small_country.search(query)) == ["200000001"]


def test_a_code_that_is_also_a_postcode_gives_the_commune_then_the_others(
    small_country: Places,
) -> None:
    other = Place("01010", "commune", "Dix", 3, postcodes=("01999",))
    country = Places((ALBA, ALBE, other), ())
    assert codes(country.search("01010")) == ["01010", "01002"]


def test_a_merged_commune_leads_to_the_present_one_and_says_so(
    small_country: Places,
) -> None:
    (by_name,) = small_country.search("vieux bourg")
    (by_code,) = small_country.search("01009")
    assert by_name == by_code == Match(ALBE, "Vieux-Bourg")


def test_an_unknown_name_or_a_single_letter_finds_nothing(
    small_country: Places,
) -> None:
    for query in ("", " ", "a", "zzzz", "<script>", "=cmd()", "🌍", "alba zzzz"):
        assert small_country.search(query) == ()


def test_a_group_knows_its_communes(small_country: Places) -> None:
    assert small_country.members("epci", "200000001") == (ALBE, ALBA)
    assert small_country.members("epci", "") == ()
    assert small_country.members("epci", "999") == ()


def test_a_place_becomes_a_territory_of_its_vintage() -> None:
    territory = ALBA.territory()
    assert (territory.code, territory.kind, territory.vintage) == (
        "01001",
        "commune",
        2026,
    )


@given(st.text(max_size=300))
def test_folding_is_stable_and_plain(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()


@settings(max_examples=200, deadline=None)  # the first one reads the tables
@given(st.text(max_size=200))
def test_whatever_is_typed_the_search_answers(text: str) -> None:
    assert isinstance(places().search(text), tuple)


# Against others: the counts published for 1 January 2026 with the package (34,969
# communes of all France with overseas collectivities; 1,255 groups with their own
# taxation, DGCL; 11 of Greater Paris, Paris itself standing for the twelfth); the law:
# 101 départements and 18 régions, and 8 collectivities and territories overseas.
def test_the_shipped_tables_hold_the_whole_country() -> None:
    kinds = Counter(place.kind for place in places().places)
    natures = Counter(place.nature for place in places().places)
    assert (kinds["commune"], kinds["epci"]) == (34_969, 1_255 + 11)
    assert (kinds["departement"], kinds["region"], kinds["country"]) == (109, 18, 1)
    assert (natures["EPT"], natures["com"]) == (11, 8)


def test_every_commune_of_a_group_leads_to_a_group_that_exists() -> None:
    groups = {place.code for place in places().places if place.kind == "epci"}
    named = {code for p in places().places for code in (p.epci, p.ept) if code}
    assert named == groups


def test_the_population_of_a_group_is_the_sum_of_its_communes() -> None:
    for group in (place for place in places().places if place.kind == "epci"):
        inside = places().members("epci", group.code)
        assert group.population == sum(place.population or 0 for place in inside)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("paris", "Paris"),
        ("75056", "Paris"),
        ("l'haÿ", "L'Haÿ-les-Roses"),
        ("métropole lyon", "Métropole de Lyon"),
        ("2A004", "Ajaccio"),
        ("2a004", "Ajaccio"),
        ("13201", "Marseille"),
        ("dep-2a", "Corse-du-Sud"),
        ("villeurbane", "Villeurbanne"),
        ("grenobel", "Grenoble"),
        ("Saint Etiene", "Saint-Étienne"),
        ("saintetienne", "Saint-Étienne"),
        ("châlons sur marne", "Châlons-en-Champagne"),
        ("21750001600019", "Paris"),
        ("1053", "Bourg-en-Bresse"),
        ("st etienne", "Saint-Étienne"),
        ("grand lyon", "Métropole de Lyon"),
        ("Grand Lyon la Métropole", "Métropole de Lyon"),
        ("grand paris", "Métropole du Grand Paris"),  # before its parts
        ("grand nancy", "Métropole du Grand Nancy"),
        ("grand reims", "CU du Grand Reims"),
        ("grand besancon", "CU Grand Besançon Métropole"),
        ("la metro", "Grenoble-Alpes-Métropole"),
        ("gran lyon", "Métropole de Lyon"),
    ],
)
def test_real_places_are_found_first(query: str, name: str) -> None:
    assert places().search(query)[0].place.name == name


@pytest.mark.parametrize("postcode", ["75001", "75012", "75016", "75020"])
def test_a_postcode_of_paris_gives_paris_before_a_code_of_yesterday(
    postcode: str,
) -> None:
    """Communes of the former Seine had such codes until 1968."""
    first, *others = places().search(postcode)
    assert first.place.code == "75056"
    assert [bool(match.through) for match in others] == [True]


def test_a_postcode_shared_by_many_villages_gives_them_all() -> None:
    expected = {p.code for p in places().places if "51800" in p.postcodes}
    assert len(expected) > 12
    assert set(codes(places().search("51800"))) == expected


def test_a_usual_name_stands_beside_the_official_one_of_the_table() -> None:
    path = Path(communes.__file__).with_name("tables") / "usual_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        match = places().find(row["siren"])
        assert match is not None
        assert match.place.name == row["official"]
        assert row["source"]
        found = places().search(row["usual"])[0]
        assert (found.place, found.through) == (match.place, row["usual"])
        assert not found.former


def test_a_usual_name_does_not_hide_the_place_that_bears_it() -> None:
    shared = Places((ALBA, ALBE), (), ((ALBE.code, ALBA.name),))  # ALBE is larger
    assert codes(shared.search(ALBA.name)) == [ALBA.code, ALBE.code]
