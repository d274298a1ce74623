"""Tables that cities and services really publish, read as figures of the ledger."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from trajectoire.core.indicator import CellState
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.drafting import draft
from trajectoire.instruments.inventory.gather.gpc_figures import city_of, draft_gpc
from trajectoire.instruments.inventory.gather.mapping import Role
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.gpc_audit import totals
from trajectoire.sources.gpc_table import GpcRow, Notation, read_gpc_table
from trajectoire.sources.sheets import read_sheet, sheet_of_text
from trajectoire.sources.tet_indicators import read_tet_definitions, read_tet_export

KNOWN = nomenclatures()
ROW = GpcRow(7, "Ville", "Pays", "", "", 2019, "I.1.1", "CO2e", 2000.0, "kgCO2e")


@pytest.fixture(scope="module")
def c40(shared_data: Path) -> Path:
    return shared_data / "territory/gpc/c40_gpc_inventories.csv"


def test_a_row_of_a_city_becomes_a_figure():
    drafts = draft_gpc([ROW], KNOWN)
    (figure,) = drafts.settle()
    assert (figure.territory.kind, figure.territory.code) == ("city", "pays-ville")
    assert (figure.sector.nomenclature, figure.sector.code) == ("GPC", "I.1.1")
    assert (figure.quantity.value, figure.quantity.unit) == (2.0, "tCO2e")
    assert figure.quantity.uncertainty > 0
    assert figure.source.licence.startswith("not verified")
    assert drafts.rows == (7,)


@pytest.mark.parametrize(
    ("notation", "state"),
    [
        (Notation.NOT_OCCURRING, CellState.NOT_OCCURRING),
        (Notation.NOT_ESTIMATED, CellState.MISSING),
        (Notation.INCLUDED_ELSEWHERE, CellState.INCLUDED_ELSEWHERE),
        (Notation.CONFIDENTIAL, CellState.CONFIDENTIAL),
    ],
)
def test_notation_keys_of_a_city_stay_states(notation, state):
    (figure,) = draft_gpc([replace(ROW, value=None, notation=notation)], KNOWN).settle()
    assert (figure.state, figure.quantity) == (state, None)


def test_single_gases_are_kept_as_masses():
    row = replace(ROW, gas="CH4", unit="kg", value=500.0)
    (figure,) = draft_gpc([row], KNOWN).settle()
    assert figure.definition.name == "emission_ch4"
    assert (figure.quantity.value, figure.quantity.unit) == (0.5, "t")
    drafts = draft_gpc([replace(ROW, gas="kryptonite")], KNOWN)
    assert "a gas that is known" in drafts.faults[0].expected


def test_what_is_odd_in_a_published_inventory_is_kept_and_said():
    rows = [replace(ROW, reference="II.5.3"), replace(ROW, value=-1.0)]
    drafts = draft_gpc(rows, KNOWN)
    assert len(drafts.settle()) == 2
    said = " ".join(note.text for note in drafts.notes)
    assert "II.5.3" in said
    assert "negative" in said


def test_each_tonne_of_the_79_cities_is_kept_once(c40):
    rows = read_gpc_table(c40)
    figures = draft_gpc(rows, KNOWN, file=c40.name).settle()
    assert len(figures) == len(rows)
    assert len({one.territory.code for one in figures}) == 79
    kept: Counter[tuple[str, int]] = Counter()
    for one in figures:
        if one.quantity is not None:
            kept[one.territory.name, one.period.start.year] += one.quantity.value
    for total in totals(rows):  # added up by another road, in kg
        wanted = pytest.approx(total.everything / 1000, rel=1e-12)
        assert kept[total.city, total.year] == wanted


def test_the_mapped_table_says_what_its_own_reader_says(c40):
    """Two roads to one ledger: the wizard with a mapping, and the reader of C40."""
    sheet = read_sheet(c40)
    mapping = propose(sheet, KNOWN)
    columns = tuple(
        replace(one, role=Role.TERRITORY) if one.name == "City" else one
        for one in mapping.columns
    )
    said = replace(
        mapping.constants, publisher="C40 Cities", title="GPC", licence="not verified"
    )
    mapping = replace(mapping, columns=columns, constants=said)
    cities = {row.city: city_of(row) for row in read_gpc_table(c40)}

    def find(code: str, kind: str = "") -> tuple[Territory, str] | None:
        return (cities[code], "") if code in cities else None

    drafts = draft(sheet, mapping, KNOWN, find)
    refused = {fault.expected for fault in drafts.faults}
    assert refused <= {"a sector that is known", "a value of at least 0"}

    def cells(figures):
        return {
            (one.territory.code, one.sector.code, one.period.start.year): (
                None if one.quantity is None else round(one.quantity.value, 6)
            )
            for one in figures
        }

    mine = cells(drafts.indicators)
    theirs = cells(draft_gpc(read_gpc_table(c40), KNOWN).indicators)
    assert mine.items() <= theirs.items()
    assert len(mine) >= 0.99 * len(theirs)


def test_the_rows_of_paris_are_of_paris_and_their_kg_are_of_co2e(c40):
    """Alone, its rows name one country that is known: they are of the city."""
    first, *lines = c40.read_text(encoding="utf-8").splitlines()
    paris = [line for line in lines if line.startswith("Paris,")]
    mapping = propose(sheet_of_text("\n".join([first, *paris])), KNOWN)
    (column,) = mapping.of_role(Role.TERRITORY_NAME)
    assert (column.name, mapping.of_role(Role.TERRITORY)) == ("City", ())
    said = replace(
        mapping.constants, publisher="C40 Cities", title="GPC", licence="not verified"
    )
    words = replace(mapping.words, territories={"Paris": "75056"})
    mapping = replace(mapping, constants=said, words=words)
    drafts = draft(sheet_of_text("\n".join([first, *paris])), mapping, KNOWN)
    assert drafts.faults == ()
    assert "“kg” is read as kgCO2e" in {note.text for note in drafts.notes}
    kept: Counter[int] = Counter()
    for one in drafts.indicators:
        if one.quantity is not None:
            kept[one.period.start.year] += one.quantity.value
    wanted = {
        t.year: pytest.approx(t.everything / 1000, rel=1e-12)
        for t in totals(read_gpc_table(c40))
        if t.city == "Paris"
    }
    assert dict(kept) == wanted
    assert {one.territory.code for one in drafts.indicators} == {"75056"}


def export_of(definitions, path: Path) -> Path:
    """Write the workbook that the service would export, one result an indicator."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Indicateurs")
    names = ["Identifiant", "Nom de l'indicateur", "Indicateur parent", "Unité"]
    names += ["Pilote", "Direction ou service pilote", "Commentaire", "Source"]
    sheet.write_row(0, 0, [*names, "2019 Résultat", "2030 Objectif"])
    for number, one in enumerate(definitions, 1):
        row = [one.identifier, one.name, "", one.unit, "", "", "", "Collectivité"]
        sheet.write_row(number, 0, [*row, 1.0 + number, 0.5])
    book.close()
    return path


def test_every_indicator_of_the_climate_plans_comes_in_or_says_why(
    shared_data, tmp_path
):
    path = shared_data / "territory/tet/indicateur-definitions.csv"
    asked = [one for one in read_tet_definitions(path) if one.is_pcaet]
    sheet = read_tet_export(export_of(asked, tmp_path / "tet.xlsx"))
    mapping = propose(sheet, KNOWN)
    said = replace(
        mapping.constants,
        territory="200054781",
        title="Indicateurs",
        licence="not stated",
    )
    kept = replace(mapping.choices, totals="keep")  # invented ones are no sums
    drafts = draft(sheet, replace(mapping, constants=said, choices=kept), KNOWN)
    assert drafts.faults == ()
    left = sum(note.count for note in drafts.notes if "are left out" in note.text)
    assert len(drafts.settle()) + left == len(asked)
    assert all(": " in n.text for n in drafts.notes if "are left out" in n.text)
    first = drafts.indicators[0]  # cae_1.a, first of the file: 2 kteq CO2
    assert first.quantity.value == pytest.approx(2000)
