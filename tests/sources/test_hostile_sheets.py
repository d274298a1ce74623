"""Workbooks, records and texts made to harm, or damaged on the way: refused with words.

Nothing here takes memory or time: what is too large is seen before it is read.
"""

import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from trajectoire.core.errors import InputError
from trajectoire.sources import sheet_grid, workbook_bounds
from trajectoire.sources.sheets import read_sheet, sheet_names, sheet_of_text

Change = Callable[[str, bytes], bytes]
ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
    "<office:body><office:spreadsheet><table:table table:name='A'>{rows}"
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A sound workbook of two columns and two rows."""
    path = tmp_path / "plain.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("A")
    sheet.write_row(0, 0, ["nom", "valeur"])
    sheet.write_row(1, 0, ["a", 1.5])
    sheet.write_formula(2, 1, "=B2*2", None, 3)
    book.close()
    return path


def spoiled(plain: Path, change: Change) -> Path:
    """Change the parts of a workbook."""
    path = plain.with_name("spoiled.xlsx")
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return path


def in_sheet(old: bytes, new: bytes) -> Change:
    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name or "rels" in name:
            return content
        assert old in content
        return content.replace(old, new)

    return change


def refused(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    return [str(fault) for fault in caught.value.faults]


def ods(path: Path, rows: str, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        manifest = (
            "<manifest:manifest xmlns:manifest='m'>"
            "<manifest:file-entry manifest:full-path='/' manifest:media-type="
            "'application/vnd.oasis.opendocument.spreadsheet'/></manifest:manifest>"
        )
        archive.writestr("META-INF/manifest.xml", parts.get("manifest", manifest))
    return path


@pytest.mark.bad_input("10 GB file", door="file")
def test_an_archive_that_hides_a_huge_part_is_not_opened(plain, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(plain).namelist():
            archive.writestr(name, zipfile.ZipFile(plain).read(name))
        with archive.open("xl/media/image.xml", "w", force_zip64=True) as part:
            for _ in range(workbook_bounds._LARGEST // 2**24 + 1):
                part.write(bytes(2**24))
    assert path.stat().st_size < 2**20
    (fault,) = refused(path)
    assert "once decompressed" in fault


def test_a_directory_that_lies_about_sizes_is_seen(plain, tmp_path):
    path = tmp_path / "lies.xlsx"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(plain).namelist():
            content = zipfile.ZipFile(plain).read(name)
            archive.writestr(name, content + b" " * (2**22 if "sheet1" in name else 0))
    raw = bytearray(buffer.getvalue())
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46  # in the central directory
    struct.pack_into("<I", raw, at + 24, 100)  # size once decompressed
    path.write_bytes(raw)
    (fault,) = refused(path)
    assert "whole workbook" in fault


def test_definitions_of_entities_are_refused(plain):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = spoiled(plain, in_sheet(b"<worksheet", bomb + b"<worksheet"))
    (fault,) = refused(path)
    assert "XML without definitions" in fault


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (b"XFD2", "columns"),
        (b"B1048576", "rows"),
        (b"ZZZZZ2", "columns"),
        (b"B99999999999999999999", "rows"),
    ],
)
def test_a_cell_far_from_the_table_is_seen_before_it_fills_memory(plain, cell, what):
    path = spoiled(plain, in_sheet(b'r="B2"', b'r="%s"' % cell))
    faults = refused(path)
    assert any(what in fault for fault in faults)


def test_a_sheet_under_another_name_is_looked_at_too(plain):
    path = plain.with_name("elsewhere.xlsx")
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name).replace(b'r="B2"', b'r="XFD1048576"')
            content = content.replace(b"worksheets/sheet1.xml", b"other.bin")
            after.writestr(name.replace("worksheets/sheet1.xml", "other.bin"), content)
    assert any("columns" in fault for fault in refused(path))


def test_announced_counts_are_not_believed(plain):
    def change(name: str, content: bytes) -> bytes:
        if "sharedStrings" not in name:
            return content
        return content.replace(b'uniqueCount="3"', b'uniqueCount="99999999999999"')

    (fault,) = refused(spoiled(plain, change))
    assert "announces more than it holds" in fault


def test_cells_of_an_ods_repeated_without_end_are_seen(tmp_path):
    cell = "<table:table-cell office:value-type='float' office:value='1'{r}/>"
    many = cell.format(r=" table:number-columns-repeated='16384'")
    row = "<table:table-row table:number-rows-repeated='1048576'>{}</table:table-row>"
    faults = refused(ods(tmp_path / "wide.ods", row.format(many)))
    assert any("columns" in fault for fault in faults)
    assert any("rows" in fault for fault in faults)


def test_an_ods_that_never_ends_is_refused_rather_than_awaited(tmp_path):
    path = ods(tmp_path / "open.ods", "<table:table-row><table:table-cell/>")
    (fault,) = refused(path)
    assert "content.xml" in fault


def test_attributes_without_end_do_not_hide_repetitions(tmp_path):
    long = f" table:style-name='{'x' * 5000}'"
    cell = f"<table:table-cell{long} office:value='1' office:value-type='float'"
    many = f"{cell} table:number-columns-repeated='16384'/>"
    row = f"<table:table-row{long} table:number-rows-repeated='1048576'>{many}"
    faults = refused(ods(tmp_path / "long.ods", f"{row}</table:table-row>"))
    assert any("columns" in fault for fault in faults)
    assert any("rows" in fault for fault in faults)


def test_an_ods_with_blank_rows_repeated_to_the_end_is_read(tmp_path):
    def text(word: str) -> str:
        return (
            "<table:table-cell office:value-type='string'>"
            f"<text:p>{word}</text:p></table:table-cell>"
        )

    number = "<table:table-cell office:value-type='float' office:value='1.5'/>"
    rows = (
        f"<table:table-row>{text('nom')}{text('valeur')}</table:table-row>"
        f"<table:table-row>{text('a')}{number}</table:table-row>"
        "<table:table-row table:number-rows-repeated='1048574'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    sheet = read_sheet(ods(tmp_path / "plain.ods", rows))
    assert sheet.columns == {"nom": ["a"], "valeur": [1.5]}


def test_an_encrypted_ods_is_named(tmp_path):
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    (fault,) = refused(ods(tmp_path / "e.ods", "", manifest=manifest))
    assert "encrypted" in fault


def test_an_encrypted_or_old_workbook_is_named(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    (fault,) = refused(path)
    assert "XLS or an encrypted file" in fault


@pytest.mark.parametrize("name", ["page.xls", "page.xlsx", "page.csv"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html><table><tr><td>Secteur</td></tr></table></html>", "a web page"),
        ("\ufeff\n<!DOCTYPE html>\n<title>Bilan</title>", "a web page"),
        ("<table border=1>\n<tr><td>1</td></tr></table>", "a web page"),
        ('<?xml version="1.0"?><Workbook><Table/></Workbook>', "an XML file"),
    ],
)
def test_bad_page_under_the_name_of_a_workbook_is_named(tmp_path, name, content, what):
    (tmp_path / name).write_text(content, encoding="utf-8")
    (fault,) = refused(tmp_path / name)
    assert f"found {what}. Open it in a spreadsheet and save it as XLSX." in fault


def test_a_table_whose_first_name_is_between_angles_is_read(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("<secteur>;valeur\nDéchets;1\n", encoding="utf-8")
    assert list(read_sheet(path).columns) == ["<secteur>", "valeur"]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_bad_encoding_that_is_not_read_is_named(tmp_path, encoding):
    path = tmp_path / "f.csv"
    path.write_text("Région;Valeur\nÎle-de-France;1\n", encoding=encoding)
    (fault,) = refused(path)
    assert "found UTF-32. Save it as UTF-8." in fault


def test_formulas_without_result_are_named_with_their_cell(plain):
    (fault,) = refused(spoiled(plain, in_sheet(b"<v>3</v>", b"")))
    assert "row 3, column “B”" in fault
    assert "never computed" in fault
    failed = b'<c r="B3" t="e"><f>B2*2</f><v>#DIV/0!</v></c>'
    path = spoiled(plain, in_sheet(b'<c r="B3"><f>B2*2</f><v>3</v></c>', failed))
    (fault,) = refused(path)
    assert "row 3, column “B”" in fault


CELL = b'<c r="B3"><f>B2*2</f><v>3</v></c>'


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B3"><f>B2*2</f><v/></c>',
        b'<c r="B3"><f>B2*2</f><v /></c>',
        b'<c r="B3"><f>B2*2</f><v></v></c>',
        b'<c r="B3"><f t="shared" si="0"/><v/></c>',
        b'<c r="B3">\n<f>B2*2</f>\n<v></v>\n</c>',
        b'<c r="B3" t="str"><f>B2*2</f></c>',
    ],
)
def test_formulas_never_computed_are_seen_however_they_are_written(plain, cell):
    (fault,) = refused(spoiled(plain, in_sheet(CELL, cell)))
    assert "row 3, column “B”" in fault
    assert "never computed" in fault


def test_formulas_never_computed_are_seen_under_a_prefix(plain):
    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name or "rels" in name:
            return content
        assert CELL in content
        content = content.replace(b"<v>3</v>", b"<v></v>")
        space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        content = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content)
        return content.replace(space, space.replace(b"xmlns", b"xmlns:x"))

    (fault,) = refused(spoiled(plain, change))
    assert "row 3, column “B”" in fault
    assert "never computed" in fault


def test_an_empty_text_that_a_formula_computed_is_a_blank(plain):
    for value in (b"<v></v>", b"<v/>"):
        cell = b'<c r="B3" t="str"><f>IF(B2=0,B2,"")</f>' + value + b"</c>"
        path = spoiled(plain, in_sheet(CELL, cell + b'<c r="A3"><v>1</v></c>'))
        assert read_sheet(path).columns["valeur"] == [1.5, ""]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"\x00" * 64, b"<a>" * 5000])
def test_damaged_parts_are_refused_or_read_as_blank(plain, part, content):
    path = spoiled(plain, lambda name, old: content if name == part else old)
    refused(path)


@pytest.mark.bad_input("truncated file", door="file")
@pytest.mark.parametrize("kept", [4, 100, 1000, 3000])
def test_a_truncated_workbook_is_refused(plain, kept):
    path = plain.with_name("cut.xlsx")
    path.write_bytes(plain.read_bytes()[:kept])
    (fault,) = refused(path)
    assert "whole workbook" in fault


def test_another_archive_is_named(tmp_path):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", "a;b\n1;2\n")
    (fault,) = refused(path)
    assert "another archive" in fault
    with pytest.raises(InputError, match="another archive"):
        sheet_names(path)


def test_expressions_are_not_delayed_by_parts_made_for_it(plain):
    for made in (b"<c " * 400_000, b"<row r=" * 200_000, b'<c r="A1"><f>' * 200_000):
        path = spoiled(plain, in_sheet(b"</worksheet>", made + b"</worksheet>"))
        with suppress(InputError):
            assert read_sheet(path).columns["nom"] == ["a", ""]


@pytest.mark.bad_input("wrong types in JSON", door="file")
@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"[1, 2, 3]",
        b"{}",
        b"[]",
        b"[[]]",
        b'{"data": 3}',
        b"[" * 100_000,
        b'[{"a": ' + b"9" * 5000 + b"}]",
        b'[{"a": 1}, 3]',
        b"\xff[{}]",
    ],
)
def test_json_that_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "f.json"
    path.write_bytes(content)
    refused(path)


@pytest.mark.bad_input("10 MB strings", door="file")
def test_a_text_of_ten_megabytes_in_a_cell_is_named(tmp_path, plain):
    long = "x" * (10 * 2**20)
    (tmp_path / "f.json").write_text(json.dumps([{"a": 1, "b": long}]))
    (fault,) = refused(tmp_path / "f.json")
    assert "characters in a cell" in fault
    (tmp_path / "f.csv").write_text(f"a;b\n1;{long}\n")
    (fault,) = refused(tmp_path / "f.csv")
    assert "characters" in fault
    inline = f'<c r="A2" t="inlineStr"><is><t>{long}</t></is></c>'.encode()
    path = spoiled(plain, in_sheet(b'<c r="A2" t="s"><v>2</v></c>', inline))
    faults = refused(path)
    assert any("characters in a cell" in fault for fault in faults)


def test_too_many_rows_and_columns_are_said(monkeypatch):
    monkeypatch.setattr(sheet_grid, "MOST_COLUMNS", 3)
    with pytest.raises(InputError, match="at most 3 columns, found 4"):
        sheet_of_text("a\tb\tc\td\n1\t2\t3\t4\n")
    monkeypatch.setattr(sheet_grid, "MOST_ROWS", 2)
    with pytest.raises(InputError, match="at most 2 rows"):
        sheet_of_text("a\tb\n1\t2\n1\t2\n1\t2\n")


@pytest.mark.parametrize("text", ["", "  \n\t\n", "seulement une ligne"])
def test_a_paste_without_rows_is_refused(text):
    with pytest.raises(InputError):
        sheet_of_text(text)


def test_a_paste_that_is_too_long_asks_for_a_file():
    with pytest.raises(InputError, match="Send it as a file"):
        sheet_of_text("a\tb\n" + "x" * (11 * 2**20))


@pytest.mark.bad_input("other separators", door="file")
def test_rows_with_a_separator_too_many_are_all_named():
    with pytest.raises(InputError) as caught:
        sheet_of_text("a;b\n1;2\n1;2;3\nSource : nous\n1;2\n4;5;6\n")
    (fault,) = caught.value.faults
    assert (fault.row, fault.count) == (3, 2)  # a remark alone in its row is none


def test_damaged_parquet_is_refused(tmp_path):
    path = tmp_path / "f.parquet"
    duckdb.sql("SELECT 1 AS a, 'x' AS b").write_parquet(str(path))
    content = path.read_bytes()
    for damaged in (content[:-10], content[:20] + bytes(40) + content[60:], b"PAR1"):
        path.write_bytes(damaged)
        refused(path)


@pytest.mark.bad_input("directory", door="file")
def test_a_folder_a_missing_and_an_empty_file_are_said(tmp_path):
    (tmp_path / "empty.xlsx").write_bytes(b"")
    for name, word in (
        ("", "folder"),
        ("none.csv", "nothing"),
        ("empty.xlsx", "empty"),
    ):
        (fault,) = refused(tmp_path / name)
        assert word in fault


def test_a_path_with_signs_of_queries_is_only_a_path(tmp_path):
    path = tmp_path / "f'; DROP TABLE x; --*.parquet"
    duckdb.sql("SELECT 1 AS a, 2 AS b").write_parquet(str(tmp_path / "f.parquet"))
    path.write_bytes((tmp_path / "f.parquet").read_bytes())
    assert read_sheet(path).columns == {"a": [1.0], "b": [2.0]}
