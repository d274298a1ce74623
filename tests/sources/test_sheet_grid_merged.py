"""Blanks of the data that merged cells cover are known, and those of the names not."""

from pathlib import Path

import pytest
import xlsxwriter

from trajectoire.core.errors import InputError
from trajectoire.sources.faults import Faults
from trajectoire.sources.sheet_grid import Grid, headed
from trajectoire.sources.sheet_grid_merged import Covered, covered
from trajectoire.sources.sheets import read_sheet

NAMES = ["Secteur", "2018", "2019"]


@pytest.fixture
def workbook(tmp_path: Path):
    """Write rows, then merge areas."""

    def write(rows: list[list[object]], **merged: object) -> Path:
        path = tmp_path / "f.xlsx"
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for area, value in merged.items():
            sheet.merge_range(area.replace("_", ":"), value)
        book.close()
        return path

    return write


def test_cells_covered_downwards_and_sideways_are_listed(workbook):
    rows = [["Bilan"], NAMES, ["a", "", 1], ["b", "", 2], ["c"], ["d", 1, 2]]
    path = workbook(rows, B3_B4=100, B5_C5="IE")
    assert read_sheet(path).covered == {
        "2018": {4: Covered("B3:B4", "2018", 100.0)},
        "2019": {5: Covered("B5:C5", "2018", "IE")},
    }


def test_merged_names_and_merged_blanks_cover_nothing(workbook):
    rows = [["", "", ""], ["", "2018", "2019"], ["a", "", 2], ["b", "", 2], ["c", 1, 2]]
    path = workbook(rows, A1_A2="Secteur", B1_C1="GES", B3_B4="")
    assert read_sheet(path).covered == {}


def test_columns_and_rows_that_are_blank_but_for_a_merged_cell_are_none(workbook):
    rows = [["Secteur", "", ""]]
    path = workbook(rows, B1_C1="GES", A2_A3="a", B2_C3=5)
    sheet = read_sheet(path)
    assert sheet.columns == {"Secteur": ["a"], "GES": [5.0]}
    assert sheet.covered == {}


def test_an_area_beyond_the_table_is_read_as_far_as_the_table_goes():
    grid = Grid([["a", "b"], ["x", 1.0], ["y"]], [1, 2, 3], (((1, 1), (10**6, 10**4)),))
    table = headed(grid, Faults("f"))
    found = covered(grid, table, Faults("f"))
    assert list(found) == ["b"]
    assert list(found["b"]) == [3]


def test_bad_areas_that_overlap_are_refused_before_they_take_time():
    rows = [["a", "b"], *([["x", 1.0]] * 1000)]
    areas = (((1, 1), (1000, 1)),) * 10**6
    grid = Grid(rows, range(1, 1002), areas)
    with pytest.raises(InputError, match="merged cells apart from one another"):
        covered(grid, headed(grid, Faults("f")), Faults("f"))
