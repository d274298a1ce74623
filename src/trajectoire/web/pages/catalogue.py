"""The tables that anyone can take away, with their licence and their origin."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.runs import FILES, latest_run, measured_codes, run_file


@dataclass(frozen=True)
class Download:
    """A file to take away."""

    name: str
    address: str
    kilobytes: int


@dataclass(frozen=True)
class Table:
    """The files of a run, as one line of the catalogue.

    Parameters
    ----------
    territory, code
        Where. [-]
    title
        What it is. [-]
    twin
        Whether the city is invented. [-]
    computed
        When. [-]
    downloads
        The files. [-]

    """

    territory: str
    code: str
    title: str
    twin: bool
    computed: datetime | None
    downloads: tuple[Download, ...]


def tables(code: str = "") -> list[Table]:
    """List what can be taken away.

    Parameters
    ----------
    code
        Code of a territory; empty for all. [-]

    Returns
    -------
    tables
        The last published run of each territory. [-]

    """
    codes = [code] if code else measured_codes()
    return [_table(run) for run in map(latest_run, codes) if run is not None]


def _table(run: Run) -> Table:
    code = run.territory.code
    found = ((name, run_file(run, name)) for name in FILES)
    return Table(
        run.territory.name,
        code,
        _("CO2 mesuré dans l’air, par jour, secteur et zone"),
        bool(run.summary.get("twin")),
        run.finished,
        tuple(
            Download(
                name,
                reverse("observatory:download", args=[code, name]),
                max(path.stat().st_size // 1000, 1),
            )
            for name, path in found
            if path is not None
        ),
    )
