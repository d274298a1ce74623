"""What a dossier shows: each file with what was read in it, and where its run is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.sources import identify
from trajectoire.web.language.faults import (
    FaultRow,
    Said,
    fault_row,
    message,
    said,
)
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.examination import MAPPING, column_maps
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.presentation.steps import step_words
from trajectoire.web.typography.numbers import long_day

_UNDER_WAY = {Run.Status.WAITING, Run.Status.RUNNING}


@dataclass(frozen=True)
class FileRow:
    """A file of a dossier, ready for the page.

    Parameters
    ----------
    file
        The row of the database. [-]
    kind
        Its format. [-]
    contents
        What it holds; ``first`` and ``last`` in words. [-]
    notes, faults
        What the reader should know, and mend. [-]
    mapping
        Name of the column map by which it was read; empty without. [-]
    asks_for_a_map
        Whether it is somebody's own table. [-]

    """

    file: DossierFile
    kind: Said
    contents: tuple[Mapping[str, Any], ...]
    notes: tuple[Said, ...]
    faults: tuple[FaultRow, ...]
    mapping: str
    asks_for_a_map: bool


def shown(dossier: Dossier) -> dict[str, Any]:
    """Gather what the page of a dossier shows of its files and of its run.

    Parameters
    ----------
    dossier
        The dossier. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    files, run = list(dossier.files.all()), dossier.run
    maps = column_maps(dossier)
    waiting = any(file.state == DossierFile.State.WAITING for file in files)
    running = run is not None and run.status in _UNDER_WAY
    checked = [file for file in files if file.state == DossierFile.State.CHECKED]
    return {
        "rows": [_row(file, maps) for file in files],
        "maps": maps,
        "descriptions": [f for f in checked if _kind(f) == identify.RUN_DESCRIPTION],
        "percent": round(100 * run.progress) if run else 0,
        "step": step_words(run.step) if run else "",
        "run_message": message(run.message) if run else Said(""),
        "waiting": waiting,
        "running": running,
        "polling": waiting or running,
        "ready": bool(checked) and not waiting,
    }


def _kind(file: DossierFile) -> str:
    return str(file.examination.get("kind", ""))


def _row(file: DossierFile, maps: Sequence[DossierFile]) -> FileRow:
    found, kind = file.examination, _kind(file)
    used = {str(one.pk): one.name for one in maps}
    return FileRow(
        file,
        said(kind) if kind else Said(""),
        tuple(_content(content) for content in found.get("contents", ())),
        tuple(said(note) for note in found.get("notes", ())),
        tuple(fault_row(fault) for fault in found.get("faults", ())),
        used.get(str(found.get(MAPPING, "")), ""),
        kind == identify.TABLE and file.state != DossierFile.State.WAITING,
    )


def _content(content: Mapping[str, Any]) -> dict[str, Any]:
    words = {"what": said(content["what"]).text}
    return {**content, **words, **{n: _instant(content[n]) for n in ("first", "last")}}


def _instant(stamp: str) -> str:
    """Say « 1er mars 2026, 12 h 00 UTC »; leave what is no instant as it is."""
    try:
        day = date.fromisoformat(stamp[:10])
    except ValueError:
        return stamp
    hour = _("%(hour)s h %(minute)s") % {"hour": stamp[11:13], "minute": stamp[14:16]}
    return f"{long_day(day)}, {hour} UTC"
