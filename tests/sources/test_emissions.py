"""A declared inventory: every zone and sector once, and missing is never zero."""

from pathlib import Path

import pytest

from trajectoire.sources.check import check
from trajectoire.sources.emissions import read_emissions
from trajectoire.sources.identify import INVENTORY, identify

HEAD = "zone,sector,emission_t_per_year"
ROWS = ("north,road,100", "south,road,200.5", "north,heat,0", "south,heat,-40")
ZONES, SECTORS = ["north", "south"], ["heat", "road"]


@pytest.fixture
def inventory(tmp_path: Path):
    """Write an inventory: rows, header, encoding."""

    def write(rows=ROWS, head: str = HEAD, encoding: str = "utf-8") -> Path:
        path = tmp_path / "emissions.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
        return path

    return write


def test_rows_find_their_place_whatever_their_order(inventory):
    for rows in (ROWS, ROWS[::-1]):
        found = read_emissions(inventory(rows), ZONES, SECTORS)
        assert found.tolist() == [[0.0, -40.0], [100.0, 200.5]]


def test_it_is_recognised_and_its_total_told(inventory):
    path = inventory()
    assert identify(path).kind == INVENTORY
    found = check(path)
    assert found.is_good
    assert "260.5 t a year, 2 sectors in 2 zones" in found.notes


@pytest.mark.bad_input("BOM", door="file")
@pytest.mark.bad_input("comma decimals", door="file")
@pytest.mark.bad_input("extra columns", door="file")
def test_a_spreadsheet_of_our_latitudes_is_read(inventory):
    rows = [row.replace(",", ";").replace(".", ",") + ";a remark" for row in ROWS]
    path = inventory(rows, HEAD.replace(",", ";") + ";remark", encoding="utf-8-sig")
    assert read_emissions(path, ZONES, SECTORS)[1].tolist() == [100.0, 200.5]


@pytest.mark.bad_input("unknown codes", door="file")
@pytest.mark.bad_input("duplicated rows", door="file")
@pytest.mark.bad_input("missing columns", door="file")
def test_everything_wrong_is_told_at_once(inventory, refusal):
    rows = ("north,road,100", "north,road,1", "west,road,3", "south,boats,4")
    said = refusal(read_emissions, inventory(rows), ZONES, SECTORS)
    for expected in (
        "row 3: expected each pair once, found north, road again. Sum them.",
        "row 4, column “zone”: expected one of north, south, found “west”",
        "row 5, column “sector”: expected one of heat, road, found “boats”",
        "none for heat in north, heat in south, road in south",
        "Write 0 where there is none: missing is never zero.",
    ):
        assert expected in said


@pytest.mark.bad_input("NaN", door="file")
@pytest.mark.bad_input("infinities", door="file")
@pytest.mark.parametrize("value", ["nan", "inf", "", "many", "1e999"])
def test_a_cell_that_is_no_number_is_not_zero(inventory, refusal, value):
    rows = (*ROWS[:3], f"south,heat,{value}")
    said = refusal(read_emissions, inventory(rows), ZONES, SECTORS)
    assert "south" in said or "row 5" in said


@pytest.mark.bad_input("wrong unit", door="file")
@pytest.mark.bad_input("renamed columns", door="file")
def test_another_unit_is_another_column(inventory, refusal):
    path = inventory(head=HEAD.replace("_t_", "_kt_"))
    said = refusal(read_emissions, path, ZONES, SECTORS)
    assert "emission_t_per_year" in said


def test_a_checked_inventory_with_a_hole_is_told(inventory):
    found = check(inventory(ROWS[:3]))
    assert not found.is_good
    assert "none for heat in south" in str(found.faults[0])


@pytest.mark.bad_input("formulas in text", door="file")
@pytest.mark.bad_input("HTML in text", door="file")
def test_a_code_is_only_text(inventory, refusal):
    rows = ("=cmd(),road,1", "<b>north</b>,road,1")
    said = refusal(read_emissions, inventory(rows), ["north"], ["road"])
    assert "found “=cmd()”, “<b>north</b>”" in said


@pytest.mark.parametrize("value", ["many", "inf", "", "nan"])
def test_one_bad_cell_is_one_fault(inventory, value):
    (fault,) = check(inventory((*ROWS[:3], f"south,heat,{value}"))).faults
    assert fault.column == "emission_t_per_year"
