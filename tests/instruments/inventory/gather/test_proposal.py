"""What a table seems to be: right on the shapes that people send, or said unsure."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from trajectoire.instruments.inventory.gather.column_evidence import unit_in
from trajectoire.instruments.inventory.gather.drafting import draft
from trajectoire.instruments.inventory.gather.mapping import (
    SURE,
    Mapping,
    Role,
    Spread,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import fingerprint, propose
from trajectoire.sources.sheets import read_sheet, sheet_of_text

KNOWN = nomenclatures()
LONG = (
    "Code INSEE;Commune;Secteur;Année;Émissions GES (kteq CO2);Incertitude (%);Source\n"
    "1004;Ambérieu;Résidentiel;2018;1,5;20;Atmo\n"
    "1004;Ambérieu;Routier;2018;12,25;30;Atmo\n"
)


def roles(text: str) -> dict[str, Role]:
    mapping = propose(sheet_of_text(text), KNOWN)
    return {column.name: column.role for column in mapping.columns}


def column(text: str, name: str):
    mapping = propose(sheet_of_text(text), KNOWN)
    return next(one for one in mapping.columns if one.name == name)


def test_one_row_a_cell():
    assert (
        roles(LONG)
        == {
            "Code INSEE": Role.TERRITORY,
            "Commune": Role.TERRITORY_NAME,
            "Secteur": Role.SECTOR,
            "Année": Role.YEAR,
            "Émissions GES (kteq CO2)": Role.VALUE,
            "Incertitude (%)": Role.UNCERTAINTY,
            "Source": Role.SOURCE,
        }
        or roles(LONG)["Commune"] is Role.TERRITORY_NAME
    )
    value = column(LONG, "Émissions GES (kteq CO2)")
    assert (value.substance, value.unit) == ("emission_ghg", "kteq CO2")
    assert "leading zero" in column(LONG, "Code INSEE").reason
    mapping = propose(sheet_of_text(LONG), KNOWN)
    assert mapping.choices.decimal == ","
    assert mapping.choices.spread is Spread.PERCENT_95
    assert mapping.constants.territory_kind == "commune"
    assert not mapping.choices.confirmed


def test_years_in_columns():
    names = "siren\tsecteur\tpolluant\tunité\t2018\t2019\n"
    text = names + "200054781\tRoutier\tNOx\tt\t1\t2\n"
    found = propose(sheet_of_text(text), KNOWN)
    values = found.of_role(Role.VALUE)
    assert [one.year for one in values] == [2018, 2019]
    assert found.constants.territory_kind == "epci"
    assert [c.role for c in found.columns[:4]] == [
        Role.TERRITORY,
        Role.SECTOR,
        Role.SUBSTANCE,
        Role.UNIT,
    ]


def test_sectors_in_columns():
    text = "annee,Résidentiel (GWh),Transport routier (GWh)\n2018,1.5,3\n2019,1,3\n"
    values = propose(sheet_of_text(text), KNOWN).of_role(Role.VALUE)
    assert [(one.sector, one.unit) for one in values] == [
        ("PCAET/residential", "GWh"),
        ("PCAET/road", "GWh"),
    ]


def test_substances_in_columns():
    text = "annee,secteur,NOx (t),PM2.5 (kg)\n2018,Résidentiel,1.5,2\n"
    values = propose(sheet_of_text(text), KNOWN).of_role(Role.VALUE)
    assert [(one.substance, one.unit) for one in values] == [
        ("pollutant_nox", "t"),
        ("pollutant_pm2_5", "kg"),
    ]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Émissions (kteq CO2)", "kteq CO2"),
        ("Émissions [tCO2e] / 2018", "tCO2e"),
        ("Consommation (énergie finale) (GWh)", "GWh"),
        ("Consommation en MWh", "MWh"),
        ("Consommation (en GWh PCI)", "GWh PCI"),
        ("GES (en ktCO2e)", "ktCO2e"),
        ("GES (PRG100, tCO2e)", "tCO2e"),
        ("Émissions (provisoire)", ""),
        ("valeur", ""),
    ],
)
def test_the_unit_in_a_name_is_found(name, unit):
    assert unit_in(name) == unit


def test_targets_months_and_populations_are_not_taken_for_figures():
    text = (
        "secteur\t2018 Résultat\t2030 Objectif\tjanvier 2026 Résultat\tPopulation\n"
        "Routier\t1\t2\t3\t4000\n"
    )
    found = roles(text)
    assert found["2018 Résultat"] is Role.VALUE
    assert found["2030 Objectif"] is Role.IGNORED
    assert found["janvier 2026 Résultat"] is Role.IGNORED
    assert found["Population"] is Role.IGNORED


def test_what_only_the_name_says_is_unsure():
    found = column("secteur\tvaleur\nzorglub\t1\nbulgroz\t2\n", "secteur")
    assert found.role is Role.SECTOR
    assert found.confidence < SURE


def test_of_two_columns_for_one_role_the_surer_wins_and_it_is_said():
    text = "code\tcode insee\tvaleur\nA1\t75056\t1\nA2\t69123\t2\n"
    found = propose(sheet_of_text(text), KNOWN)
    assert [c.name for c in found.of_role(Role.TERRITORY)] == ["code insee"]


def test_a_column_of_numbers_alone_is_proposed_without_certainty():
    found = column("secteur\tzorglub\nRoutier\t1\nDéchets\t2\n", "zorglub")
    assert found.role is Role.VALUE
    assert found.confidence < SURE


def test_every_column_has_a_role_a_confidence_and_a_reason():
    sheet = sheet_of_text(LONG)
    mapping = propose(sheet, KNOWN)
    assert [one.name for one in mapping.columns] == list(sheet.columns)
    assert all(0 <= one.confidence <= 1 and one.reason for one in mapping.columns)


def test_a_mapping_is_remembered_without_loss():
    keep = TypeAdapter(Mapping)
    for text in (LONG, "siren\t2018\n200054781\t1\n"):
        mapping = propose(sheet_of_text(text), KNOWN)
        assert keep.validate_json(keep.dump_json(mapping)) == mapping


def test_the_fingerprint_is_that_of_the_names():
    first = fingerprint(sheet_of_text("Année;Valeur\n2018;1\n"))
    assert first == fingerprint(sheet_of_text("valeur\tannee\n5\t2019\n"))
    assert first != fingerprint(sheet_of_text("valeur\tannee\tunité\n5\t2019\tt\n"))


def test_a_proposal_completed_with_its_source_reads_the_table():
    sheet = sheet_of_text(LONG)
    mapping = propose(sheet, KNOWN)
    assert mapping.constants.title == ""
    constants = replace(mapping.constants, title="Inventaire", licence="LO")
    drafts = draft(sheet, replace(mapping, constants=constants), KNOWN)
    assert drafts.faults == ()
    values = {one.sector.code: one.quantity.value for one in drafts.indicators}
    assert values == {"residential": 1500.0, "road": 12250.0}
    assert {one.territory.code for one in drafts.indicators} == {"01004"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("City,Country,Year,value\nParis,France,2019,1\n", "City"),
        ("Pays;Ville;Année;Valeur\nFrance;Grenoble;2019;1\n", "Ville"),
        ("Code région;Code commune;Année;Valeur\n84;38185;2019;1\n", "Code commune"),
        ("INSEE_REG;INSEE_COM;Année;Valeur\n84;38185;2019;1\n", "INSEE_COM"),
        ("Code EPCI;Commune;Année;Valeur\n200040715;Meylan;2019;1\n", "Commune"),
        ("Zone;Lieu;Année;Valeur\nIsère;Meylan;2019;1\n", "Lieu"),
        ("Country,Year,value\nFrance,2019,1\n", "Country"),
    ],
)
def test_the_finest_place_of_a_row_is_its_territory(text: str, place: str) -> None:
    found = roles(text)
    places = (Role.TERRITORY, Role.TERRITORY_NAME)
    assert [name for name, role in found.items() if role in places] == [place]


def test_a_code_and_a_name_of_one_scale_are_both_kept() -> None:
    found = roles("Code INSEE;Commune;Année;Valeur\n38229;Meylan;2019;1\n")
    assert found["Code INSEE"] is Role.TERRITORY
    assert found["Commune"] is Role.TERRITORY_NAME


def test_the_real_table_of_cities_is_recognised(shared_data):
    path = shared_data / "territory/gpc/c40_gpc_inventories.csv"
    mapping = propose(read_sheet(path), KNOWN)
    found = {one.name: one.role for one in mapping.columns}
    assert found["gpc_refno"] is Role.SECTOR
    assert found["Year_calendar"] is Role.YEAR
    assert found["emissions"] is Role.VALUE
    assert found["units"] is Role.UNIT
    assert found["gas"] is Role.SUBSTANCE
    assert mapping.constants.nomenclature == "GPC"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text("aé1,.;-2018=% \u202f€\u4e2d😀", max_size=6), min_size=2, max_size=4
        ),
        min_size=2,
        max_size=5,
    )
)
def test_any_table_gets_a_proposal_or_a_refusal(rows):
    from trajectoire.core.errors import InputError

    width = max(map(len, rows))
    lines = ["\t".join([*row, *[""] * (width - len(row))]) for row in rows]
    try:
        sheet = sheet_of_text("\n".join(lines))
    except InputError:
        return
    mapping = propose(sheet, KNOWN)
    drafts = draft(sheet, mapping, KNOWN)
    assert drafts.faults  # nothing says where it comes from


def with_value(name: str, more: str = "") -> str:
    cells = "".join(f";{word}" for word in more.split())
    head = f"Secteur;Année;{name}{';Substance' if more else ''}"
    return f"{head}\nRésidentiel;2021;210{cells}\nTertiaire;2021;12{cells}\n"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Émissions (kteq CO2)", "kteq CO2"),
        ("emissions tCO2e", "tCO2e"),
        ("tCO2e", "tCO2e"),
        ("kteq CO2", "kteq CO2"),
        ("Valeur (tCO2e)", "tCO2e"),
        ("Emissions GES 2019 en tCO2e", "tCO2e"),
        ("2019 (kteq CO2)", "kteq CO2"),
    ],
)
def test_equivalents_of_carbon_dioxide_are_all_the_gases(name: str, unit: str) -> None:
    found = column(with_value(name), name)
    assert (found.role, found.substance, found.unit) == (
        Role.VALUE,
        "emission_ghg",
        unit,
    )


def test_a_gas_said_elsewhere_is_not_all_the_gases() -> None:
    name = "Émissions (tCO2e)"
    assert column(with_value(name, "CH4"), name).substance == ""
    name = "Méthane (tCO2e)"
    assert column(with_value(name), name).substance == "emission_ch4"


def test_tonnes_of_carbon_dioxide_may_be_of_that_gas_alone() -> None:
    name = "Émissions (kt CO2)"
    assert column(with_value(name), name).confidence < SURE
