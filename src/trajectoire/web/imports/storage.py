"""The folder of an import: its file, and what tasks tell each other about it.

What is too long for the database (figures read, faults, revisions seen) lies here as
JSON; each file is written beside, then named, so that one that has its name is whole.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.imports.models import Import
from trajectoire.web.keeping import Kept, keep_whole

SUFFIXES = (".xlsx", ".ods", ".csv", ".txt", ".tsv", ".gz", ".parquet", ".json")
FAULTS = "faults.jsonl"


def folder_of(one: Import) -> Path:
    """Give the folder of an import.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    folder
        In the home folder; may not exist yet. [-]

    """
    return Path(settings.TRAJECTOIRE_HOME) / "imports" / str(one.pk)


def file_of(one: Import) -> Path:
    """Give where the file of an import is kept.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    path
        Under a name of ours, with the suffix of theirs: never served as it is. [-]

    """
    suffix = ".tsv" if one.pasted else Path(one.name).suffix.lower()
    return folder_of(one) / "sent" / f"table{suffix}"


def keep_file(one: Import, chunks: Iterable[bytes]) -> Kept:
    """Keep the file of an import that has no row yet.

    Parameters
    ----------
    one
        The import, named. [-]
    chunks
        Its content, in pieces. [-]

    Returns
    -------
    kept
        Size and fingerprint. [-]

    Raises
    ------
    InputError
        If the file is of a kind that is not read, empty, or too large.
    SourceUnavailable
        If the disk is full or cannot be written.

    """
    if not one.pasted and not one.name.lower().endswith(SUFFIXES):
        expected = f"a file whose name ends with {', '.join(SUFFIXES)}"
        remedy = "Export it in one of these formats, or paste its cells."
        raise InputError([Fault(expected, one.name, remedy)])
    return keep_whole(file_of(one), chunks, one.name)


def write_json(path: Path, content: Any) -> None:
    """Write a file whole, then give it its name.

    Parameters
    ----------
    path
        Where. [-]
    content
        Plain values. [-]

    """
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def read_json(path: Path) -> Any:
    """Read a file that ``write_json`` wrote.

    Parameters
    ----------
    path
        Where. [-]

    Returns
    -------
    content
        Plain values; empty where there is no such file. [-]

    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def write_faults(path: Path, faults: Iterable[Fault]) -> int:
    """Write faults, one a line.

    Parameters
    ----------
    path
        Where. [-]
    faults
        The faults. [-]

    Returns
    -------
    count
        How many. [-]

    """
    count = 0
    partial = path.with_name(f"{path.name}.part")
    with partial.open("w", encoding="utf-8") as lines:
        for fault in faults:
            lines.write(json.dumps(vars(fault), ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def read_faults(
    one: Import, first: int = 0, count: int | None = None
) -> Iterator[dict[str, Any]]:
    """Read the faults of an import.

    Parameters
    ----------
    one
        The import. [-]
    first
        How many to leave out. [-]
    count
        How many to give; None for all the rest. [-]

    Yields
    ------
    fault
        As ``Fault`` names its parts. [-]

    """
    path = folder_of(one) / FAULTS
    if not path.is_file():
        return
    last = None if count is None else first + count
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, first, last))
