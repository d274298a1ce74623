"""Carry out a run in the background, and leave a true account of it, whatever happens.

A run that is alive signs every few seconds. One that has not signed for a minute lost
its worker (killed, machine stopped): it is marked interrupted, and can be restarted
where it was, since the observatory resumes from its folder.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from trajectoire.core.errors import TrajectoireError
from trajectoire.core.instrument import Report
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record
from trajectoire.web.observatory.models import Dossier

Progress = Callable[[str, float], None]
Compute = Callable[[Path, Path, Progress], Report]

BEAT = 10.0  # s, between two signs of life
LONGEST = 7200.0  # s, of a run, before it leaves the worker to others
SILENCE = timedelta(seconds=60)  # after which a run has lost its worker
_THROTTLE = 1.0  # s, between two writings of progress

_log = logging.getLogger(__name__)


def results_folder(run: Run) -> Path:
    """Give the folder of a run's results.

    Parameters
    ----------
    run
        The run. [-]

    Returns
    -------
    folder
        In the home folder. [-]

    """
    return Path(settings.TRAJECTOIRE_HOME) / "runs" / str(run.pk)


def carry_out(run: Run, configuration: Path, compute: Compute, author: str) -> Run:
    """Compute, record, and say how it went.

    Parameters
    ----------
    run
        The run, waiting. [-]
    configuration
        The file that describes it. [-]
    compute
        ``run_folder`` of the instrument. [-]
    author
        Number of the account for which it is done. [-]

    Returns
    -------
    run
        Done, or failed with a message for the reader. [-]

    Notes
    -----
    A stop of the worker is let through, once the run is marked interrupted.

    """
    folder = results_folder(run)
    now = timezone.now()
    _note(run, status=Run.Status.RUNNING, started=now, seen=now, message="")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Heartbeat(run):
            report = compute(configuration, folder, progress_of(run))
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        with transaction.atomic():
            record(report.indicators, run=run, author=author)
            _end(run, Run.Status.DONE, summary=summary, folder=str(folder))
    except TrajectoireError as error:
        _end(run, Run.Status.FAILED, message=str(error))
    except TooLong as error:
        _end(run, Run.Status.INTERRUPTED, message=str(error))
    except Exception:  # noqa: BLE001  (the account of a run is kept whatever happens)
        _log.exception("run %s failed", run.pk)
        _end(run, Run.Status.FAILED, message=_UNEXPECTED.format(run.pk))
    except BaseException:
        _end(run, Run.Status.INTERRUPTED, message=_STOPPED)
        raise
    return run


class TooLong(Exception):
    """A run has had its time: others wait."""

    def __init__(self) -> None:
        hours = LONGEST // 3600
        super().__init__(
            f"The computation was stopped after {hours:.0f} hours, to let others pass. "
            "Nothing was recorded; what was computed is kept: restart it, and it goes "
            "on from there."
        )


@contextmanager
def answering_for(number: UUID) -> Iterator[None]:
    """Answer for a run whatever happens before it is even begun.

    Parameters
    ----------
    number
        The run. [-]

    """
    try:
        yield
    except Exception:  # noqa: BLE001  (the account of a run is kept whatever happens)
        _log.exception("run %s failed", number)
        run = Run.objects.filter(pk=number).first()
        if run is not None:
            _end(run, Run.Status.FAILED, message=_UNEXPECTED.format(number))


def progress_of(run: Run) -> Progress:
    """Make the function by which a computation says how far it is.

    Parameters
    ----------
    run
        The run that it belongs to. [-]

    Returns
    -------
    progress
        Takes the step in words and the fraction done; writes once a second; raises
        ``TooLong`` when the run has had its time. [-]

    """
    began = time.monotonic()
    last = [float("-inf"), ""]

    def say(step: str, fraction: float) -> None:
        now = time.monotonic()
        if now - began > LONGEST:
            raise TooLong
        if step == last[1] and now - float(last[0]) < _THROTTLE and fraction < 1:
            return
        last[:] = [now, step]
        bounded = min(max(fraction, 0.0), 1.0)
        _note(run, step=step[:200], progress=bounded, seen=timezone.now())

    return say


def mark_interrupted() -> int:
    """Mark the runs that lost their worker, and those that no task will take up.

    Returns
    -------
    count
        How many there were. [-]

    """
    limit = timezone.now() - SILENCE
    silent = Run.objects.filter(status=Run.Status.RUNNING, seen__lt=limit)
    lost = [(pk, Run.Status.RUNNING) for pk in silent.values_list("pk", flat=True)]
    waiting = Run.objects.filter(status=Run.Status.WAITING, dossiers__isnull=False)
    lost += [
        (pk, Run.Status.WAITING)
        for pk in waiting.values_list("pk", flat=True)
        if not _is_awaited(str(pk), limit)
    ]
    return sum(_interrupt(pk, status) for pk, status in lost)


def _is_awaited(number: str, limit: datetime) -> bool:
    """Tell whether a task will still take a waiting run up."""
    tasks = DBTaskResult.objects.filter(args_kwargs__args__0=number)
    begun = tasks.filter(status="RUNNING", started_at__gte=limit)
    return tasks.filter(status="READY").exists() or begun.exists()


def _interrupt(number: UUID, status: str) -> int:
    """Interrupt a run that is still as it was seen."""
    with transaction.atomic():
        count = Run.objects.filter(pk=number, status=status).update(
            status=Run.Status.INTERRUPTED, message=_STOPPED, finished=timezone.now()
        )
        if count:
            DBTaskResult.objects.running().filter(
                args_kwargs__args__0=str(number)
            ).update(status="FAILED", finished_at=timezone.now())
            dossier_follows(number)
    return count


def dossier_follows(run_number: UUID) -> None:
    """Bring the state of the dossiers of a run up to date.

    Parameters
    ----------
    run_number
        The run. [-]

    """
    states = {
        Run.Status.WAITING: Dossier.State.RUNNING,
        Run.Status.RUNNING: Dossier.State.RUNNING,
        Run.Status.DONE: Dossier.State.DONE,
    }
    status = Run.objects.values_list("status", flat=True).get(pk=run_number)
    state = states.get(Run.Status(status), Dossier.State.FAILED)
    Dossier.objects.filter(run=run_number).update(state=state)


class Heartbeat:
    """Signs for a run from a thread of its own, while a long step says nothing."""

    def __init__(self, run: Run, beat: float = BEAT) -> None:
        self._run = run
        self._beat = beat
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sign, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _sign(self) -> None:
        while not self._stop.wait(self._beat):
            sign(self._run)


def sign(run: Run) -> None:
    """Say, from a thread of its own, that a run is alive.

    Parameters
    ----------
    run
        The run. [-]

    """
    try:
        Run.objects.filter(pk=run.pk).update(seen=timezone.now())
    except OperationalError:
        _log.warning("run %s could not sign: the database is busy", run.pk)
    finally:
        connection.close()


def _note(run: Run, **values: Any) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    Run.objects.filter(pk=run.pk).update(**values)


def _end(run: Run, status: str, **values: Any) -> None:
    if status == Run.Status.DONE:
        values["progress"] = 1.0
    _note(run, status=status, finished=timezone.now(), **values)
    dossier_follows(run.pk)


_STOPPED = (
    "The computation was stopped before its end. Nothing was recorded; what was "
    "computed is kept: restart it, and it goes on from there."
)
_UNEXPECTED = (
    "The computation stopped on an unexpected error; nothing was recorded. Give this "
    "number to whoever runs the server: {}"
)
