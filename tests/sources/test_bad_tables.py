"""Bad tables: each is refused, or put right, with a message that says what to do."""

import pytest

from trajectoire.sources.check import check
from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.icos import read_icos_atc
from trajectoire.sources.mapped import read_mapped

GOOD = "date,co2\n2022-01-01 00:00,420.1\n2022-01-01 01:00,421.2\n"


def bad(case):
    return pytest.mark.bad_input(case, door="file")


def _read(files):
    table, column_map = files
    return read_mapped(table, read_column_map(column_map))


def _says(refusal, files):
    return refusal(_read, files)


@bad("missing columns")
def test_every_missing_column_is_named_at_once(refusal, own_table):
    said = _says(refusal, own_table("day;value\n2022-01-01;1\n"))
    assert said.startswith("2 faults:")
    assert (
        "own.csv, column “date”: expected a column “date”, found only day, val" in said
    )
    assert "expected a column “co2”" in said


@bad("renamed columns")
def test_a_renamed_column_is_shown_with_those_that_are_there(
    refusal, icos_file, good_rows
):
    columns = "Site;Height;Year;Month;Day;Hour;Minute;Date;CO2_dry;Stdev;N;Flag"
    said = refusal(read_icos_atc, icos_file(good_rows, columns=columns))
    assert "expected a column “co2”, found only Site, Height" in said
    assert "give its new name in a mapping file" in said


@bad("extra columns")
def test_extra_columns_are_left_aside_and_named(own_table):
    reading = _read(own_table("date,co2,door\n2022-01-01 00:00,420.1,open\n"))
    assert reading.series[0].value.tolist() == [420.1]
    assert reading.notes == ("columns not read: door",)


@bad("wrong unit")
def test_a_unit_of_something_else_is_refused(refusal, icos_file, good_rows):
    path = icos_file(good_rows, {"MEASUREMENT UNIT": "kg"})
    said = refusal(read_icos_atc, path)
    assert "expected a unit of mole fraction, as µmol/mol or ppm, found “kg”" in said


@bad("absent unit")
def test_no_unit_is_never_guessed(refusal, icos_file, good_rows):
    path = icos_file(good_rows, {"MEASUREMENT UNIT": "absent"})
    assert "found no unit. Correct the line # MEASUREMENT" in refusal(
        read_icos_atc, path
    )


@bad("absent unit")
def test_a_column_map_without_unit_is_refused(refusal, own_table):
    said = _says(refusal, own_table(GOOD, ('unit = "ppm"\n', "")))
    assert "column “value.unit”: expected a text, found nothing. Nobody may" in said


@bad("NaN")
def test_nan_is_counted_as_missing_never_as_zero(own_table):
    (series,) = _read(own_table(GOOD + "2022-01-01 02:00,NaN\n")).series
    assert len(series) == 2
    assert series.refused == {"missing": 1}


@bad("infinities")
def test_infinities_are_counted_and_left_out(own_table):
    rows = "2022-01-01 02:00,inf\n2022-01-01 03:00,-Infinity\n"
    (series,) = _read(own_table(GOOD + rows)).series
    assert series.refused == {"infinite": 2}


@bad("fill values")
def test_fill_values_are_counted_and_left_out(icos_file, good_rows, row_of):
    (series,) = read_icos_atc(icos_file([*good_rows, row_of(3, "-999.990")])).series
    assert len(series) == 3
    assert series.refused == {"fill value": 1}


@bad("fill values")
def test_a_file_of_fill_values_only_says_how_many(refusal, icos_file, row_of):
    said = refusal(read_icos_atc, icos_file([row_of(0, "-999.990")]))
    assert "expected at least one good value, found 1 fill value" in said


@bad("fill values")
def test_a_fill_value_of_one_s_own_is_declared(own_table):
    files = own_table(GOOD + "2022-01-01 02:00,-1\n", ("unit =", "fill = [-1]\nunit ="))
    (series,) = _read(files).series
    assert series.refused == {"fill value": 1}


@bad("BOM")
def test_a_byte_order_mark_is_no_part_of_the_first_column(own_table):
    reading = _read(own_table(b"\xef\xbb\xbf" + GOOD.encode()))
    assert len(reading.series[0]) == 2
    assert reading.notes == ("byte-order mark: read as utf-8-sig",)


@bad("BOM")
def test_a_file_saved_as_utf_16_is_read(own_table):
    reading = _read(own_table(GOOD.encode("utf-16")))
    assert len(reading.series[0]) == 2


@bad("latin-1")
def test_latin_1_is_read_and_said(own_table):
    raw = "date,co2,gêne\n2022-01-01 00:00,420.1,é\n".encode("latin-1")
    reading = _read(own_table(raw))
    assert reading.notes[0] == "not UTF-8: read as latin-1"
    assert "gêne" in reading.notes[1]


@bad("comma decimals")
def test_comma_decimals_are_refused_until_declared(refusal, own_table):
    text = "date;co2\n2022-01-01 00:00;420,1\n2022-01-01 01:00;421,2\n"
    said = _says(refusal, own_table(text))
    assert "row 2, column “co2”: expected a number written with “.”" in said
    assert (
        "“420,1” (2 times). Describe the file in a mapping with decimal = “,”" in said
    )
    files = own_table(text, ("[time]", '[file]\ndecimal = ","\n[time]'))
    assert _read(files).series[0].value.tolist() == [420.1, 421.2]


@bad("comma decimals")
def test_points_in_a_file_of_commas_are_not_thousands(refusal, own_table):
    text = "date;co2\n2022-01-01 00:00;1.420,1\n"
    files = own_table(text, ("[time]", '[file]\ndecimal = ","\n[time]'))
    assert "found “1.420,1”" in _says(refusal, files)


@bad("quotes")
def test_quotes_and_separators_inside_them_are_read(own_table):
    text = 'date,co2,remark\n"2022-01-01 00:00","420.1","a, ""b"" c"\n'
    assert _read(own_table(text)).series[0].value.tolist() == [420.1]


@bad("quotes")
def test_a_quote_never_closed_is_located(refusal, own_table):
    said = _says(refusal, own_table(GOOD + '"2022-01-01 02:00,420\n'))
    assert "row 4: expected quotes closed in the row that opens them" in said


@bad("other separators")
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_recognised(own_table, separator):
    assert len(_read(own_table(GOOD.replace(",", separator))).series[0]) == 2


@bad("unknown codes")
def test_an_unknown_flag_is_asked_about(refusal, icos_file, row_of):
    said = refusal(read_icos_atc, icos_file([row_of(0, flag="Z")]))
    assert "row 17, column “Flag”: expected a flag among O, U, N, K, found “Z”" in said


@bad("formulas in text")
@bad("HTML in text")
@bad("emoji in text")
@pytest.mark.parametrize(
    "text", ["=cmd|'/C calc'!A0", "<script>alert(1)</script>", "🏭"]
)
def test_text_where_a_number_is_due_is_a_fault_and_is_never_run(
    refusal, own_table, text
):
    said = _says(refusal, own_table(GOOD + f'2022-01-01 02:00,"{text}"\n'))
    assert (
        f"row 4, column “co2”: expected a number written with “.”, found “{text}”"
        in said
    )


@bad("formulas in text")
@bad("HTML in text")
@bad("emoji in text")
@pytest.mark.parametrize("text", ["=1+1", "<b>Saclay</b>", "Saclay 🗼"])
def test_text_in_a_name_is_kept_as_it_is(icos_file, good_rows, text):
    (series,) = read_icos_atc(icos_file(good_rows, {"STATION NAME": text})).series
    assert series.station.name == text


@bad("formulas in text")
@bad("HTML in text")
@bad("emoji in text")
@pytest.mark.parametrize("code", ["=A1", "<i>", "🗼", "../etc", "x" * 65])
def test_a_station_code_holds_letters_digits_and_dashes(
    refusal, icos_file, good_rows, code
):
    said = refusal(read_icos_atc, icos_file(good_rows, {"STATION CODE": code}))
    assert "expected a station code of letters, digits, dots and dashes" in said


@bad("10 MB strings")
def test_a_cell_of_ten_megabytes_is_refused_not_shown(refusal, own_table):
    said = _says(refusal, own_table(GOOD + f"2022-01-01 02:00,{'9' * 10_000_000}\n"))
    assert "row 4: expected rows of at most 1000000 characters, found one of" in said
    assert len(said) < 400


@bad("10 MB strings")
def test_a_long_cell_is_refused_not_shown(refusal, own_table):
    said = _says(refusal, own_table(GOOD + f"2022-01-01 02:00,{'9' * 200_000}\n"))
    assert "column “co2”: expected at most 100000 characters in a cell" in said
    assert len(said) < 400


@bad("truncated file")
def test_a_table_cut_in_the_middle_of_a_row_is_refused(refusal, icos_file, good_rows):
    said = refusal(read_icos_atc, icos_file([*good_rows, "SAC;100;2022;01"]))
    assert "expected 12 cells, as in the header, found 4" in said


@bad("truncated file")
def test_a_file_shorter_than_its_header_says_is_refused_or_accepted_knowingly(
    refusal, icos_file, good_rows
):
    path = icos_file(good_rows, total=8760)
    assert "expected 8760 lines, as its header says" in refusal(read_icos_atc, path)
    notes = read_icos_atc(path, allow_truncated=True).notes
    assert "the header says 8760 lines" in notes[0]


@bad("truncated file")
def test_a_header_without_rows_says_so(refusal, icos_file):
    assert "expected rows under the header, found none" in refusal(
        read_icos_atc, icos_file([])
    )


@bad("swapped latitude and longitude")
def test_a_station_out_of_this_world_is_refused(refusal, icos_file, good_rows):
    changes = {"LATITUDE": "116.37", "LONGITUDE": "39.97"}
    said = refusal(read_icos_atc, icos_file(good_rows, changes))
    assert "expected a latitude in [-90, 90]" in said
    assert "found 116.37, 39.97. Check that the two are not exchanged." in said


def test_all_the_faults_of_a_file_come_together(icos_file, row_of):
    rows = [row_of(0, "abc"), row_of(1, flag="Z"), row_of(2), row_of(2, "999.0")]
    examination = check(icos_file(rows))
    assert [fault.row for fault in examination.faults] == [17, 18, 20]
    assert not examination.is_good
