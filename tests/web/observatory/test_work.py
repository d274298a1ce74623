"""A run leaves a true account of itself, whatever happens to it."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.instrument import Report
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.observatory import tasks, work
from trajectoire.web.observatory.dossiers import hold
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.tasks import (
    compute,
    examine,
    examine_again,
    examine_file,
    receive,
    restart,
)
from trajectoire.web.observatory.upload import keep
from trajectoire.web.observatory.work import (
    Heartbeat,
    Progress,
    carry_out,
    mark_interrupted,
    progress_of,
)

pytestmark = pytest.mark.django_db
NOWHERE = Path("run.toml")


class FakeObservatory:
    """Answers one figure, or breaks as it is told to."""

    def __init__(self, town: Territory, breaks: BaseException | None = None) -> None:
        self._town = town
        self._breaks = breaks

    def __call__(self, _configuration: Path, out: Path, progress: Progress) -> Report:
        progress("Inversion", 0.5)
        if self._breaks is not None:
            raise self._breaks
        (out / "summary.json").write_text(json.dumps({"title": "Essai"}))
        return Report((self.figure(),))

    def figure(self) -> Indicator:
        return Indicator(
            Definition("emission_measured", "tCO2e", "down"),
            self._town,
            TOTAL,
            Period.of_days(date(2025, 1, 1), 1),
            Quantity(100.0, "tCO2e", 10.0),
            CellState.ESTIMATED,
            Source("Observatoire", "Inversion", "Licence Ouverte 2.0"),
            Method("observatory.inversion", "1", "r"),
        )


@pytest.fixture
def run(dossier: Dossier) -> Run:
    run = Run.objects.create(instrument="observatory", version="1")
    Dossier.objects.filter(pk=dossier.pk).update(run=run, state=Dossier.State.RUNNING)
    return run


def state_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


def test_a_run_that_ends_is_recorded(
    run: Run, dossier: Dossier, town: Territory
) -> None:
    carry_out(run, NOWHERE, FakeObservatory(town), author="7")
    run.refresh_from_db()
    assert (run.status, run.progress) == (Run.Status.DONE, 1.0)
    assert run.summary == {"title": "Essai"}
    assert Path(run.folder).is_dir()
    assert run.entries.get().author == "7"
    assert state_of(dossier) == Dossier.State.DONE


def test_a_wrong_input_is_said_in_its_own_words(
    run: Run, dossier: Dossier, town: Territory
) -> None:
    fault = Fault("ppm", "ppb", "Correct the unit.", file="toits.csv", row=3)
    carry_out(run, NOWHERE, FakeObservatory(town, InputError([fault])), author="")
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert run.message == str(fault)
    assert state_of(dossier) == Dossier.State.FAILED
    assert not Entry.objects.exists()


def test_an_unexpected_error_keeps_its_secrets(run: Run, town: Territory) -> None:
    broken = FakeObservatory(town, RuntimeError("/home/secret/path"))
    carry_out(run, NOWHERE, broken, author="")
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert "secret" not in run.message
    assert str(run.pk) in run.message


def test_a_worker_told_to_stop_says_so_and_stops(
    run: Run, dossier: Dossier, town: Territory
) -> None:
    with pytest.raises(SystemExit):
        carry_out(run, NOWHERE, FakeObservatory(town, SystemExit(1)), author="")
    run.refresh_from_db()
    assert run.status == Run.Status.INTERRUPTED
    assert "restart it" in run.message


def test_a_run_that_no_longer_signs_is_marked_and_restarts(
    run: Run, dossier: Dossier, town: Territory
) -> None:
    compute.enqueue(str(run.pk))
    DBTaskResult.objects.update(status="RUNNING")
    Run.objects.update(status="running", seen=timezone.now() - timedelta(minutes=2))
    assert mark_interrupted() == 1
    assert state_of(dossier) == Dossier.State.FAILED
    assert DBTaskResult.objects.get().status == "FAILED"
    restarted = restart(Run.objects.get())
    assert restarted.status == Run.Status.WAITING
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    carry_out(restarted, NOWHERE, FakeObservatory(town), author="")
    assert state_of(dossier) == Dossier.State.DONE


def test_a_run_that_signs_is_left_alone(run: Run) -> None:
    Run.objects.update(status="running", seen=timezone.now())
    assert mark_interrupted() == 0
    assert restart(Run.objects.get()).status == Run.Status.RUNNING
    assert not DBTaskResult.objects.exists()


def test_a_restart_asked_twice_enqueues_once(run: Run) -> None:
    Run.objects.update(status="interrupted")
    restart(run)
    restart(run)
    assert DBTaskResult.objects.count() == 1


def test_progress_is_written_now_and_then(
    run: Run,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    say = progress_of(run)
    with django_assert_max_num_queries(3):
        for step in range(1000):
            say("Inversion", step / 1000)
    say("Écriture", 2.0)
    run.refresh_from_db()
    assert (run.step, run.progress) == ("Écriture", 1.0)


def test_a_long_silent_step_still_signs(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[object] = []
    monkeypatch.setattr(work, "sign", signed.append)
    with Heartbeat(run, beat=0.01):
        deadline = time.monotonic() + 5
        while len(signed) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    count = len(signed)
    assert count >= 2
    time.sleep(0.05)
    assert len(signed) == count


class FakeExamination:
    """Says what it is told to."""

    def __init__(self, *faults: str) -> None:
        self._faults = [{"message": fault} for fault in faults]

    def as_dict(self) -> dict[str, object]:
        return {"kind": "csv", "faults": self._faults}


@pytest.mark.parametrize(("faults", "state"), [((), "checked"), (("x",), "faulty")])
def test_an_examination_is_kept(
    dossier: Dossier, faults: tuple[str, ...], state: str
) -> None:
    file = keep(dossier, "a.csv", [b"1"])
    examine_file(file, lambda _: FakeExamination(*faults))
    file.refresh_from_db()
    assert (file.state, file.examination["kind"]) == (state, "csv")


def test_a_file_that_breaks_its_reader_is_faulty_not_fatal(dossier: Dossier) -> None:
    def breaks(path: Path) -> FakeExamination:
        raise ZeroDivisionError

    file = keep(dossier, "a.csv", [b"1"])
    examine_file(file, breaks)
    file.refresh_from_db()
    assert file.state == DossierFile.State.FAULTY
    assert "could not be read" in file.examination["faults"][0]["message"]


def test_an_examination_lost_with_its_worker_is_asked_again(dossier: Dossier) -> None:
    receive(dossier, "a.csv", [b"1"])
    assert examine_again() == 0
    DBTaskResult.objects.update(status="RUNNING")
    assert examine_again() == 1


def test_the_figures_of_a_second_run_supersede(run: Run, town: Territory) -> None:
    observatory = FakeObservatory(town)
    carry_out(run, NOWHERE, observatory, author="")
    figure = observatory.figure()
    better = replace(figure, quantity=Quantity(95.0, "tCO2e", 5.0))
    observatory.figure = lambda: better
    second = Run.objects.create(instrument="observatory", version="1")
    carry_out(second, NOWHERE, observatory, author="")
    assert [entry.value for entry in Entry.objects.order_by("pk")] == [100.0, 95.0]
    assert second.entries.get().supersedes == run.entries.get()


def test_bad_run_without_its_task_is_not_waited_for(run: Run, dossier: Dossier) -> None:
    compute.enqueue(str(run.pk))
    assert mark_interrupted() == 0
    DBTaskResult.objects.update(status="FAILED")
    assert mark_interrupted() == 1
    run.refresh_from_db()
    assert run.status == Run.Status.INTERRUPTED
    assert state_of(dossier) == Dossier.State.FAILED


def test_bad_run_whose_worker_died_before_it_began(run: Run) -> None:
    compute.enqueue(str(run.pk))
    now = timezone.now()
    DBTaskResult.objects.update(status="RUNNING", started_at=now)
    assert mark_interrupted() == 0
    DBTaskResult.objects.update(started_at=now - timedelta(minutes=2))
    assert mark_interrupted() == 1
    assert DBTaskResult.objects.get().status == "FAILED"


def test_bad_task_that_breaks_before_the_run_is_still_answered_for(
    run: Run, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> Path:
        raise KeyError("secret")

    monkeypatch.setattr(tasks, "configuration_path", breaks)
    compute.call(str(run.pk))
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert str(run.pk) in run.message
    assert "secret" not in run.message
    assert state_of(dossier) == Dossier.State.FAILED


def test_bad_file_taken_out_before_its_examination_stops_nothing() -> None:
    examine.call(str(uuid4()))


def test_bad_file_that_kills_its_worker_is_given_up(dossier: Dossier) -> None:
    file = receive(dossier, "a.csv", [b"1"])
    for _ in range(2):
        DBTaskResult.objects.update(status="RUNNING")
        assert examine_again() == 1
    DBTaskResult.objects.update(status="RUNNING")
    assert examine_again() == 0
    file.refresh_from_db()
    assert file.state == DossierFile.State.FAULTY


def test_a_run_that_has_had_its_time_leaves_the_worker(
    run: Run, town: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "LONGEST", -1.0)
    carry_out(run, NOWHERE, FakeObservatory(town), author="")
    run.refresh_from_db()
    assert run.status == Run.Status.INTERRUPTED
    assert "to let others pass" in run.message
    assert not Entry.objects.exists()


def test_bad_second_run_that_began_meanwhile_leaves_nothing(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Another request takes the dossier while this one writes its description."""

    def configure(dossier: Dossier, _choices: object, run: Run) -> str:
        path = tasks.configuration_path(run, dossier)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        hold(Dossier.objects.get(pk=dossier.pk))
        return "x"

    monkeypatch.setattr(tasks, "configure", configure)
    with pytest.raises(InputError, match="one whose run is under way"):
        tasks.start(dossier, None)
    assert not Run.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not list(home.rglob("run-*.toml"))


def test_bad_runs_asked_at_once_are_one(dossier: Dossier) -> None:
    """Two requests that both saw the dossier at rest."""
    seen_by_another = Dossier.objects.get(pk=dossier.pk)
    hold(dossier)
    with pytest.raises(InputError, match="one whose run is under way"):
        hold(seen_by_another)
