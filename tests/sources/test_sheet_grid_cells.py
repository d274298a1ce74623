"""A first row without figure is taken for names only where it could be names."""

import pytest
import xlsxwriter

from trajectoire.sources.sheets import read_sheet, sheet_of_text

LETTERS = ["column A", "column B", "column C"]


@pytest.mark.parametrize(
    "text",
    [
        "Résidentiel;2019;IE\nTertiaire;2019;12,5\n",
        "Résidentiel;2019;IE\nTertiaire;2020;NE\n",
        "Résidentiel;2019;confidentiel\nTertiaire;2019;12,5\n",
        "Résidentiel;2019;n.d.\nTertiaire;2019;12,5\n",
        "Résidentiel;2019;-\nTertiaire;2019;12,5\n",
        "Résidentiel;2019;\nTertiaire;2019;12,5\nDéchets;2019;3\n",
        "Résidentiel;2019;12,5\nTertiaire;2019;IE\n",  # nor is it the last row
        "Résidentiel;Chauffage;NE\nTertiaire;Chauffage;12,5\n",
    ],
)
def test_a_first_row_without_figure_is_data(text):
    sheet = sheet_of_text(text)
    assert list(sheet.columns) == LETTERS
    assert [cells[0] for cells in sheet.columns.values()] == text.split("\n")[0].split(
        ";"
    )
    assert any("no row of names" in note for note in sheet.notes)


@pytest.mark.parametrize(
    "text",
    [
        "Secteur;Année;NO\nRésidentiel;2019;3\n",  # nitrogen monoxide
        "Secteur;Année;C\nRésidentiel;2019;NE\nTertiaire;2019;3\n",
        "Zone;NE;SE\nRésidentiel;2;3\n",
        "Secteur;2018;2019\nRésidentiel;1950;2010\n",
        "Secteur;2019\nRésidentiel;1950\nTertiaire;1960\n",
        "Secteur;2018;2019\nRésidentiel;IE;NE\nTertiaire;2;3\n",
        ";2018;2019\nRésidentiel;1,5;3\n",
        "Secteur;Année;Clé\nRésidentiel;2019;IE\nTertiaire;2019;NE\n",
    ],
)
def test_names_beside_keys_and_years_stay_names(text):
    names, first = (line.split(";") for line in text.split("\n")[:2])
    sheet = sheet_of_text(text)
    assert list(sheet.columns) == [name or "column A" for name in names]
    assert [cells[0] for cells in sheet.columns.values()] == first


def test_a_row_with_a_key_under_merged_names_is_data(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Secteur", "Année"])
    sheet.merge_range("C1:D1", "GES (ktCO2e)")
    sheet.write_row(1, 0, ["Résidentiel", 2019, "IE"])
    sheet.write_row(2, 0, ["Tertiaire", 2019, 30])
    book.close()
    columns = read_sheet(tmp_path / "f.xlsx").columns
    assert columns["Secteur"] == ["Résidentiel", "Tertiaire"]
    assert columns["GES (ktCO2e)"] == ["IE", 30.0]
