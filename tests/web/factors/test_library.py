"""The library of factors: loaded by version, found by words, never changed."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from trajectoire.core.errors import Fault, InputError, LedgerConflict
from trajectoire.sources.base_carbone_factor import Item, Refusal
from trajectoire.sources.base_carbone_value import to_factor
from trajectoire.web.factors.library import (
    Wanted,
    choices_of,
    find,
    items_of,
    of_key,
    search,
    versions_of,
)
from trajectoire.web.factors.loading import load, load_shipped, order_of
from trajectoire.web.factors.models import Edition, Line


def lines(wanted: Wanted) -> list[str]:
    return [line.line for line in search(wanted)]


def test_each_row_becomes_a_line_that_gives_the_factor_back(library, small):
    assert (library.added, library.unchanged, library.refused) == (6, 0, ())
    gas = find("base-carbone", "22.0", "7")
    assert gas is not None
    assert gas.factor() == to_factor(small.factors[0], small.source, "AR5")
    assert of_key(gas.factor().key) == gas


def test_loading_a_version_twice_changes_nothing(library, small):
    again = load(small)
    assert (again.added, again.unchanged, again.refused) == (0, 6, ())
    assert Line.objects.count() == 6


def test_the_full_file_of_a_version_adds_what_was_missing(library, small):
    coal = replace(small.factors[3], identifier="12", row=8)
    again = load(replace(small, factors=(*small.factors, coal)))
    assert (again.added, again.unchanged) == (1, 6)


def test_a_line_that_says_something_else_is_refused_and_stays_as_it_was(library, small):
    other = replace(small.factors[0], total=0.3)
    again = load(replace(small, factors=(other, *small.factors[1:])))
    assert (again.added, again.unchanged) == (0, 5)
    (fault,) = again.refused
    assert fault.row == 2
    assert "0.25 kgCO2e/kWh PCI" in fault.expected
    assert "0.3 kgCO2e/kWh PCI" in fault.found
    gas = find("base-carbone", "22.0", "7")
    assert gas is not None
    assert gas.total == 0.25


def test_items_are_found_again_wherever_the_file_puts_them(db, small):
    """Of two items, the second takes the row of the first once a row is removed."""
    gas, burnt, *others = small.factors
    stock = replace(burnt, row=4, total=0.04, item=Item("Amont", burnt.item.name))
    load(replace(small, factors=(gas, burnt, stock, *others)))
    before = set(Line.objects.values_list("line", "item_fr", "total"))
    moved = replace(stock, row=3), replace(burnt, row=9)
    again = load(replace(small, factors=(gas, *moved, *others)))
    assert (again.added, again.refused) == (0, ())
    assert set(Line.objects.values_list("line", "item_fr", "total")) == before

    new = replace(burnt, row=4, total=0.07, item=Item("Fuites", burnt.item.name))
    third = load(replace(small, factors=(gas, burnt, new, *others)))
    assert (third.added, third.refused) == (1, ())
    told = Line.objects.filter(element="7", is_item=True)
    assert sorted(told.values_list("total", flat=True)) == [0.04, 0.07, 0.21]


def test_rows_refused_by_the_reader_are_kept_with_their_reasons(db, small):
    fault = Fault("a total", "nothing", "Fill the cell.", "f.csv", 9, "Total")
    loaded = load(replace(small, refused=(Refusal(9, (fault,)),)))
    assert loaded.refused == (fault,)
    assert Edition.objects.get().refused[0]["row"] == 9


def test_a_newer_version_stands_beside_the_older_and_comes_first(library, newer):
    load(newer(total=0.2), potentials="AR6")
    gas = find("base-carbone", "22.0", "7")
    assert gas is not None
    assert [one.edition.version for one in versions_of(gas)] == ["23.1", "22.0"]
    assert [one.total for one in search(Wanted("gaz naturel"))] == [0.2]
    assert [one.total for one in search(Wanted("gaz naturel", version="22.0"))] == [
        0.25
    ]


def test_an_item_is_found_again_by_its_name_in_a_newer_version(library, newer, small):
    later = newer()
    item = replace(small.factors[1], version="23.1", row=99)
    load(replace(later, factors=(*later.factors, item)), potentials="AR5")
    found = find("base-carbone", "22.0", "7-3")
    assert found is not None
    assert [one.line for one in versions_of(found)] == ["7-99", "7-3"]


def test_versions_are_ordered_by_their_numbers():
    assert sorted(["10.0", "9.2", "22.0"], key=order_of) == ["9.2", "10.0", "22.0"]


def test_a_version_whose_potentials_nobody_can_tell_is_asked_about(db, newer):
    with pytest.raises(InputError, match="Say which: AR4, AR5 or AR6"):
        load(newer())
    assert Edition.objects.count() == 0


def test_a_version_keeps_its_potentials(library, small):
    with pytest.raises(InputError, match="A version keeps its set"):
        load(small, potentials="AR6")


def test_a_line_is_never_changed_nor_deleted(library):
    gas = Line.objects.get(line="7")
    gas.total = 1.0
    for change in (
        gas.save,
        gas.delete,
        Line.objects.all().delete,
        lambda: Line.objects.update(total=1.0),
    ):
        with pytest.raises(LedgerConflict, match="never changed nor deleted"):
            change()


@pytest.mark.parametrize(
    "statement", ["UPDATE factors_line SET total = 1", "DELETE FROM factors_line"]
)
def test_the_database_itself_refuses(library, statement):
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert set(Line.objects.values_list("total", flat=True)) == {0.25, 0.21, 0.5}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gaz naturel", ["7"]),
        ("GAZ  Naturel", ["7"]),
        ("naturel gaz", ["7"]),
        ("nat", ["7"]),
        ("natural", ["7"]),
        ("chauffage", ["7"]),
        ("repas vegetarien", ["8"]),
        ("végétarien", ["8"]),
        ("beton", ["11"]),
        ("le béton de la réunion", ["11"]),
        ("7", ["7"]),
        ("rel", []),
        ("gaz beton", []),
        ("%", ["8", "7", "11"]),
        ("'; DROP TABLE", []),
    ],
)
def test_words_find_whatever_their_accents_and_order(library, words, found):
    assert lines(Wanted(words)) == found


def test_filters_narrow(library):
    assert lines(Wanted(unit="repas")) == ["8"]
    assert lines(Wanted(category="Combustibles")) == ["7"]
    assert lines(Wanted(region="Outre-mer")) == ["11"]
    assert lines(Wanted("gaz", items=True)) == ["7", "7-3"]
    assert set(lines(Wanted(archived=True))) == {"7", "8", "9", "11"}
    assert set(lines(Wanted(data=True))) == {"7", "8", "10", "11"}


def test_an_element_gives_its_items(library):
    gas = find("base-carbone", "22.0", "7")
    assert gas is not None
    assert [item.line for item in items_of(gas)] == ["7-3"]
    assert (
        items_of(gas)[0].name_en == "Natural gas, average mix, Combustion : Chaudière"
    )


def test_choices_are_those_of_current_factors(library):
    assert choices_of("root") == ["Achats de biens", "Combustibles"]
    assert choices_of("unit")[0] == "kWh PCI"


def test_what_is_nowhere_is_none(library):
    assert find("base-carbone", "22.0", "999") is None
    assert of_key("nothing") is None


def test_an_empty_library_answers(db):
    assert lines(Wanted("gaz")) == []
    assert choices_of("unit") == []


def test_the_table_that_comes_with_the_program_is_loaded_once(db):
    first = load_shipped()
    assert first is not None
    assert first.added == 10_132
    assert first.refused == ()
    assert first.edition.potentials == "AR5"
    assert load_shipped() is None
    gas = find("base-carbone", "22.0", "13523")
    assert gas is not None
    # Typed from ADEME's line 13523: 67.7 kgCO2e/GJ PCI, of which 3.93 of fossil CH4.
    assert (gas.total, gas.unit) == (67.7, "GJ PCI")
    assert ["ch4_fossil", 3.93] in gas.gases
    assert "13523" in lines(Wanted("gaz naturel"))
