"""Every case of DESIGN, section Bad input: which tests show it, and do they pass?

A test declares its case and its door: ``@pytest.mark.bad_input(CASE, door=DOOR)``, with
a case of the list below. A case without a passing test is missing, and said to be.
"""

from benchmarks.marked_tests import Outcome, outcomes
from benchmarks.verdict import conclude

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
    "Cells": (
        "HTML in text",
        "formulas in text",
        "emoji in text",
        "10 MB strings",
    ),
    "Requests": ("wrong types in JSON", "expired token", "foreign token"),
}
DOORS = ("file", "form", "API", "command", "configuration")


def main() -> None:
    """Run the tests, print one line a case, and say whether it holds."""
    found = outcomes("bad_input")
    every = [case for cases in CASES.values() for case in cases]
    held = 0
    for group, cases in CASES.items():
        for case in cases:
            outcome = found.get(case, Outcome())
            held += outcome.holds
            print(f"  {group:10s} {case:32s} {outcome}")
    strangers = sorted(set(found) - set(every))
    if strangers:
        print(f"  not in the list, correct the marker: {', '.join(strangers)}")
    doors = {door for outcome in found.values() for door in outcome.doors}
    silent = [door for door in DOORS if door not in doors]
    if silent:
        print(f"  doors without a test: {', '.join(silent)}")
    tests = len({test for outcome in found.values() for test in outcome.passed})
    conclude(
        "bad-input",
        f"{held} of {len(every)} cases, {len(DOORS) - len(silent)} of {len(DOORS)} "
        f"doors, {tests} tests",
        "every case of DESIGN, section Bad input, at every door",
        holds=held == len(every) and not strangers and not silent,
    )


if __name__ == "__main__":
    main()
