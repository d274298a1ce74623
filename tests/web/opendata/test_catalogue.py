"""The catalogue, checked against DCAT-AP 3.0.1 by a validator that is not ours.

``dcat_ap.csv`` holds the cardinalities and classes of the specification that concern
what we publish (SEMIC, "DCAT-AP 3.0.1", mandatory and recommended properties).
"""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from django.test import Client
from pyshacl import validate
from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS

from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.dimensions import Territory as Row
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import indicators_of, standing
from trajectoire.web.ledger.record import record
from trajectoire.web.opendata import catalogue

RULES = Path(__file__).with_name("dcat_ap.csv")
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RANGES = {
    "literal": "sh:nodeKind sh:Literal",
    "address": "sh:nodeKind sh:IRI",
    "moment": "sh:or ([ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ])",
}


def shapes() -> rdflib.Graph:
    text = PREFIXES
    with RULES.open(encoding="utf-8") as file:
        for rule in csv.DictReader(file):
            kind = RANGES.get(rule["range"], f"sh:class {rule['range']}")
            most = f"sh:maxCount {rule['most']} ;" if rule["most"] else ""
            text += (
                f"[] a sh:NodeShape ; sh:targetClass {rule['class']} ; sh:property [ "
                f"sh:path {rule['property']} ; sh:minCount {rule['least']} ; {most} "
                f"{kind} ] .\n"
            )
    return rdflib.Graph().parse(data=text, format="turtle")


def graph(client: Client, name: str = "ttl", page: int = 1) -> rdflib.Graph:
    response = client.get(f"/donnees/catalogue.{name}?page={page}")
    assert response.status_code == 200
    form = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}[name]
    return rdflib.Graph().parse(data=response.content.decode(), format=form)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's
@pytest.mark.parametrize("name", ["ttl", "rdf", "jsonld"])
def test_the_catalogue_follows_the_profile(
    client: Client, town: Territory, name: str
) -> None:
    found = graph(client, name)
    (data_set,) = found.subjects(RDF.type, DCAT.Dataset)
    assert len(list(found.objects(data_set, DCAT.distribution))) == 4
    conforms, _, text = validate(found, shacl_graph=shapes())
    assert conforms, text


@pytest.mark.parametrize(
    "taken_out", [DCTERMS.title, DCTERMS.publisher, DCAT.distribution, DCAT.accessURL]
)
def test_bad_catalogues_would_be_seen(
    client: Client, town: Territory, taken_out: rdflib.URIRef
) -> None:
    found = graph(client)
    found.remove((None, taken_out, None))
    conforms, _, _ = validate(found, shacl_graph=shapes())
    assert not conforms


def test_origins_and_their_licences_are_told(client: Client, town: Territory) -> None:
    found = graph(client)
    (data_set,) = found.subjects(RDF.type, DCAT.Dataset)
    origins = list(found.objects(data_set, PROV.wasDerivedFrom))
    rights = {str(found.value(origin, DCTERMS.rights)) for origin in origins}
    assert rights == {"Licence Ouverte 2.0", "non vérifiée"}
    # One source is not open: no distribution is said to be under the open licence.
    assert not [
        file
        for file in found.subjects(RDF.type, DCAT.Distribution)
        if (file, DCTERMS.license, None) in found
    ]


def test_titles_are_in_both_languages(client: Client, town: Territory) -> None:
    found = graph(client)
    (data_set,) = found.subjects(RDF.type, DCAT.Dataset)
    titles = {title.language for title in found.objects(data_set, DCTERMS.title)}
    assert titles == {"fr", "en"}
    (place,) = found.objects(data_set, DCTERMS.spatial)
    assert str(found.value(place, RDFS.label)) == "Ambérieu-en-Bugey"


def test_a_long_catalogue_is_read_page_by_page(
    client: Client, town: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    Row.written(Territory("X", "city", "Sans chiffre", 2026))  # not in the catalogue
    monkeypatch.setattr(catalogue, "PAGE", 1)
    following = rdflib.URIRef("http://www.w3.org/ns/hydra/core#next")
    first = graph(client)
    assert len(list(first.subjects(RDF.type, DCAT.Dataset))) == 1
    assert not list(first.objects(None, following))

    (figure,) = indicators_of(standing()[:1])
    elsewhere = Territory("01005", "commune", "Ambérieux-en-Dombes", 2026)
    record([replace(figure, territory=elsewhere, derivation=None)])
    (address,) = graph(client).objects(None, following)
    assert str(address) == "http://testserver/donnees/catalogue.ttl?page=2"
    second = graph(client, page=2)
    (place,) = second.objects(None, DCTERMS.spatial)
    assert str(second.value(place, RDFS.label)) == "Ambérieux-en-Dombes"


def test_a_page_of_many_territories_asks_the_database_as_often_as_one(
    town: Territory, django_assert_num_queries: Callable[[int], AbstractContextManager]
) -> None:
    with django_assert_num_queries(3):  # territories, their figures, their sources
        (alone,), _more = catalogue.data_sets(1)
    (figure,) = indicators_of(standing()[:1])
    places = [Territory(f"0100{n}", "commune", f"Commune {n}", 2026) for n in (5, 6, 7)]
    later = Period.of_year(2025)
    moved = [replace(figure, territory=place, derivation=None) for place in places]
    record([*moved, replace(moved[0], period=later)])
    with django_assert_num_queries(3):
        found, _more = catalogue.data_sets(1)
    assert alone in found
    others = (one for one in found if one != alone)
    first, second, _third = sorted(others, key=lambda one: one.territory.name)
    assert (first.start, first.end) == (figure.period.start, later.end)
    assert (second.start, second.end) == (figure.period.start, figure.period.end)
    assert [str(source) for source in second.sources] == [str(figure.source)]


def test_who_harvests_too_often_waits(client: Client, town: Territory) -> None:
    codes = {client.get("/donnees/catalogue.ttl?page=2").status_code for _ in range(60)}
    assert codes == {200}
    assert client.get("/donnees/catalogue.ttl").status_code == 429


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "9" * 40])
def test_bad_pages_of_the_catalogue_are_not_found(
    client: Client, db: None, page: str
) -> None:
    assert client.get(f"/donnees/catalogue.ttl?page={page}").status_code == 404


def test_a_territory_of_which_nothing_is_published_is_not_offered(
    client: Client, town: Territory
) -> None:
    run = Run.objects.create(instrument="observatory", version="1", published=False)
    figure = next(indicators_of(Entry.objects.filter(value__gt=0)[:1]))
    other = Territory("99002", "city", "Ailleurs", 2026)
    record([replace(figure, territory=other, derivation=None)], run=run)
    assert not catalogue.offered("99002")
    assert len(catalogue.data_sets(1)[0]) == 1
    Run.objects.update(published=True)
    assert catalogue.offered("99002")
