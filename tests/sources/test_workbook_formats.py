"""Formats that show other numbers than the workbook holds are said."""

from pathlib import Path

import pytest
import xlsxwriter

from trajectoire.sources.sheets import read_sheet
from trajectoire.sources.workbook_formats import divided, divisor


@pytest.mark.parametrize(
    ("code", "by"),
    [
        ("#,##0,", 1000),
        ("#,##0.0,,", 1_000_000),
        ('[Red]#,##0.0," kt";-0', 1000),
        ("0,.0", 1000),
        ("#,##0", 1),
        ("#,##0.00", 1),
        ("General", 1),
        ('0 "t, par an"', 1),
        (r"#,##0\,", 1),
        ("#,##0_);(#,##0)", 1),
        ("dd/mm/yyyy", 1),
    ],
)
def test_commas_after_the_digits_divide(code, by):
    assert divisor(code) == by


@pytest.mark.parametrize(("code", "said"), [("#,##0,", "1000"), ("0.0,,", "1000000")])
def test_a_column_that_shows_its_numbers_divided_is_read_whole_and_said(
    tmp_path: Path, code: str, said: str
):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    shown = book.add_format({"num_format": code})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Secteur", "", "Année", "GES (ktCO2e)"], shown)
    sheet.write_row(1, 0, ["Résidentiel", "", 2019])
    sheet.write_number(1, 3, 210_500, shown)
    book.close()
    sheet = read_sheet(tmp_path / "f.xlsx")
    assert sheet.columns["GES (ktCO2e)"] == [210_500.0]
    assert sheet.notes == (
        f"“GES (ktCO2e)” shows its numbers divided by {said}: they were read whole, "
        "check their unit",
    )


def test_columns_that_show_their_numbers_whole_are_not_spoken_of(tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    thousands, whole = (book.add_format({"num_format": c}) for c in ("0,", "#,##0"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Secteur", "GES"], thousands)
    sheet.write_row(1, 0, ["Résidentiel", 5], whole)
    book.close()
    assert read_sheet(tmp_path / "f.xlsx").notes == ()


def test_styles_made_to_delay_are_read_like_others():
    known = b'<numFmt numFmtId="9" formatCode="0,"/>'
    for made in (b"<numFmt ", b"<cellXfs", b"<xf ", b"<c s=", b'<c s="1" ' + b" " * 99):
        many = made * 200_000
        assert divided(known + many, many) == {}
    styles = known + b'<cellXfs><xf numFmtId="9"/></cellXfs>'
    assert divided(styles, b'<c r="AB7" s="0"><v>1</v></c>' * 2) == {27: 1000}
