"""Keep a file in a dossier: of a kind that is read, once, and not too many."""

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.keeping import Kept, keep_whole, safe_name
from trajectoire.web.observatory.models import Dossier, DossierFile

MOST_FILES = 200  # of a dossier
MOST_DOSSIER_BYTES = 4_000_000_000
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
    kept = keep_whole(target, chunks, safe)
    file = DossierFile(dossier=dossier, pk=number, name=safe, stored=stored)
    try:
        return _row(file, kept)
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


def _row(file: DossierFile, kept: Kept) -> DossierFile:
    """Save the row; give the earlier one when the dossier holds this content."""
    file.size, file.sha256 = kept.size, kept.sha256
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        shutil.rmtree(path_of(file).parent, ignore_errors=True)
        return DossierFile.objects.get(dossier=file.dossier, sha256=kept.sha256)
    return file
