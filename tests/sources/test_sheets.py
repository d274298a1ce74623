"""Sheets as people keep them: every format says the same, wherever the names are."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.sources.sheets import (
    Sheet,
    read_sheet,
    separator_in,
    sheet_names,
    sheet_of_text,
)

NAMES = ["Code", "Secteur", "Année", "Valeur"]
ROWS = [["01001", "Résidentiel", 2018.0, 1.5], ["01001", "Déchets", 2019.0, 12.25]]
Workbook = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Write a workbook: rows of its sheets, merged cells of the first."""

    def write(sheets: dict[str, list[list[object]]], merged: tuple = ()) -> Path:
        path = tmp_path / "figures.xlsx"
        book = xlsxwriter.Workbook(path)
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        first = book.worksheets()[0]
        for area, text in merged:
            first.merge_range(area, text)
        book.close()
        return path

    return write


LONG = ["Émissions 2019", "", "Émissions 2020", ""]
GASES = ["CO2", "CH4", "CO2", "CH4"]


@pytest.mark.parametrize(
    ("above", "below", "first"),
    [
        (["", *LONG], ["Secteur", *GASES], "Secteur"),
        (["Secteur", *LONG], ["", *GASES], "Secteur"),
        (["Table", *LONG], ["Secteur", *GASES], "Table / Secteur"),
    ],
)
def test_merged_names_that_a_text_cannot_keep_are_spread(above, below, first):
    text = "\n".join(";".join(row) for row in [above, below, ["Déchets", *"1234"]])
    sheet = sheet_of_text(text)
    assert list(sheet.columns) == [
        first,
        *(f"Émissions {year} / {gas}" for year in (2019, 2020) for gas in GASES[:2]),
    ]
    assert [cells[0] for cells in sheet.columns.values()] == ["Déchets", *"1234"]


def test_words_under_a_blank_name_are_data():
    text = "Secteur;Clé;\nDéchets;NE;NE\nRoutier;NE;IE"
    assert list(sheet_of_text(text).columns) == ["Secteur", "Clé", "column C"]


def refused(read: Callable[[], Sheet]) -> list[str]:
    with pytest.raises(InputError) as caught:
        read()
    return [str(fault) for fault in caught.value.faults]


def as_rows(sheet: Sheet) -> list[tuple[object, ...]]:
    return list(zip(*sheet.columns.values(), strict=True))


def test_all_formats_give_the_same_columns(tmp_path, workbook):
    wanted = [tuple(row) for row in ROWS]
    path = workbook({"A": [NAMES, *ROWS]})
    assert as_rows(read_sheet(path)) == wanted
    records = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    (tmp_path / "f.json").write_text(json.dumps(records), encoding="utf-8")
    assert as_rows(read_sheet(tmp_path / "f.json")) == wanted
    parquet = tmp_path / "f.parquet"
    duckdb.sql(
        "CREATE TABLE t (Code VARCHAR, Secteur VARCHAR, Année INTEGER, Valeur DOUBLE)"
    )
    duckdb.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
    duckdb.execute(f"COPY t TO '{parquet}' (FORMAT parquet)")
    duckdb.execute("DROP TABLE t")
    assert as_rows(read_sheet(parquet)) == wanted
    csv = tmp_path / "f.csv"
    lines = ["Code;Secteur;Année;Valeur", "01001;Résidentiel;2018;1,5"]
    csv.write_text("\n".join(lines), encoding="latin-1")
    assert as_rows(read_sheet(csv)) == [("01001", "Résidentiel", "2018", "1,5")]


def test_each_row_keeps_its_number_in_the_file(workbook):
    path = workbook({"A": [["Titre"], [], NAMES, ROWS[0], [], ROWS[1]]})
    sheet = read_sheet(path)
    assert sheet.header_row == 3
    assert sheet.rows == [4, 6]
    assert any("row 3" in note for note in sheet.notes)


def test_quoted_cells_over_several_lines_keep_the_row_where_they_begin():
    sheet = sheet_of_text('a,b\n"one\ntwo",1\nthree,2\n')
    assert sheet.rows == [2, 4]
    assert sheet.columns["a"] == ["one\ntwo", "three"]


def test_names_over_two_rows_are_put_together(workbook):
    path = workbook(
        {"A": [["Commune", "", ""], ["", 2018.0, 2019.0], ["Paris", 1.5, 2.5]]},
        merged=(("B1:C1", "Émissions (kt)"),),
    )
    sheet = read_sheet(path)
    assert list(sheet.columns) == [
        "Commune",
        "Émissions (kt) / 2018",
        "Émissions (kt) / 2019",
    ]
    assert sheet.rows == [3]


def test_figures_that_look_like_years_stay_figures():
    sheet = sheet_of_text("annee;valeur\n2018;1950\n2019;1960\n")
    assert sheet.columns == {"annee": ["2018", "2019"], "valeur": ["1950", "1960"]}


def test_years_under_one_name_are_names():
    sheet = sheet_of_text("Commune;Émissions;\n;2018;2019\nParis;1;2\n")
    assert list(sheet.columns) == ["Commune", "Émissions / 2018", "2019"]


def test_a_title_merged_over_the_table_is_not_a_name(workbook):
    path = workbook(
        {"A": [["", "", "", ""], NAMES, *ROWS]}, merged=(("A1:D1", "Bilan 2019"),)
    )
    assert list(read_sheet(path).columns) == NAMES


def test_blank_columns_are_left_out_and_unnamed_ones_get_their_letter(workbook):
    rows = [["Code", "", "Valeur", ""], ["a", "", 1.0, "x"], ["b", "", 2.0, ""]]
    sheet = read_sheet(workbook({"A": rows}))
    assert list(sheet.columns) == ["Code", "Valeur", "column D"]


def test_columns_of_one_name_are_told_apart_and_it_is_said():
    sheet = sheet_of_text("a\tb\tb\n1\t2\t3\n")
    assert list(sheet.columns) == ["a", "b", "b (2)"]
    assert any("“b”" in note for note in sheet.notes)


def test_a_table_without_names_is_read_by_letters_and_it_is_said():
    sheet = sheet_of_text("75056;Résidentiel;12,5\n75056;Déchets;3,5\n")
    assert list(sheet.columns) == ["column A", "column B", "column C"]
    assert sheet.rows == [1, 2]
    assert any("no row of names" in note for note in sheet.notes)


def test_a_workbook_with_several_sheets_lists_them(workbook):
    path = workbook({"Notes": [], "A": [NAMES, *ROWS], "B": [["x", "y"], [1.0, 2.0]]})
    assert sheet_names(path) == ("Notes", "A", "B")
    assert read_sheet(path).name == "A"  # the first that is not empty
    assert list(read_sheet(path, "B").columns) == ["x", "y"]
    (fault,) = refused(lambda: read_sheet(path, "C"))
    assert "“C”" in fault
    assert "“B”" in fault


def test_a_hidden_sheet_is_not_offered(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "h.xlsx")
    book.add_worksheet("Shown").write_row(0, 0, ["a", "b"])
    book.worksheets()[0].write_row(1, 0, [1.0, 2.0])
    hidden = book.add_worksheet("Secret")
    hidden.hide()
    book.close()
    assert sheet_names(tmp_path / "h.xlsx") == ("Shown",)
    refused(lambda: read_sheet(tmp_path / "h.xlsx", "Secret"))


def test_formulas_are_read_as_they_were_computed(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_number(1, 0, 2.0)
    sheet.write_formula(1, 1, "=A2*21", None, 42)
    book.close()
    assert read_sheet(tmp_path / "f.xlsx").columns["b"] == [42.0]


def test_days_are_written_as_dates(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "d.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["jour", "valeur"])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, 0, datetime(2018, 12, 31), day)  # noqa: DTZ001
    sheet.write_number(1, 1, 1.0)
    book.close()
    assert read_sheet(tmp_path / "d.xlsx").columns["jour"] == ["2018-12-31"]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ([{"a": 1, "b": "x"}], {"a": [1.0], "b": ["x"]}),
        ({"data": [{"a": 1}]}, {"a": [1.0]}),
        ({"fields": ["a", "b"], "data": [[1, "x"]]}, {"a": [1.0], "b": ["x"]}),
        (
            {"schema": {"fields": [{"name": "a"}]}, "data": [{"a": None}, {"a": True}]},
            {"a": ["", "TRUE"]},
        ),
        ([["a", "b"], [1, 2]], {"a": [1.0], "b": [2.0]}),
        ([{"a": 1}, {"b": 2}], {"a": [1.0, ""], "b": ["", 2.0]}),
        ([{"a": 1, "list": [1, 2]}], {"a": [1.0], "list": ["[1.0, 2.0]"]}),
    ],
)
def test_records_come_in_several_shapes(tmp_path, content, wanted):
    path = tmp_path / "f.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert read_sheet(path).columns == wanted


@pytest.mark.bad_input("other separators", door="file")
@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["a;b", "1,5;2,5", "3,5;4,5"], ";"),
        (["a,b", "1.5,2.5"], ","),
        (["a\tb", "1,5\t2,5"], "\t"),
        (["a|b|c", "1|2|3"], "|"),
        (["Titre, avec virgule", "a;b;c", "1;2;3", "4;5;6"], ";"),
        (['a,"b;b;b"', '1,"x;y"'], ","),
    ],
)
def test_the_separator_is_that_which_cuts_alike(lines, separator):
    assert separator_in(lines) == separator


@pytest.mark.bad_input("latin-1", door="file")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_accents_survive_every_encoding(tmp_path, encoding):
    path = tmp_path / "f.csv"
    path.write_text("Région;Valeur\nÎle-de-France;1\n", encoding=encoding)
    assert read_sheet(path).columns["Région"] == ["Île-de-France"]


def test_letters_that_windows_adds_to_latin_1_survive_too(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("Énergie d’œuvre;Valeur\nGaz…;1\n".encode("cp1252"))
    sheet = read_sheet(path)
    assert sheet.columns["Énergie d’œuvre"] == ["Gaz…"]
    assert sheet.notes[0] == "not UTF-8: read as windows-1252"


def test_letters_written_in_two_halves_are_read(tmp_path):
    path = tmp_path / "f.json"
    path.write_bytes(b'[{"a": "\\ud83d\\ude00"}]')
    assert read_sheet(path).columns["a"] == ["\U0001f600"]


def test_the_name_that_its_owner_knows_is_in_the_faults(tmp_path):
    path = tmp_path / "upload-1234"
    path.write_bytes(b"")
    path.write_text("only one line", encoding="utf-8")
    (fault,) = refused(lambda: read_sheet(path, file="bilan.csv"))
    assert fault.startswith("bilan.csv")


_CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")),
    max_size=8,
).map(str.strip)


@given(st.lists(st.tuples(_CELLS, st.integers(0, 10**6)), min_size=1, max_size=8))
def test_what_a_spreadsheet_copies_comes_back(rows):
    quoted = [
        f'"{text.replace(chr(34), chr(34) * 2)}"\t{value}' for text, value in rows
    ]
    sheet = sheet_of_text("nom\tvaleur x\n" + "\n".join(quoted))
    assert sheet.columns["nom"] == [text for text, _ in rows]
    assert sheet.columns["valeur x"] == [str(value) for _, value in rows]


def test_the_real_plan_template_is_read(shared_data):
    sheet = read_sheet(shared_data / "territory/tet/plan_budget_issue.xlsx")
    assert "Présentation de l’action / Descriptif" in sheet.columns


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"[" * 200_000, "lists within lists, without end"),
        (b'[{"a": 1,', "a slip in row 1"),
        (b'[{"a": "\xff"}]', "letters that are no UTF-8"),
        (b'[{"a": "\\ud83d"}]', "half a letter, as \\ud800"),
        (b'[{"a": 1, "a": 2}]', "“a” twice in an object"),
        (b'[{"\\ud800": 1, "\\ud800": 2}]', "“\\ud800” twice in an object"),
    ],
)
def test_bad_json_is_told_in_words(tmp_path: Path, raw: bytes, found: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    (said,) = refused(lambda: read_sheet(path))
    assert f"expected a JSON file, found {found}." in said


def test_bad_text_that_is_called_a_workbook_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("Bonjour, voici mon tableau", encoding="utf-8")
    (said,) = refused(lambda: read_sheet(path))
    assert "expected a workbook, as the name of the file says, found a text" in said


def test_a_table_of_text_that_is_called_a_workbook_is_read_and_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("Secteur;Valeur\nDéchets;3\n", encoding="utf-8")
    sheet = read_sheet(path)
    assert list(sheet.columns) == ["Secteur", "Valeur"]
    assert "it is a text" in sheet.notes[0]
