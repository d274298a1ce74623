"""The screen of a mapping: what columns, words and the whole table say."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trajectoire.instruments.inventory.gather.mapping import Mapping
from trajectoire.web.imports.editing import (
    Group,
    Word,
    confirmed,
    groups_of,
    with_group,
    with_words,
    words_of,
)
from trajectoire.web.imports.forms import ColumnForm, SettingsForm, WordsForm
from trajectoire.web.imports.mappings import mapping_from_plain, mapping_to_plain
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.presentation.mapping import (
    asked_now,
    extract_of,
    group_rows,
    understood,
)
from trajectoire.web.imports.presentation.words import UNITS
from trajectoire.web.imports.tasks import start_checking, start_reading
from trajectoire.web.imports.views import on_own_import
from trajectoire.web.language.faults import said

State = Import.State
_MOST_AGAIN = 20  # words that an address may reopen
OPEN = (State.TO_DESCRIBE, State.TO_CORRECT, State.READY, State.OVERTAKEN)


@on_own_import
def columns(request: HttpRequest, one: Import) -> HttpResponse:
    """Show what was understood; keep what is corrected, and ask for the check."""
    if one.state not in OPEN:
        return redirect("imports:page", number=one.pk)
    mapping = mapping_from_plain(one.mapping)
    words = words_of(mapping, one.proposal.get("words", {}), one.territory)
    again = request.GET.getlist("mot")[:_MOST_AGAIN]
    asked = asked_now(mapping, words, again)
    data = (request.POST,) if request.method == "POST" else ()
    settings, meanings = SettingsForm(mapping, *data), WordsForm(mapping, asked, *data)
    status = 200
    if request.method == "POST":
        status = 422
        if settings.is_valid() and meanings.is_valid():
            mapping = with_words(settings.mapping(), words, meanings.meanings(words))
            return _kept(request, one, mapping)
    context = _context(one, mapping, words) | {"form": settings, "words": meanings}
    return render(request, "imports/columns.html", context, status=status)


@on_own_import
def column(request: HttpRequest, one: Import, group: int) -> HttpResponse:
    """Correct what a column says, or several that differ by their year."""
    if one.state not in OPEN:
        return redirect("imports:page", number=one.pk)
    mapping = mapping_from_plain(one.mapping)
    found = _group(mapping, group)
    data = (request.POST,) if request.method == "POST" else ()
    form = ColumnForm(mapping, found, *data)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            _keep(one, with_group(mapping, found, form.cleaned_data))
            return redirect("imports:columns", number=one.pk)
    context = {
        "one": one,
        "group": found,
        "form": form,
        "units": UNITS,
        "extract": extract_of(one, found),
    }
    return render(request, "imports/column.html", context, status=status)


@on_own_import
@require_POST
def sheet(request: HttpRequest, one: Import) -> HttpResponse:
    """Read another sheet of the workbook."""
    chosen = request.POST.get("sheet", "")
    if chosen not in one.proposal.get("sheets", ()):
        raise Http404(chosen)
    if not start_reading(one, chosen, request.user.pk):
        messages.error(request, _("Cet import ne se relit pas maintenant."))
    return redirect("imports:page", number=one.pk)


def _kept(request: HttpRequest, one: Import, mapping: Mapping) -> HttpResponse:
    if "check" not in request.POST:
        _keep(one, mapping)
        messages.success(request, _("La description est enregistrée."))
        return redirect("imports:columns", number=one.pk)
    plain = mapping_to_plain(confirmed(mapping))
    if not start_checking(one, plain, request.user.pk):
        messages.error(request, _("Cet import ne se vérifie pas maintenant."))
    return redirect("imports:page", number=one.pk)


def _keep(one: Import, mapping: Mapping) -> None:
    """Keep a mapping, unless a task has taken the import meanwhile."""
    rows = Import.objects.filter(pk=one.pk, attempt=one.attempt, state__in=OPEN)
    rows.update(mapping=mapping_to_plain(mapping), state=State.TO_DESCRIBE)


def _group(mapping: Mapping, number: int) -> Group:
    groups = groups_of(mapping)
    if number >= len(groups):
        raise Http404(number)
    return groups[number]


def _context(one: Import, mapping: Mapping, words: list[Word]) -> dict[str, Any]:
    open_words = [word for word in words if word.meaning is None]
    return {
        "one": one,
        "proposal": one.proposal,
        "groups": group_rows(one, mapping),
        "understood": understood(words),
        "waiting": len(open_words),
        "units": UNITS,
        "notes": [said(note) for note in one.proposal.get("notes", ())],
    }
