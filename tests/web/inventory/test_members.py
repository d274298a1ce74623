"""A territory and its communes: each thing counted once, what is mixed is said."""

import html
import re

import pytest
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.web.ledger.record import record

PAGE = "/territoires/200040715/mesurer/inventaire/"
EPCI = Territory("200040715", "epci", "Grenoble-Alpes-Métropole", 2026)


def commune(code: str) -> Territory:
    return Territory(code, "commune", code, 2026)


def text(client: Client, path: str) -> str:
    """What a page says, without its marks, in French."""
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = answer.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def mixed(db, figure):
    """Waste told by the intercommunality, dwellings by one of its communes."""

    def of(sector, value, **more):
        return figure(sector, "emission_ghg", value, nomenclature="PCAET", **more)

    record(
        [
            of("waste", 50.0, territory=EPCI),
            of("tertiary", None, state="missing", year=2010, territory=EPCI),
            of("residential", 1950.0, territory=commune("38185")),
            of("residential", 1000.0, year=2022, territory=commune("38185")),
        ]
    )


def test_one_own_sector_does_not_hide_what_the_communes_tell(client, mixed):
    said = text(client, f"{PAGE}?annee=2023")
    assert "2,00 kt CO 2 e" in said
    assert "Le territoire donne lui-même : Déchets." in said
    assert "Ses communes donnent : Résidentiel." in said
    assert re.search(r"Ce qui est déclaré vient d’une commune sur \d\d\.", said)


def test_nor_what_they_tell_of_another_year(client, mixed):
    said = text(client, f"{PAGE}?annee=2022")
    assert "1,00 kt CO 2 e" in said
    assert "Le territoire donne lui-même" not in said


def test_a_sum_of_communes_says_in_the_plan_how_many_speak(client, mixed):
    said = text(client, f"{PAGE}pcaet/?annee=2023")
    missing = r"Somme de communes, dont certaines ne disent rien[^)]*\(1 sur \d\d\)"
    assert re.search(missing, said)


def test_the_plan_names_what_is_silent(client, db, figure):
    record([figure("I.1.1", "emission_ghg", 10.0, nomenclature="GPC")])
    said = text(client, "/territoires/99001/mesurer/inventaire/pcaet/?annee=2023")
    assert "(Bâtiments résidentiels : énergie de réseau consommée)" in said
