"""The process that does the long work; it stops when the server that began it does."""

import os
import sys
import time
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from trajectoire.web.installation import set_up
from trajectoire.web.lifeline import follow

_SWEEP = 30.0  # s, between two searches for runs that lost their worker


def main() -> None:
    """Work until told to stop, or until the process named as parent is gone."""
    set_up()
    from trajectoire.web.observatory.tasks import examine_again

    follow(int(sys.argv[1]), Sweep())
    examine_again()
    call_command("db_worker", startup_delay=False, interval=0.5, verbosity=0)


class Sweep:
    """Marks, now and then, the runs and imports that lost their worker."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def __call__(self) -> None:
        from trajectoire.web.imports.purging import purge
        from trajectoire.web.imports.steps import mark_stopped
        from trajectoire.web.observatory.work import mark_interrupted

        if time.monotonic() - self._last < _SWEEP:
            return
        self._last = time.monotonic()
        try:
            mark_interrupted()
            mark_stopped()
            purge()
        except DatabaseError:  # busy: the next sweep will do
            pass
        finally:
            connection.close()


def command() -> list[str]:
    """Give the command that starts this process.

    Returns
    -------
    command
        For ``subprocess``. [-]

    """
    module = f"{__package__}.{Path(__file__).stem}"
    return [sys.executable, "-m", module, str(os.getpid())]


if __name__ == "__main__":
    main()
