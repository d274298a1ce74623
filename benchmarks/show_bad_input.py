"""Every case of DESIGN, section Bad input: which tests show it, and do they pass?

The cases and the way to declare a test are in ``bad_input_cases``. A case without a
passing test is missing, and said to be; so is a door at which nobody knocked.
"""

from benchmarks.bad_input_cases import CASES, DOORS, ELSEWHERE
from benchmarks.marked_tests import Outcome, outcomes
from benchmarks.verdict import conclude


def main() -> None:
    """Run the tests, print one line a case, and say whether it holds."""
    found = outcomes("bad_input", ELSEWHERE)
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
