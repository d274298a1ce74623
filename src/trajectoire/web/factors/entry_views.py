"""The page where an agent enters an activity, sees what it emits, and records it."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trajectoire.core.errors import LedgerConflict, TrajectoireError
from trajectoire.core.indicator import Indicator
from trajectoire.core.sector import Sector
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.accounts.permissions import Action, require
from trajectoire.web.factors.entry import Preview, enter, preview
from trajectoire.web.factors.entry_forms import ActivityForm
from trajectoire.web.factors.forms import SearchForm
from trajectoire.web.factors.library import items_of, of_key
from trajectoire.web.factors.line_activities import detailed
from trajectoire.web.factors.models import Line
from trajectoire.web.factors.presentation import name_of, shown, sign_of
from trajectoire.web.factors.views import results
from trajectoire.web.inventory.presentation.amounts import said
from trajectoire.web.inventory.presentation.cell import amount_of
from trajectoire.web.inventory.presentation.overtaken import overtaken_lines
from trajectoire.web.language.faults import lines
from trajectoire.web.ledger.conflicts import Overtaken
from trajectoire.web.ledger.models import Entry
from trajectoire.web.territories.directory import Spot, find_territory, unknown
from trajectoire.web.typography.numbers import percent, typeset


@never_cache
@login_required
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """Enter an activity: choose a factor, type how much, see, record."""
    spot = find_territory(code)
    if spot is None:
        raise Http404(unknown(code))
    require(request.user, Action.CONTRIBUTE, spot)
    line = of_key(request.GET.get("facteur", ""))
    if line is not None and not line.usable:
        line = None
    context: dict[str, Any] = {"spot": spot, "line": line}
    if line is None:
        return render(request, "factors/activity.html", context | _found(request))
    form = ActivityForm(
        request.POST or None,
        factor=line.factor(),
        organisation=spot.kind == "organisation",
    )
    context |= {"form": form, "shown": shown(line), "name": name_of(line)}
    context["parts"] = _parts(line)
    if request.method != "POST":
        return render(request, "factors/activity.html", context)
    if not form.is_valid():
        return render(request, "factors/activity.html", context, status=422)
    return _answer(request, spot, line, context)


def _parts(line: Line) -> list[dict[str, Any]]:
    """List the items that a factor adds up: upstream and losses belong to other lines.

    The accounts keep what is emitted here apart from what is emitted before: entered
    whole, a fuel brings its extraction into the boiler of a dwelling.
    """
    if line.is_item:
        return []
    return [
        {
            "key": part.factor().key,
            "name": part.item_en if get_language() == "en" else part.item_fr,
            "share": percent(part.total / line.total) if line.total else "",
        }
        for part in items_of(line)
        if part.usable
    ]


def _answer(
    request: HttpRequest, spot: Spot, line: Line, context: dict[str, Any]
) -> HttpResponse:
    """Show what would be recorded; record it once it was seen."""
    form: ActivityForm = context["form"]
    entered, factor = form.entered(spot.territory()), line.factor()
    seen, earlier = form.cleaned_data["seen"], form.cleaned_data.get("earlier", "")
    status = 200
    try:
        if request.POST.get("action") == "record" and seen is not None:
            author = str(request.user.pk)
            enter(entered, factor, author=author, earlier=earlier, seen=seen)
            messages.success(
                request, _("L’activité et ses émissions sont enregistrées.")
            )
            address = reverse("inventory:inventory", args=[spot.code])
            return redirect(f"{address}?annee={form.cleaned_data['year']}")
    except Overtaken as conflict:
        context["conflict"], status = overtaken_lines(conflict), 409
    except LedgerConflict as error:
        context["conflict"], status = lines(error), 409
    try:
        found = preview(entered, factor, earlier=earlier)
        context |= _previewed(found) | _beside(found, earlier)
    except TrajectoireError as error:
        context["faults"], status = lines(error), 422
    return render(request, "factors/activity.html", context, status=status)


def _found(request: HttpRequest) -> dict[str, Any]:
    """Look for factors, for whoever has not chosen one yet."""
    form = SearchForm(request.GET)
    found: dict[str, Any] = {"search": form}
    if form.is_valid() and form.asks():
        found |= results(form, request.GET.get("page")) | {"choose": "?facteur="}
    return found


def _previewed(found: Preview) -> dict[str, Any]:
    seen = {str(chain): revision for chain, revision in found.seen.items()}
    return {
        "preview": found,
        "total": _told(found.total),
        "emissions": [_told(figure) for figure in found.computed.emissions],
        "activity": _told(found.computed.activity),
        "replaced": [
            {
                "name": _substance(entry.definition.name),
                "amount": _amount_words(entry),
                "when": entry.recorded,
            }
            for entry in found.replaced
        ],
        "withdrawn": [_substance(one.definition.name) for one in found.withdrawn],
        "seen": json.dumps(seen),
    }


def _beside(found: Preview, earlier: str) -> dict[str, Any]:
    """Tell the other activities of the line, and how all of them would add up."""
    line, sector = found.line, found.computed.activity.sector
    own = [one for one in line.activities if one.sector.code == sector.code]
    rival = any(one.chain not in found.seen for one in own)
    if sector.code != line.line:
        asks = rival or bool(line.undetailed and not earlier)
    else:
        asks = bool(line.activities)
    filed = line.undetailed if earlier else ()
    others = [one for one in line.activities if asks or one not in (*own, *filed)]
    return {
        "line_name": _line_name(sector),
        "others": [_other(one) for one in others],
        "proposed": _proposed(found, rival=rival) if asks else None,
        "filed": _line_name(detailed(line.line, earlier, line.nomenclature))
        if earlier
        else "",
        "whole": line.whole,
    }


def _proposed(found: Preview, *, rival: bool) -> dict[str, str]:
    """Propose a detail for the activity, and for the one of the whole line."""
    (first, *_others) = found.computed.emissions
    name = first.derivation.factor.name if first.derivation else ""
    new, earlier = found.line.proposed(name)
    given = found.computed.activity.sector.code[len(found.line.line) + 1 :]
    return {"detail": new if rival or not given else given, "earlier": earlier}


def _other(one: Entry) -> dict[str, str]:
    return {
        "line": _line_name(one.sector.thing()),
        "amount": _amount_words(one.activity) if one.activity else "",
        "factor": one.factor.name if one.factor else "",
        "source": one.source.title,
    }


def _amount_words(entry: Entry) -> str:
    """Write a figure of the ledger; nothing for a state without figure."""
    amount = amount_of(entry)
    told = said(amount) if amount else None
    return f"{told.value} {sign_of(told.unit)}" if told else ""


def _line_name(sector: Sector) -> str:
    name = nomenclatures().name(
        sector.nomenclature, sector.code, get_language() or "fr"
    )
    return typeset(name)


def _told(figure: Indicator) -> dict[str, Any]:
    """Write a figure with its interval."""
    quantity, amount = figure.quantity, None
    if quantity is not None:
        low, high = quantity.bounds() or (None, None)
        unknown = 1.0 if quantity.uncertainty is None else 0.0
        amount = said(
            Amount(
                quantity.value,
                quantity.unit,
                quantity.uncertainty,
                low,
                high,
                unknown,
                1,
            )
        )
    name = figure.definition.name
    return {
        "name": _substance(name),
        "amount": amount,
        "unit": sign_of(amount.unit) if amount else "",
    }


def _substance(name: str) -> str:
    known = nomenclatures()
    if name in known.substances:
        return known.name("substances", name, get_language() or "fr")
    return _("Activité")
