"""What keeps a folder whole: one writer at a time, and nothing half-written.

Everything is first written aside, in the same folder, made to reach the disk, then put
in place by a rename: whoever reads sees all of a writing or none of it, even when the
power fails in the middle.
"""

import errno
import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from trajectoire.core.errors import SourceUnavailable

logger = logging.getLogger(__name__)

WAIT = 60.0  # s, longer than the import of a day of a large network
PAUSE = 0.05  # s, between two attempts to take the lock
ASIDE = ".writing-"
_REFUSALS = (
    errno.EACCES,
    errno.EEXIST,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
)


@contextmanager
def locked(folder: Path, wait: float = WAIT) -> Iterator[None]:
    """Keep other writers out of a folder, waiting for the one that is there.

    Parameters
    ----------
    folder
        The folder to write in; made when it is absent. [-]
    wait
        How long to wait for another writer. [s]

    Yields
    ------
    nothing
        While the folder is ours. [-]

    Raises
    ------
    SourceUnavailable
        If another process still writes after the wait, if the disk is full, or if
        the folder may not be written.

    Notes
    -----
    The lock belongs to the process: the system gives it back when the process dies,
    so a killed import never leaves a folder closed.

    """
    with _telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("a+", encoding="utf-8") as handle:
            _take(handle, folder, wait)
            handle.seek(0)
            handle.truncate()
            handle.write(str(os.getpid()))
            handle.flush()
            yield


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Put what a disk answers into words; faults of other folders pass through."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SourceUnavailable(no_space(folder)) from error
        here = str(error.filename or "").startswith(str(folder))
        if here and error.errno in _REFUSALS:
            raise SourceUnavailable(
                f"{folder}: expected a folder that may be written, found "
                f"“{error.strerror}” ({error.filename}). Nothing was stored; change "
                "the rights or choose another folder."
            ) from error
        raise


def _take(handle: IO[str], folder: Path, wait: float) -> None:
    deadline = monotonic() + wait
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            owner = handle.read() or "unknown"
            if monotonic() >= deadline:
                raise SourceUnavailable(
                    f"{folder}: another import is writing there (process {owner}), "
                    f"waited {wait:.0f} s. Nothing was stored; start again when it "
                    "has ended."
                ) from None
            if not told:
                logger.info("%s: waiting for process %s to end", folder, owner)
                told = True
            sleep(PAUSE)
        else:
            return


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give a place to write that vanishes unless its files are put in place.

    Parameters
    ----------
    folder
        The folder that will keep the files. [-]

    Yields
    ------
    place
        An empty folder on the same disk. [-]

    Raises
    ------
    SourceUnavailable
        If the disk is full, or may not be written.

    """
    with _telling(folder):
        place = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def no_space(folder: Path) -> str:
    """Say that the disk is full.

    Parameters
    ----------
    folder
        The folder that could not be written. [-]

    Returns
    -------
    message
        What happened and what to do. [-]

    """
    return (
        f"{folder}: no space left on the disk. Nothing of this import was stored and "
        "nothing already stored was lost; free some space and start again."
    )


def sweep(folder: Path, keep: Path) -> None:
    """Remove what killed writings left aside; call it with the lock held.

    Parameters
    ----------
    folder
        The folder that is written. [-]
    keep
        The place of the writing under way. [-]

    """
    for left in folder.glob(f"{ASIDE}*"):
        if left != keep:
            shutil.rmtree(left, ignore_errors=True)


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, have reached the disk.

    Parameters
    ----------
    path
        The file or the folder. [-]

    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(written: Path, target: Path) -> None:
    """Give what was written aside its final name, at once.

    Parameters
    ----------
    written
        A file, or a folder of files, on the same disk. [-]
    target
        Its final name; a file there is replaced. [-]

    """
    if written.is_dir():
        for path in written.rglob("*"):
            settle(path)
    settle(written)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.replace(target)
    settle(target.parent)
