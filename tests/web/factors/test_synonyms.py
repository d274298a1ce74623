"""What people call a thing and what the library calls it: both are looked for."""

import pytest
from django.test import Client

from trajectoire.sources.base_carbone_factor import Words
from trajectoire.sources.base_carbone_shipped import read_shipped
from trajectoire.sources.communes_names import fold
from trajectoire.web.factors import synonyms
from trajectoire.web.factors.library import Wanted, search
from trajectoire.web.factors.loading import load
from trajectoire.web.factors.models import Line


@pytest.fixture
def fuels(library, newer) -> None:
    """A library whose only factor of the newest edition is of gazole."""
    load(newer(name=Words("Gazole routier", "Road fuel")), potentials="AR5")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("diesel", True),
        ("Diesels", True),  # a plural
        ("diesel kWh", True),
        ("gazole", True),
        ("dies", False),  # half a word has no other name
        ("diesel hélium", False),  # every word must be there
    ],
)
def test_a_word_finds_what_the_library_calls_otherwise(fuels, typed, found):
    assert search(Wanted(words=typed)).exists() == found


def test_a_name_that_begins_with_the_other_word_comes_first(library):
    first = search(Wanted(words="gas")).first()
    assert first == Line.objects.get(line="7")


def test_the_page_says_which_other_words_it_looked_for(fuels):
    french = {"accept-language": "fr"}
    page = Client().get("/facteurs/?q=diesel", headers=french).content.decode()
    assert "Cherché aussi\u00a0: «\u00a0gazole\u00a0»." in page
    page = Client().get("/facteurs/?q=diesel", headers={"accept-language": "en"})
    assert "Also looked for: “gazole”." in page.content.decode()
    page = Client().get("/facteurs/?q=gazole", headers=french).content.decode()
    assert "Cherché aussi" not in page


def test_each_word_of_the_table_is_plain_and_the_other_one_is_in_the_library():
    names = [
        fold(f"{one.name.french} {one.category}") for one in read_shipped().factors
    ]
    shipped = {word for name in names for word in name.split()}
    for said, known in synonyms._synonyms().items():
        assert (fold(said), fold(known)) == (said, known)
        assert said != known
        assert {known, f"{known}s"} & shipped, known
