"""What the page of an import shows: where it is, what it would change, what it did."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trajectoire.web.imports.models import Import
from trajectoire.web.imports.presentation import words
from trajectoire.web.imports.signs import progress_of
from trajectoire.web.imports.storage import read_faults
from trajectoire.web.language.faults import (
    FaultRow,
    Said,
    fault_row,
    message,
    said,
)
from trajectoire.web.typography.numbers import decimals, number

State = Import.State
_FIRST_FAULTS = 10
_MOST_NOTES = 50
_DESCRIBED = (
    *(State.CHECKING, State.TO_CORRECT, State.READY, State.OVERTAKEN),
    *(State.APPLYING, State.DONE, State.UNDOING, State.UNDONE),
)
_WROTE = (State.DONE, State.UNDOING, State.UNDONE)


def shown(one: Import) -> dict[str, Any]:
    """Gather what the page of an import shows.

    Parameters
    ----------
    one
        The import. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    preview = one.preview
    faulty = one.state in {State.UNREADABLE, State.TO_CORRECT, State.OVERTAKEN}
    faults = list(read_faults(one, 0, _FIRST_FAULTS)) if faulty else []
    progress = progress_of(one) if one.under_way else {}
    return {
        "polling": one.under_way,
        "step": _(progress["step"]) if progress.get("step") else "",
        "percent": round(100 * progress.get("fraction", 0.0)),
        "message": message(one.message) if one.message else Said(""),
        "described": one.state in _DESCRIBED,
        "wrote": one.state in _WROTE,
        "may_describe": one.state
        in {State.TO_DESCRIBE, State.TO_CORRECT, State.READY, State.OVERTAKEN},
        "fault_rows": fault_rows(faults),
        "fault_count": int(preview.get("faults", len(faults))),
        "counts": preview.get("counts", {}),
        "inventory": f"{reverse('territories:territory', args=[_code(one)])}"
        "mesurer/inventaire/",
        "first": [_figure(line) for line in preview.get("first", ())],
        "totals": [_total(line) for line in preview.get("totals", ())],
        "notes": [_note(note) for note in preview.get("notes", ())[:_MOST_NOTES]],
    }


def _code(one: Import) -> str:
    """Name a territory that the table tells of: not always the one that brought it."""
    codes = [code for code, *_ in one.preview.get("territories", ())]
    return one.territory_code if one.territory_code in codes or not codes else codes[0]


def fault_rows(faults: Iterable[Mapping[str, Any]]) -> list[FaultRow]:
    """Prepare faults for a table, those of the whole table too."""
    whole = _("tout le tableau")
    rows = map(fault_row, faults)
    return [row if row.place else replace(row, place=whole) for row in rows]


def _figure(line: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {"new": _("nouveau"), "changed": _("changé"), "unchanged": _("inchangé")}
    return {
        **_names(line),
        "kind_words": kinds[line["kind"]],
        "before_words": _said(line["before"], line["before_state"]),
        "after_words": _said(line["value"], line["state"]),
        "interval_words": _interval(line["low"], line["high"]),
    }


def _total(line: Mapping[str, Any]) -> dict[str, Any]:
    sums = {f"{name}_words": written(line[name]) for name in ("before", "after")}
    return {**_names(line), **sums}


def _names(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **line,
        "sector_words": words.sector_name(line["nomenclature"], line["sector"]),
        "substance_words": words.substance_name(line["substance"]),
    }


def _said(value: float | None, state: str) -> str:
    return str(words.STATES.get(state, "–")) if value is None else written(value)


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    places = decimals((high - low) / 2)
    bounds = {"low": number(low, places), "high": number(high, places)}
    return _("entre %(low)s et %(high)s") % bounds


def written(value: float | None) -> str:
    """Write a number as it will be kept, to five figures: it is there to be checked."""
    if value is None:
        return "–"
    size = math.floor(math.log10(abs(value))) if value else 0
    places = max(0, 4 - size) if value != round(value) else 0
    return number(value, places)


def _note(note: Mapping[str, Any]) -> dict[str, Any]:
    return {**note, "said": said(str(note["text"]))}
