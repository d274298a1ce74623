"""Keep a file that someone brings: bounded, renamed safely, whole or not at all."""

import errno
import hashlib
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import IntegrityError, transaction

from trajectoire.core.errors import Fault, InputError, SourceUnavailable
from trajectoire.web.observatory.models import Dossier, DossierFile

MOST_BYTES = 200_000_000  # of a file
MOST_FILES = 200  # of a dossier
MOST_DOSSIER_BYTES = 4_000_000_000
SPARE_BYTES = 500_000_000  # left free on the disk
SUFFIXES = (".csv", ".txt", ".nc", ".nc4", ".geojson", ".json", ".gpkg", ".toml", ".gz")


def folder_of(dossier: Dossier) -> Path:
    """Give the folder of a dossier.

    Parameters
    ----------
    dossier
        The dossier. [-]

    Returns
    -------
    folder
        In the home folder; may not exist yet. [-]

    """
    return Path(settings.TRAJECTOIRE_HOME) / "dossiers" / str(dossier.pk)


def path_of(file: DossierFile) -> Path:
    """Give where a file is kept.

    Parameters
    ----------
    file
        A file of a dossier. [-]

    Returns
    -------
    path
        In its own folder, under its safe name. [-]

    """
    return folder_of(file.dossier) / file.stored


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


def keep(dossier: Dossier, name: str, chunks: Iterable[bytes]) -> DossierFile:
    """Keep a file in a dossier.

    Parameters
    ----------
    dossier
        Where. [-]
    name
        As the sender wrote it. [-]
    chunks
        Its content, in pieces. [-]

    Returns
    -------
    file
        The row; the earlier one when the dossier already holds this content. [-]

    Raises
    ------
    InputError
        If the file is of a kind that is not read, empty, or too large.
    SourceUnavailable
        If the disk is full or cannot be written.

    """
    safe = safe_name(name)
    _accept(dossier, safe)
    number = uuid.uuid4()
    stored = f"files/{number}/{safe}"
    target = folder_of(dossier) / stored
    try:
        size, digest = _write(target, chunks, safe)
        file = DossierFile(dossier=dossier, pk=number, name=safe, stored=stored)
        return _row(file, size, digest)
    except OSError as error:
        shutil.rmtree(target.parent, ignore_errors=True)
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise SourceUnavailable(
            "the disk of the server is full: nothing was kept of this file. Ask for "
            "space to be made, then send it again."
            if full
            else f"the server could not write this file ({error.strerror}): nothing "
            "was kept of it. Send it again, or tell whoever runs the server."
        ) from error
    except BaseException:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise


def remove(file: DossierFile) -> None:
    """Take a file out of its dossier, row first.

    Parameters
    ----------
    file
        The file. [-]

    """
    folder = path_of(file).parent
    file.delete()
    shutil.rmtree(folder, ignore_errors=True)


def _accept(dossier: Dossier, name: str) -> None:
    faults = []
    if not name.lower().endswith(SUFFIXES):
        expected = f"a file whose name ends with {', '.join(SUFFIXES)}"
        faults.append(Fault(expected, name, "Export it in one of these formats."))
    if dossier.files.count() >= MOST_FILES:
        expected = f"at most {MOST_FILES} files in a dossier"
        faults.append(Fault(expected, "one more", "Remove some, or start another."))
    if sum(file.size for file in dossier.files.all()) > MOST_DOSSIER_BYTES:
        expected = f"at most {MOST_DOSSIER_BYTES // 10**9} GB in a dossier"
        faults.append(Fault(expected, "more", "Remove some files, or start another."))
    if faults:
        raise InputError(faults)


def _write(target: Path, chunks: Iterable[bytes], name: str) -> tuple[int, str]:
    """Write beside, then give the name: a file that has its name is whole."""
    target.parent.mkdir(parents=True)
    if shutil.disk_usage(target.parent).free < SPARE_BYTES:
        raise OSError(errno.ENOSPC, "no space left")
    partial = target.with_name(target.name + ".part")
    size, digest = 0, hashlib.sha256()
    with partial.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise _refused(f"at most {MOST_BYTES // 10**6} MB", "more", name)
            digest.update(chunk)
            file.write(chunk)
    if size == 0:
        raise _refused("a file with something in it", "0 bytes", name)
    partial.rename(target)
    return size, digest.hexdigest()


def _refused(expected: str, found: str, name: str) -> InputError:
    remedy = "Check the export, cut it by month, or compress it, then send it again."
    return InputError([Fault(expected, found, remedy, file=name)])


def _row(file: DossierFile, size: int, digest: str) -> DossierFile:
    """Save the row; give the earlier one when the dossier holds this content."""
    file.size, file.sha256 = size, digest
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        shutil.rmtree(path_of(file).parent, ignore_errors=True)
        return DossierFile.objects.get(dossier=file.dossier, sha256=digest)
    return file
