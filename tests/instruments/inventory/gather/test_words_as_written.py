"""Units, numbers, years and words, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import UnitError
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.numbers_as_written import (
    decimal_of,
    number,
    year_in,
    year_of,
)
from trajectoire.instruments.inventory.gather.units_as_written import (
    multiplier,
    unit_of,
)
from trajectoire.instruments.inventory.gather.vocabulary import (
    Vocabulary,
    folded,
    places_of_france,
    spellings,
)

KNOWN = nomenclatures()


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("kteq CO2", "GgCO2e"),
        ("ktéq CO2", "GgCO2e"),
        ("kt éq. CO₂", "GgCO2e"),
        ("teqCO2/an", "tCO2e"),
        ("t CO2e", "tCO2e"),
        ("tCO2éq", "tCO2e"),
        ("tonnes équivalent CO2", "tCO2e"),
        ("tonnes d'équivalent CO2 par an", ""),  # not known: asked, never guessed
        ("kg CO2", "kgCO2e"),
        ("GgCO2e", "GgCO2e"),
        ("MtCO2e", "TgCO2e"),
        ("ktC", "GgC"),
        ("GWh", "GWh"),
        ("GWh/an", "GWh"),
        ("MWh PCI", "MWh"),
        ("MWh EF", "MWh"),
        ("ktep", "ktep"),
        ("toe", "tep"),
        ("TJ", "TJ"),
        ("t", "t"),
        ("tonnes/an", "t"),
        ("t.an-1", "t"),
        ("kt", "Gg"),
        ("milliers de tonnes", "Gg"),
        ("MWh PCS", ""),  # another energy: 1 kWh PCS of gas is about 0.9 kWh PCI
        ("tons", ""),  # short, long or metric
        ("MT CO2e", ""),  # a metric tonne for some, a million of them for others
        ("mtCO2e", ""),
        ("", ""),
        ("=cmd|' /C calc'!A0", ""),
        ("x" * 10_000, ""),
    ],
)
def test_units_are_read_as_people_write_them(written, unit):
    assert unit_of(written) == unit


@pytest.mark.parametrize(
    ("written", "name", "by"),
    [
        ("kteq CO2", "emission_ghg", 1000.0),
        ("kgCO2e", "emission_ghg", 0.001),
        ("GWh", "energy_final", 1000.0),
        ("tep", "energy_final", 11.63),  # IEA: 41.868 GJ
        ("MJ", "energy_final", 1 / 3600),
        ("kg", "pollutant_nox", 0.001),
        ("kt", "pollutant_nox", 1000.0),
        ("Mt", "pollutant_nox", 1e6),
        ("MtCO2e", "emission_ghg", 1e6),
        ("ktCO2e", "emission_co2", 1000.0),  # a tonne of CO2 is worth a tonne
        ("kg", "emission_ghg", 0.001),  # of CO2e: the gas says it
        ("t", "emission_ghg", 1.0),
        ("kt", "emission_ghg", 1000.0),
        ("Mt", "emission_ghg", 1e6),
        ("tC", "sink_forest", 44.0095 / 12.0107),
    ],
)
def test_units_convert_to_those_of_the_ledger(written, name, by):
    assert multiplier(written, KNOWN.substances[name]) == pytest.approx(by)


@pytest.mark.parametrize(
    ("written", "name", "words"),
    [
        ("GWh", "emission_ghg", "measure different things"),
        ("t", "sink_forest", "with C for carbon"),
        ("kg", "emission_hfc", "what it is a mass of"),
        ("tCO2e", "emission_ch4", "AR4, AR5, AR6"),
        ("MWh PCS", "energy_natural_gas", "PCI"),
        ("bananes", "pollutant_nox", "Write it in full"),
        ("tCO2e", "pollutant_nox", "measure different things"),
        ("", "energy_final", "Write it in full"),
    ],
)
def test_units_of_another_kind_say_what_to_do(written, name, words):
    with pytest.raises(UnitError, match=words):
        multiplier(written, KNOWN.substances[name])


def test_equivalents_become_masses_with_the_stated_potentials():
    methane = KNOWN.substances["emission_ch4"]
    # AR4 counts 25 t of CO2 for a tonne of methane, AR5 28.
    assert multiplier("tCO2e", methane, "AR4") == pytest.approx(1 / 25)
    assert multiplier("tCO2e", methane, "AR5") == pytest.approx(1 / 28)


def test_somebody_may_say_what_a_unit_stands_for():
    total = KNOWN.substances["emission_ghg"]
    assert multiplier("t", total, translations={"t": "tCO2e"}) == 1.0


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,5", ",", 1.5),
        ("1.5", ".", 1.5),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234\u00a0567,5", ",", 1234567.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("−3,2", ",", -3.2),
        ("1,2E+03", ",", 1200.0),
        ("12", ",", 12.0),
        (".5", ".", 0.5),
    ],
)
def test_numbers_are_read(text, decimal, value):
    assert number(text, decimal) == value


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("1.5", ","),
        ("1,5", "."),
        ("1 23", ","),
        ("12 34,5", ","),
        ("nan", "."),
        ("inf", "."),
        ("1e999", "."),
        ("1_000", "."),
        ("<0,1", ","),
        ("12 %", ","),
        ("=1+1", "."),
        ("0x10", "."),
        ("", "."),
        ("٣", "."),
    ],
)
def test_what_is_no_number_is_refused(text, decimal):
    with pytest.raises(ValueError, match=r".*"):
        number(text, decimal)


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 3)))
def test_a_number_written_in_french_comes_back(value):
    written = f"{value:,.3f}".replace(",", "\u202f").replace(".", ",")
    assert number(written, ",") == pytest.approx(value)


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1,5", "2"], ","),
        (["1.5", "2"], "."),
        (["1,5", "1.234,5"], ","),
        (["1,234.5"], "."),
        (["0,123"], ","),  # nobody writes thousands after a zero
        (["1 234,567"], ","),
        (["1,234", "2,345"], ""),  # one thousand, or a little more than one?
        (["1.234"], ""),
        (["1,234", "1,5"], ","),
        (["12", 3.5], "."),
        ([], "."),
        (["1,5", "2,5", "3.5"], ","),  # the odd one out is then a fault
    ],
)
def test_the_decimal_mark_is_told_where_it_can_be(cells, decimal):
    assert decimal_of(cells) == decimal


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (2018.0, 2018),
        ("2018", 2018),
        ("2018.0", 2018),
        ("Année 2018", 2018),
        ("2018-12-31", 2018),
        ("31/12/2018", 2018),
        ("2018-2019", 0),
        (2018.5, 0),
        (18.0, 0),
        ("1789", 0),
        ("9999", 0),
        (float("nan"), 0),
        (float("inf"), 0),
        ("", 0),
    ],
)
def test_years_are_read(cell, year):
    assert year_of(cell) == year


def test_the_year_in_a_name_is_found_when_there_is_one():
    assert year_in("Émissions 2018 (kteq CO2)") == 2018
    assert year_in("2018 Résultat") == 2018
    assert year_in("2018-2019") == 0
    assert year_in("code 12018") == 0


def test_words_are_found_whatever_their_accents():
    words = Vocabulary(KNOWN)
    for written in ("résidentiel", "RESIDENTIEL", " Résidentiel ", "PCAET/residential"):
        assert words.sector(written).code == "residential"
    assert words.substance("PM2,5") == "pollutant_pm2_5"
    assert words.substance("Émissions de GES") == "emission_ghg"
    assert words.sector("Résidentiel et tertiaire") is None  # alike is not equal
    assert words.substance("") == ""


def test_the_same_code_is_read_in_the_nomenclature_asked_for():
    assert Vocabulary(KNOWN, "BEGES").sector("1.1").nomenclature == "BEGES"
    assert Vocabulary(KNOWN, "GPC").sector("I.1.1").nomenclature == "GPC"
    assert Vocabulary(KNOWN, "PCAET").sector("Agriculture").nomenclature == "PCAET"


def test_every_usual_spelling_stands_for_something_that_exists():
    words = Vocabulary(KNOWN)
    for kind, found in spellings().items():
        for spelling, meaning in found.items():
            assert folded(spelling) == spelling, f"{kind} {spelling} is not folded"
            if kind == "sector":
                assert words.sector(meaning) is not None
            if kind == "substance":
                assert meaning in KNOWN.substances


def test_territories_are_found_with_what_they_became():
    france = places_of_france()
    assert france("01001")[0].code == "01001"
    assert france("1001")[0].code == "01001"  # a spreadsheet took it for a number
    assert france("75056")[0].kind == "commune"
    assert france("75", "departement")[0].code == "dep-75"
    assert france("11", "region")[0].code == "reg-11"
    assert france("200054781")[0].kind == "epci"
    assert france("200054781", "commune") is None
    assert france("99999") is None
    assert france("=cmd") is None
    assert france("Paris", "commune")[0].code == "75056"
    assert france("Saint-Denis", "commune") is None  # there are several
    assert france("Grand Lyon")[0].code == "200046977"  # as it is usually called
    former, through = france("01033")  # Bellegarde-sur-Valserine
    assert (former.name, through) != ("", "")
