"""Names of columns of values: what stands in brackets, and beside other columns."""

from dataclasses import replace

import pytest

from trajectoire.instruments.inventory.gather.drafting import draft
from trajectoire.instruments.inventory.gather.mapping import (
    SURE,
    Column,
    Constants,
    Role,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.sheets import sheet_of_text

KNOWN = nomenclatures()
SAID = Constants(
    territory="38185",
    territory_kind="commune",
    publisher="Atmo",
    title="Inventaire",
    licence="LO",
)


def proposed(text: str) -> dict[str, Column]:
    return {one.name: one for one in propose(sheet_of_text(text), KNOWN).columns}


def alone(name: str) -> Column:
    return proposed(f"Année;{name}\n2018;12,5\n2019;13\n")[name]


@pytest.mark.parametrize(
    ("name", "substance", "sector"),
    [
        ("CO2 (biomasse) en kt", "emission_co2_biogenic", ""),
        ("CO2 (biomasse) (kt)", "emission_co2_biogenic", ""),
        ("CO2 (fossile) [kt]", "emission_co2", ""),
        ("Émissions (GES) (ktCO2e)", "emission_ghg", ""),
        ("Consommation (électricité) (GWh)", "energy_electricity", ""),
        ("Électricité (industrie) (GWh)", "energy_electricity", "PCAET/industry"),
        ("Autres transports (hors routier) (ktCO2e)", "emission_ghg",
         "PCAET/other_transport"),
    ],
)  # fmt: skip
def test_what_stands_in_brackets_takes_part_in_the_meaning(name, substance, sector):
    column = alone(name)
    assert (column.role, column.substance, column.sector) == (
        Role.VALUE,
        substance,
        sector,
    )
    assert column.confidence >= SURE


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Électricité (production) (GWh)", "production"),
        ("GES (scope 3) en ktCO2e", "scope 3"),
        ("Transport routier (marchandises) (ktCO2e)", "marchandises"),
        ("2019 (%)", "%"),
        ("GES 2019 (moyenne 2018-2020) (ktCO2e)", "moyenne 2018-2020"),
        ("Gaz naturel (GWh PCS)", "GWh PCS"),
        ("GES (tCO2e, hors puits)", "tCO2e, hors puits"),
        ("NOx (kg/hab)", "kg/hab"),
        ("Consommation (production) (GWh)", "production"),
        ("Valeur (par habitant)", "par habitant"),
    ],
)
def test_what_is_not_understood_in_brackets_makes_a_column_unsure(name, inside):
    column = alone(name)
    assert column.role is Role.VALUE
    assert column.confidence < SURE
    assert column.reason == f"“{inside}” in its name may change what it counts"


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("Électricité (GWh)", "energy_electricity"),
        ("Électricité (2019) (GWh)", "energy_electricity"),
        ("Électricité (provisoire) (GWh)", "energy_electricity"),
        ("Électricité (total 2019 provisoire) (GWh)", "energy_electricity"),
        ("Électricité (tous secteurs) (GWh)", "energy_electricity"),
        ("Gaz à effet de serre (GES) (ktCO2e)", "emission_ghg"),
        ("GES (en ktCO2e)", "emission_ghg"),
        ("GES 2019 (tCO2e, PRG AR4)", "emission_ghg"),
        ("Oxydes d'azote (NOx) (t)", "pollutant_nox"),
        ("Consommation (énergie finale) (GWh)", "energy_final"),
    ],
)
def test_units_years_and_words_that_change_nothing_leave_a_column_sure(name, substance):
    column = alone(name)
    assert (column.role, column.substance) == (Role.VALUE, substance)
    assert column.confidence >= SURE


@pytest.mark.parametrize(
    "name",
    ["Énergie (GWh)", "energie MWh", "Énergie 2019 (GWh)", "Consommation énergie (GWh)",
     "Consommation d'énergie (GWh)", "Énergie (finale) (GWh)"],
)  # fmt: skip
def test_energy_beside_a_column_of_sectors_is_that_of_all_carriers(name):
    name = name.replace("energie MWh", "energie en MWh")
    text = f"Secteur;{name};GES (ktCO2e)\nRésidentiel;1250,5;210\nTertiaire;100;30\n"
    column = proposed(text)[name]
    assert (column.role, column.substance, column.sector) == (
        Role.VALUE,
        "energy_final",
        "",
    )
    assert column.confidence >= SURE
    assert alone(name).substance == "energy_final"


def test_energy_beside_other_sectors_is_one_of_them():
    names = ("Résidentiel", "Énergie", "Industrie")
    for unit in ("GWh", "ktCO2e"):
        head = ";".join(f"{name} ({unit})" for name in names)
        columns = proposed(f"Année;{head}\n2019;1,5;2;3\n")
        assert [one.sector for one in columns.values()] == [
            "",
            "PCAET/residential",
            "PCAET/energy",
            "PCAET/industry",
        ]


@pytest.mark.parametrize("name", ["Industrie (GWh)", "Énergie (ktCO2e)"])
def test_the_name_of_a_column_says_no_sector_where_rows_do(name):
    column = proposed(f"Secteur;Année;{name}\nTertiaire;2019;1,5\n")[name]
    assert (column.role, column.sector) == (Role.VALUE, "")
    assert column.confidence < SURE


TOTALS = (
    "Secteur;Année;Électricité (GWh);Gaz naturel (GWh);GES (ktCO2e);Total (GWh)\n"
    "Résidentiel;2019;100;200;9;300\nTertiaire;2019;50;20;8;70\n"
)


def test_a_total_of_carriers_keeps_the_sector_of_its_row():
    sheet = sheet_of_text(TOTALS)
    found = draft(sheet, replace(propose(sheet, KNOWN), constants=SAID), KNOWN).settle()
    totals = {
        one.sector.code: one.quantity.value
        for one in found
        if one.definition.name == "energy_final" and one.quantity is not None
    }
    assert totals == {"residential": 300_000.0, "tertiary": 70_000.0}


def test_a_total_beside_nothing_is_of_what_the_whole_table_counts():
    text = "Secteur;Année;Total (GWh)\nTertiaire;2019;70\n"
    column = proposed(text)["Total (GWh)"]
    assert (column.sector, column.substance, column.unit) == ("", "", "GWh")
    two = TOTALS.replace("Gaz naturel", "Éolien")  # used, and produced: no whole
    assert proposed(two)["Total (GWh)"].substance == ""


def test_a_column_of_numbers_and_notation_keys_is_one_of_values():
    columns = proposed("Secteur;Année;zorglub\nRésidentiel;2019;IE\nTertiaire;2019;1,5")
    assert columns["zorglub"].role is Role.VALUE
