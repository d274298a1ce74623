"""A value merged over several rows or columns is a fault, with its area."""

from pathlib import Path

import pytest
import xlsxwriter

from trajectoire.core.errors import Fault
from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Column,
    Constants,
    Mapping,
    Role,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.sheets import read_sheet

SAID = Constants(
    territory="38185",
    territory_kind="commune",
    publisher="Atmo",
    title="Inventaire",
    licence="Licence Ouverte 2.0",
    substance="emission_ghg",
    unit="ktCO2e",
)
NAMES = ["Secteur", "Année", "GES", "Plus"]
REMEDY = "Unmerge the cells, and write in each row what it holds."


@pytest.fixture
def read(tmp_path: Path):
    """Read rows of a workbook whose areas were merged; « Plus » has the role given."""

    def say(
        rows: list[list[object]], merged: dict[str, object], role: Role = Role.IGNORED
    ) -> Drafts:
        path = tmp_path / "f.xlsx"
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for number, row in enumerate([NAMES, *rows]):
            sheet.write_row(number, 0, row)
        for area, value in merged.items():
            sheet.merge_range(area, value)
        book.close()
        roles = (Role.SECTOR, Role.YEAR, Role.VALUE, role)
        columns = tuple(Column(n, r) for n, r in zip(NAMES, roles, strict=True))
        return draft(read_sheet(path), Mapping(columns, SAID), nomenclatures())

    return say


def places(faults: tuple[Fault, ...]) -> list[tuple[int, str, str]]:
    assert all(fault.remedy == REMEDY for fault in faults)
    return [(fault.row, fault.column, fault.found) for fault in faults]


ROWS = [["Industrie", 2019, "", ""], ["Tertiaire", 2019, "", ""], ["Déchets", 2019, 5]]


@pytest.mark.bad_input("merged cells", door="file")
@pytest.mark.parametrize(("value", "said"), [(100, "100"), (1.5, "1.5"), ("IE", "IE")])
def test_bad_value_merged_over_two_rows_is_told_with_its_area(read, value, said):
    drafts = read(ROWS, {"C2:C3": value})
    assert places(drafts.faults) == [(3, "GES", f"“{said}” merged over C2:C3")]


@pytest.mark.bad_input("merged cells", door="file")
def test_bad_value_merged_over_two_columns_of_values_is_told(read):
    drafts = read([ROWS[1], ["Industrie", 2019, 1, ""]], {"C2:D2": 100}, Role.VALUE)
    assert places(drafts.faults) == [(2, "Plus", "“100” merged over C2:D2")]


def test_a_value_merged_over_a_column_without_role_is_read(read):
    drafts = read(ROWS[1:], {"C2:D2": 100})
    assert not drafts.faults
    assert [f.quantity.value for f in drafts.indicators] == [100_000, 5_000]


def test_a_title_merged_over_the_values_is_left_out(read):
    rows = [["", "", "", ""], *ROWS[2:]]
    drafts = read(rows, {"A2:D2": "Ensemble des déchets"})
    assert not drafts.faults
    assert len(drafts.indicators) == 1


def test_merged_rows_of_which_one_is_hidden_under_the_other_are_read(read):
    """Rows of two lines, merged in each column: nothing is covered but blanks."""
    rows = [["", "", ""], ["", "", ""], *ROWS[2:]]
    drafts = read(rows, {"A2:A3": "Industrie", "B2:B3": 2019, "C2:C3": 7})
    assert not drafts.faults
    assert [f.quantity.value for f in drafts.indicators] == [7_000, 5_000]


@pytest.mark.bad_input("merged cells", door="file")
@pytest.mark.parametrize("role", [Role.UNCERTAINTY, Role.SOURCE])
def test_bad_uncertainty_or_source_merged_over_two_rows_is_told(read, role):
    rows = [["Industrie", 2019, 3, ""], ["Tertiaire", 2019, 4, ""]]
    drafts = read(rows, {"D2:D3": 5 if role is Role.UNCERTAINTY else "Citepa"}, role)
    said = "5" if role is Role.UNCERTAINTY else "Citepa"
    assert places(drafts.faults) == [(3, "Plus", f"“{said}” merged over D2:D3")]


@pytest.mark.bad_input("merged cells", door="file")
def test_bad_state_merged_over_rows_without_value_is_told(read):
    drafts = read(ROWS, {"D2:D3": "NE"}, Role.STATE)
    assert places(drafts.faults) == [(3, "Plus", "“NE” merged over D2:D3")]


def test_a_row_that_states_why_it_has_no_value_may_stand_under_a_merged_one(read):
    rows = [["Industrie", 2019, "", ""], ["Énergie", 2019, "", "IE"]]
    drafts = read(rows, {"C2:C3": 100}, Role.STATE)
    assert not drafts.faults
    assert [f.state.value for f in drafts.indicators] == [
        "estimated",
        "included_elsewhere",
    ]
