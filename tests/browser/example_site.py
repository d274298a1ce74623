"""A whole site with one published run: ``python example_site.py HOME PORT``.

The run is the one that the repository carries (``tests/data/observatory_twin``).
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.instrument import Report
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory

if TYPE_CHECKING:
    from trajectoire.web.ledger.models import Run

EXAMPLE = Path(__file__).parents[1] / "data" / "observatory_twin"
CODE = "JUMEAU-PARIS"


def example_summary() -> dict[str, Any]:
    """Summary of the run."""
    return json.loads((EXAMPLE / "summary.json").read_text(encoding="utf-8"))


def publish_example(folder: Path = EXAMPLE) -> "Run":
    """Publish the run, with its total in the ledger."""
    from trajectoire.web.observatory.publication import publish_report

    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    territory = Territory(**summary["territory"])
    start, end = (
        datetime.fromisoformat(summary["period"][name]).replace(tzinfo=UTC)
        for name in ("start", "end")
    )
    total, method = summary["totals"]["total"], Method("observatory.inversion", "1")
    figures = tuple(
        Indicator(
            Definition(name, "tCO2e", better="down"),
            territory,
            TOTAL,
            Period(start, end),
            Quantity(total[column], "tCO2e", total[f"{column}_sd"]),
            CellState.OBSERVED,
            Source(publisher, "Exemple", "AGPL-3.0-or-later"),
            method,
        )
        for name, column, publisher in (
            ("emission_measured", "posterior", "Trajectoire"),
            ("emission_declared", "prior", "Inventaire"),
        )
    )
    return publish_report(Report(figures), folder, asked="example", author="tests")


def main(home: Path, port: int) -> None:
    """Prepare the site, and serve it until interrupted."""
    from trajectoire.web import installation

    installation.set_up(home, embedded=True)
    installation.prepare()
    publish_example()
    from trajectoire.web.accounts.models import User
    from trajectoire.web.inventory.demonstration import demonstration_accounts
    from trajectoire.web.server import serve

    demonstration_accounts()

    User.objects.create_superuser("agent@example.org", "une longue phrase")
    serve("127.0.0.1", port, lambda _address: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
