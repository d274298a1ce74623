"""Tables and column maps made to exhaust whoever reads them."""

import time

import pytest

from trajectoire.sources.check import check
from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.text import read_text, separator_of, table_of


def cut(path):
    text = read_text(path)
    return table_of(text, separator_of(text.lines[0]))


@pytest.fixture
def table_file(tmp_path):
    def write(text):
        path = tmp_path / "own.csv"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("separator", [",", ";"])
def test_columns_without_number_are_refused_at_once(table_file, refusal, separator):
    header = separator.join(f"c{number}" for number in range(100_000))
    before = time.monotonic()
    said = refusal(cut, table_file(f"{header}\n1\n"))
    assert "expected at most 1000 columns, found 100000. Keep those that" in said
    assert time.monotonic() - before < 5


def test_rows_without_number_are_refused(table_file, refusal, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.text.MOST_ROWS", 9)
    said = refusal(cut, table_file("a,b\n" + "1,2\n" * 10))
    assert "expected at most 9 rows, found 11. Split it by year" in said


def test_a_quote_that_never_ends_is_a_fault(table_file, refusal):
    said = refusal(cut, table_file('a,b\n1,"2\n' + "3,4\n" * 400_000))
    assert "row 2: expected quotes closed in the row that opens them" in said


def test_a_bad_table_is_described_and_never_raised(table_file):
    assert check(table_file('a,b\n1,"2\n' + "3,4\n" * 400_000)).faults


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000, "a = " + "{b = " * 5000, "[code" + ".a" * 5000 + "]"],
    ids=["lists", "tables", "points"],
)
def test_a_column_map_nested_without_end_is_refused(tmp_path, refusal, text):
    path = tmp_path / "own.toml"
    path.write_text(text)
    assert "own.toml: expected " in refusal(read_column_map, path)


def test_a_table_where_a_word_is_due_is_shown_in_short(own_table, refusal):
    deep = "code" + ".a" * 60 + " = 1"
    _, column_map = own_table("date\n", ('code = "ROOF1"', deep))
    said = refusal(read_column_map, column_map)
    assert "column “station.code”: expected a text, found {'a': {'a':" in said


def test_a_column_map_of_megabytes_is_refused(tmp_path, refusal):
    path = tmp_path / "own.toml"
    path.write_text("# nothing\n" * 200_000)
    assert "expected at most 256 KiB, found 2 MiB" in refusal(read_column_map, path)


@pytest.mark.parametrize("number", ["nan", "inf", "1" + "0" * 400, "1e400"])
@pytest.mark.parametrize("key", ["latitude", "height_m", "interval_s"])
def test_numbers_that_are_none_are_refused(own_table, refusal, number, key):
    old = {"latitude": "48.85", "height_m": "30", "interval_s": "3600"}[key]
    changes = (f"{key} = {old}", f"{key} = {number}")
    _, column_map = own_table("date,co2\n", changes)
    assert f".{key}”: expected" in refusal(read_column_map, column_map)


@pytest.mark.parametrize("key", ["fill", "accepted_flags"])
def test_lists_of_lists_are_refused(own_table, refusal, key):
    _, column_map = own_table(
        "date\n", ('unit = "ppm"', f'unit = "ppm"\n{key} = [[1]]')
    )
    said = refusal(read_column_map, column_map)
    assert f"column “value.{key}”: expected a list of" in said


@pytest.mark.parametrize("separator", ["'\"'", '"\\n"', '";;"'])
def test_a_separator_that_is_none_is_refused(own_table, refusal, separator):
    section = f"[file]\nseparator = {separator}\n[time]"
    _, column_map = own_table("date\n", ("[time]", section))
    assert "column “file.separator”: expected one character" in refusal(
        read_column_map, column_map
    )


def test_a_list_where_a_word_is_due_is_refused(own_table, refusal):
    _, column_map = own_table("date,co2\n", ('stamp = "beginning"', "stamp = [[1]]"))
    assert "column “time.stamp”: expected a text" in refusal(
        read_column_map, column_map
    )
