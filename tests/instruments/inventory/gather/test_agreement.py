"""What a row says against what the name of its column says: agreed, or a fault."""

from dataclasses import replace

import pytest

from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Role,
    Translations,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.sheets import sheet_of_text

KNOWN = nomenclatures()
SAID = Constants(
    territory="38185",
    territory_kind="commune",
    substance="emission_ghg",
    publisher="Atmo",
    title="Inventaire",
    licence="LO",
)


def read(text: str, choices: Choices | None = None, **words: dict[str, str]) -> Drafts:
    """Read a table as it is proposed, somebody having completed it."""
    sheet = sheet_of_text(text)
    mapping = propose(sheet, KNOWN)
    mapping = replace(
        mapping,
        constants=SAID,
        words=replace(mapping.words, **words),
        choices=choices or mapping.choices,
    )
    return draft(sheet, mapping, KNOWN)


def figures(drafts: Drafts) -> list[tuple[str, str, float]]:
    return [
        (one.sector.code, one.definition.name, one.quantity.value)
        for one in drafts.indicators
        if one.quantity is not None
    ]


@pytest.mark.parametrize("name", ["Valeur (tCO2e)", "GES (tCO2e)"])
def test_a_row_in_another_unit_than_the_name_of_its_column_is_a_fault(name):
    drafts = read(
        f"Secteur;Année;{name};Unité\n"
        "Résidentiel;2019;210,5;ktCO2e\n"
        "Tertiaire;2019;100;t éq. CO2\n"
        "Industrie;2019;7;GWh\n"
        "Déchets;2019;8;\n"
    )
    assert figures(drafts) == [
        ("tertiary", "emission_ghg", 100.0),
        ("waste", "emission_ghg", 8.0),
    ]
    assert [(f.row, f.column, f.expected) for f in drafts.faults] == [
        (2, "Unité", "one unit for a figure"),
        (4, "Unité", "one unit for a figure"),
    ]
    assert "“ktCO2e” in the row, “tCO2e” in the name" in drafts.faults[0].found


def test_two_ways_to_write_one_unit_agree():
    text = (
        "Secteur;Année;GES (ktCO2e);Unité\nRésidentiel;2019;2,5;kt\n"
        "Tertiaire;2019;1,5;milliers de tonnes CO2\n"
    )
    drafts = read(text, units={"milliers de tonnes CO2": "ktCO2e"})
    assert drafts.faults == ()
    assert [one[2] for one in figures(drafts)] == [2500.0, 1500.0]


def test_the_units_of_another_column_contradict_nobody():
    text = (
        "Secteur;Année;Énergie finale;Unité;GES (tCO2e)\nRésidentiel;2019;50;MWh;12\n"
    )
    assert figures(read(text)) == [
        ("residential", "energy_final", 50.0),
        ("residential", "emission_ghg", 12.0),
    ]
    drafts = read(text.replace("MWh", "ktCO2e"))
    assert {fault.expected for fault in drafts.faults} == {
        "one unit for a figure",
        "a unit that converts to MWh of energy_final",
    }


GASES = (
    "Secteur;Année;Gaz;Émissions de GES ({})\nAgriculture;2019;CH4;100\n"
    "Agriculture;2019;N2O;20\nAgriculture;2019;Total;120\n"
)


def test_a_gas_in_a_row_is_that_gas_and_not_all_of_them():
    drafts = read(GASES.format("tCO2e"), Choices(potentials="AR5", repeats="sum"))
    assert drafts.faults == ()
    assert figures(drafts) == [  # AR5: 28 for methane, 265 for nitrous oxide
        ("agriculture", "emission_ch4", pytest.approx(100 / 28)),
        ("agriculture", "emission_n2o", pytest.approx(20 / 265)),
        ("agriculture", "emission_ghg", 120.0),
    ]
    drafts = read(GASES.format("tCO2e"), Choices(repeats="sum"))
    assert figures(drafts) == [("agriculture", "emission_ghg", 120.0)]
    assert [fault.row for fault in drafts.faults] == [2, 3]
    assert all("AR4, AR5, AR6" in fault.remedy for fault in drafts.faults)


def test_carbon_dioxide_of_biomass_is_not_counted_with_the_rest():
    text = "Secteur;Année;Gaz;GES (ktCO2e)\nDéchets;2019;CO2 biomasse;3\n"
    assert figures(read(text)) == [("waste", "emission_co2_biogenic", 3000.0)]


def test_a_gas_in_the_column_of_another_one_is_a_fault():
    text = "Secteur;Année;Gaz;CO2 (kt)\nDéchets;2019;CH4;3\nDéchets;2019;CO2;4\n"
    drafts = read(text)
    assert figures(drafts) == [("waste", "emission_co2", 4000.0)]
    (fault,) = drafts.faults
    assert (fault.row, fault.expected) == (2, "one substance for a figure")
    assert fault.found == "“CH4” in a column of emission_co2"


def test_a_column_finer_than_its_rows_is_believed():
    text = "Secteur;Année;Indicateur;Électricité (MWh)\nTertiaire;2019;Énergie finale;5"
    assert figures(read(text)) == [("tertiary", "energy_electricity", 5.0)]


CARRIERS = (
    "Secteur;Année;Vecteur;GES (tCO2e)\nTertiaire;2019;Électricité;5\n"
    "Tertiaire;2019;Gaz naturel;7\n"
)


def test_emissions_by_carrier_are_parts_only_where_somebody_says_so():
    drafts = read(CARRIERS)
    assert figures(drafts) == []
    assert [fault.expected for fault in drafts.faults] == (
        ["one substance for a figure"] * 2
    )
    summed = Choices(repeats="sum")
    assert figures(read(CARRIERS, summed)) == [("tertiary", "emission_ghg", 12.0)]
    whole = CARRIERS + "Tertiaire;2019;Toutes énergies;12\n"
    (fault,) = read(whole, summed).faults
    assert (fault.row, "“Toutes énergies”" in fault.found) == (4, True)


def test_words_left_out_are_left_out_of_every_column():
    text = GASES.format("tCO2e")
    drafts = read(text, substances={"CH4": "", "N2O": "", "Total": "emission_ghg"})
    assert figures(drafts) == [("agriculture", "emission_ghg", 120.0)]
    assert drafts.faults == ()


def by_hand(name: str, text: str, **said: str | int) -> Drafts:
    """Read a table of which somebody said that a column tells more of its values."""
    sheet = sheet_of_text(text)
    roles = {"Secteur": Role.SECTOR, "Année": Role.YEAR}
    columns = tuple(
        Column(one, Role.VALUE, unit="tCO2e", **said)
        if one == name
        else Column(one, roles[one])
        for one in sheet.columns
    )
    return draft(sheet, Mapping(columns, SAID, Translations()), KNOWN)


def test_a_row_of_one_sector_in_a_column_of_another_is_a_fault():
    text = "Secteur;Année;x\nTertiaire;2019;5\nIndustrie;2019;7\nTotal;2020;6\n"
    drafts = by_hand("x", text, sector="PCAET/industry")
    assert figures(drafts) == [
        ("industry", "emission_ghg", 7.0),
        ("industry", "emission_ghg", 6.0),  # whoever totals it, it is of industry
    ]
    (fault,) = drafts.faults
    assert (fault.row, fault.found) == (2, "“Tertiaire” in a column of PCAET/industry")
    drafts = by_hand("x", text, sector="all/total")
    assert [one[0] for one in figures(drafts)] == ["tertiary", "industry", "total"]


def test_a_row_of_one_year_in_a_column_of_another_is_a_fault():
    text = "Secteur;Année;x\nTertiaire;2018;5\nIndustrie;2019;7\nDéchets;;6\n"
    drafts = by_hand("x", text, year=2019)
    assert [one[0] for one in figures(drafts)] == ["industry", "waste"]
    (fault,) = drafts.faults
    assert (fault.expected, fault.row) == ("one year for a figure", 2)
