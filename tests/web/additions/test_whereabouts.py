"""An outline is where its territory is known to be, or where its author says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.web.additions.whereabouts import boxes_known
from trajectoire.web.territories.models import OwnTerritory

pytestmark = pytest.mark.django_db
Draw = Callable[..., SimpleUploadedFile]
Corners = list[list[float]]
NEW = "/territoires/nouveau/"

# A tenth of a degree beside Grenoble, which is at 45.19 N, 5.72 E.
BESIDE: Corners = [[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]
RENNES: Corners = [[x - 7.4, y + 2.9] for x, y in BESIDE]
SOUGHT = {
    "kind": "organisation",
    "name": "Ville de Grenoble",
    "code": "ville-grenoble",
    "vintage": "2026",
    "attached": "38185",
    "publisher": "Essai",
    "licence": "Inventé",
}
CITY = {
    "kind": "city",
    "name": "Genève",
    "code": "geneve",
    "vintage": "2024",
    "country": "ch",
    "publisher": "Essai",
    "licence": "Inventé",
}
EXCHANGED = "Latitude et longitude sont échangées"


def turned(corners: Corners) -> Corners:
    return [[y, x] for x, y in corners]


def sent(client: Client, outline: Draw, corners: Corners, **said: Any) -> str:
    answer = client.post(NEW, said | {"outline": outline(corners)})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_an_outline_is_where_the_territory_of_the_organisation_is(
    superuser: Client, outline: Draw
) -> None:
    assert sent(superuser, outline, BESIDE, **SOUGHT) == ""
    # 11.11 km by 7.86 km at 45.15 N
    assert OwnTerritory.objects.get().area_km2 == pytest.approx(87.4, rel=0.01)


def test_latitudes_first_are_refused_and_said_to_be_so(
    superuser: Client, outline: Draw
) -> None:
    page = sent(superuser, outline, turned(BESIDE), **SOUGHT)
    assert EXCHANGED in page
    assert not OwnTerritory.objects.exists()


def test_an_outline_elsewhere_is_refused_but_not_called_exchanged(
    superuser: Client, outline: Draw
) -> None:
    page = sent(superuser, outline, RENNES, **SOUGHT)
    assert "un contour près de" in page
    assert EXCHANGED not in page
    assert not OwnTerritory.objects.exists()


def test_a_city_of_france_is_in_france(superuser: Client, outline: Draw) -> None:
    ours = CITY | {"country": "fr", "code": "essai"}
    assert EXCHANGED in sent(superuser, outline, turned(RENNES), **ours)
    assert sent(superuser, outline, RENNES, **ours) == ""


def test_the_outline_of_a_city_elsewhere_comes_with_a_place_of_it(
    superuser: Client, outline: Draw
) -> None:
    """Nothing else tells its latitudes from its longitudes."""
    assert "errorlist" in sent(superuser, outline, turned(BESIDE), **CITY)
    said = CITY | {"point": "45.15, 5.75"}
    assert EXCHANGED in sent(superuser, outline, turned(BESIDE), **said)
    assert not OwnTerritory.objects.exists()
    assert sent(superuser, outline, BESIDE, **said) == ""


def test_an_outline_drawn_anew_is_looked_at_in_the_same_way(
    superuser: Client, outline: Draw
) -> None:
    assert sent(superuser, outline, BESIDE, **SOUGHT) == ""
    address = "/territoires/ville-grenoble/contour/"
    said = {"publisher": "Essai", "licence": "Inventé"}
    answer = superuser.post(address, said | {"outline": outline(turned(BESIDE))})
    assert EXCHANGED in answer.content.decode()
    answer = superuser.post(address, said | {"outline": outline(BESIDE)})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("38185", (5.72, 45.19)),
        ("200040715", (5.72, 45.19)),
        ("dep-974", (55.5, -21.1)),
        ("reg-53", (-1.68, 48.11)),
        ("FR", (-1.68, 48.11)),
        ("FR", (55.5, -21.1)),
    ],
)
def test_what_is_known_holds_the_place(code: str, place: tuple[float, float]) -> None:
    x, y = place
    assert any(w <= x <= e and s <= y <= n for w, s, e, n in boxes_known(code))


@pytest.mark.parametrize("code", ["", "CH", "99999", "97801"])
def test_where_nothing_is_known_nothing_is_said(code: str) -> None:
    assert boxes_known(code) == ()
