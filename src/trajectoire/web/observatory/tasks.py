"""Long work, done by the task worker: examine a file, compute a run."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from trajectoire.core.errors import TrajectoireError
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.configuration import (
    Choices,
    configuration_path,
    configure,
)
from trajectoire.web.observatory.dossiers import hold, refuse_while_running
from trajectoire.web.observatory.examination import checker, described_by
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import keep, path_of
from trajectoire.web.observatory.work import answering_for, carry_out

_UNREADABLE = "This file could not be read. Is it whole, and the right one?"
_MOST_EXAMINATIONS = 3  # of a file that stops its worker
_log = logging.getLogger(__name__)


class Examination(Protocol):
    """What a file is, and what is wrong with it."""

    def as_dict(self) -> dict[str, Any]: ...


@task()
def examine(number: str) -> None:
    """Examine a file of a dossier."""
    file = DossierFile.objects.select_related("dossier").filter(pk=number).first()
    if file is None:
        return  # taken out meanwhile

    examine_file(file, checker(file))
    for table in described_by(file):
        examine_file(table, checker(table))


@task()
def compute(number: str) -> None:
    """Run the observatory on a dossier."""
    with answering_for(UUID(number)):
        from trajectoire.instruments.observatory.instrument import run_folder

        run = Run.objects.get(pk=UUID(number))
        dossier = run.dossiers.get()
        path = configuration_path(run, dossier)
        confined = partial(run_folder, confined=True)
        carry_out(run, path, confined, author=str(dossier.owner_id or ""))


def examine_file(file: DossierFile, check: Callable[[Path], Examination]) -> None:
    """Keep what the examination of a file says.

    Parameters
    ----------
    file
        A file of a dossier. [-]
    check
        Examines a path. [-]

    """
    try:
        found = check(path_of(file)).as_dict()
    except TrajectoireError as error:
        found = {"faults": [{"message": str(error)}]}
    except Exception:  # noqa: BLE001  (a bad file must not stop the worker)
        _log.exception("examination of %s failed", file.pk)
        found = {"faults": [{"message": _UNREADABLE}]}
    keep_examination(file, found)


def keep_examination(file: DossierFile, found: dict[str, Any]) -> None:
    """Keep what was found of a file, if it is still there.

    Parameters
    ----------
    file
        A file of a dossier. [-]
    found
        Its examination; with faults, it is to be corrected. [-]

    """
    faulty = bool(found.get("faults"))
    file.examination = found
    file.state = DossierFile.State.FAULTY if faulty else DossierFile.State.CHECKED
    DossierFile.objects.filter(pk=file.pk).update(
        examination=file.examination, state=file.state
    )


def receive(dossier: Dossier, name: str, chunks: Iterable[bytes]) -> DossierFile:
    """Keep a file in a dossier, and ask for its examination.

    Parameters
    ----------
    dossier, name, chunks
        As for ``keep``. [-]

    Returns
    -------
    file
        Waiting to be examined, unless the dossier held it already. [-]

    """
    file = keep(dossier, name, chunks)
    if file.state == DossierFile.State.WAITING:
        examine.enqueue(str(file.pk))
    return file


def examine_again() -> int:
    """Ask again for the examinations that a stop of the worker left undone.

    Returns
    -------
    count
        How many. [-]

    Notes
    -----
    A file whose examination stopped the worker several times is called unreadable.

    """
    times = Counter(
        number
        for task in DBTaskResult.objects.exclude(status="READY")
        for number in task.args_kwargs["args"]
    )
    asked = {
        number
        for task in DBTaskResult.objects.filter(status="READY")
        for number in task.args_kwargs["args"]
    }
    count = 0
    for file in DossierFile.objects.filter(state=DossierFile.State.WAITING):
        if str(file.pk) in asked:
            continue
        if times[str(file.pk)] >= _MOST_EXAMINATIONS:
            keep_examination(file, {"faults": [{"message": _UNREADABLE}]})
            continue
        examine.enqueue(str(file.pk))
        count += 1
    return count


def start(dossier: Dossier, choices: Choices) -> Run:
    """Ask for a run of the observatory on a dossier.

    Parameters
    ----------
    dossier
        The dossier. [-]
    choices
        What is asked. [-]

    Returns
    -------
    run
        Waiting for the worker. [-]

    Raises
    ------
    InputError
        If the choices do not make a run, or one is already under way.

    """
    from trajectoire.instruments.observatory.instrument import CARD

    refuse_while_running(dossier)
    run = Run(instrument=CARD.name, version=CARD.version, published=False)
    dossier.configuration = configure(dossier, choices, run)
    try:
        with transaction.atomic():
            hold(dossier)
            run.territory = Territory.written(dossier.territory)
            run.save(force_insert=True)
            dossier.run, dossier.state = run, Dossier.State.RUNNING
            dossier.save(update_fields=["run", "state", "configuration"])
            compute.enqueue(str(run.pk))
    except BaseException:
        configuration_path(run, dossier).unlink(missing_ok=True)
        raise
    return run


def restart(run: Run) -> Run:
    """Ask for a run that stopped to go on from where it was.

    Parameters
    ----------
    run
        Interrupted or failed. [-]

    Returns
    -------
    run
        Waiting for the worker; one that is under way is left as it is. [-]

    """
    stopped = (Run.Status.INTERRUPTED, Run.Status.FAILED)
    with transaction.atomic():
        changed = Run.objects.filter(pk=run.pk, status__in=stopped).update(
            status=Run.Status.WAITING, message="", finished=None, seen=timezone.now()
        )
        if changed:
            run.dossiers.update(state=Dossier.State.RUNNING)
            compute.enqueue(str(run.pk))
    run.refresh_from_db()
    return run
