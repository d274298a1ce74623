"""A number that entered all the same breaks no page: it is left out, and says so."""

import pytest
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.ledger.dimensions import Sector
from trajectoire.web.ledger.models import Entry
from trajectoire.web.territories.directory import find_territory

PAGE = "/territoires/99001/mesurer/inventaire/"
PAGES = ["", "pcaet/", "gpc/", "rapprochement/", "comparer/", "mesure/"]
CELL = "case/?quoi=emission_co2&nomenclature=accounts&secteur=road.vans&annee=2023"


def slip(**said: object) -> None:
    """Put a figure in the ledger past its doors, as an earlier version could."""
    usual = Entry.objects.get(sector__code="road.cars")
    sector, _ = Sector.objects.get_or_create(nomenclature="accounts", code="road.vans")
    names = ("definition", "territory", "start", "end", "year", "state", "unit")
    same = {name: getattr(usual, name) for name in (*names, "source", "method")}
    Entry(chain="0" * 32, sector=sector, **same, **said).save()


@pytest.mark.parametrize(
    "said",
    [
        {"value": 1e300, "uncertainty": 1.0},
        {"value": 1e300, "uncertainty": 1e299, "law": "lognormal"},
        {"value": 1.0, "uncertainty": 1e160},
        {"value": 1.0, "uncertainty": 1e160, "law": "lognormal"},
        {"value": 1e-300, "uncertainty": 1.0, "law": "lognormal"},
    ],
)
def test_no_page_breaks_on_an_impossible_number(
    client: Client, town: Territory, said: dict[str, object]
) -> None:
    slip(**said)
    for page in (*PAGES, CELL):
        assert client.get(PAGE + page).status_code == 200, page
    total = shelf(find_territory("99001")).open([2023]).own.by_year("ghg", "AR5")[2023]
    assert total.value == 4000.0  # 1,000 t of cars, 3,000 t of houses
    assert "Nombre impossible" in client.get(PAGE + "rapprochement/").content.decode()
