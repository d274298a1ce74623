"""One cell of the ledger: read it, add to it, choose among its sources, undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trajectoire.core.errors import InputError, LedgerConflict
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.instruments.inventory.model.entry import METHOD
from trajectoire.web.accounts.limits import Limit, spend
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.inventory.cell_shown import Shown, shown_cell
from trajectoire.web.inventory.demonstration import INVENTED
from trajectoire.web.inventory.doors import spot_of, wings
from trajectoire.web.inventory.forms import CellForm, ChoiceForm, initial_of
from trajectoire.web.inventory.presentation.cell import (
    Moment,
    moments,
    standing_words,
)
from trajectoire.web.inventory.secrets import secrets_of
from trajectoire.web.language.faults import lines
from trajectoire.web.ledger.choices import choose
from trajectoire.web.ledger.conflicts import Overtaken, names_of
from trajectoire.web.ledger.history import history
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.undo import undo_choice, undo_figure
from trajectoire.web.territories.directory import Spot

CELL_BY_ACCOUNT = Limit("cell-account", 600, 3600, shared=True)


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, code: str) -> HttpResponse:
    """Show a cell to everybody; let those who may write in it.

    Those read what was held back: no cache may keep the page for whoever comes next.
    """
    spot = spot_of(code)
    member = may(request.user, Action.CONTRIBUTE, spot)
    answer = _answered(request, spot, member=member)
    if member:
        add_never_cache_headers(answer)
    return answer


def _answered(request: HttpRequest, spot: Spot, *, member: bool) -> HttpResponse:
    shown = shown_cell(spot, request.GET, member=member)
    if request.method == "POST":
        require(request.user, Action.CONTRIBUTE, spot)
        spend(CELL_BY_ACCOUNT, str(request.user.pk))
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404(_("Cette case ne sait pas faire cela."))
        answer = act(request, shown)
        if answer is None:
            # The form stands further down: what was done is said at the top.
            return redirect(f"{shown.address}#contenu")
        shown = shown_cell(spot, request.GET, member=member)
        return _render(request, spot, shown, answer, status=422)
    return _render(request, spot, shown, {})


def _render(
    request: HttpRequest,
    spot: Spot,
    shown: Shown,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    may_write = may(request.user, Action.CONTRIBUTE, spot)
    correcting = _correcting(request, shown)
    context: dict[str, Any] = {
        "spot": spot,
        "wings": wings(spot, ""),
        "cell": shown,
        "events": _events(shown, member=may_write),
        "may_write": may_write,
        "correcting": str(correcting.source) if correcting else "",
        "invented": any(one.source.publisher == INVENTED for one in shown.figures),
    }
    if may_write:
        context |= secrets_of(shown.cell)
        context["form"] = CellForm(
            kept_in=shown.cell.definition.unit, initial=initial_of(correcting)
        )
        context["choice_form"] = _choice_form(shown)
    return render(request, "inventory/case.html", context | more, status=status)


def _events(shown: Shown, *, member: bool) -> list[Moment]:
    told = history(shown.cell, member=member, withheld=shown.withheld)
    return moments(told, member=member)


def _correcting(request: HttpRequest, shown: Shown) -> Entry | None:
    """Find the figure that the page is asked to correct: one of this cell only."""
    number = request.GET.get("corriger", "")
    return next((one for one in shown.figures if str(one.pk) == number), None)


def _choice_form(shown: Shown, data: QueryDict | None = None) -> ChoiceForm:
    sources = {one.pk: str(one.source) for one in shown.figures}
    seen = shown.choice.revision if shown.choice else -1
    initial = {"source": str(shown.read), "seen": seen}
    return ChoiceForm(data, sources=sources, initial=initial)


def _record(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Record a figure; answer with the form where it cannot be."""
    notes = {one.note for one in shown.figures if one.value is not None} - {""}
    told = {"kept_in": shown.cell.definition.unit, "year": shown.year, "notes": notes}
    form = CellForm(request.POST, **told)
    if not form.is_valid():
        return {"form": form}
    figure = Indicator(
        shown.cell.definition,
        shown.cell.territory,
        shown.cell.sector,
        shown.cell.period,
        form.quantity(),
        CellState(form.cleaned_data["state"]),
        form.source(),
        METHOD,
        note=form.cleaned_data["note"].strip(),
    )
    chain = shown.cell.chain(form.source())
    seen = form.cleaned_data["revision"]
    try:
        record(
            [figure],
            author=str(request.user.pk),
            expected={chain: -1 if seen is None else seen},
        )
    except Overtaken as conflict:
        names = names_of(one.author for one in conflict.standing.values() if one)
        now = conflict.standing.get(chain)
        again = form.data.copy()
        again["revision"] = str(now.revision if now else -1)
        form.data = again
        return {"form": form, "conflict": standing_words(conflict.standing, names)}
    except (LedgerConflict, InputError) as error:
        form.add_error(None, lines(error))
        return {"form": form}
    messages.success(request, _("Le chiffre est enregistré."))
    return None


def _choose(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Choose a source; answer with the form where it cannot be."""
    form = _choice_form(shown, request.POST)
    if not form.is_valid():
        return {"choice_form": form}
    number = form.number()
    entry = next((one for one in shown.figures if one.pk == number), None)
    try:
        choose(
            shown.cell,
            entry.source.thing() if entry else None,
            form.cleaned_data["reason"],
            str(request.user.pk),
            form.cleaned_data["seen"],
        )
    except LedgerConflict:
        form.add_error(
            None,
            _("Quelqu’un a choisi pendant ce temps\u00a0: relisez, puis choisissez."),
        )
        return {"choice_form": form}
    messages.success(request, _("Le choix est enregistré."))
    return None


def _undo(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Undo what stands, of this cell only."""
    number = request.POST.get("number", "")
    author = str(request.user.pk)
    events = history(shown.cell, member=True)
    kind = request.POST.get("what", "")
    things = [event.choice if kind == "choice" else event.entry for event in events]
    thing = next((one for one in things if one and str(one.pk) == number), None)
    if thing is None:
        raise Http404(_("Rien de tel dans l’histoire de cette case."))
    try:
        if isinstance(thing, Entry):
            undo_figure(thing, author)
        else:
            undo_choice(thing, author)
    except LedgerConflict:
        text = _("Autre chose a été écrit depuis\u00a0: rien n’a changé. Relisez.")
        messages.error(request, text)
        return None
    messages.success(request, _("Ce qui était avant vaut de nouveau."))
    return None


_ACTS = {"record": _record, "choose": _choose, "undo": _undo}
