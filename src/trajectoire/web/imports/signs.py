"""Signs of life of a task, in a file: a transaction hides what it writes to others.

While figures are recorded the database is held, so that progress could not be seen
there; the page reads it from the folder of the import.
"""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from trajectoire.web.imports.models import Import
from trajectoire.web.imports.storage import folder_of, read_json, write_json

BEAT = 5.0  # s, between two signs of life
_SIGN = "progress.json"
_THROTTLE = 0.5  # s, between two writings of progress


class Signs:
    """Says how far a task is; signs from a thread of its own while it says nothing."""

    def __init__(self, one: Import, step: str = "", beat: float = BEAT) -> None:
        self._path = folder_of(one) / _SIGN
        self._attempt = one.attempt
        self._said = (step, 0.0)
        self._beat = beat
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sign, daemon=True)
        self._last = float("-inf")
        self._writing = threading.Lock()

    def __enter__(self) -> "Signs":
        self._write()
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

    def say(self, step: str, fraction: float) -> None:
        """Say the step in words, and the fraction done."""
        changed = step != self._said[0]
        self._said = (step, min(max(fraction, 0.0), 1.0))
        if changed or time.monotonic() - self._last > _THROTTLE:
            self._write()

    def _sign(self) -> None:
        while not self._stop.wait(self._beat):
            self._write()

    def _write(self) -> None:
        with self._writing:
            self._last = time.monotonic()
            step, fraction = self._said
            content = {"attempt": self._attempt, "step": step, "fraction": fraction}
            if self._path.parent.is_dir():
                write_json(self._path, content)


def progress_of(one: Import) -> dict[str, Any]:
    """Read how far the task of an import is.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    progress
        ``step`` and ``fraction``; empty until the present task says something. [-]

    """
    said = read_json(folder_of(one) / _SIGN)
    return said if said.get("attempt") == one.attempt else {}


def last_sign(one: Import) -> datetime | None:
    """Tell when the task of an import last signed.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    instant
        None when the present task has not begun. [UTC]

    """
    if not progress_of(one):
        return None
    path: Path = folder_of(one) / _SIGN
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
