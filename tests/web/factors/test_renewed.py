"""Whose factor says something else in a newer version: told, never computed again."""

import html
import re
from dataclasses import replace

import pytest
from django.utils import translation

from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.model.entry import Entered, computed
from trajectoire.web.factors.entry import enter
from trajectoire.web.factors.library import find
from trajectoire.web.factors.loading import load
from trajectoire.web.factors.outdated import outdated
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

PAGE = "/territoires/99001/mesurer/inventaire/"
THREE = "3 chiffres de ce territoire reposent sur un facteur qui a une version plus"


def burnt(town, value=1000.0):
    return Entered(
        territory=town,
        sector=Sector("accounts", "residential.gas"),
        period=Period.of_year(2023),
        value=value,
        unit="MWh PCI",
        source=Source("Gaz", "Ventes", "Licence Ouverte 2.0"),
    )


@pytest.fixture
def boilers(town, library):
    """A thousand megawatt-hours of gas, with the factor 22.0/7: three gases."""
    enter(burnt(town), find("base-carbone", "22.0", "7").factor(), author="1")
    return find_territory(town.code)


def text(answer):
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())


def counts(spot):
    return {name: found.count for name, found in outdated(spot).items()}


def test_nothing_is_said_while_no_version_is_newer(boilers, client):
    assert outdated(boilers) == {}
    assert "version plus récente" not in text(client.get(PAGE))


def test_figures_of_a_renewed_factor_are_counted_and_lead_to_their_cells(
    boilers, newer, client
):
    load(newer(total=0.3), potentials="AR5")
    assert counts(boilers) == {"renewed": 3}
    said = text(client.get(PAGE, headers={"accept-language": "fr"}))
    assert THREE in said
    for name, address in outdated(boilers)["renewed"].cells:
        assert " ".join(name.split()).replace("CO2", "CO 2") in said
        page = text(client.get(address, headers={"accept-language": "fr"}))
        assert "a une version plus récente, qui dit autre chose" in page
    with translation.override("en"):
        english = text(client.get(PAGE, headers={"accept-language": "en"}))
    assert "3 figures of this territory rest on a factor" in english


def test_a_version_that_repeats_the_factor_renews_nothing(boilers, newer):
    load(newer(), potentials="AR5")
    assert outdated(boilers) == {}


def test_a_figure_of_the_newest_version_is_not_outdated_by_an_older_one(
    town, library, newer
):
    load(newer(total=0.3), potentials="AR5")
    enter(burnt(town), find("base-carbone", "23.1", "7").factor(), author="1")
    assert outdated(find_territory(town.code)) == {}


def test_an_item_is_found_again_by_its_name(town, library, newer, small):
    """Combustion moves from the third row of the file to the second."""
    item = next(one for one in small.factors if one.item is not None)
    used = find("base-carbone", "22.0", "7-3")
    assert (used.is_item, used.element) == (True, "7")
    enter(burnt(town), used.factor(), author="1")
    table = newer()
    moved = replace(item, version="23.1", row=2, total=item.total + 0.1)
    load(replace(table, factors=(moved,)), potentials="AR5")
    assert counts(find_territory(town.code))["renewed"] > 0


def test_figures_of_a_corrected_activity_are_told(boilers, town, client):
    factor = find("base-carbone", "22.0", "7").factor()
    activity = computed(burnt(town), factor).activity
    record([replace(activity, quantity=Quantity(900.0, "MWh", 9.0))])
    assert counts(boilers) == {"corrected": 3}
    said = text(client.get(PAGE, headers={"accept-language": "fr"}))
    assert "3 chiffres de ce territoire ont été calculés avec une activité" in said
    _name, address = outdated(boilers)["corrected"].cells[0]
    page = text(client.get(address, headers={"accept-language": "fr"}))
    assert "L’activité d’un de ces calculs a été corrigée depuis." in page
    enter(burnt(town, 900.0), factor, author="1")  # computed again
    assert outdated(boilers) == {}


def test_it_costs_one_statement_and_concerns_the_territory_alone(
    boilers, town, newer, library, django_assert_num_queries
):
    load(newer(total=0.3), potentials="AR5")
    other = replace(town, code="99002", name="Autre")
    factor = find("base-carbone", "22.0", "7").factor()
    enter(burnt(other), factor, author="1")
    assert Entry.objects.filter(factor__isnull=False).count() == 6
    with django_assert_num_queries(1):
        assert counts(boilers) == {"renewed": 3}
