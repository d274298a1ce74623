"""The process that does the long work; it stops when the server that began it does."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from trajectoire.web.installation import set_up

_LOOK = 2.0  # s, between two looks at the server
_SWEEP = 30.0  # s, between two searches for runs that lost their worker


def main() -> None:
    """Work until told to stop, or until the process named as parent is gone."""
    set_up()
    from trajectoire.web.observatory.tasks import examine_again

    parent = int(sys.argv[1])
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    examine_again()
    call_command("db_worker", startup_delay=False, interval=0.5, verbosity=0)


def _watch(parent: int) -> None:
    """Leave with the parent; meanwhile, mark the runs that lost their worker."""
    from trajectoire.web.observatory.work import mark_interrupted

    swept = float("-inf")
    while os.getppid() == parent:
        if time.monotonic() - swept > _SWEEP:
            swept = time.monotonic()
            try:
                mark_interrupted()
            except DatabaseError:  # busy: the next sweep will do
                pass
            finally:
                connection.close()
        time.sleep(_LOOK)
    for _ in range(2):  # the first signal lets a task end, the second does not
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


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
