"""How an import goes from one state to the next, whoever asks, and whatever is lost.

A task is asked in the transaction that changes the state. It ends by a change that
holds only if the import is still in its state, for its attempt: of two tasks that
believe they work for an import, one can conclude.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from trajectoire.web.imports.models import Import
from trajectoire.web.imports.signs import last_sign

SILENCE = timedelta(seconds=30)  # after which a task has lost its worker
LOST = (
    "The worker was stopped before the end. Nothing was written in the ledger: start "
    "again, and it is all done anew."
)


class Overtaken(Exception):
    """Another task, or somebody, took the import over: this one leaves it as it is."""


def ask(
    one: Import,
    task: Task,
    state: str,
    *,
    among: Sequence[str],
    author: int | None = None,
    **values: Any,
) -> bool:
    """Ask for a task on an import, unless another one has it.

    Parameters
    ----------
    one
        The import; brought up to date. [-]
    task
        What is to be done. [-]
    state
        In which it will be meanwhile. [-]
    among
        States in which this may be asked. [-]
    author
        Number of the account that asks. [-]
    values
        What else changes. [-]

    Returns
    -------
    asked
        False when the import is not in one of these states. [-]

    """
    with transaction.atomic():
        rows = Import.objects.select_for_update().filter(pk=one.pk, state__in=among)
        found = rows.first()
        if found is None or found.under_way:
            one.refresh_from_db()
            return False
        changes = {
            "state": state,
            "attempt": found.attempt + 1,
            "stopped": False,
            "message": "",
        }
        Import.objects.filter(pk=one.pk).update(**changes | values)
        task.enqueue(str(one.pk), found.attempt + 1, author)
    one.refresh_from_db()
    return True


def taken(number: str, attempt: int, state: str) -> Import | None:
    """Find the import of a task that begins.

    Parameters
    ----------
    number, attempt
        As it was asked. [-]
    state
        In which it must be. [-]

    Returns
    -------
    one
        None when it was removed, or given to another task. [-]

    """
    rows = Import.objects.filter(pk=number, attempt=attempt, state=state, stopped=False)
    return rows.first()


def conclude(one: Import, **values: Any) -> None:
    """Bring a task to its end.

    Parameters
    ----------
    one
        The import, as the task took it. [-]
    values
        What changes. [-]

    Raises
    ------
    Overtaken
        If the import was given to another task meanwhile: undo what you did.

    """
    rows = Import.objects.filter(pk=one.pk, attempt=one.attempt, state=one.state)
    if not rows.update(stopped=False, **values):
        raise Overtaken(f"import {one.pk}, attempt {one.attempt}")
    for name, value in values.items():
        setattr(one, name, value)


def mark_stopped() -> int:
    """Mark the imports whose task lost its worker, or that no task will take up.

    Returns
    -------
    count
        How many there were. [-]

    """
    rows = Import.objects.filter(state__in=Import.UNDER_WAY, stopped=False)
    return sum(_mark(one) for one in rows if not _is_alive(one))


def _mark(one: Import) -> int:
    same = Import.objects.filter(pk=one.pk, attempt=one.attempt, state=one.state)
    with transaction.atomic():
        count = same.update(stopped=True, message=LOST)
        if count:
            _tasks(one).filter(status="RUNNING").update(
                status="FAILED", finished_at=timezone.now()
            )
    return count


def _is_alive(one: Import) -> bool:
    """Tell whether a task works on an import, or will."""
    limit = timezone.now() - SILENCE
    sign = last_sign(one)
    if sign is not None:
        return sign >= limit
    begun = _tasks(one).filter(status="RUNNING", started_at__gte=limit)
    return _tasks(one).filter(status="READY").exists() or begun.exists()


def _tasks(one: Import) -> Any:
    return DBTaskResult.objects.filter(
        args_kwargs__args__0=str(one.pk), args_kwargs__args__1=one.attempt
    )
