"""Bring a finished computation into the database: its run, its figures, together."""

import json
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from trajectoire.core.errors import MissingData
from trajectoire.core.instrument import Report
from trajectoire.instruments.observatory.instrument import CARD
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record


def known_run(asked: str) -> Run | None:
    """Find the run that already answered a question.

    Parameters
    ----------
    asked
        Fingerprint of the question. [-]

    Returns
    -------
    run
        Done, by this version of the instrument, with its files; or None. [-]

    """
    run = Run.objects.filter(
        instrument=CARD.name,
        version=CARD.version,
        configuration_hash=asked,
        status=Run.Status.DONE,
    ).first()
    if run is None or not (Path(run.folder) / "summary.json").is_file():
        return None
    return run


def publish_report(report: Report, folder: Path, *, asked: str, author: str) -> Run:
    """Keep a run that was computed outside the task worker.

    Parameters
    ----------
    report
        What the instrument says. [-]
    folder
        Where it left its files. [-]
    asked
        Fingerprint of the question: asked again, the same run is kept. [-]
    author
        Who records it. [-]

    Returns
    -------
    run
        Done, its figures in the ledger. [-]

    Raises
    ------
    MissingData
        If the report has no figure.
    LedgerConflict
        If another writer meets this one: nothing is kept.

    """
    if not report.indicators:
        raise MissingData("expected figures in the report, found none: nothing to keep")
    now = timezone.now()
    run = known_run(asked) or Run(started=now)
    run.instrument, run.version = CARD.name, CARD.version
    run.configuration_hash, run.status = asked, Run.Status.DONE
    run.progress, run.finished, run.folder = 1.0, now, str(folder)
    run.summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        run.territory = Territory.written(report.indicators[0].territory)
        run.save()
        record(report.indicators, run=run, author=author)
    return run
