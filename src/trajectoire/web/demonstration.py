"""Compute the demonstration city once, and find it again afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from trajectoire.core.instrument import Report
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record

Progress = Callable[[str, float], None]
Compute = Callable[..., Report]
DAYS = 60  # d


def demonstration_run(
    progress: Progress, days: int = DAYS, compute: Compute | None = None
) -> Run:
    """Give the run of the demonstration city, computing it the first time.

    Parameters
    ----------
    progress
        Told of each step; not called when there is nothing to compute. [-]
    days
        Length of the run. [d]
    compute
        ``run_twin`` of the instrument, unless a test brings another. [-]

    Returns
    -------
    run
        Done, its figures in the ledger. [-]

    """
    from trajectoire.instruments.observatory.instrument import CARD, run_twin

    asked = f"twin-{days}"
    known = Run.objects.filter(
        instrument=CARD.name,
        version=CARD.version,
        configuration_hash=asked,
        status=Run.Status.DONE,
    ).first()
    if known is not None and (Path(known.folder) / "summary.json").is_file():
        return known
    run = Run(
        instrument=CARD.name,
        version=CARD.version,
        configuration_hash=asked,
        status=Run.Status.DONE,
        progress=1.0,
        started=timezone.now(),
    )
    folder = Path(settings.TRAJECTOIRE_HOME) / "runs" / str(run.pk)
    folder.mkdir(parents=True)
    report = (compute or run_twin)(folder, progress, days=days)
    progress("Inscription au registre", 1.0)
    run.summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    run.folder, run.finished = str(folder), timezone.now()
    with transaction.atomic():
        run.territory = Territory.written(report.indicators[0].territory)
        run.save(force_insert=True)
        record(report.indicators, run=run, author="demo")
    return run
