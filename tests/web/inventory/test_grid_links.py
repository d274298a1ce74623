"""Where the cells of grids lead: to what exists, and to no other territory."""

import html
import re
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.communes import places
from trajectoire.web.ledger.record import record

GROUP = "200040715"  # Grenoble-Alpes-Métropole
PAGE = "/territoires/99001/mesurer/inventaire/"
DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"
SERVICES = "/territoires/JUMEAU-SERVICES/mesurer/inventaire/"


def links(client: Client, path: str, part: str = "<main") -> set[str]:
    """Addresses that a page leads to, from one of its parts."""
    body = client.get(path).content.decode().partition(part)[2]
    return {html.unescape(one) for one in re.findall(r'href="([^"]+)"', body)}


def dead(client: Client, addresses: set[str]) -> set[str]:
    """Those of the accounts that lead nowhere, or to no place of their page."""
    asked: dict[str, bytes] = {}
    lost = set()
    for address in addresses:
        page, fragment = urldefrag(address)
        if page not in asked:
            answer = client.get(page, follow=True)
            asked[page] = answer.content if answer.status_code == 200 else b""
        if not asked[page] or (
            fragment and f'id="{fragment}"'.encode() not in asked[page]
        ):
            lost.add(address)
    return lost


def unnamed(addresses: set[str]) -> set[str]:
    """Those of cells that the nomenclature does not name: their page does not exist."""
    known, lost = nomenclatures(), set()
    for address in addresses:
        cell = dict(parse_qsl(urlsplit(address).query))
        line = known.line(cell["nomenclature"], cell["secteur"])
        if cell["quoi"] not in known.substances or line is None:
            lost.add(address)
    return lost


@pytest.fixture
def communes(db, figure):
    """Two communes of the group tell their road traffic, in two nomenclatures."""
    largest, second, *_ = places().communes("epci", GROUP)
    for place, line in ((second, ("GPC", "II.1.1")), (largest, ("PCAET", "road"))):
        territory = Territory(place.code, "commune", place.name, 2026)
        nomenclature, sector = line
        told = {"nomenclature": nomenclature, "territory": territory, "year": 2019}
        record([figure(sector, "emission_ghg", 7.0, **told)])
    return {largest.code, second.code}


@pytest.mark.parametrize("grid", ["pcaet", "gpc"])
def test_a_sum_of_communes_leads_to_none_of_them(client, communes, grid):
    page = client.get(f"/territoires/{GROUP}/mesurer/inventaire/{grid}/")
    main = page.content.decode().split("<main")[1]
    led = set(re.findall(r'href="/territoires/([^/"]+)/mesurer/inventaire/', main))
    assert led == {GROUP}
    cell = f'href="/territoires/{GROUP}/mesurer/inventaire/?famille=gaz&amp;annee=2019#'
    assert cell in main


@pytest.mark.parametrize("grid", ["pcaet", "gpc"])
def test_a_sum_of_communes_leads_to_a_place_of_its_page(client, communes, grid):
    page = f"/territoires/{GROUP}/mesurer/inventaire/{grid}/"
    several = {one for one in links(client, page) if "#cases" in one}
    assert several
    assert not dead(client, several)


def test_bars_of_a_sum_of_communes_lead_to_no_cell_that_is_not_listed(client, communes):
    body = client.get(f"/territoires/{GROUP}/mesurer/inventaire/").content.decode()
    assert '#secteur-road"' not in body
    assert "leurs chiffres se lisent chez chacun" in body


@pytest.mark.parametrize("page", [f"{DEMO}pcaet/", f"{DEMO}gpc/", f"{SERVICES}beges/"])
def test_each_cell_of_the_grids_of_the_demonstration_leads_to_something(
    client, demonstration, page
):
    found = links(client, page, "<tbody")
    found = {one for one in found if one.startswith("/territoires/")}
    assert len(found) > 20
    cells = {one for one in found if "/case/" in one}
    assert not unnamed(cells)
    assert not dead(client, found - cells)


def test_several_figures_of_a_cell_are_listed_with_their_family(client, demonstration):
    found = links(client, f"{DEMO}pcaet/")
    listed = {one for one in found if "#" in one and one.startswith(DEMO)}
    families = {re.findall(r"famille=(\w+)", one)[0] for one in listed}
    assert families == {"gaz", "energie", "polluants", "puits"}
    particles = f"{DEMO}?famille=polluants&annee=2023&polluant=pm10#secteur-road"
    assert particles in listed


def test_a_reference_of_the_gpc_leads_to_the_sector_that_lists_it(client, town, figure):
    """Cars and lorries: one reference, one sector of the PCAET."""
    record([figure("road.trucks")])
    listed = {one for one in links(client, f"{PAGE}gpc/") if "#secteur" in one}
    assert listed == {f"{PAGE}?famille=gaz&annee=2023#secteur-road"}
    assert not dead(client, listed)


def test_sinks_lead_to_the_page_of_sinks(client, town, figure):
    """Crops and grass: one line of the deposit, two of its sinks."""
    sinks = ("land.cropland", "sink_cropland"), ("land.grassland", "sink_grassland")
    record([figure(*one, value=40.0) for one in sinks])
    expected = f"{PAGE}?famille=puits&annee=2023#secteur-utcatf"
    for grid in ("pcaet", "gpc"):
        assert expected in links(client, f"{PAGE}{grid}/")
    assert not dead(client, {expected})
