"""An import survives the loss of its worker, and is never done by two at once."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from trajectoire.core.errors import LedgerConflict
from trajectoire.web.accounts.models import User
from trajectoire.web.imports import applying, tasks
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.signs import Signs, last_sign, progress_of
from trajectoire.web.imports.steps import (
    Overtaken,
    conclude,
    mark_stopped,
    taken,
)
from trajectoire.web.imports.storage import FAULTS, folder_of
from trajectoire.web.imports.tasks import (
    apply_table,
    start_again,
    start_applying,
    start_checking,
    start_undoing,
)
from trajectoire.web.language.faults import message
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record

pytestmark = pytest.mark.django_db
State = Import.State
Work = Callable[[], int]
Bring = Callable[..., Import]


@pytest.fixture
def ready(brought: Bring, work: Work, ada: User) -> Import:
    one = brought()
    start_checking(one, one.mapping, ada.pk)
    work()
    one.refresh_from_db()
    assert one.state == State.READY, one.preview
    return one


@pytest.fixture
def applied(ready: Import, work: Work, ada: User) -> Import:
    start_applying(ready, ada.pk)
    work()
    ready.refresh_from_db()
    assert ready.state == State.DONE
    return ready


def silent(one: Import) -> None:
    """Make as if the last sign were old."""
    path = folder_of(one) / "progress.json"
    if path.is_file():
        past = time.time() - 3600
        os.utime(path, (past, past))
    past_day = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=past_day)


def test_progress_is_read_while_it_is_told(ready: Import) -> None:
    with Signs(ready) as signs:
        signs.say("Écriture dans le registre", 0.4)
        assert progress_of(ready)["fraction"] == 0.4
        signs.say("Écriture dans le registre", 7.0)
    assert last_sign(ready) is not None
    Import.objects.filter(pk=ready.pk).update(attempt=99)
    ready.refresh_from_db()
    assert progress_of(ready) == {}  # of an earlier task: not of this one


def test_a_task_that_says_nothing_signs_all_the_same(ready: Import) -> None:
    with Signs(ready, beat=0.02):
        silent(ready)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            sign = last_sign(ready)
            if sign and timezone.now() - sign < timedelta(seconds=30):
                return
            time.sleep(0.02)
    pytest.fail("no sign of life")


def test_an_import_that_lost_its_worker_is_started_again(
    agent: Client, ready: Import, work: Work, ada: User
) -> None:
    start_applying(ready, ada.pk)
    with Signs(ready):
        assert mark_stopped() == 0
    silent(ready)
    assert mark_stopped() == 1
    page = agent.get(f"/espace/imports/{ready.pk}/").content.decode()
    assert "interrompu" in page
    assert "Reprendre" in page
    assert Entry.objects.count() == 0
    agent.post(f"/espace/imports/{ready.pk}/reprendre/")
    work()
    ready.refresh_from_db()
    assert ready.state == State.DONE
    assert Entry.objects.count() == 6


def test_an_import_that_waits_for_the_worker_is_not_lost(
    ready: Import, ada: User
) -> None:
    start_applying(ready, ada.pk)
    assert mark_stopped() == 0


def test_a_task_that_wakes_up_late_leaves_everything_as_it_is(
    ready: Import, work: Work, ada: User
) -> None:
    start_applying(ready, ada.pk)
    late = Import.objects.get(pk=ready.pk)
    silent(ready)
    mark_stopped()
    ready.refresh_from_db()
    assert start_again(ready, ada.pk)
    assert taken(str(late.pk), late.attempt, State.APPLYING) is None
    with pytest.raises(Overtaken):
        conclude(late, state=State.DONE)
    apply_table.call(str(late.pk), late.attempt, ada.pk)
    assert Entry.objects.count() == 0
    work()
    assert Entry.objects.count() == 6


def test_bad_task_overtaken_at_its_very_end_writes_nothing(
    ready: Import, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_applying(ready, ada.pk)
    ready.refresh_from_db()
    real = applying.record

    def meanwhile(*args: object, **words: object) -> object:
        done = real(*args, **words)
        Import.objects.filter(pk=ready.pk).update(attempt=ready.attempt + 1)
        return done

    monkeypatch.setattr(applying, "record", meanwhile)
    apply_table.call(str(ready.pk), ready.attempt, ada.pk)
    assert Entry.objects.count() == 0
    assert Run.objects.count() == 0


def test_bad_surprise_is_told_without_its_inside(
    ready: Import, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise KeyError("secret")

    monkeypatch.setattr(tasks, "apply", breaks)
    start_applying(ready, ada.pk)
    apply_table.call(str(ready.pk), ready.attempt, ada.pk)
    ready.refresh_from_db()
    assert ready.state == State.OVERTAKEN
    assert str(ready.pk) in ready.message
    assert "secret" not in ready.message
    assert Entry.objects.count() == 0


def test_a_worker_that_is_told_to_stop_says_so_at_once(
    ready: Import, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: object) -> object:
        raise SystemExit

    monkeypatch.setattr(tasks, "apply", stops)
    start_applying(ready, ada.pk)
    with pytest.raises(SystemExit):
        apply_table.call(str(ready.pk), ready.attempt, ada.pk)
    ready.refresh_from_db()
    assert ready.stopped
    assert "start again" in ready.message


def test_two_users_on_one_cell_lose_nothing(
    ready: Import, work: Work, ada: User, bob: User
) -> None:
    """Bob records one of the cells after Ada's check and before she applies."""
    figure = applying.figures_of(ready)[0][0]
    other = replace(
        figure, quantity=replace(figure.quantity, value=1.0, uncertainty=0.5)
    )
    record([other], author=str(bob.pk))
    start_applying(ready, ada.pk)
    work()
    ready.refresh_from_db()
    assert ready.state == State.OVERTAKEN
    assert "bob@example.org recorded" in ready.message
    assert Entry.objects.count() == 1
    start_checking(ready, ready.mapping, ada.pk)
    work()
    ready.refresh_from_db()
    assert ready.preview["counts"]["changed"] == 1  # she sees it, and decides
    start_applying(ready, ada.pk)
    work()
    assert Entry.objects.count() == 7


def test_an_undo_stops_before_a_newer_figure(
    applied: Import, agent: Client, work: Work, ada: User, bob: User
) -> None:
    entry = current().first()
    (figure,) = indicators_of([entry])
    newer = replace(
        figure, quantity=replace(figure.quantity, value=1.0, uncertainty=0.5)
    )
    record([newer], author=str(bob.pk))
    start_undoing(applied, ada.pk)
    work()
    applied.refresh_from_db()
    assert applied.state == State.DONE
    assert "a newer figure stands" in applied.message
    told = message(applied.message)
    assert told.language == "fr"
    assert "_ghg" not in told.text
    assert "Gaz à effet de serre, tous ensemble" in told.text
    with translation.override("en"):
        assert "_ghg" not in message(applied.message).text
    assert Entry.objects.count() == 7
    page = agent.get(f"/espace/imports/{applied.pk}/").content.decode()
    assert "Grenoble" in page


def test_what_an_import_wrote_is_found_by_its_run(
    applied: Import, ada: User, home: Path
) -> None:
    assert applied.run.instrument == "inventory.import"
    assert applied.run.configuration_hash == applied.sha256
    written = applying.written_by(applied)
    assert {entry.author for entry in written} == {str(ada.pk)}
    assert written.count() == 6


def test_a_conflict_in_the_ledger_is_told(
    ready: Import, ada: User, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object, **_words: object) -> object:
        raise LedgerConflict("the ledger is held by another writer")

    monkeypatch.setattr(applying, "record", held)
    start_applying(ready, ada.pk)
    work()
    ready.refresh_from_db()
    assert ready.message == "the ledger is held by another writer"
    assert Run.objects.count() == 0


def test_bad_year_to_come_is_a_fault_of_its_row(
    brought: Bring, work: Work, ada: User, table: str
) -> None:
    ahead = str(datetime.now(UTC).year + 1)
    one = brought(table.replace("2022", ahead))
    start_checking(one, one.mapping, ada.pk)
    work()
    one.refresh_from_db()
    assert one.state == State.TO_CORRECT
    told = (folder_of(one) / FAULTS).read_text()
    assert told.count("a year that has begun") == 3
