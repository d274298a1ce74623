"""The files that a run leaves, handed over one by one and by name only."""

from pathlib import Path

from django.http import FileResponse, Http404

from trajectoire.web.ledger.models import Run

MEDIA = {
    "summary.json": "application/json",
    "posterior.nc": "application/x-netcdf",
    "daily.csv": "text/csv; charset=utf-8",
    "sectors.csv": "text/csv; charset=utf-8",
    "stations.csv": "text/csv; charset=utf-8",
    "zones.geojson": "application/geo+json",
}


def available(run: Run) -> list[str]:
    """List the files that a run has left.

    Parameters
    ----------
    run
        A run. [-]

    Returns
    -------
    names
        Among ``MEDIA``; none until it is done. [-]

    """
    if run.status != Run.Status.DONE or not run.folder:
        return []
    return [name for name in MEDIA if (Path(run.folder) / name).is_file()]


def download(run: Run, name: str) -> FileResponse:
    """Hand over a file of a run.

    Parameters
    ----------
    run
        A run. [-]
    name
        One of ``MEDIA``. [-]

    Returns
    -------
    response
        The file, to be saved. [-]

    Raises
    ------
    Http404
        If the run has no such file.

    """
    if name not in available(run):
        raise Http404(name)
    return FileResponse(
        (Path(run.folder) / name).open("rb"),
        as_attachment=True,
        filename=f"{run.instrument}-{str(run.pk)[:8]}-{name}",
        content_type=MEDIA[name],
    )
