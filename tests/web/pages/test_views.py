"""The pages as anyone asks for them: found, in both languages, honest when empty."""

import json
import re

import pytest
from django.test import Client

from trajectoire.web.ledger.models import Run
from trajectoire.web.pages.views import METHODS

CODE = "JUMEAU-PARIS"
PAGE = f"/territoires/{CODE}/mesurer/atmosphere/"
EVERYWHERE = [
    "/",
    "/territoires/",
    "/territoires/75056/",
    "/territoires/200040715/",
    "/comprendre/",
    "/comprendre/observatoire/",
    "/comprendre/inventaire/",
    "/comprendre/facteurs/",
    "/comprendre/imports/",
    "/donnees/",
    "/accessibilite/",
    "/code-source/",
    "/espace/",
    "/territoires/75056/mesurer/atmosphere/",
]
WITH_RUN = ["/", f"/territoires/{CODE}/", PAGE, f"{PAGE}?periode=2026-09", "/donnees/"]


def text_of(client: Client, address: str, language: str = "fr") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_page_answers_before_anything_is_computed(
    client: Client, address: str, language: str
) -> None:
    text = text_of(client, address, language)
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", WITH_RUN)
def test_a_page_with_a_run_shows_its_interval_and_says_that_it_is_a_twin(
    client: Client, twin: Run, address: str, language: str
) -> None:
    text = text_of(client, address, language)
    label = {"fr": "ville inventée", "en": "invented city"}[language]
    assert label in text
    if address != "/donnees/":
        assert {"fr": "9 chances sur 10", "en": "9 chances in 10"}[language] in text


def test_the_first_line_gives_the_number_of_the_summary(
    client: Client, twin: Run
) -> None:
    total = twin.summary["totals"]["total"]["posterior"] / 1e6
    shown = re.search(r'<p class="figure">([\d,]+) ', text_of(client, PAGE))
    assert shown is not None
    assert float(shown[1].replace(",", ".")) == pytest.approx(total, abs=0.005)


def test_a_day_can_be_asked_for(client: Client, twin: Run) -> None:
    text = text_of(client, f"{PAGE}?jour=2026-09-02")
    assert "2\u00a0septembre 2026" in text
    assert "jour d’avant" in text


@pytest.mark.parametrize(
    "query", ["periode=2019-01", "periode=<script>", "jour=demain", "carte=nuage"]
)
def test_what_the_run_does_not_cover_is_not_found_and_escaped(
    client: Client, twin: Run, query: str
) -> None:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 404
    assert b"<script>" not in response.content


def test_every_picture_has_words_and_a_table(client: Client, twin: Run) -> None:
    text = text_of(client, PAGE)
    for opening in re.findall(r"<svg[^>]*>", text):
        assert 'aria-hidden="true"' in opening or "aria-label" in opening, opening
    assert text.count("<table") >= 6


def test_no_style_is_written_in_the_page(client: Client, twin: Run) -> None:
    for address in WITH_RUN:
        assert not re.search(r"<[^>]+ style=|<style", text_of(client, address))


def test_a_page_names_no_other_site(client: Client, twin: Run) -> None:
    for address in (*WITH_RUN, *EVERYWHERE):
        found = re.findall(
            r'(?:src|href|action)="(https?:)?//', text_of(client, address)
        )
        assert found == [], address


def test_the_live_map_receives_zones_stations_and_their_words(
    client: Client, twin: Run
) -> None:
    answer = json.loads(client.get(f"{PAGE}carte.geojson").content)
    kinds = [feature["properties"]["kind"] for feature in answer["features"]]
    assert kinds.count("zone") == len(twin.summary["zones"])
    assert kinds.count("station") == len(twin.summary["stations"])
    assert all(
        feature["properties"]["said"]
        for feature in answer["features"]
        if feature["properties"]["kind"] != "river"
    )


def test_the_curve_is_a_picture_that_stands_alone(client: Client, twin: Run) -> None:
    response = client.get(f"{PAGE}courbe.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg xmlns=")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("summary.json", 200),
        ("zones.geojson", 200),
        ("posterior.nc", 404),  # the example does not carry it
        ("secret-key", 404),
        ("..%2Fsecret-key", 404),
    ],
)
def test_only_the_files_of_a_run_are_given(
    client: Client, twin: Run, name: str, status: int
) -> None:
    response = client.get(f"{PAGE}fichiers/{name}")
    assert response.status_code == status
    response.close()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_offers_the_search(client: Client) -> None:
    response = client.get("/territoires/99999/")
    assert response.status_code == 404
    text = response.content.decode()
    assert "99999" in text
    assert 'role="search"' in text


@pytest.mark.django_db
def test_the_language_is_chosen_by_a_form_and_kept(client: Client) -> None:
    client.post("/langue/setlang/", {"language": "en", "next": "/donnees/"})
    assert '<html lang="en">' in client.get("/donnees/").content.decode()


@pytest.mark.django_db
def test_every_method_is_listed_and_no_other_exists(client: Client) -> None:
    page = text_of(client, "/comprendre/")
    for name in METHODS:
        assert f'href="/comprendre/{name}/"' in page
    assert client.get("/comprendre/magie/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/territoires/38185/mesurer/inventaire/", "inventaire"),
        ("/facteurs/", "facteurs"),
    ],
)
def test_how_it_is_known_leads_to_the_method(
    client: Client, address: str, method: str
) -> None:
    assert f'href="/comprendre/{method}/' in text_of(client, address)
