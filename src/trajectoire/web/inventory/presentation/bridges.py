"""From one framework's total to the next, and what is counted in none of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.reconciliation import (
    Bridge,
    Difference,
    Reconciliation,
)
from trajectoire.instruments.inventory.model.standing import Standing
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.bars import Bars, Part, bars
from trajectoire.web.inventory.presentation.states import sign
from trajectoire.web.inventory.presentation.table import (
    CellRow,
    address_of,
    amount_of,
    brief,
    line_name,
    substance_name,
)
from trajectoire.web.inventory.reading import Book
from trajectoire.web.language.faults import as_read
from trajectoire.web.typography.numbers import typeset

_SHOWN = 300  # rows set aside that a page lists for each reason


@dataclass(frozen=True)
class Step:
    """What makes one total of another, drawn."""

    title: str
    before: Said | None
    after: Said | None
    bars: Bars | None
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reason:
    """Why rows are not counted, and which."""

    words: str
    count: int
    rows: tuple[CellRow, ...]


def bridges_page(
    found: Reconciliation, standing: Standing, book: Book
) -> dict[str, Any]:
    """Prepare the page that joins the frameworks.

    Parameters
    ----------
    found
        Their totals and differences. [-]
    standing
        Of the year: what is counted, and what is set aside. [-]
    book
        Names and sources. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    totals = [(found.bridges[0].start, found.bridges[0].before)]
    totals += [(bridge.end, bridge.after) for bridge in found.bridges]
    parts = [Part(code, stage_names()[code], amount) for code, amount in totals]
    told = {code: said(amount) for code, amount in totals if amount}
    return {
        "totals": bars(parts, "tCO2e", ranked=False),
        "pcaet": told.get("PCAET"),
        "basic": told.get("BASIC"),
        "steps": [_step(bridge, book) for bridge in found.bridges],
        "apart": said(found.apart) if found.apart else None,
        "organisation": said(found.organisation) if found.organisation else None,
        "reasons": reasons_of(standing.aside, book),
        "aside": len(standing.aside),
    }


def stage_names() -> dict[str, str]:
    """Name the totals."""
    return {
        "PCAET": _("Plan climat (PCAET)"),
        "TERRITORIAL": _("Tout ce qui est émis sur son sol (GPC)"),
        "BASIC": _("Villes du monde, GPC BASIC"),
        "BASIC+": _("Villes du monde, GPC BASIC+"),
        "ledger": _("Tout ce que dit le registre"),
    }


def _step(bridge: Bridge, book: Book) -> Step:
    language = get_language() or "fr"
    heavy = [each for each in bridge.differences if each.amount is not None]
    parts = [_part(each, book, language) for each in heavy]
    reasons = {each.reason: each for each in bridge.differences}
    names = stage_names()
    return Step(
        f"{names[bridge.start]} → {names[bridge.end]}",
        said(bridge.before) if bridge.before else None,
        said(bridge.after) if bridge.after else None,
        bars(parts, "tCO2e", ranked=False) if parts else None,
        tuple(
            (
                _("ajouté") if each.added else _("retiré"),
                typeset(book.known.reasons[code].of(language)),
            )
            for code, each in reasons.items()
        ),
    )


def _part(each: Difference, book: Book, language: str) -> Part:
    """Draw what is added to the right of zero, what is taken away to its left."""
    name = typeset(book.known.name(each.nomenclature, each.sector, language))
    amount = each.amount
    if amount is not None and not each.added:
        low = None if amount.high is None else -amount.high
        high = None if amount.low is None else -amount.low
        amount = replace(amount, value=-amount.value, low=low, high=high)
    return Part(each.sector, name, amount)


def reasons_of(aside: Sequence[Aside], book: Book) -> list[Reason]:
    """Group what is set aside by why.

    Parameters
    ----------
    aside
        Rows that do not count. [-]
    book
        Names and sources. [-]

    Returns
    -------
    reasons
        In words, the most frequent first. [-]

    """
    language = get_language() or "fr"
    groups: dict[str, list[Aside]] = defaultdict(list)
    for one in aside:
        groups[one.reason].append(one)
    return [
        Reason(
            typeset(book.known.reasons[code].of(language)),
            len(several),
            tuple(_row(one, book) for one in several[:_SHOWN]),
        )
        for code, several in sorted(groups.items(), key=lambda item: -len(item[1]))
    ]


def _row(one: Aside, book: Book) -> CellRow:
    row = one.row
    substance = book.known.substances.get(row.substance)
    amount = amount_of(row, substance.unit) if substance else None
    return CellRow(
        line_name(row, book.known),
        substance_name(row.substance, book.known),
        said(amount) if amount else None,
        sign(row.state),
        brief(book.sources.get(row.source)),
        as_read(row.note),
        address_of(row.territory, row),
    )
