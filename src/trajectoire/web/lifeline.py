"""A process that leaves with the one that started it, even when that one is killed."""

import os
import signal
import threading
import time
from collections.abc import Callable

PARENT = "TRAJECTOIRE_SERVER"  # number of the process that serves
LOOK = 2.0  # s, between two looks at the parent


def follow(parent: int, meanwhile: Callable[[], None] | None = None) -> None:
    """Watch a parent from a thread of its own, and stop when it is gone.

    Parameters
    ----------
    parent
        Number of the process that started this one. [-]
    meanwhile
        Called at each look, while it lives. [-]

    """
    threading.Thread(target=_watch, args=(parent, meanwhile), daemon=True).start()


def _watch(parent: int, meanwhile: Callable[[], None] | None) -> None:
    while os.getppid() == parent:
        if meanwhile is not None:
            meanwhile()
        time.sleep(LOOK)
    for word in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        os.kill(os.getpid(), word)  # let a task end, then stop it, then by force
        time.sleep(LOOK)
