"""A word misspelt: the nearest words of the library, and the page says so."""

import pytest
from django.test import Client

from trajectoire.sources.base_carbone_factor import Words
from trajectoire.web.factors.loading import load
from trajectoire.web.factors.spelling import respelt


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gaz natrel", "gaz naturel"),
        ("beton amré", "beton arme"),
        ("Combustible gazeuz", "combustible gazeux"),
        ("gaz natrel kWh", "gaz naturel kwh"),  # a unit is a word too
        ("car natrel", "car naturel"),  # another name of what the library calls voiture
        ("gaz naturel", ""),  # nothing to replace
        ("natur", ""),  # the beginning of a word is a word
        ("xyzxyz", ""),  # near to nothing
        ("gaz xyzxyz", ""),  # half an answer is no answer
        ("", ""),
    ],
)
def test_each_word_becomes_the_nearest_of_the_library(library, typed, meant):
    assert respelt(typed) == meant


def test_a_library_that_grew_is_read_again(library, newer):
    assert respelt("hydrogene") == ""
    load(newer(name=Words("Hydrogène", "Hydrogen")), potentials="AR5")
    assert respelt("hidrogene") == "hydrogene"


def test_the_page_says_which_words_it_looked_for(library):
    page = Client().get("/facteurs/?q=gaz+natrel").content.decode()
    assert "Rien pour «\u00a0gaz natrel\u00a0»" in page
    assert "voici «\u00a0gaz naturel\u00a0»" in page
    assert "1 facteur trouvé" in page
    right = Client().get("/facteurs/?q=gaz+naturel").content.decode()
    assert "Rien pour" not in right


def test_what_is_typed_is_never_markup(library):
    page = Client().get("/facteurs/", {"q": "<b>natrel"}).content.decode()
    assert "<b>natrel" not in page


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("gaz naturel kWh", 1),
        ("kwh", 1),
        ("PCI gaz", 1),
        ("gaz kg", 0),  # in another unit
        ("gaz kw", 0),  # half a unit is no unit
        ("repas", 1),
    ],
)
def test_a_unit_is_looked_for_with_the_words(library, typed, count):
    page = Client().get("/facteurs/", {"q": typed}).content.decode()
    assert f"{count} facteur" in page
