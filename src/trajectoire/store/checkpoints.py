"""Parts of a long computation kept aside, so that it goes on where it was cut."""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

from trajectoire.core.quantity import Array

_BLOCK = 1 << 20  # bytes read at once


class Checkpoints:
    """Arrays kept under the name of what they depend on.

    Parameters
    ----------
    folder
        Where they are kept; None keeps nothing. [-]
    key
        Digest of all that the arrays depend on: another key finds nothing. [-]

    """

    def __init__(self, folder: Path | None, key: str = "") -> None:
        self._folder = folder
        self._key = key
        self._asked: set[str] = set()

    def array(self, name: str, compute: Callable[[], Array]) -> Array:
        """Give an array, computed only once.

        Parameters
        ----------
        name
            Its name in the computation. [-]
        compute
            What makes it. [-]

        Returns
        -------
        array
            Kept or made now. [any]

        """
        if self._folder is None:
            return compute()
        path = self._folder / self._named(name)
        self._asked.add(path.name)
        if path.is_file():
            try:
                return np.asarray(np.load(path, allow_pickle=False))
            except (OSError, ValueError):
                path.unlink(missing_ok=True)
        array = compute()
        # Another run that ends in this folder may sweep it away in between: what is
        # not kept is only computed again.
        with suppress(FileNotFoundError):
            _keep(path, array)
        return array

    def clear(self) -> None:
        """Forget what this computation kept: it is finished. Others keep theirs."""
        if self._folder is None:
            return
        for name in self._asked:
            for path in (self._folder / name, *self._folder.glob(f"{name}.*.part")):
                path.unlink(missing_ok=True)
        with suppress(OSError):  # absent, or another run still needs it
            self._folder.rmdir()

    def _named(self, name: str) -> str:
        digest = hashlib.sha256(f"{self._key}/{name}".encode()).hexdigest()[:24]
        return f"{digest}.npy"


def _keep(path: Path, array: Array) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with partial.open("wb") as stream:
        np.save(stream, array)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def digest_of(paths: Iterable[Path], *words: str) -> str:
    """Give one digest of the content of files and of some words.

    Parameters
    ----------
    paths
        The files. [-]
    words
        Whatever else the computation depends on. [-]

    Returns
    -------
    digest
        Changes when any of them does. [-]

    """
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\x00")
    for path in sorted(paths):
        total.update(path.name.encode() + b"\x00")
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                total.update(block)
    return total.hexdigest()
