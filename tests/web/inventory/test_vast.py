"""Territories of very many communes: one year at a time, or none, and it is said."""

import html
import re
from dataclasses import replace

import pytest

from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.inventory import shelf
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.record import record

PAGE = "/territoires/dep-38/mesurer/inventaire/"


@pytest.fixture
def smallest(db, figure):
    """The least of the communes of the Isère alone tells something: 7 t, of 2019."""
    last = places().communes("departement", "dep-38")[-1]
    territory = Territory(last.code, "commune", last.name, 2026)
    one = figure(
        "road",
        "emission_ghg",
        7.0,
        nomenclature="PCAET",
        territory=territory,
        year=2019,
    )
    record([one])
    return one


def text(client, page: str = PAGE) -> str:
    answer = client.get(page, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())


def test_the_year_of_the_smallest_commune_is_found(client, smallest):
    said = text(client)
    assert "année 2019" in said
    assert "somme" in said
    assert Entry.objects.get().year == 2019


def test_what_is_not_published_opens_no_year(client, smallest):
    run = Run.objects.create(instrument="inventory", version="1", published=False)
    record([replace(smallest, period=Period.of_year(2021))], run=run)
    assert "année 2019" in text(client)


def test_communes_that_are_not_added_up_are_not_said_to_be_silent(
    client, smallest, monkeypatch
):
    monkeypatch.setattr(shelf, "MOST", 100)
    said = text(client)
    assert "Ses communes, ou leurs chiffres, sont trop nombreux" in said
    assert "rien n’est encore déclaré" not in said


def test_communes_that_tell_too_much_are_not_added_up(client, smallest, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_TOLD", 0)
    said = text(client)
    assert "Ses communes, ou leurs chiffres, sont trop nombreux" in said
    assert "rien n’est encore déclaré" not in said


def test_the_largest_regions_are_added_up(client, db, figure):
    last = places().communes("region", "reg-84")[-1]
    territory = Territory(last.code, "commune", last.name, 2026)
    where = {"nomenclature": "PCAET", "territory": territory, "year": 2019}
    record([figure("road", "emission_ghg", 7.0, **where)])
    said = text(client, "/territoires/reg-84/mesurer/inventaire/")
    assert "année 2019" in said
    assert "somme" in said
