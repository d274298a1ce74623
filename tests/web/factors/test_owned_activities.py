"""An organisation enters two boilers of its schools: neither replaces the other."""

from dataclasses import replace

import pytest

from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.factors.entry import enter, preview
from trajectoire.web.factors.library import find
from trajectoire.web.factors.line_activities import of_line
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.ledger.rows import rows_of

CITY = Territory("217500016", "organisation", "Ville de Témoin", 2025)
PAGE = f"/territoires/{CITY.code}/mesurer/inventaire/"
TYPED = {
    "line": "1.1",
    "asset": "schools",
    "year": "2023",
    "value": "100",
    "unit": "MWh PCI",
    "observed": "on",
    "publisher": "Ville",
    "title": "Factures",
    "licence": "Licence Ouverte 2.0",
}


@pytest.fixture
def boiler(library) -> Entered:
    """A hundred megawatt-hours of gas in the schools: 25 t, all gases together."""
    LedgerTerritory.written(CITY)
    return Entered(
        CITY,
        Sector("BEGES", "1.1/schools"),
        Period.of_year(2023),
        100.0,
        "MWh PCI",
        Source("Ville", "Factures", "Licence Ouverte 2.0"),
    )


@pytest.fixture
def gas(library):
    """0.25 kgCO2e/kWh, all gases together."""
    return replace(find("base-carbone", "22.0", "7").factor(), gases=())


@pytest.fixture
def agent(db) -> User:
    """Contributes for the organisation."""
    user = User.objects.create_user("ada@example.org", "une longue phrase")
    Membership.objects.create(
        user=user,
        role=Membership.Role.CONTRIBUTOR,
        territory_kind=CITY.kind,
        territory_code=CITY.code,
    )
    return user


def schools():
    known = nomenclatures()
    rows = rows_of([(CITY.kind, CITY.code)])
    return beges(stand(rows, known), known, "AR5").assets["schools"].value


def test_two_boilers_of_one_source_add_up(boiler, gas):
    # 100 and 60 MWh at 0.25 t/MWh: 25 + 15
    enter(replace(boiler, sector=Sector("BEGES", "1.1/schools/a")), gas, author="1")
    second = replace(boiler, sector=Sector("BEGES", "1.1/schools/b"), value=60.0)
    assert preview(second, gas).replaced == ()
    enter(second, gas, author="1")
    assert schools() == pytest.approx(40.0)


def test_the_first_boiler_is_filed_under_a_detail(boiler, gas):
    enter(boiler, gas, author="1")
    second = replace(boiler, sector=Sector("BEGES", "1.1/schools/b"), value=60.0)
    enter(second, gas, author="1", earlier="a")
    assert schools() == pytest.approx(40.0)
    codes = {one.sector.code for one in of_line(second).activities}
    assert codes == {"1.1/schools/a", "1.1/schools/b"}


def test_other_assets_and_the_line_are_no_neighbours(boiler, gas):
    enter(boiler, gas, author="1")
    for code in ("1.1", "1.1/nurseries", "1.1/sport", "1.3/schools", "1.1/schools_x"):
        assert of_line(replace(boiler, sector=Sector("BEGES", code))).entries == ()
    assert len(of_line(boiler).activities) == 1


def test_what_is_owned_is_no_detail_that_is_proposed(boiler, gas):
    enter(replace(boiler, sector=Sector("BEGES", "1.1")), gas, author="1")
    line = of_line(replace(boiler, sector=Sector("BEGES", "1.1")))
    assert line.proposed("Schools") == ("schools-2", "gaz-naturel")


@pytest.fixture
def post(boiler, agent, visit):
    """Send the form of the page, of the gas of the library."""

    def send(**typed):
        address = f"{PAGE}activite/?facteur=base-carbone/22.0/7"
        return visit(agent).post(address, TYPED | typed)

    return send


def test_the_page_proposes_a_detail_for_each_boiler(post):
    seen = post().context["seen"]
    assert post(action="record", seen=seen).status_code == 302
    asked = post(value="60")
    told = {"detail": "gaz-naturel-2", "earlier": "gaz-naturel"}
    assert asked.context["proposed"] == told
    both = told | {"value": "60"}
    seen = post(**both)
    assert "Écoles, collèges, lycées (gaz naturel)" in seen.context["filed"]
    done = post(**both, action="record", seen=seen.context["seen"])
    assert done.status_code == 302
    assert schools() == pytest.approx(40.0)


def test_bad_detail_that_is_the_name_of_an_asset_is_explained(post):
    answer = post(asset="", detail="schools")
    assert answer.status_code == 422
    assert "désigne un bien ou une compétence" in answer.content.decode()
    assert post(asset="nurseries", detail="schools").status_code == 200


def test_bad_asset_is_refused(post):
    assert set(post(asset="moon").context["form"].errors) == {"asset"}


def test_a_territory_is_asked_for_no_asset(town, ada, visit, library):
    address = "/territoires/99001/mesurer/inventaire/activite/"
    page = visit(ada).get(f"{address}?facteur=base-carbone/22.0/7").content.decode()
    assert 'name="detail"' in page
    assert 'name="asset"' not in page
