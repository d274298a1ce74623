"""The cases of DESIGN, section Bad input, and the tests of other rooms that show them.

Tests of readers carry ``@pytest.mark.bad_input(CASE, door=DOOR)``. Tests that carry no
marker are listed here by name; a test renamed without this list is missed at once.
"""

CASES = {
    "Columns": ("missing columns", "renamed columns", "extra columns"),
    "Units": ("wrong unit", "absent unit"),
    "Numbers": ("NaN", "infinities", "fill values"),
    "Rows": ("duplicated rows", "unsorted rows"),
    "Times": (
        "overlapping periods",
        "reversed periods",
        "daylight-saving hours",
        "mixed time zones",
    ),
    "Text": ("BOM", "latin-1", "comma decimals", "quotes", "other separators"),
    "Places": (
        "wrong CRS",
        "swapped latitude and longitude",
        "points outside the domain",
    ),
    "Files": (
        "truncated file",
        "empty file",
        "file compressed twice",
        "10 GB file",
        "directory",
        "missing file",
        "no permission",
        "full disk",
    ),
    "Machines": ("two processes at once", "kill -9 in the middle"),
    "Codes": ("unknown codes", "merged communes"),
    "Cells": ("HTML in text", "formulas in text", "emoji in text", "10 MB strings"),
    "Requests": ("wrong types in JSON", "expired token", "foreign token"),
}
DOORS = ("file", "form", "API", "command", "configuration")

_WEB, _UPLOAD = "tests/web/test_bad_input.py", "tests/web/observatory/test_upload.py"
_RUNS, _LEDGER = "tests/web/observatory/test_api.py", "tests/web/ledger/test_api.py"
_STORE, _RECORD = (
    "tests/store/test_whole_or_nothing.py",
    "tests/web/ledger/test_record.py",
)
_WRITERS = "tests/web/ledger/test_bad_writers.py"
_SERIES, _PLACES = "tests/store/test_series.py", "tests/sources/test_communes.py"

ELSEWHERE: dict[str, tuple[tuple[str, str], ...]] = {
    f"{_STORE}::test_a_full_disk_loses_nothing": (("full disk", "file"),),
    f"{_STORE}::test_a_disk_that_refuses_the_last_step_loses_nothing": (
        ("full disk", "file"),
    ),
    f"{_STORE}::test_two_processes_at_once_both_succeed": (
        ("two processes at once", "file"),
    ),
    f"{_STORE}::test_a_folder_that_stays_busy_is_told_with_its_owner": (
        ("two processes at once", "file"),
    ),
    f"{_STORE}::test_a_killed_import_leaves_nothing_and_can_be_started_again": (
        ("kill -9 in the middle", "file"),
    ),
    f"{_STORE}::test_a_damaged_file_is_named_by_readers_and_writers": (
        ("truncated file", "file"),
    ),
    f"{_SERIES}::test_a_contradiction_is_refused_with_both_values": (
        ("duplicated rows", "file"),
        ("overlapping periods", "file"),
    ),
    f"{_SERIES}::test_an_unknown_series_is_missing_and_the_known_ones_are_named": (
        ("unknown codes", "file"),
    ),
    f"{_PLACES}::test_a_merged_commune_leads_to_the_present_one_and_says_so": (
        ("merged communes", "form"),
    ),
    f"{_PLACES}::test_an_unknown_name_or_a_single_letter_finds_nothing": (
        ("unknown codes", "form"),
    ),
    f"{_UPLOAD}::test_a_full_disk_is_said_and_leaves_nothing": (("full disk", "form"),),
    f"{_UPLOAD}::test_an_empty_file_is_refused": (("empty file", "form"),),
    f"{_UPLOAD}::test_a_file_without_end_is_cut_short": (("10 GB file", "form"),),
    f"{_UPLOAD}::test_the_same_content_twice_is_kept_once": (
        ("duplicated rows", "form"),
    ),
    f"{_WEB}::test_bad_types_in_json_name_the_field": (("wrong types in JSON", "API"),),
    f"{_WEB}::test_bad_fields_are_told_together": (
        ("missing columns", "API"),
        ("extra columns", "API"),
    ),
    f"{_WEB}::test_bad_json_is_explained": (("truncated file", "API"),),
    f"{_WEB}::test_bad_html_formula_or_emoji_in_a_title_stays_text": (
        ("HTML in text", "API"),
        ("formulas in text", "API"),
        ("emoji in text", "API"),
    ),
    f"{_WEB}::test_bad_ten_megabytes_of_text_are_refused_before_being_read": (
        ("10 MB strings", "API"),
    ),
    f"{_WEB}::test_bad_ten_megabytes_in_a_form_are_refused": (
        ("10 MB strings", "form"),
    ),
    f"{_WEB}::test_bad_file_above_the_limit_is_refused_before_being_read": (
        ("10 GB file", "API"),
    ),
    f"{_WEB}::test_bad_file_is_refused_with_what_is_expected": (("empty file", "API"),),
    f"{_WEB}::test_bad_form_without_file_is_explained": (("missing file", "API"),),
    f"{_RUNS}::test_bad_token_foreign_expired_revoked_or_absent_opens_nothing": (
        ("expired token", "API"),
        ("foreign token", "API"),
    ),
    f"{_RUNS}::test_bad_choices_are_all_told_at_once": (("unknown codes", "API"),),
    f"{_LEDGER}::test_bad_formula_in_a_table_is_only_text": (
        ("formulas in text", "API"),
    ),
    f"{_LEDGER}::test_bad_query_is_explained": (("unknown codes", "API"),),
    f"{_LEDGER}::test_unknown_territory_is_not_found": (("unknown codes", "API"),),
    f"{_WRITERS}::test_bad_two_processes_at_once_leave_whole_recordings": (
        ("two processes at once", "API"),
    ),
    f"{_WRITERS}::test_bad_kill_9_in_the_middle_leaves_nothing_and_can_be_done_again": (
        ("kill -9 in the middle", "API"),
    ),
    f"{_RECORD}::test_bad_text_is_refused_with_its_column": (
        ("10 MB strings", "file"),
    ),
}
