"""Sector by sector: what was declared, what the air says, and whether it can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.web.observatory.presentation.answer import Answer, read_balance
from trajectoire.web.observatory.presentation.dots import Axis, Dot, axis_of
from trajectoire.web.observatory.presentation.periods import Choice, balance
from trajectoire.web.typography.numbers import typeset, unit_for


@dataclass(frozen=True)
class Row:
    """A sector, ready to be shown.

    Parameters
    ----------
    code, name
        Which. [-]
    answer
        Its figures. [-]
    dots
        Its drawing. [px]
    verdict
        What the data can say of it. [-]
    gain
        Share of the declared uncertainty that the air removed. [-]
    told
        Whether the data say something. [-]

    """

    code: str
    name: str
    answer: Answer
    dots: tuple[Dot, ...]
    verdict: str
    gain: float
    told: bool


@dataclass(frozen=True)
class Sheet:
    """Rows on one axis.

    Parameters
    ----------
    rows
        Largest first. [-]
    axis
        What they are drawn on. [-]

    """

    rows: tuple[Row, ...]
    axis: Axis


def sectors(
    summary: Mapping[str, Any], choice: Choice, *, biosphere: bool
) -> Sheet | None:
    """Prepare the sectors, emissions of fossil origin or of living things.

    Parameters
    ----------
    summary
        The summary of a run. [-]
    choice
        When. [-]
    biosphere
        Whether vegetation, soils and breathing are wanted. [-]

    Returns
    -------
    sheet
        None where the run has no such sector. [-]

    """
    found = [
        (sector, amounts)
        for sector in summary["sectors"]
        if bool(sector["biosphere"]) is biosphere
        and (amounts := balance(summary, choice, sector["code"])) is not None
    ]
    if not found:
        return None
    found.sort(key=lambda pair: -abs(pair[1]["posterior"]))
    largest = max(abs(amounts["posterior"]) for _sector, amounts in found)
    unit = unit_for(largest, at_least=10.0)
    answers = [read_balance(amounts, unit) for _sector, amounts in found]
    axis = axis_of([level for said in answers for level in said.levels], unit)
    rows = (
        _row(sector, said, axis)
        for (sector, _amounts), said in zip(found, answers, strict=True)
    )
    return Sheet(tuple(rows), axis)


def localised(thing: Mapping[str, Any], name: str) -> str:
    """Read the text of a summary in the language of the page.

    Parameters
    ----------
    thing
        A sector, a zone… [-]
    name
        ``name`` or ``verdict``. [-]

    Returns
    -------
    text
        In French unless the page is in English. [-]

    """
    tongue = "en" if (get_language() or "fr").startswith("en") else "fr"
    text = str(thing.get(f"{name}_{tongue}") or thing.get(name) or "")
    return typeset(text) if tongue == "fr" else text


def _row(sector: Mapping[str, Any], said: Answer, axis: Axis) -> Row:
    told = bool(sector.get("informed", sector["separable"]))
    verdict = localised(sector, "verdict")
    if not told and not verdict:
        verdict = _(
            "Les données ne permettent pas de le dire. D’autres gaz mesurés aux mêmes "
            "stations, ou des capteurs plus proches, aideraient."
        )
    return Row(
        code=sector["code"],
        name=localised(sector, "name"),
        answer=said,
        dots=axis.dots(said.levels),
        verdict=verdict,
        gain=float(sector.get("gain") or 0.0),
        told=told,
    )
