"""The Base Carbone: each row read or refused, and each figure as the file writes it."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.core.units import factor
from trajectoire.sources.base_carbone import (
    by_identifier,
    gaps,
    newest,
    read_base_carbone,
)
from trajectoire.sources.base_carbone_factor import EmissionFactor, FactorTable
from trajectoire.sources.base_carbone_row import CATALOGUE_OF_COLUMNS
from trajectoire.sources.base_carbone_unit import unit_of

BY_HAND = Path(__file__).parents[1] / "data/base_carbone/by_hand.csv"
TOTAL = "Total poste non décomposé"
GAS = {
    "Type Ligne": "Elément",
    "Identifiant de l'élément": "7",
    "Structure": "élément décomposé par poste et par gaz",
    "Type de l'élément": "Facteur d'émission",
    "Statut de l'élément": "Valide générique",
    "Nom base français": "Gaz naturel",
    "Nom base anglais": "Natural gas",
    "Code de la catégorie": "Combustibles > Fossiles > Gazeux",
    "Unité français": "kgCO2e/kWh PCI",
    "Localisation géographique": "Europe",
    "Date de création": "06/11/2014",
    "Date de modification": "41949",
    "Période de validité": "déc-17",
    "Incertitude": "5",
    TOTAL: "0,25",
    "CO2f": "0,2",
    "CH4f": "0,03",
    "CH4b": "0",
    "N2O": "1,00E-02",
    "Code gaz supplémentaire 2": "SF6",
    "Valeur gaz supplémentaire 2": "0,01",
    "Valeur gaz supplémentaire 4": "0",
    "Autres GES": "0",
    "CO2b": "-0,4",
}
UPSTREAM = GAS | {
    "Type Ligne": "Poste",
    "Type poste": "Amont",
    "Nom poste français": "Extraction",
}
BARE = dict.fromkeys(("CO2f", "CH4f", "CH4b", "N2O", "Autres GES", "CO2b"), "") | {
    "Code gaz supplémentaire 2": "",
    "Valeur gaz supplémentaire 2": "",
    "Valeur gaz supplémentaire 4": "",
}
Write = Callable[..., Path]


@pytest.fixture
def published(tmp_path: Path) -> Write:
    """Write a Base Carbone of a few rows: rows, name of the file, encoding."""

    def write(
        *rows: Mapping[str, str],
        name: str = "Base_Carbone_V22.0.csv",
        encoding: str = "cp1252",
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            columns = list(CATALOGUE_OF_COLUMNS)
            writer = csv.DictWriter(
                stream, columns, restval="", delimiter=";", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> FactorTable:
    """The version 22 that ADEME published, whole."""
    return read_base_carbone(
        shared_data / "territory/emission_factors/Base_Carbone_V22.0.csv"
    )


def only(table: FactorTable) -> EmissionFactor:
    (found,) = table.factors
    return found


def reasons(table: FactorTable) -> list[tuple[int, str, str]]:
    """Row, column and value of every refusal."""
    return [
        (refusal.row, fault.column, fault.found)
        for refusal in table.refused
        for fault in refusal.faults
    ]


def test_a_row_gives_all_that_it_holds(published):
    read = only(read_base_carbone(published(GAS)))
    assert (read.identifier, read.version, read.kind) == ("7", "22.0", "element")
    assert (read.name.french, read.name.english) == ("Gaz naturel", "Natural gas")
    assert read.category == ("Combustibles", "Fossiles", "Gazeux")
    assert (read.total, read.uncertainty, read.is_current) == (0.25, 5.0, True)
    assert read.place.region == "Europe"
    assert read.origin.validity == "déc-17"


def test_gases_stay_apart_and_biogenic_carbon_stays_out_of_the_total(published):
    table = read_base_carbone(published(GAS))
    gases = only(table).gases
    assert gases is not None
    assert (gases.co2_fossil, gases.ch4_fossil, gases.n2o) == (0.2, 0.03, 0.01)
    assert gases.named == (("SF6", 0.01),)
    assert gases.co2_biogenic == -0.4
    assert sum(gases.counted) == pytest.approx(0.25)  # 0.2 + 0.03 + 0.01 + 0.01
    assert gaps(table) == ()


def test_a_day_counted_by_a_spreadsheet_is_the_day_written_beside_it(published):
    # In the file of ADEME, 41949 and 06/11/2014 stand for one another.
    origin = only(read_base_carbone(published(GAS))).origin
    assert origin.created == origin.modified == date(2014, 11, 6)


def test_what_the_publisher_does_not_say_is_missing_and_not_zero(published):
    silent = GAS | BARE | {"Incertitude": "", "Date de création": ""}
    read = only(read_base_carbone(published(silent)))
    assert read.gases is None
    assert read.uncertainty is None
    assert read.standard_uncertainty is None
    assert read.quality.overall is None
    assert read.origin.created is None


def test_the_uncertainty_is_taken_as_half_of_a_95_percent_interval(published):
    # 5 % of 0.25 is 0.0125, two standard uncertainties (decision 9).
    read = only(read_base_carbone(published(GAS)))
    assert read.standard_uncertainty == pytest.approx(0.00625)
    sink = only(read_base_carbone(published(GAS | BARE | {TOTAL: "-0,25"})))
    assert sink.standard_uncertainty == pytest.approx(0.00625)


def test_an_item_follows_its_element_and_bears_its_identifier(published):
    table = read_base_carbone(published(GAS, UPSTREAM))
    element, item = by_identifier(table)["7"]
    assert element.kind == "element"
    assert item.kind == "item"
    assert item.item is not None
    assert (item.item.kind, item.item.name.french) == ("Amont", "Extraction")


def test_totals_that_are_not_the_sum_of_their_parts_are_listed(published):
    half = UPSTREAM | BARE | {TOTAL: "0,10"}
    found = gaps(read_base_carbone(published(GAS | {"CO2f": "0,21"}, half)))
    assert [(gap.parts, gap.factor.identifier) for gap in found] == [
        ("gases", "7"),
        ("items", "7"),
    ]
    assert found[0].summed == pytest.approx(0.26)
    assert found[1].summed == pytest.approx(0.10)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (TOTAL, ""),
        (TOTAL, "nan"),
        (TOTAL, "1.234,5"),
        (TOTAL, "un quart"),
        ("CO2f", "inf"),
        ("N2O", "1_000"),
        ("Incertitude", "0"),
        ("Incertitude", "-5"),
        ("Qualité TeR", "bonne"),
        ("Type Ligne", "Total"),
        ("Identifiant de l'élément", ""),
        ("Statut de l'élément", ""),
        ("Date de création", "31/02/2020"),
        ("Date de modification", "hier"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row_alone(published, column, written):
    sound = GAS | {"Identifiant de l'élément": "8"}
    table = read_base_carbone(published(GAS | {column: written}, sound))
    assert [read.identifier for read in table.factors] == ["8"]
    (refusal,) = table.refused
    assert refusal.row == 2
    (fault,) = refusal.faults
    assert (fault.column, fault.row) == (column, 2)
    assert fault.found == (f"“{written}”" if written else "nothing")


def test_all_that_is_wrong_with_a_row_is_said_at_once(published):
    wrong = {TOTAL: "x", "CO2f": "y", "Incertitude": "0"}
    other = GAS | {"Identifiant de l'élément": "8"}
    table = read_base_carbone(published(GAS | wrong, other))
    assert reasons(table) == [
        (2, TOTAL, "“x”"),
        (2, "CO2f", "“y”"),
        (2, "Incertitude", "“0”"),
    ]


def test_a_row_met_twice_and_an_item_without_element_are_refused(published):
    orphan = UPSTREAM | {"Identifiant de l'élément": "9"}
    table = read_base_carbone(published(GAS, GAS, orphan))
    column = "Identifiant de l'élément"
    assert reasons(table) == [(3, column, "7"), (4, column, "9")]


def test_a_row_cut_short_is_refused_with_its_number(published):
    path = published(GAS, GAS | {"Identifiant de l'élément": "8"})
    lines = path.read_bytes().split(b"\n")
    lines[1] = b";".join(lines[1].split(b";")[:-3])
    path.write_bytes(b"\n".join(lines))
    table = read_base_carbone(path)
    assert reasons(table) == [(2, "", f"{len(CATALOGUE_OF_COLUMNS) - 3}")]
    assert len(table.factors) == 1


def test_cells_over_several_lines_and_windows_ellipses_lose_no_row(published):
    comment = {"Commentaire français": "acier, verres… \nà lire"}
    last = GAS | {"Identifiant de l'élément": "8", TOTAL: ""}
    table = read_base_carbone(published(GAS | comment, last))
    assert only(table).comment.french == "acier, verres… \nà lire"
    assert table.refused[0].row == 4  # the header, two lines, then this row


def test_letters_encoded_twice_are_mended_and_counted(published):
    rules = {"Réglementations": "DonnÃ©es de l'article L229-25"}
    table = read_base_carbone(published(GAS | rules))
    assert only(table).origin.regulations == "Données de l'article L229-25"
    assert any("“Réglementations”: 1 cells" in note for note in table.notes)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-8", "utf-8-sig"])
def test_the_encoding_changes_nothing(published, encoding):
    read = only(read_base_carbone(published(GAS, encoding=encoding)))
    assert read.name.french == "Gaz naturel"
    assert read.structure == "élément décomposé par poste et par gaz"


def test_points_are_read_where_the_whole_file_has_points(published):
    point = {name: cell.replace(",", ".") for name, cell in GAS.items()}
    read = only(read_base_carbone(published(point)))
    assert read == only(read_base_carbone(published(GAS)))


def test_missing_columns_are_all_named_at_once(published):
    path = published(GAS)
    text = path.read_bytes().replace(b";CO2f;", b";CO2;").replace(b";N2O;", b";NO;")
    path.write_bytes(text)
    with pytest.raises(InputError) as caught:
        read_base_carbone(path)
    assert [fault.column for fault in caught.value.faults] == ["CO2f", "N2O"]


@pytest.mark.parametrize("content", [b"", b"\n", b"a;b\n1;2\n", b"\x00\x01;\n"])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "Base_Carbone_V22.0.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_base_carbone(path)


def test_a_version_is_needed_to_keep_inventories_true(published):
    path = published(GAS, name="facteurs.csv")
    with pytest.raises(InputError, match="a version in the name of the file"):
        read_base_carbone(path)
    assert read_base_carbone(path, version="23.1").version == "23.1"


def test_a_newer_version_supersedes_and_leaves_the_older_as_it_was(published):
    def version(name: str, *totals: tuple[str, str]) -> FactorTable:
        rows = [
            GAS | BARE | {"Identifiant de l'élément": identifier, TOTAL: total}
            for identifier, total in totals
        ]
        return read_base_carbone(published(*rows), version=name)

    nine = version("9.2", ("7", "0,9"), ("8", "0,8"))
    ten = version("10.0", ("7", "1,0"))
    for order in ([nine, ten], [ten, nine]):
        found = newest(order)
        assert [row.total for row in found["7"]] == [1.0]
        assert [row.version for row in found["8"]] == ["9.2"]  # withdrawn since
    assert by_identifier(nine)["7"][0].total == 0.9


@pytest.mark.parametrize(
    ("written", "expression", "basis"),
    [
        ("kgCO2e/kWh", "kgCO2e/(kWh)", ""),
        ("kgCO2e/kWh PCI", "kgCO2e/(kWh)", "PCI"),
        ("kgCO2e/kWhPCS", "kgCO2e/(kWh)", "PCS"),
        ("kgCO2e/TEP PCI", "kgCO2e/(tep)", "PCI"),
        ("kgCO2e/t.km", "kgCO2e/(tonne*km)", ""),
        ("kgCO2e/kg de poids net", "kgCO2e/(kg)", "de poids net"),
        ("kWh / (m².an)", "kWh/(m^2*year)", ""),
        ("kgCO2e/m3 (n)", "kgCO2e/(m^3)", "n"),
        ("GWh", "GWh", ""),
    ],
)
def test_units_are_told_apart(written, expression, basis):
    unit = unit_of(written)
    assert (unit.expression, unit.basis, unit.readable) == (expression, basis, True)


@pytest.mark.parametrize(
    "written", ["", "kgCO2e/portion", "kgCO2e/kgH2/100km", "kgCO2e/livre", "jours/"]
)
def test_a_unit_that_the_registry_cannot_read_is_kept_with_a_reason(written):
    unit = unit_of(written)
    assert unit.written == written
    assert unit.unread
    assert unit.expression == ""


def test_a_factor_is_the_same_per_kilowatt_hour_and_per_gigajoule(shared_data, whole):
    # The same gas in two rows: 0.244 kgCO2e/kWh and 67.7 kgCO2e/GJ, three digits each.
    by_energy = by_identifier(whole)
    per_kwh, per_gj = by_energy["13515"][0], by_energy["13523"][0]
    to_gj = factor(per_kwh.unit.expression, per_gj.unit.expression)
    assert per_kwh.total * to_gj == pytest.approx(per_gj.total, rel=0.005)


@given(st.text(max_size=40))
def test_no_unit_however_strange_breaks_the_reading(written):
    unit = unit_of(written)
    assert unit.readable == bool(unit.expression)


@pytest.mark.real
def test_every_row_of_the_published_file_is_read(whole):
    assert len(whole.factors) + len(whole.refused) == 15_264
    assert whole.refused == ()
    kinds = Counter(read.kind for read in whole.factors)
    assert kinds == {"element": 9_623, "item": 5_641}
    assert sum(read.uncertainty is not None for read in whole.factors) == 12_543
    assert sum(read.status == "Valide générique" for read in whole.factors) == 10_054


@pytest.mark.real
def test_every_column_of_the_published_file_is_kept(shared_data):
    path = shared_data / "territory/emission_factors/Base_Carbone_V22.0.csv"
    header = path.read_bytes().split(b"\n", 1)[0].decode("cp1252").strip().split(";")
    assert sorted(CATALOGUE_OF_COLUMNS) == sorted(header)


@pytest.mark.real
def test_published_totals_are_the_sum_of_their_gases_and_items(whole):
    assert gaps(whole) == ()
    assert len([read for read in whole.factors if read.gases is not None]) == 3_800


@pytest.mark.real
def test_twenty_factors_are_those_typed_from_the_file(whole, shared_data):
    # Each is also looked for, letter by letter, in its raw line.
    path = shared_data / "territory/emission_factors/Base_Carbone_V22.0.csv"
    lines = path.read_bytes().decode("cp1252").split("\n")
    with BY_HAND.open(encoding="utf-8", newline="") as stream:
        typed = list(csv.DictReader(stream, delimiter=";"))
    assert len(typed) == 20
    for row in typed:
        (line,) = [x for x in lines if x.startswith(f"Elément;{row['identifier']};")]
        assert lines[int(row["line"]) - 1] == line
        assert f";{row['name']};" in line
        assert f";{row['unit']};" in line
        figures = (row["co2_fossil"], row["ch4_fossil"], row["ch4_biogenic"])
        assert ";".join((row["total"], *figures, row["n2o"])) in line
        read = by_identifier(whole)[row["identifier"]][0]
        assert (read.name.french, read.unit.written) == (row["name"], row["unit"])
        assert read.total == float(row["total"].replace(",", "."))
        assert read.uncertainty == float(row["uncertainty"])
        if row["co2_fossil"]:
            assert read.gases is not None
            assert read.gases.n2o == float(row["n2o"].replace(",", "."))
