"""The workbook of the GPC says what the view says, and nothing in it is a formula."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.export.ciris import City, ciris
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.standing import stand

_COUNTS = ("complete", "demanded")
HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def workbook(nomenclatures, row) -> bytes:
    rows = [
        row(1, "GPC/I.1.1", 1000.0, deviation=100.0, source=1),
        row(2, "GPC/III.1.1", 2.0, substance="emission_ch4_biogenic", source=1),
        row(3, "GPC/II.1.3", 30.0),
        row(4, "GPC/I.4.1", state=CellState.NOT_OCCURRING, note=HOSTILE),
        row(5, "accounts/residential.wood", 7.0, substance="emission_co2_biogenic"),
    ]
    city = City(
        name=HOSTILE,
        country="France",
        boundary="commune",
        year=2022,
        potentials="AR5",
        population=156140,
        census=2023,
        made=datetime(2026, 11, 21, tzinfo=UTC),
    )
    table = gpc(stand(rows, nomenclatures), nomenclatures, "AR5")
    sources = {1: Source("@SUM(1)", "Observatoire", "Licence Ouverte 2.0")}
    by_number = {each.number: each for each in rows}
    return ciris(city, table, nomenclatures, by_number, sources)


def lines_of(workbook: bytes, sheet: str) -> list[list[object]]:
    read = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return read.get_sheet_by_name(sheet).to_python()


def test_each_reference_has_its_line_with_gases_apart(workbook, nomenclatures):
    heading, *lines = lines_of(workbook, "eCRF_3 Emissions")
    found = {line[1]: dict(zip(heading, line, strict=True)) for line in lines}
    assert list(found) == list(nomenclatures.lines["GPC"])
    home = found["I.1.1"]
    assert home["Total CO2e (tCO2e)"] == 1000.0
    assert home["Gases not divided (tCO2e)"] == 1000.0
    assert home["CO2(b) (t)"] == 7.0
    assert home["Total, lower 90 % bound (tCO2e)"] == pytest.approx(835.51, abs=0.01)
    assert home["Data sources"] == "@SUM(1), Observatoire"
    dump = found["III.1.1"]
    assert dump["CH4 (tCO2e)"] == dump["Total CO2e (tCO2e)"] == 56.0


def test_a_key_is_not_a_silence(workbook):
    _, *lines = lines_of(workbook, "eCRF_3 Emissions")
    found = {line[1]: line for line in lines}
    assert found["I.4.1"][6] == "NO"
    assert found["I.4.1"][-1] == HOSTILE
    assert found["I.2.1"][6] == ""
    assert found["I.2.1"][-3] == ""


def test_sums_are_those_of_the_view(workbook):
    _, *lines = lines_of(workbook, "eCRF_2 Summary")
    sums = {line[0]: line[1:] for line in lines}
    assert sums["I Stationary energy"] == [1000.0, "", ""]
    assert sums["II Transportation"][2] == 30.0
    assert sums["BASIC"][0] == 1056.0
    assert sums["BASIC+"][0] == 1086.0


def test_nothing_in_it_is_a_formula_or_an_address(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = archive.namelist()
        sheets = [n for n in names if n.startswith("xl/worksheets/sheet")]
        texts = [archive.read(name).decode("utf-8") for name in sheets]
    assert len(texts) == 4
    assert not any("<f>" in text or "<hyperlink" in text for text in texts)
    city = dict(lines_of(workbook, "eCRF_1 City"))
    assert city["City"] == HOSTILE
    assert city["Warming potentials"].startswith("IPCC AR5")


def test_years_scopes_and_counts_are_numbers(workbook):
    heading, *lines = lines_of(workbook, "eCRF_3 Emissions")
    for name in ("Inventory year", "Scope"):
        column = [line[heading.index(name)] for line in lines]
        assert all(isinstance(value, float) for value in column), name
    assert {line[0] for line in lines} == {2022.0}
    scopes = {line[1]: line[heading.index("Scope")] for line in lines}
    assert (scopes["I.1.1"], scopes["I.1.2"], scopes["I.1.3"]) == (1.0, 2.0, 3.0)
    city = dict(lines_of(workbook, "eCRF_1 City"))
    assert city["Inventory year"] == 2022.0
    assert (
        0 < city["References of BASIC complete"] < city["References of BASIC demanded"]
    )


def test_the_population_has_the_year_of_its_census(workbook):
    city = dict(lines_of(workbook, "eCRF_1 City"))
    assert city["Population"] == 156140.0
    assert city["Year of the population"] == 2023.0  # not that of the inventory


def test_a_year_is_written_without_separator(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        styles = archive.read("xl/styles.xml").decode("utf-8")
        city = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    year = city.partition("<v>2022</v>")[0].rpartition('s="')[2][0]
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    assert formats[int(year)] == "1"  # the built-in format 0: digits alone
