"""Run the tests that carry a marker, and say which of its cases each one shows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO

import pytest

Declared = Mapping[str, Sequence[tuple[str, str]]]


@dataclass
class Outcome:
    """What the tests of one case said.

    Parameters
    ----------
    passed, failed, left_out
        Tests, by node. [-]
    doors
        Doors at which they knock. [-]

    """

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    doors: set[str] = field(default_factory=set)

    @property
    def holds(self) -> bool:
        """Whether a test shows the case, and none says the contrary."""
        return bool(self.passed) and not self.failed

    def __str__(self) -> str:
        """Count the tests, and name the first that failed."""
        if not (self.passed or self.failed or self.left_out):
            return "MISSING: no test"
        said = f"{len(self.passed)} tests"
        if self.doors:
            said += f" ({', '.join(sorted(self.doors))})"
        if self.left_out:
            said += f", {len(self.left_out)} left out"
        return f"{said}, FAILED {self.failed[0]}" if self.failed else said


class _Ear:
    """Listens to a run of pytest."""

    def __init__(self, marker: str, declared: Declared) -> None:
        self.marker, self.declared = marker, declared
        self.cases: dict[str, set[tuple[str, str]]] = {}
        self.outcomes: dict[str, Outcome] = {}

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        for item in items:
            marked = set(_cases(item, self.marker))
            listed = self.declared.get(item.nodeid.split("[")[0], ())
            if marked or listed:
                self.cases[item.nodeid] = marked | set(listed)
        others = [item for item in items if item.nodeid not in self.cases]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item.nodeid in self.cases]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        final = report.when == "call" or report.outcome != "passed"
        for case, door in self.cases.get(report.nodeid, ()) if final else ():
            outcome = self.outcomes.setdefault(case, Outcome())
            outcome.doors |= {door} if door else set()
            lists = {"passed": outcome.passed, "failed": outcome.failed}
            lists.get(report.outcome, outcome.left_out).append(report.nodeid)


def _cases(item: pytest.Item, marker: str) -> Iterator[tuple[str, str]]:
    for mark in item.iter_markers(marker):
        yield str(mark.args[0]), str(mark.kwargs.get("door", ""))


def outcomes(marker: str, declared: Declared | None = None) -> dict[str, Outcome]:
    """Run the tests that carry a marker, and those that are declared by name.

    Parameters
    ----------
    marker
        Its name; its first argument is the case, ``door`` says where. [-]
    declared
        Cases and doors of tests without the marker, by node. [-]

    Returns
    -------
    outcomes
        By case. [-]

    """
    ear = _Ear(marker, declared or {})
    quiet = ["-q", "--no-header", "-p", "no:cacheprovider", "--tb=line", "tests"]
    said = StringIO()
    with redirect_stdout(said):
        status = pytest.main(quiet, plugins=[ear])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(said.getvalue()[-3000:])
    return ear.outcomes
