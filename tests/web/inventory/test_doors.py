"""Who may write in the accounts finds where to, from every page; nobody else does."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from trajectoire.core.territory import Territory
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.models import OwnTerritory

PAGE = "/territoires/99001/mesurer/inventaire/"
VILLAGE = "/territoires/38185/mesurer/inventaire/"
OFFICE = "/territoires/SERVICES-TEMOIN/mesurer/inventaire/"
DOORS = ("Ajouter un chiffre", "Importer un fichier", "Saisir une activité")
FAMILIES = ("gaz", "energie", "polluants", "puits", "renouvelables")
COMPUTED = ("gaz", "energie")  # what an activity times a factor gives
EMPTY = ["", "?famille=energie", "pcaet/", "gpc/", "rapprochement/", "comparer/"]


def main(client, path):
    """What a page holds between its head and its foot, in French."""
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200, path
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return html.unescape(body)


def cells(body):
    """Addresses of the cells that the form of a page can ask for."""
    form = body.partition('id="ajouter"')[2].partition("</form>")[0]
    action = re.findall(r'action="([^"]+)"', form)[0]
    fixed = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))
    year = re.findall(r'name="annee"[^>]+value="(\d+)"', form)[0]
    name = re.findall(r'<select id="ajouter-ou" name="(\w+)"', form)[0]
    return [
        f"{action}?{urlencode(fixed | {name: code, 'annee': year})}"
        for code in re.findall(r'<option value="([^"]+)"', form)
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_who_may_write_finds_the_doors_on_every_family(client, agent, town, family):
    """Gases have figures, the other families have none."""
    page = f"{PAGE}?famille={family}"
    theirs = DOORS if family in COMPUTED else DOORS[:2]
    assert [words for words in DOORS if words in main(agent, page)] == [*theirs]
    assert not [words for words in DOORS if words in main(client, page)]


@pytest.mark.parametrize("page", EMPTY)
def test_who_may_write_finds_the_doors_of_a_territory_without_data(
    client, someone, page
):
    agent = someone("contributor", "38185", "commune")
    for words in DOORS:
        assert words in main(agent, f"{VILLAGE}{page}")
        assert words not in main(client, f"{VILLAGE}{page}")
    assert "Apporter les données de ce territoire" in main(client, f"{VILLAGE}{page}")


def test_a_role_elsewhere_opens_no_door(someone, town):
    stranger = someone("contributor", "38185", "commune")
    assert not [words for words in DOORS if words in main(stranger, PAGE)]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_cell_that_the_form_offers_can_be_typed_in(agent, town, family):
    offered = cells(main(agent, f"{PAGE}?famille={family}"))
    assert len(offered) >= 8  # sectors of the law; sinks and channels are more
    assert len(set(offered)) == len(offered)
    for address in (offered[0], offered[-1]):
        assert 'name="act" value="record"' in main(agent, address)


def test_a_pollutant_is_typed_in_its_own_cell(agent, town):
    body = main(agent, f"{PAGE}?famille=polluants")
    assert all("quoi=pollutant_nox" in address for address in cells(body))


def test_the_form_proposes_what_is_not_told_yet(agent, db, figure):
    """Dwellings are told for 2021: services are next, of the year that is shown."""
    record([figure("residential.gas", year=2021)])
    body = main(agent, PAGE)
    assert re.findall(r'value="(\w+)" selected', body) == ["tertiary"]
    assert "annee=2021" in cells(body)[0]


def test_without_data_the_form_proposes_the_last_year_that_is_over(someone):
    body = main(someone("contributor", "38185", "commune"), VILLAGE)
    assert f"annee={timezone.localdate().year - 1}" in cells(body)[0]


def test_the_activities_lead_to_their_page(agent, town):
    [address] = re.findall(r'href="([^"]+)">Saisir une activité', main(agent, PAGE))
    assert agent.get(address).status_code == 200


def test_an_organisation_without_data_offers_the_lines_of_its_balance(someone):
    OwnTerritory.objects.create(
        code="SERVICES-TEMOIN", kind="organisation", name="Services", vintage=2026
    )
    agent = someone("contributor", "SERVICES-TEMOIN", "organisation")
    offered = cells(main(agent, f"{OFFICE}beges/"))
    assert len(offered) == 22
    assert 'name="act" value="record"' in main(agent, offered[0])


def test_what_texts_name_is_what_links_say(someone):
    """The page of a factor sends to a door of the inventory by its name."""
    agent = someone("contributor", "38185", "commune")
    waits = main(agent, f"{VILLAGE}pcaet/")
    sentence = re.findall(r"La première étape[^<]+", waits)[0].lower()
    for words in DOORS:
        assert words.lower() in sentence


def test_a_group_of_communes_is_typed_in_as_a_whole(someone, figure):
    commune = Territory("38185", "commune", "Grenoble", 2026)
    record([figure("road", "emission_ghg", 7.0, nomenclature="PCAET",
                   territory=commune)])  # fmt: skip
    page = "/territoires/200040715/mesurer/inventaire/"
    body = main(someone("contributor", "200040715", "epci"), page)
    assert all(words in body for words in DOORS)
    assert all(address.startswith(f"{page}case/") for address in cells(body))
