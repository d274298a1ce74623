"""Everything that the observatory's page shows, gathered for its template."""

from datetime import date
from typing import Any

from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.presentation import quality
from trajectoire.web.observatory.presentation.answer import answer
from trajectoire.web.observatory.presentation.curve import curve
from trajectoire.web.observatory.presentation.dots import axis_of
from trajectoire.web.observatory.presentation.drawing import drawing
from trajectoire.web.observatory.presentation.periods import (
    Choice,
    months,
    neighbours,
    whole,
)
from trajectoire.web.observatory.presentation.sectors import sectors
from trajectoire.web.observatory.presentation.stations import stations, worst
from trajectoire.web.observatory.presentation.zones import zone_rows
from trajectoire.web.observatory.runs import FILES, outlines, rivers, run_file


def page(run: Run, choice: Choice, mode: str) -> dict[str, Any]:
    """Gather what the page shows.

    Parameters
    ----------
    run
        The last finished run of the territory. [-]
    choice
        The stretch of time that is asked for. [-]
    mode
        What the map shows. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    summary = run.summary
    said = answer(summary, choice)
    if said is None:
        raise ValueError(f"the run says nothing of {choice.key}: check it before")
    axis = axis_of(said.levels, said.measured.amount.unit)
    rows = stations(summary)
    return {
        "run": run,
        "territory": summary["territory"],
        "twin": bool(summary.get("twin")),
        "answer": said,
        "axis": axis,
        "levels": [(level, axis.dots([level])[0]) for level in said.levels],
        "choice": choice,
        "created": run.finished or run.created,
        "method": summary["method"],
        "parameters": {
            name: value
            for name, value in summary["method"].get("parameters", {}).items()
            if isinstance(value, str | int | float)
        },
        "positive": is_positive(summary["method"]),
        "notes": summary.get("notes", ()),
        "licence": summary.get("licence", ""),
        "sources": summary["sources"],
        "fossil": sectors(summary, choice, biosphere=False),
        "living": sectors(summary, choice, biosphere=True),
        "stations": rows,
        "named": worst(summary),
        "flagged": sum(row.flagged for row in rows),
        "checks": quality.checks(summary),
        "kernel": quality.kernel(summary),
        "files": [name for name in FILES if run_file(run, name)],
        **_times(summary, choice),
        **_days(summary),
        **_places(run, mode),
    }


def is_positive(method: dict[str, Any]) -> bool:
    """Tell whether emissions were kept positive: their law is then lognormal.

    Parameters
    ----------
    method
        Of the summary of a run. [-]

    Returns
    -------
    positive
        False for the normal law. [-]

    """
    asked = method.get("parameters", {}).get("positive", False)
    return bool(asked) or method["name"] != "observatory.inversion"


def _times(summary: dict[str, Any], choice: Choice) -> dict[str, Any]:
    days = summary["daily"]["days"]
    is_day = choice.key in days
    return {
        "whole": whole(summary),
        "months": months(summary),
        "first_day": days[0],
        "last_day": days[-1],
        "day": choice.key if is_day else "",
        "around": neighbours(summary, choice) if is_day else (None, None),
    }


def _days(summary: dict[str, Any]) -> dict[str, Any]:
    days, columns = summary["daily"]["days"], summary["daily"]["total"]
    return {
        "wide": curve(days, columns),
        "narrow": curve(days, columns, width=360, height=280),
        "daily": {"days": days, **columns},
        "day_rows": [
            {
                "day": date.fromisoformat(day),
                **{name: columns[name][at] / 1e3 for name in columns},
            }
            for at, day in enumerate(days)
        ],
    }


def _places(run: Run, mode: str) -> dict[str, Any]:
    shapes = outlines(run)
    rows, legends = zone_rows(run.summary, shapes)
    lines = rivers(run.summary)
    return {
        "zones": rows,
        "legends": legends,
        "mode": mode,
        "legend": legends[mode],
        "map": drawing(rows, run.summary, shapes, lines),
    }
