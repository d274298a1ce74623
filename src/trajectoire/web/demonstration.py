"""Compute the demonstration city once, and find it again afterwards."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from trajectoire.core.instrument import Report
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.publication import known_run, publish_report

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
        Instead of ``run_twin``, for tests. [-]

    Returns
    -------
    run
        Done, its figures in the ledger. [-]

    """
    from trajectoire.instruments.observatory.instrument import run_twin

    asked = f"twin-{days}"
    known = known_run(asked)
    if known is not None:
        return known
    folder = Path(settings.TRAJECTOIRE_HOME) / "runs" / asked
    shutil.rmtree(folder, ignore_errors=True)  # what a stopped demonstration left
    folder.mkdir(parents=True)
    report = (compute or run_twin)(folder, progress, days=days)
    progress("Inscription au registre", 1.0)
    return publish_report(report, folder, asked=asked, author="demo")
