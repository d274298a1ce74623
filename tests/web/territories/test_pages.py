"""The page of a territory says what it is, where it is, and what it is made of."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.sources.communes_kept import KeptTerritories
from trajectoire.sources.competences import nomenclature
from trajectoire.sources.outlines import Outline
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory, search
from trajectoire.web.typography.numbers import long_day

pytestmark = pytest.mark.django_db
IGN = Source("IGN", "Contours d'essai", "Licence Ouverte 2.0")


def page(client: Client, code: str) -> str:
    response = client.get(f"/territoires/{code}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("code", "said", "member"),
    [
        ("dep-38", "Département, code INSEE 38", "200040715"),
        ("reg-84", "Région, code INSEE 84", "dep-38"),
        ("dep-987", "Collectivité d’outre-mer, code INSEE 987", "98735"),
        ("FR", "Pays", "reg-84"),
        ("200057867", "Établissement public territorial", "93001"),
    ],
)
def test_every_level_has_its_page_and_its_members(
    client: Client, code: str, said: str, member: str
) -> None:
    text = page(client, code)
    assert said in text
    assert f'href="/territoires/{member}/"' in text
    assert "découpage de 2026" in text


def test_a_commune_names_all_that_it_belongs_to(client: Client) -> None:
    text = page(client, "93066")
    for code in ("200057867", "200054781", "dep-93", "reg-11", "FR"):
        assert f'href="/territoires/{code}/"' in text


@pytest.mark.parametrize("code", ["dep-2a", "REG-11", "fr", "reg-084"])
def test_a_code_is_written_in_one_way_only(client: Client, code: str) -> None:
    response = client.get(f"/territoires/{code}/")
    known = find_territory(code)
    assert response.status_code == (301 if known else 404)
    if known:
        assert response["Location"] == f"/territoires/{known.code}/"


def test_a_commune_says_what_it_absorbed_and_when(client: Client) -> None:
    text = page(client, "49126")
    assert "Bouzillé" in text
    assert long_day(date(2015, 12, 15)) in text
    assert "ne décrit qu’une partie" in text


def test_the_first_door_leads_to_the_accounts(client: Client) -> None:
    assert "/territoires/38185/mesurer/inventaire/" in page(client, "38185")


def test_the_map_has_a_text_twin_and_its_licence(client: Client) -> None:
    text = page(client, "38185")
    said = "le département où se trouve Grenoble (Isère)"
    assert text.count(said) == 2  # read aloud, and written under the map
    assert "Natural Earth (domaine public)" in text
    assert 'style="' not in text


@pytest.mark.parametrize("code", ["dep-974", "reg-04", "97411"])
def test_a_place_overseas_is_drawn_alone(client: Client, code: str) -> None:
    text = page(client, code)
    assert 'class="marked"' in text
    assert 'class="ground"' not in text


def test_a_place_without_outline_has_no_map(client: Client) -> None:
    assert "<figure" not in page(client, "dep-987")


def test_official_outlines_take_the_place_of_the_map_of_the_country(
    client: Client, home: Path
) -> None:
    drawn = Outline("M28600 225900l500 0 0 500-500 0z", 0.0002, IGN)
    KeptTerritories(home).keep_outlines({"38185": drawn})
    text = page(client, "38185")
    assert drawn.path in text
    assert "Carte du département (Isère). En plein\u00a0: Grenoble." in text
    assert "IGN (Licence Ouverte 2.0)" in text


def test_competences_wait_for_the_official_file(client: Client, home: Path) -> None:
    assert "territories competences FICHIER" in page(client, "200040715")
    held = {"200040715": [nomenclature()["2075"]]}
    KeptTerritories(home).keep_competences(held, IGN)
    assert "Plan climat-air-énergie territorial" in page(client, "200040715")
    assert "ne nomme pas cette intercommunalité" in page(client, "200069193")


def test_a_spot_is_the_territory_of_the_core_and_knows_its_members() -> None:
    spot = find_territory("200040715")
    assert spot is not None
    territory = spot.territory()
    assert (territory.kind, territory.code, territory.vintage) == (
        "epci",
        "200040715",
        2026,
    )
    assert "38185" in [place.code for place in spot.members()]


@pytest.mark.parametrize(
    ("query", "code"),
    [("isère", "dep-38"), ("38", "dep-38"), ("bretagne", "reg-53"), ("FR", "FR")],
)
def test_levels_are_found_by_name_and_number(query: str, code: str) -> None:
    assert code in [spot.code for spot in search(query)]


def test_a_corrected_spelling_says_so(client: Client) -> None:
    text = client.get("/territoires/", {"q": "Villeurbane"}).content.decode()
    assert "Villeurbanne" in text
    assert "orthographe proche" in text


def test_the_first_page_is_never_empty(client: Client) -> None:
    assert "Rien n’est encore mesuré" in page(client, "97411")  # overseas: no figure
    text = page(client, "38185")
    assert "première estimation, rien n’est encore déclaré" in text
    assert "9 chances sur 10" in text


def test_what_is_declared_takes_the_place_of_the_estimate(client: Client) -> None:
    spot = find_territory("38185")
    assert spot is not None
    source = Source("Ville d'essai", "Comptes", "Licence Ouverte 2.0")
    figure = Indicator(
        Definition("emission_co2", "t", "down"),
        spot.territory(),
        Sector("PCAET", "residential", "Résidentiel"),
        Period.of_year(2022),
        Quantity(1000.0, "t", 100.0),
        CellState.OBSERVED,
        source,
        Method("inventory.declared", "1"),
    )
    record([figure])
    text = page(client, "38185")
    assert "première estimation" not in text
    assert "année 2022" in text
    assert "entre 0,84 et 1,16" in text  # 1 000 ± 1.645 × 100 t, in thousands
