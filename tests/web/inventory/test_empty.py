"""Pages that wait for figures say what for, and hide none that are there."""

import html
import re

import pytest

from trajectoire.web.inventory.presentation.asked import FAMILIES, family_names
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

PAGE = "/territoires/99001/mesurer/inventaire/"
VILLAGE = "/territoires/38185/mesurer/inventaire/"
OVERSEAS = "/territoires/97411/mesurer/inventaire/"
POWER = {"substance": "energy_electricity", "nomenclature": "PCAET"}
# What is said of a figure, and means nothing without one.
OF_A_FIGURE = (
    "Case par case",
    "Ce chiffre est la somme",
    "Comment le sait-on",
    "aucun secteur",
    "Résidentiel",
    "million de tonnes",
    "milliard de kilowattheures",
    "Les chiffres de cette page",
    "Aucune donnée n’a encore été apportée",
    "Année Non",
)


def text(client, path, status=200):
    """What a page says between its head and its foot, without its marks, in French."""
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == status, answer.content[:300]
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def addresses(client, path):
    """Where a page leads, as it writes it."""
    body = client.get(path).content.decode().partition("<main")[2]
    return {html.unescape(one) for one in re.findall(r'href="([^"]+)"', body)}


@pytest.fixture
def power(db, figure):
    """A town that told its electricity of 2022, and nothing else."""
    record([figure("residential", value=5000.0, year=2022, **POWER)])


@pytest.mark.parametrize("family", ["energie", "polluants", "puits", "renouvelables"])
def test_a_family_of_which_nothing_is_declared_speaks_of_no_figure(
    client, town, family
):
    said = text(client, f"{PAGE}?famille={family}")
    assert "Cette page attend" in said
    assert "Apporter les données de ce territoire" in said
    assert not [words for words in OF_A_FIGURE if words in said]


def test_a_pollutant_of_which_nothing_is_declared_speaks_of_no_figure(
    client, db, figure
):
    record([figure("residential", "pollutant_nox", 12.0, nomenclature="PCAET")])
    said = text(client, f"{PAGE}?famille=polluants&polluant=pm10")
    assert "Cette page attend les émissions de PM10, par secteur." in said
    assert not [words for words in OF_A_FIGURE if words in said]


def test_cells_without_figure_stay_to_be_read(client, db, figure):
    record([figure("industry.coal", value=None, state="confidential", note="Secret.")])
    said = text(client, PAGE)
    assert "Ce qui est dit ici ne fait pas un total : voyez case par case." in said
    assert "Case par case" in said
    assert "Secret." in said
    assert "Ce chiffre est la somme" not in said
    assert "aucun secteur" not in said


@pytest.mark.parametrize("key", FAMILIES)
def test_every_choice_of_a_page_leads_to_a_page(client, power, figure, key):
    record([figure(year=2020)])  # no year tells two families
    led = {one for one in addresses(client, f"{PAGE}?famille={key}") if one[0] == "?"}
    assert {re.findall(r"famille=(\w+)", one)[0] for one in led} == set(FAMILIES)
    for address in led:
        assert client.get(f"{PAGE}{address}").status_code == 200, address


@pytest.mark.parametrize("key", FAMILIES)
def test_no_page_leads_to_a_year_that_is_none(client, town, key):
    led = addresses(client, f"{PAGE}?famille={key}")
    assert not [one for one in led if "None" in one]


def test_energy_alone_is_not_told_to_be_nothing(client, power):
    said = text(client, PAGE)
    assert "Aucun gaz à effet de serre n’est encore déclaré" in said
    assert "rien n’est encore déclaré" not in said
    assert "Personne n’a encore rien déclaré" not in said
    assert "Déjà déclaré : Énergie ." in said
    assert "?famille=energie" in addresses(client, PAGE)


def test_energy_alone_stands_beside_the_first_estimate(client, db, figure):
    village = {"territory": find_territory("38185").territory(), "year": 2022}
    record([figure("residential", value=5000.0, **village, **POWER)])
    said = text(client, VILLAGE)
    assert "aucun gaz à effet de serre n’est encore déclaré" in said
    assert "rien n’est encore déclaré" not in said
    assert "Déjà déclaré : Énergie ." in said
    assert all(name in said for name in family_names().values())
    home = text(client, "/territoires/38185/")
    assert "aucun gaz à effet de serre n’est encore déclaré" in home
    assert "rien n’est encore déclaré" not in home


def test_a_link_to_the_reconciliation_only_where_there_is_something_to_reconcile(
    client, power, figure
):
    assert not [one for one in addresses(client, f"{PAGE}?famille=energie")
                if "rapprochement/?" in one]  # fmt: skip
    record([figure(year=2022)])
    [one] = [one for one in addresses(client, f"{PAGE}?famille=energie")
             if "rapprochement/?" in one]  # fmt: skip
    assert client.get(one).status_code == 200


def test_the_plan_shows_the_years_of_all_families(client, power, figure):
    record([figure("residential", "pollutant_nox", 12.0, nomenclature="PCAET")])
    shown = text(client, f"{PAGE}pcaet/")
    assert "année 2022" in shown  # that of the first family told: energy
    assert "année 2023" in text(client, f"{PAGE}pcaet/?annee=2023")
    text(client, f"{PAGE}pcaet/?annee=2021", 404)
    for year in (2022, 2023):
        led = addresses(client, f"{PAGE}pcaet/?annee={year}")
        [one] = [one for one in led if one.startswith(f"{PAGE}?")]
        assert client.get(one).status_code == 200


@pytest.mark.parametrize("page", ["gpc/", "rapprochement/", "comparer/"])
def test_a_framework_of_gases_waits_for_gases(client, power, page):
    said = text(client, f"{PAGE}{page}")
    assert "Aucun gaz à effet de serre n’est encore déclaré : Ville-Témoin" in said
    assert "Rien n’est encore déclaré" not in said
    assert f"{PAGE}?famille=energie" in addresses(client, f"{PAGE}{page}")


@pytest.mark.parametrize("page", ["pcaet/", "gpc/", "rapprochement/", "comparer/"])
def test_a_first_estimate_is_offered_only_where_there_is_one(client, db, page):
    words = "Voir la première estimation"
    assert words in text(client, f"{VILLAGE}{page}")
    assert words not in text(client, f"{OVERSEAS}{page}")
    assert "Apporter les données de ce territoire" in text(client, f"{OVERSEAS}{page}")
