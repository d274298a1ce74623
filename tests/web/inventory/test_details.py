"""Details of a line on the pages of the accounts: named, added up, weighed, chosen."""

import csv
import html
import io
import re

import pytest

from trajectoire.web.ledger.record import record

PAGE = "/territoires/99001/mesurer/inventaire/"
CELL = f"{PAGE}case/?quoi=emission_co2&nomenclature=accounts&annee=2023&secteur="


@pytest.fixture
def cars(db, figure):
    """Petrol 300 t and diesel 400 t on one line."""
    record(
        [
            figure("road.cars/essence", value=300.0, deviation=30.0),
            figure("road.cars/gazole", value=400.0, deviation=40.0),
        ]
    )


@pytest.fixture
def whole(db, figure):
    """The whole line, 1,000 t, and petrol alone, 300 t."""
    record([figure(), figure("road.cars/essence", value=300.0, deviation=30.0)])


def read(client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())


def test_details_are_listed_by_name_and_added_up(client, cars):
    said = read(client, PAGE)
    assert "Route : voitures (essence)" in said
    assert "Route : voitures (gazole)" in said
    assert re.search(r"0,70 kt .{,60}entre 0,62 et 0,78", said)  # ± 50


@pytest.mark.parametrize("page", ["pcaet", "gpc", "rapprochement"])
def test_every_framework_counts_them_together(client, cars, page):
    assert re.search(r"\b0,70 (k?t|0,62 à)|\b700\b", read(client, f"{PAGE}{page}/"))


def test_a_download_keeps_their_codes(client, cars):
    answer = client.get(f"{PAGE}chiffres.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {(r["sector_code"], r["pcaet_sector"]) for r in rows} == {
        ("road.cars/essence", "road"),
        ("road.cars/gazole", "road"),
    }


def test_a_cell_names_its_detail_and_leads_to_the_others(client, cars):
    said = read(client, f"{CELL}road.cars/essence")
    assert "Route : voitures (essence) : CO2 fossile, 2023" in said
    assert "La même ligne dit aussi, cette année-là : Route : voitures (gazole)" in said
    page = client.get(f"{CELL}road.cars/essence").content.decode()
    assert "secteur=road.cars%2Fgazole" in page
    english = client.get(f"{CELL}road.cars/essence", headers={"accept-language": "en"})
    assert "Road: cars (petrol)" in english.content.decode()


def test_a_detail_told_in_another_gas_is_named_too(client, cars, figure):
    record([figure("road.cars/e85", "emission_ghg", 9.0)])
    said = read(client, f"{CELL}road.cars/essence")
    assert "Route : voitures (E85) , Route : voitures (gazole)" in said
    page = client.get(f"{CELL}road.cars/essence").content.decode()
    assert (
        "quoi=emission_ghg&amp;nomenclature=accounts&amp;secteur=road.cars%2Fe85"
        in page
    )


def test_a_cell_of_a_new_detail_can_be_opened(client, cars):
    said = read(client, f"{CELL}road.cars/chaudiere-n-2")
    assert "Route : voitures (chaudière n° 2)" in said


@pytest.mark.parametrize("suffix", ["Essence", "", "a b", "a--b", "x" * 41, "<b>"])
def test_what_is_no_detail_has_no_page(client, cars, suffix):
    assert client.get(f"{CELL}road.cars/{suffix}").status_code == 404


def test_a_detail_that_does_not_count_says_why_and_can_be_chosen(agent, whole):
    address = f"{CELL}road.cars/essence"
    said = read(agent, address)
    assert "Précisions dont la somme reste loin de la ligne entière" in said
    assert "Choisir la source retenue" in said
    assert "1,00 kt" in read(agent, PAGE)
    page = agent.get(address)
    form = page.context["choice_form"]
    number = next(iter(form.fields["source"].choices))[0]
    agent.post(
        address,
        {"act": "choose", "source": number, "reason": "Relevé complet.", "seen": "-1"},
    )
    assert "Relevé complet." in read(agent, address)
    assert "Ligne entière dont les précisions sont comptées" in read(
        agent, f"{CELL}road.cars"
    )
    assert "Transport routier 300 t" in read(agent, PAGE)


def test_a_cell_that_counts_alone_asks_for_no_choice(agent, cars):
    assert "Choisir la source retenue" not in read(agent, f"{CELL}road.cars/essence")


def test_the_reconciliation_lists_what_is_set_aside(client, whole):
    said = read(client, f"{PAGE}rapprochement/")
    assert "Précisions dont la somme reste loin de la ligne entière" in said
    assert "Route : voitures (essence)" in said
