"""Keep what someone sends: bounded, renamed safely, whole or not at all."""

import errno
import hashlib
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trajectoire.core.errors import Fault, InputError, SourceUnavailable

MOST_BYTES = 200_000_000  # of a file
SPARE_BYTES = 500_000_000  # left free on the disk


@dataclass(frozen=True)
class Kept:
    """What was written.

    Parameters
    ----------
    size
        Its length. [byte]
    sha256
        Fingerprint of its content. [-]

    """

    size: int
    sha256: str


def safe_name(name: str) -> str:
    """Reduce a name to what every disk and every page accepts.

    Parameters
    ----------
    name
        As the sender wrote it, path included. [-]

    Returns
    -------
    name
        Letters, digits, dot, dash and underscore; at most 100 characters. [-]

    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    clean = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-")
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:90]}{dot}{suffix[:9]}" if dot else clean[:100] or "file"


def keep_whole(target: Path, chunks: Iterable[bytes], name: str) -> Kept:
    """Write beside, then give the name: a file that has its name is whole.

    Parameters
    ----------
    target
        Where; its folder is made, and is for this file alone. [-]
    chunks
        Its content, in pieces. [-]
    name
        As the sender knows it. [-]

    Returns
    -------
    kept
        Size and fingerprint. [-]

    Raises
    ------
    InputError
        If the file is empty, or too large.
    SourceUnavailable
        If the disk is full or cannot be written.

    """
    with _nothing_left(target.parent):
        target.parent.mkdir(parents=True)
        if shutil.disk_usage(target.parent).free < SPARE_BYTES:
            raise OSError(errno.ENOSPC, "no space left")
        partial = target.with_name(target.name + ".part")
        kept = _write(partial, chunks, name)
        partial.rename(target)
        return kept


def _write(path: Path, chunks: Iterable[bytes], name: str) -> Kept:
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise _refused(f"at most {MOST_BYTES // 10**6} MB", "more", name)
            digest.update(chunk)
            file.write(chunk)
    if size == 0:
        raise _refused("a file with something in it", "0 bytes", name)
    return Kept(size, digest.hexdigest())


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Take away what was begun, and say why in words for the sender."""
    try:
        yield
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise SourceUnavailable(
            "the disk of the server is full: nothing was kept of this file. Ask for "
            "space to be made, then send it again."
            if full
            else f"the server could not write this file ({error.strerror}): nothing "
            "was kept of it. Send it again, or tell whoever runs the server."
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _refused(expected: str, found: str, name: str) -> InputError:
    remedy = "Check the export, cut it by month, or compress it, then send it again."
    return InputError([Fault(expected, found, remedy, file=name)])
