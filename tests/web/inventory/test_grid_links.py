"""Where the cells of grids lead: into the territory of the page, never another one."""

import re

import pytest

from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.ledger.record import record

GROUP = "200040715"  # Grenoble-Alpes-Métropole


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
