"""Faults known from other programs: which tests show that they do not happen here?

A test declares its fault: ``@pytest.mark.known_fault(NAME)``, a name of the list below.
"""

from benchmarks.marked_tests import Outcome, outcomes
from benchmarks.verdict import conclude

FAULTS = {
    "interval stamps": "beginning, middle or end of the interval: half an hour lost",
    "integrated footprint against an hourly flux": "openghg #1688",
    "truncated footprint": "STILT #139: 21 of 24 hours accepted as complete",
    "missing sensors": "openghg #1299, #1312: failures on missing data",
    "whole days without data": "the chain of days must cross them",
}


def main() -> None:
    """Run the tests, print one line a fault, and say whether it holds."""
    found = outcomes("known_fault")
    for name, where in FAULTS.items():
        print(f"  {name:44s} {found.get(name, Outcome())} | {where}")
    held = sum(found.get(name, Outcome()).holds for name in FAULTS)
    strangers = sorted(set(found) - set(FAULTS))
    if strangers:
        print(f"  not in the list, correct the marker: {', '.join(strangers)}")
    tests = len({test for outcome in found.values() for test in outcome.passed})
    conclude(
        "known-faults",
        f"{held} of {len(FAULTS)} faults, {tests} tests",
        "a passing test for every fault of the list, none failing",
        holds=held == len(FAULTS) and not strangers,
    )


if __name__ == "__main__":
    main()
