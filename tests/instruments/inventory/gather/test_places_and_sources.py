"""Codes that are none, names of other places, sources that are energies."""

from dataclasses import replace

import pytest

from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    SURE,
    Column,
    Constants,
    Mapping,
    Role,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.sheets import sheet_of_text

KNOWN = nomenclatures()
SAID = Constants(
    substance="emission_ghg",
    year=2019,
    unit="tCO2e",
    publisher="Atmo",
    title="Inventaire",
    licence="LO",
)


def proposed(text: str) -> dict[str, Column]:
    return {one.name: one for one in propose(sheet_of_text(text), KNOWN).columns}


@pytest.mark.parametrize(
    "name",
    ["Code postal", "CP", "cp commune", "Codes postaux", "Postal code", "ZIP",
     "zip_code", "Postcode", "Code postal (La Poste)"],
)  # fmt: skip
def test_postcodes_are_never_proposed_as_codes_of_territories(name):
    column = proposed(f"{name};Valeur\n38100;1\n73200;2\n")[name]
    assert column.role is Role.IGNORED
    assert column.confidence < SURE  # it told places: somebody says which
    assert "postcodes" in column.reason


@pytest.mark.parametrize("name", ["Code INSEE", "code commune", "code", "insee_com"])
def test_codes_of_communes_are_still_recognised(name):
    assert proposed(f"{name};Valeur\n38185;1\n73011;2\n")[name].role is Role.TERRITORY


def test_values_told_by_postcode_are_no_postcodes():
    name = "CP 2019 (GWh)"
    assert proposed(f"Secteur;{name}\nTertiaire;38100\n")[name].role is Role.VALUE


def with_names(rows: str) -> Drafts:
    """Read a table of which somebody said that its first column holds codes."""
    columns = (
        Column("code", Role.TERRITORY),
        Column("nom", Role.TERRITORY_NAME),
        Column("valeur", Role.VALUE),
    )
    sheet = sheet_of_text(f"code;nom;valeur\n{rows}")
    return draft(sheet, Mapping(columns, SAID), KNOWN)


def test_codes_that_are_mostly_those_of_other_places_are_one_fault():
    drafts = with_names(
        "38100;Grenoble;1\n73200;Albertville;2\n73100;Aix-les-Bains;3\n38185;Grenoble;4"
    )
    (fault,) = drafts.faults
    assert (fault.row, fault.column, fault.count) == (2, "code", 1)
    assert fault.found == "“Grenoble” beside 38100, the code of Le Cheylas"
    assert "postcodes" in fault.remedy


def test_a_few_names_at_odds_with_their_code_are_said():
    drafts = with_names(
        "38100;Grenoble;1\n73011;Albertville;2\n73008;Aix-les-Bains;3\n"
    )
    assert drafts.faults == ()
    (said,) = [one for one in drafts.notes if "the code is believed" in one.text]
    assert said.row == 2


@pytest.mark.parametrize(
    "row",
    [
        "200046977;Grand Lyon;1",  # a usual name
        "38421;St Martin d'Hères;1",  # an abbreviation
        "01033;Bellegarde-sur-Valserine;1",  # what merged into it
        "38185;Notre ville;1",  # a name of no place
        "38185;;1",
    ],
)
def test_other_names_of_a_place_are_not_those_of_another(row):
    assert with_names(row).faults == ()


SOURCES = "Secteur;Source;Année;Consommation (GWh)\n"


@pytest.mark.parametrize("words", [("Électricité", "Gaz naturel"), ("Bois", "Fioul")])
def test_sources_of_energy_are_no_publishers(words):
    text = SOURCES + "".join(f"Tertiaire;{word};2019;100\n" for word in words)
    column = proposed(text)["Source"]
    assert column.role is Role.SUBSTANCE
    assert column.confidence >= SURE
    sheet = sheet_of_text(text)
    constants = replace(SAID, territory="38185", territory_kind="commune")
    mapping = replace(propose(sheet, KNOWN), constants=constants)
    found = draft(sheet, mapping, KNOWN).settle()
    assert {one.source.publisher for one in found} == {"Atmo"}
    assert len({one.definition.name for one in found}) == len(words)


def test_publishers_are_still_sources():
    text = (
        SOURCES + "Tertiaire;Atmo;2019;1\nTertiaire;GRDF;2020;2\nIndustrie;Gaz;2020;3"
    )
    assert proposed(text)["Source"].role is Role.SOURCE


def test_a_variation_is_no_uncertainty():
    text = "Secteur;Année;GES (ktCO2e);{}\nTertiaire;2019;300;12\n"
    assert proposed(text.format("Écart"))["Écart"].role is Role.IGNORED
    name = "Écart-type"
    assert proposed(text.format(name))[name].role is Role.UNCERTAINTY
