"""The demonstration is computed once, kept whole, and found again."""

import json
from datetime import date
from pathlib import Path

import pytest

from trajectoire.core.errors import MissingData
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.instrument import Report
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.demonstration import demonstration_run
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.observatory.publication import publish_report

pytestmark = pytest.mark.django_db


class FakeTwin:
    """Counts how many times it is computed."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, out: Path, _progress: object, *, days: int) -> Report:
        self.times += 1
        (out / "summary.json").write_text(json.dumps({"days": days}))
        territory = Territory("99000", "city", "Ville-Témoin", 2025)
        figure = Indicator(
            Definition("emission_measured", "tCO2e", "down"),
            territory,
            TOTAL,
            Period.of_days(date(2025, 1, 1), days),
            Quantity(100.0, "tCO2e", 10.0),
            CellState.ESTIMATED,
            Source("Trajectoire", "Démonstration", "AGPL-3.0-or-later"),
            Method("observatory.inversion", "1"),
        )
        return Report((figure,))


def silent(step: str, share: float) -> None:
    """Say nothing."""


def test_a_second_start_finds_the_first_one(home: Path) -> None:
    twin = FakeTwin()
    first = demonstration_run(silent, 3, twin)
    assert demonstration_run(silent, 3, twin) == first
    assert twin.times == 1
    assert first.summary == {"days": 3}
    assert first.territory.code == "99000"
    assert first.entries.count() == 1


def test_another_length_is_another_run(home: Path) -> None:
    twin = FakeTwin()
    demonstration_run(silent, 3, twin)
    demonstration_run(silent, 4, twin)
    assert (twin.times, Run.objects.count()) == (2, 2)


def test_files_that_were_lost_are_computed_again(home: Path) -> None:
    twin = FakeTwin()
    run = demonstration_run(silent, 3, twin)
    (Path(run.folder) / "summary.json").unlink()
    demonstration_run(silent, 3, twin)
    assert twin.times == 2
    assert Entry.objects.count() == 1


def test_a_demonstration_that_stops_is_not_found(home: Path) -> None:
    def breaks(out: Path, _progress: object, *, days: int) -> Report:
        (out / "posterior.nc").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demonstration_run(silent, 3, breaks)
    assert not Run.objects.exists()
    assert demonstration_run(silent, 3, FakeTwin()).status == Run.Status.DONE
    assert not list(home.rglob("posterior.nc"))


def test_a_report_without_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="found none"):
        publish_report(Report(()), tmp_path, asked="x", author="")
