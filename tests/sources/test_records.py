"""Records: instants of any zone, cells without field, one page of several."""

import json
from pathlib import Path

import duckdb
import pytest

from trajectoire.core.errors import InputError
from trajectoire.sources.sheets import read_sheet


def refused(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def parquet(tmp_path: Path):
    """Write the columns of a selection as Parquet, from another zone than UTC."""

    def write(columns: str) -> Path:
        path = tmp_path / "f.parquet"
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'Pacific/Noumea'")
            connection.sql(f"SELECT {columns}").write_parquet(str(path))
        return path

    return write


@pytest.fixture
def records(tmp_path: Path):
    """Write a JSON file."""

    def write(content: object) -> Path:
        path = tmp_path / "f.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_instants_are_read_in_utc(parquet):
    instant = "TIMESTAMPTZ '2019-12-31 12:30:00+00'"  # already 2020 in Nouméa
    path = parquet(f'{instant} AS "jour ""UTC""", 1.5 AS valeur')
    assert read_sheet(path).columns == {'jour "UTC"': ["2019-12-31"], "valeur": [1.5]}


def test_instants_that_are_missing_or_inside_others_are_read(parquet):
    instant = "TIMESTAMPTZ '2019-06-01 00:00:00+00'"
    path = parquet(f"NULL::TIMESTAMPTZ AS a, [{instant}] AS b, {{'c': {instant}}} AS d")
    columns = read_sheet(path).columns
    assert columns["a"] == [""]
    assert all("2019-06-01" in str(columns[name][0]) for name in "bd")


@pytest.mark.parametrize("first", ["2018-12-31 23:00:00+00", "2018-12-31 20:00:00+00"])
def test_bad_days_that_begin_the_evening_before_are_told(parquet, first):
    """Midnight in Paris, or in La Réunion, is in the year before in UTC."""
    rows = f"unnest([TIMESTAMPTZ '{first}', TIMESTAMPTZ '{first}' + INTERVAL 1 YEAR])"
    (said,) = refused(parquet(f"{rows} AS jour, 1 AS valeur"))
    assert "column “jour”: expected days that begin at midnight UTC" in said
    assert f"found {first[:19]} UTC, which is midnight elsewhere" in said


def test_instants_at_every_hour_are_no_days(parquet):
    hours = "generate_series(TIMESTAMPTZ '2019-01-01', '2019-01-02', INTERVAL 1 HOUR)"
    assert len(read_sheet(parquet(f"unnest({hours}) AS t, 1 AS v")).rows) == 25


@pytest.mark.parametrize(
    "content",
    [
        {"fields": ["a", "b"], "data": [[1, 2], [1, 2, 99], [1]]},
        [["a", "b"], [1, 2], [1, 2, 99], [1]],
    ],
)
def test_bad_rows_with_other_cells_than_fields_are_told(records, content):
    (said,) = refused(records(content))
    assert "row 2: expected 2 cells, as there are fields, found 3 (2 times)" in said


def test_bad_field_that_is_named_twice_is_told(records):
    (said,) = refused(records([["a", "b", "a"], [1, 2, 3]]))
    assert "column “a”: expected each field once, found “a” twice. Rename one." in said


ROW = [{"a": 1}]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ({"count": 500, "next": "https://a.fr/?page=2", "results": ROW}, 500),
        ({"total_count": 7, "results": ROW}, 7),
        ({"data": ROW, "links": {"next": "?page=2"}, "meta": {"total": 9}}, 9),
        ({"@odata.count": 3, "@odata.nextLink": "?skip=1", "value": ROW}, 3),
    ],
)
def test_bad_page_of_several_is_told(records, content, count):
    (said,) = refused(records(content))
    assert f"expected the {count} rows that the file counts, found 1." in said
    assert "put the pages together" in said


@pytest.mark.parametrize(
    "content",
    [
        {"count": 1, "next": None, "results": ROW},
        {"count": 500, "next": None, "results": ROW},  # a count of something else
        {"count": 1, "next": "?page=2", "results": ROW},
        {"total": 250.5, "data": ROW},
        {"total_count": 1, "results": ROW},
        {"data": [], "rows": ROW},
        {"data": ROW, "value": [1, 2]},
    ],
)
def test_whole_lists_are_read_beside_counts_and_other_lists(records, content):
    assert read_sheet(records(content)).columns == {"a": [1.0]}


def test_bad_two_lists_of_rows_are_told(records):
    (said,) = refused(records({"data": ROW, "rows": [{"a": 2}]}))
    assert "expected one list of rows, found “data” and “rows”." in said
