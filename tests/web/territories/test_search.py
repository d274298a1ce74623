"""Whoever types a name or a code arrives at the territory."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("grenoble", "Grenoble-Alpes-Métropole"),
        ("38185", "Grenoble"),
        ("200040715", "Grenoble-Alpes-Métropole"),
        ("haÿ les roses", "L&#x27;Haÿ-les-Roses"),
    ],
)
def test_names_and_codes_lead_to_the_place(
    client: Client, query: str, name: str
) -> None:
    assert name in client.get("/territoires/", {"q": query}).content.decode()


def test_suggestions_are_a_part_of_the_page_for_whoever_types(client: Client) -> None:
    whole = client.get("/territoires/", {"q": "paris"})
    part = client.get("/territoires/", {"q": "paris"}, headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"/territoires/75056/" in part.content
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "=cmd|x", "x" * 10_000])
def test_whatever_is_typed_comes_back_escaped(client: Client, query: str) -> None:
    response = client.get("/territoires/", {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert len(response.content) < 20_000


def test_a_merged_commune_leads_to_that_of_today(client: Client) -> None:
    response = client.get("/territoires/01003/")
    assert response.status_code == 301
    assert response["Location"] == "/territoires/01165/?ancien=01003"
    text = client.get(response["Location"]).content.decode()
    assert "Vous demandiez" in text
    assert "(01003)" in text


@pytest.mark.parametrize("asked", ["01165", "38185", "x" * 300, "<script>", ""])
def test_an_address_made_up_says_nothing_of_the_past(client: Client, asked) -> None:
    text = client.get("/territoires/01165/", {"ancien": asked}).content.decode()
    assert "Vous demandiez" not in text


def test_a_closed_door_says_which_data_it_wants(client: Client) -> None:
    text = client.get("/territoires/75056/").content.decode()
    assert text.count("Cette porte attend") == 2
    assert "les fiches d’action et leurs budgets" in text


def test_an_intercommunality_lists_its_communes(client: Client) -> None:
    text = client.get("/territoires/200040715/").content.decode()
    assert 'href="/territoires/38185/"' in text
