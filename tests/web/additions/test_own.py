"""Administrators add what no official list holds; nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.web.accounts.models import Membership
from trajectoire.web.additions import reader
from trajectoire.web.bounded import Bounds
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.territories.directory import find_territory, search
from trajectoire.web.territories.models import OwnTerritory

pytestmark = pytest.mark.django_db
NEW = "/territoires/nouveau/"
Draw = Callable[..., SimpleUploadedFile]
Someone = Callable[[str, str, str], Client]

CITY = {
    "kind": "city",
    "name": "Genève",
    "code": "geneve",
    "vintage": "2024",
    "population": "203856",
    "country": "ch",
    "publisher": "Essai",
    "licence": "Inventé",
    "point": "46.19, 6.12",
}
ORGANISATION = {
    "kind": "organisation",
    "name": "Ville de Grenoble",
    "code": "ville-grenoble",
    "vintage": "2026",
    "siren": "213 801 855",
    "attached": "38185",
}


def test_a_city_of_another_country_enters_with_its_outline(
    superuser: Client, outline: Draw
) -> None:
    response = superuser.post(NEW, CITY | {"outline": outline()})
    assert response["Location"] == "/territoires/geneve/"
    spot = find_territory("geneve")
    assert spot is not None
    assert (spot.kind, spot.population, spot.vintage) == ("city", 203_856, 2024)
    assert LedgerTerritory.objects.filter(code="geneve", vintage=2024).exists()
    text = superuser.get("/territoires/geneve/").content.decode()
    # 0.08° by 0.06° at 46.2° N: 6.17 by 6.67 km; the hole: 0.77 by 1.11 km.
    assert "40\u00a0km²" in text
    assert "Essai (Inventé)" in text
    assert [found.code for found in search("genev")][0] == "geneve"  # noqa: RUF015


def test_an_organisation_is_attached_to_a_territory(superuser: Client) -> None:
    superuser.post(NEW, ORGANISATION)
    spot = find_territory("ville-grenoble")
    assert spot is not None
    assert spot.above is not None
    assert (spot.kind, spot.above.code) == ("organisation", "38185")
    assert OwnTerritory.objects.get().siren == "213801855"


def test_an_administrator_of_the_town_adds_its_organisation_and_keeps_the_keys(
    client_with: Someone,
) -> None:
    ada = client_with("administrator", "commune", "38185")
    assert ada.post(NEW, ORGANISATION).status_code == 302
    assert Membership.objects.filter(
        territory_kind="organisation",
        territory_code="ville-grenoble",
        role="administrator",
    ).exists()


@pytest.mark.parametrize(
    ("role", "kind", "code"),
    [("administrator", "commune", "69123"), ("contributor", "commune", "38185")],
)
def test_nobody_adds_the_organisation_of_a_town_of_others(
    client_with: Someone, role: str, kind: str, code: str
) -> None:
    assert client_with(role, kind, code).post(NEW, ORGANISATION).status_code == 403
    assert not OwnTerritory.objects.exists()


def test_nobody_takes_a_seat_in_an_organisation_whose_roles_were_given(
    client_with: Someone,
) -> None:
    of_town = client_with("administrator", "commune", "38185")
    of_firm = client_with("administrator", "organisation", ORGANISATION["code"])
    assert of_town.post(NEW, ORGANISATION).status_code == 403
    assert not OwnTerritory.objects.exists()
    assert Membership.objects.filter(territory_kind="organisation").count() == 1
    assert (
        of_firm.post(NEW, ORGANISATION).status_code == 403
    )  # nor attaches it to 38185


def test_a_city_is_for_who_runs_the_installation(
    client_with: Someone, outline: Draw
) -> None:
    ada = client_with("administrator", "commune", "38185")
    assert ada.post(NEW, CITY | {"outline": outline()}).status_code == 403
    assert not OwnTerritory.objects.exists()


def test_a_visitor_is_asked_who_they_are(client: Client) -> None:
    for method in (client.get, client.post):
        assert "/compte/" in method(NEW)["Location"]


def test_a_form_without_its_token_is_refused(superuser: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = superuser.cookies
    assert strict.post(NEW, ORGANISATION).status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "38185"}, "lettres minuscules"),
        ({"code": "dep-99"}, "lettres minuscules"),
        ({"code": "nouveau"}, "lettres minuscules"),
        ({"code": "a/../b"}, "lettres minuscules"),
        ({"code": "fr"}, "déjà celui d’un territoire"),
        ({"country": ""}, "Dites de quel pays"),
        ({"country": "Suisse"}, "errorlist"),
        ({"vintage": "1900"}, "errorlist"),
        ({"vintage": "3000"}, "pas encore connue"),
        ({"population": "-1"}, "errorlist"),
        ({"population": "beaucoup"}, "errorlist"),
        ({"point": "ici"}, "la latitude puis la longitude"),
        ({"point": "99, 6"}, "de -90 à 90"),
        ({"point": "48.85, 2.35"}, "errorlist"),
        ({"licence": ""}, "sans origine ni licence"),
        ({"name": ""}, "errorlist"),
    ],
)
def test_a_city_that_cannot_be_is_refused(
    superuser: Client, outline: Draw, changed: dict[str, str], said: str
) -> None:
    response = superuser.post(NEW, CITY | changed | {"outline": outline()})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not OwnTerritory.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"siren": "213801856"}, "neuf chiffres"),
        ({"siren": "=cmd()"}, "neuf chiffres"),
        ({"attached": ""}, "Dites de quel territoire"),
        ({"attached": "99999"}, "Aucun territoire ne porte ce code"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(
    superuser: Client, changed: dict[str, str], said: str
) -> None:
    text = superuser.post(NEW, ORGANISATION | changed).content.decode()
    assert said in text
    assert not OwnTerritory.objects.exists()


BOW_TIE = [[6, 46], [7, 47], [7, 46], [6, 47], [6, 46]]
SWAPPED = [[46.18, 6.1], [46.18, 6.18], [46.24, 6.18], [46.24, 6.1], [46.18, 6.1]]


@pytest.mark.parametrize(
    "drawn",
    [
        {"rings": (BOW_TIE,)},
        {"rings": (SWAPPED,)},
        {"content": b""},
        {"content": b"{"},
        {"content": b"<html>"},
        {"content": b"[" * 100_000},
        {"content": b'{"type":"FeatureCollection","features":[]}'},
    ],
    ids=["bow tie", "swapped", "empty", "cut", "page", "deep", "nothing"],
)
def test_an_outline_that_cannot_be_one_is_refused(
    superuser: Client, outline: Draw, drawn: dict[str, Any]
) -> None:
    sent = outline(*drawn.get("rings", ()), content=drawn.get("content"))
    response = superuser.post(NEW, CITY | {"outline": sent})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not OwnTerritory.objects.exists()


def test_an_outline_that_is_too_heavy_is_not_even_read(
    superuser: Client, outline: Draw
) -> None:
    heavy = outline(content=b" " * 5 * 2**20)
    assert superuser.post(NEW, CITY | {"outline": heavy}).status_code == 413
    assert not OwnTerritory.objects.exists()


def test_an_outline_that_takes_too_long_to_read_is_refused_in_words(
    superuser: Client, outline: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    starved = Bounds(memory=2**31, processor=0, patience=20.0, disk=2**20)
    monkeypatch.setattr(reader, "BOUNDS", starved)
    response = superuser.post(NEW, CITY | {"outline": outline()})
    text = response.content.decode()
    assert "un contour qui se lit en" in text
    assert "Simplifiez les contours" in text
    assert not OwnTerritory.objects.exists()


def test_two_territories_never_share_a_code(superuser: Client, outline: Draw) -> None:
    superuser.post(NEW, CITY | {"outline": outline()})
    again = superuser.post(NEW, CITY | {"outline": outline(), "name": "Autre"})
    assert "déjà celui" in again.content.decode()
    assert [row.name for row in OwnTerritory.objects.all()] == ["Genève"]


def test_what_is_typed_comes_back_escaped(superuser: Client, outline: Draw) -> None:
    wild = {"name": "<script>alert(1)</script>", "publisher": "<b>moi</b>"}
    superuser.post(NEW, CITY | wild | {"outline": outline()})
    text = superuser.get("/territoires/geneve/").content.decode()
    assert "<script>alert" not in text
    assert "<b>moi" not in text


def test_an_outline_is_drawn_anew_by_its_administrator_only(
    superuser: Client, client_with: Someone, outline: Draw
) -> None:
    superuser.post(NEW, CITY | {"outline": outline()})
    before = OwnTerritory.objects.get().outline_path
    square = [[6.1, 46.1], [6.2, 46.1], [6.2, 46.2], [6.1, 46.2], [6.1, 46.1]]
    given = {"publisher": "Essai", "licence": "Inventé", "point": "46.15, 6.15"}
    stranger = client_with("administrator", "city", "ailleurs")
    address = "/territoires/geneve/contour/"
    answer = stranger.post(address, given | {"outline": outline(square)})
    assert answer.status_code == 403
    assert OwnTerritory.objects.get().outline_path == before
    owner = client_with("administrator", "city", "geneve")
    assert owner.post(address, given | {"outline": outline(square)}).status_code == 302
    assert OwnTerritory.objects.get().outline_path != before
    assert superuser.get("/territoires/38185/contour/").status_code == 404
