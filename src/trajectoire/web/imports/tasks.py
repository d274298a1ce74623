"""What the task worker does for imports: read, check, apply, undo."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from trajectoire.core.errors import (
    Fault,
    InputError,
    TrajectoireError,
)
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.applying import apply, withdraw
from trajectoire.web.imports.checking import check, propose
from trajectoire.web.imports.models import Import, RememberedMapping
from trajectoire.web.imports.roles import asker
from trajectoire.web.imports.signs import Signs
from trajectoire.web.imports.steps import LOST, Overtaken, ask, conclude, taken
from trajectoire.web.imports.storage import FAULTS, folder_of, write_faults

State = Import.State
Work = Callable[[Import, Signs], None]

_UNEXPECTED = (
    "The work stopped on an unexpected error; nothing was written in the ledger. Give "
    "this number to whoever runs the server: {}"
)
_NO_ROLE = (
    "The account that asked for this no longer has a role for all the territories of "
    "this table: nothing was written. Ask their administrator for a role, or let "
    "somebody who has it go on."
)
_log = logging.getLogger(__name__)


@task()
def read_table(number: str, attempt: int, author: int | None = None) -> None:
    """Read the table of an import, and propose what its columns say."""

    def work(one: Import, signs: Signs) -> None:
        found = propose(one, asker(author), signs.say)
        conclude(one, state=State.TO_DESCRIBE, **found)

    one = _carry_out(number, attempt, State.READING, work, State.UNREADABLE)
    if one is not None and one.state == State.TO_DESCRIBE and one.described:
        start_checking(one, one.mapping, author)


@task()
def check_table(number: str, attempt: int, author: int | None = None) -> None:
    """Read the figures of an import, and compare them with those of the ledger."""

    def work(one: Import, signs: Signs) -> None:
        preview, faults = check(one, asker(author), signs.say)
        _keep_faults(one, faults)
        state = State.TO_CORRECT if faults else State.READY
        conclude(one, state=state, preview=preview)

    one = _carry_out(number, attempt, State.CHECKING, work, State.TO_CORRECT)
    if one is not None and one.state == State.READY and _at_once(one, author):
        start_applying(one, author)


@task()
def apply_table(number: str, attempt: int, author: int | None = None) -> None:
    """Write the figures of an import in the ledger: all of them or none.

    Its mapping is remembered then only: one that was never used may be wrong.
    """

    def work(one: Import, signs: Signs) -> None:
        with transaction.atomic():
            values = apply(one, _asker(author), signs.say)
            conclude(
                one,
                state=State.DONE,
                applied=timezone.now(),
                applied_by_id=author,
                **values,
            )
            RememberedMapping.keep(one)

    _carry_out(number, attempt, State.APPLYING, work, State.OVERTAKEN)


@task()
def undo_table(number: str, attempt: int, author: int | None = None) -> None:
    """Write again what stood before an import: all of it or nothing."""

    def work(one: Import, signs: Signs) -> None:
        with transaction.atomic():
            values = withdraw(one, _asker(author), signs.say)
            conclude(
                one,
                state=State.UNDONE,
                undone=timezone.now(),
                undone_by_id=author,
                **values,
            )

    _carry_out(number, attempt, State.UNDOING, work, State.DONE)


_TASKS: dict[str, Task] = {
    State.READING: read_table,
    State.CHECKING: check_table,
    State.APPLYING: apply_table,
    State.UNDOING: undo_table,
}
_BEFORE = {
    State.READING: (),
    State.CHECKING: (
        State.TO_DESCRIBE,
        State.TO_CORRECT,
        State.READY,
        State.OVERTAKEN,
    ),
    State.APPLYING: (State.READY,),
    State.UNDOING: (State.DONE,),
}


def start_reading(one: Import, sheet: str, author: int | None) -> bool:
    """Ask for another sheet of the file to be read."""
    among = (*_BEFORE[State.CHECKING], State.UNREADABLE)
    values = {"author": author, "sheet": sheet, "described": False, "fingerprint": ""}
    return ask(one, read_table, State.READING, among=among, **values)


def start_checking(one: Import, mapping: dict[str, Any], author: int | None) -> bool:
    """Ask for the figures to be read with a mapping, remembered once it is applied.

    Who said "apply at once" said it of their own description: that of somebody else
    is looked at first.
    """
    at_once = _at_once(one, author)
    return _start(one, State.CHECKING, author, mapping=mapping, at_once=at_once)


def start_applying(one: Import, author: int | None) -> bool:
    """Ask for the figures to be written."""
    return _start(one, State.APPLYING, author)


def start_undoing(one: Import, author: int | None) -> bool:
    """Ask for what stood before to be written again."""
    return _start(one, State.UNDOING, author)


def start_again(one: Import, author: int | None) -> bool:
    """Ask again for the task that lost its worker."""
    if not one.stopped:
        return False
    return ask(one, _TASKS[one.state], one.state, among=(one.state,), author=author)


def _start(one: Import, state: str, author: int | None, **values: Any) -> bool:
    among = _BEFORE[State(state)]
    return ask(one, _TASKS[state], state, among=among, author=author, **values)


def _at_once(one: Import, author: int | None) -> bool:
    return one.at_once and author is not None and author == one.owner_id


def _asker(author: int | None) -> User:
    """Give the account for which figures are written: it must still be there."""
    user = asker(author)
    if user is None:
        raise PermissionDenied
    return user


def _carry_out(
    number: str, attempt: int, state: str, work: Work, refused: str
) -> Import | None:
    """Do the work of a task, and leave a true account of it, whatever happens."""
    one = taken(number, attempt, state)
    if one is None:
        return None
    try:
        with Signs(one) as signs:
            work(one, signs)
    except Overtaken:
        _log.warning("import %s was taken over: nothing was kept", number)
        return None
    except InputError as error:
        _keep_faults(one, error.faults)
        conclude(one, state=refused, message="")
    except PermissionDenied:
        conclude(one, state=refused, message=_NO_ROLE)
    except TrajectoireError as error:
        conclude(one, state=refused, message=str(error))
    except Exception:  # noqa: BLE001  (the account of an import is kept whatever happens)
        _log.exception("import %s failed", number)
        conclude(one, state=refused, message=_UNEXPECTED.format(number))
    except BaseException:
        Import.objects.filter(pk=one.pk, attempt=one.attempt).update(
            stopped=True, message=LOST
        )
        raise
    return one


def _keep_faults(one: Import, faults: Iterable[Fault]) -> int:
    return write_faults(folder_of(one) / FAULTS, faults)
