"""A line of the BEGES and what is owned there: every page counts one or the others."""

import csv
import html
import io
import re

import pytest

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.choices import choose
from trajectoire.web.ledger.history import find_cell
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.models import OwnTerritory

METER = Source("Régie", "Relevés", "Licence Ouverte 2.0")
SERVICES = Territory("99001-S", "organisation", "Services de Ville-Témoin", 2026)
PAGE = f"/territoires/{SERVICES.code}/mesurer/inventaire/"
CELL = f"{PAGE}case/?quoi=emission_ghg&nomenclature=BEGES&annee=2023&secteur="
COUNTED = "Poste entier dont les patrimoines et compétences sont comptés."
SHORT = "Patrimoines et compétences dont la somme reste de plus d’un cinquième"


@pytest.fixture
def owned(db, figure):
    """Record figures of the services of the town, in tonnes, by code."""
    OwnTerritory.objects.create(
        code=SERVICES.code, kind=SERVICES.kind, name=SERVICES.name, vintage=2026
    )

    def give(figures: dict[str, float]) -> None:
        told = {"territory": SERVICES, "nomenclature": "BEGES"}
        record(
            [
                figure(code, "emission_ghg", value, None, **told)
                for code, value in figures.items()
            ]
        )

    return give


def read(client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())


def codes(client) -> set[str]:
    answer = client.get(f"{PAGE}chiffres.csv")
    rows = csv.DictReader(io.StringIO(answer.content.decode()))
    return {row["sector_code"] for row in rows}


def test_the_balance_counts_assets_and_says_why_not_their_line(client, owned):
    owned({"1.1": 100.0, "1.1/schools": 60.0, "1.1/nurseries": 40.0})
    answer = client.get(f"{PAGE}beges/")
    assert answer.context["whole"].value == "100"
    said = read(client, f"{PAGE}beges/")
    assert f"Un chiffre laissé de côté, et pourquoi {COUNTED}" in said
    assert "secteur=1.1&" in html.unescape(answer.content.decode())
    assert codes(client) == {"1.1/schools", "1.1/nurseries"}
    answer = client.get(f"{PAGE}rapprochement/")
    assert answer.context["organisation"].value == "100"
    assert COUNTED in read(client, f"{PAGE}rapprochement/")


def test_few_assets_yield_to_their_line(client, owned):
    owned({"1.1": 100.0, "1.1/schools": 10.0, "1.1/nurseries": 20.0})
    answer = client.get(f"{PAGE}beges/")
    assert answer.context["whole"].value == "100"
    assert SHORT in read(client, f"{PAGE}beges/")
    assert codes(client) == {"1.1"}


def test_the_upstream_of_energy_is_added_and_nothing_is_left_out(client, owned):
    owned({"4.1": 100.0, "4.1/upstream_energy": 60.0})
    answer = client.get(f"{PAGE}beges/")
    assert answer.context["whole"].value == "160"
    assert "laissé de côté" not in read(client, f"{PAGE}beges/")
    assert "La même ligne dit aussi" not in read(client, f"{CELL}4.1")


def test_cells_lead_to_each_other_and_say_why(client, owned):
    owned({"1.1": 100.0, "1.1/schools": 60.0, "1.1/nurseries": 40.0})
    line = read(client, f"{CELL}1.1")
    assert f"Ce chiffre n’entre pas dans le total. {COUNTED}" in line
    for name in ("Écoles, collèges, lycées", "Crèches"):
        assert f"Sources fixes de combustion – {name}" in line
    schools = read(client, f"{CELL}1.1/schools")
    assert "dit aussi, cette année-là : Sources fixes de combustion ." in schools
    assert "ne s’ajoutent jamais à un chiffre du poste entier" in schools
    assert "Ce chiffre n’entre pas" not in schools


def test_the_choice_of_the_line_is_followed(client, owned):
    owned({"1.1": 100.0, "1.1/schools": 90.0})
    where = (SERVICES.kind, SERVICES.code, "emission_ghg", "BEGES", "1.1", 2023)
    choose(find_cell(*where), METER, "Bilan publié.", "1")
    answer = client.get(f"{PAGE}beges/")
    assert answer.context["whole"].value == "100"
    said = read(client, f"{CELL}1.1/schools")
    assert "Patrimoine ou compétence d’un poste qui est compté entier." in said
    assert codes(client) == {"1.1"}
