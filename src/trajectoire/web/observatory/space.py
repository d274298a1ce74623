"""The space of agents: bring files, see what is wrong with them, run, follow."""

import shutil
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from trajectoire.core.errors import InputError, TrajectoireError
from trajectoire.sources import identify
from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.language.faults import lines
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.deposited import Deposited
from trajectoire.web.observatory.dossiers import may_delete, open_dossier, visible
from trajectoire.web.observatory.examination import (
    MAPPING,
    column_maps,
    described_by,
)
from trajectoire.web.observatory.forms import DossierForm, RunForm
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.presentation.dossier import shown
from trajectoire.web.observatory.publishing import may_publish
from trajectoire.web.observatory.tasks import examine, receive, restart, start
from trajectoire.web.observatory.upload import folder_of, remove
from trajectoire.web.observatory.work import mark_interrupted

View = Callable[..., HttpResponse]


@never_cache
@require_safe
def space(request: HttpRequest) -> HttpResponse:
    """List one's dossiers, or say how to enter."""
    if request.user.is_authenticated:
        mark_interrupted()
    return render(
        request, "observatory/space.html", {"dossiers": visible(request.user)}
    )


@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a dossier."""
    codes = request.user.memberships.values_list("territory_code", flat=True)
    first = {"code": request.GET.get("territoire") or next(iter(codes), "")}
    form = DossierForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        dossier = open_dossier(request.user, title, form.territory())
        return redirect("observatory:dossier", number=dossier.pk)
    return render(request, "observatory/new.html", {"form": form})


@never_cache
@login_required
def dossier(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show a dossier: its files, its run."""
    return _page(request, _own(request, number))


@never_cache
@login_required
@require_safe
def state(request: HttpRequest, number: UUID) -> HttpResponse:
    """Give only what changes while one waits; then ask for the whole page."""
    mark_interrupted()
    found = _own(request, number)
    context = {"form": _form(found), **_context(request, found)}
    response = render(request, "observatory/_state.html", context)
    if not context["polling"]:
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def bring(request: HttpRequest, number: UUID) -> HttpResponse:
    """Bring files: each is kept, or refused with the reason."""
    found = _own(request, number)
    if _is_busy(request, found):
        return redirect("observatory:dossier", number=number)
    sent = request.FILES.getlist("files")
    if not sent:
        messages.error(request, _("Choisissez au moins un fichier."))
    for file in sent:
        spend(UPLOAD_BY_ACCOUNT, str(request.user.pk))
        try:
            receive(found, file.name or "", file.chunks())
        except TrajectoireError as error:
            for line in lines(error):
                messages.error(request, f"{file.name}\u00a0: {line}")
    page = redirect("observatory:dossier", number=number)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        page.status_code = 204  # the script goes there itself, messages unread
    return page


@login_required
@require_POST
def take_out(request: HttpRequest, number: UUID, file: UUID) -> HttpResponse:
    """Take a file out of a dossier."""
    found = _own(request, number)
    if not _is_busy(request, found):
        gone = get_object_or_404(found.files, pk=file)
        tables = described_by(gone)
        remove(gone)
        for table in tables:
            _read_again(table, "")
    return redirect("observatory:dossier", number=number)


@login_required
@require_POST
def describe(request: HttpRequest, number: UUID, file: UUID) -> HttpResponse:
    """Choose the column map by which a table is read."""
    found = _own(request, number)
    if not _is_busy(request, found):
        tables = found.files.filter(examination__kind=identify.TABLE)
        table = get_object_or_404(tables, pk=file)
        maps = {str(one.pk) for one in column_maps(found)}
        chosen = request.POST.get(MAPPING, "")
        if chosen in maps:
            _read_again(table, chosen)
        else:
            messages.error(request, _("Choisissez une description de colonnes."))
    return redirect("observatory:dossier", number=number)


@login_required
def run(request: HttpRequest, number: UUID) -> HttpResponse:
    """Run the observatory on the files of a dossier."""
    found = _own(request, number)
    # A page that refused keeps this address: reloaded, it is the dossier again.
    if request.method != "POST" or _is_busy(request, found):
        return redirect("observatory:dossier", number=number)
    deposited = request.POST.get("description")
    form = _form(found, None if deposited else request.POST)
    faults: list[str] = []
    try:
        if deposited:
            start(found, Deposited(_description(found, deposited).pk))
            return redirect("observatory:dossier", number=number)
        if form.is_valid():
            start(found, form.choices())
            return redirect("observatory:dossier", number=number)
    except ValidationError as error:
        faults = form.missing(error)
    except InputError as error:
        faults = lines(error)
    return _page(request, found, form=form, faults=faults, status=422)


@login_required
@require_POST
def run_again(request: HttpRequest, number: UUID) -> HttpResponse:
    """Go on with a run that was interrupted; one that failed would fail again."""
    found = _own(request, number)
    if found.run is not None and found.run.status == Run.Status.INTERRUPTED:
        restart(found.run)
    return redirect("observatory:dossier", number=number)


@never_cache
@login_required
def delete(request: HttpRequest, number: UUID) -> HttpResponse:
    """Delete a dossier and its files, once confirmed; the ledger keeps its figures."""
    found = _own(request, number)
    if not may_delete(request.user, found):
        raise PermissionDenied(
            _(
                "Seul l’agent qui a ouvert un dossier, ou un administrateur du "
                "territoire, peut le supprimer."
            )
        )
    if _is_busy(request, found):
        return redirect("observatory:dossier", number=number)
    if request.method != "POST":
        return render(request, "observatory/delete.html", {"dossier": found})
    folder = folder_of(found)
    found.delete()
    shutil.rmtree(folder, ignore_errors=True)
    messages.success(request, _("Le dossier est supprimé."))
    return redirect("observatory:space")


def _own(request: HttpRequest, number: UUID) -> Dossier:
    rows = visible(request.user).select_related("run__territory")
    return get_object_or_404(rows, pk=number)


def _is_busy(request: HttpRequest, found: Dossier) -> bool:
    mark_interrupted()
    found.refresh_from_db()
    if found.state != Dossier.State.RUNNING:
        return False
    messages.error(
        request, _("Un calcul est en cours sur ce dossier. Attendez sa fin.")
    )
    return True


def _form(found: Dossier, data: Any = None) -> RunForm:
    return RunForm(data, files=found.files.filter(state=DossierFile.State.CHECKED))


def _page(
    request: HttpRequest, found: Dossier, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"form": _form(found), **_context(request, found), **extra}
    return render(request, "observatory/dossier.html", context, status=status)


def _context(request: HttpRequest, found: Dossier) -> dict[str, Any]:
    return {
        "dossier": found,
        "run": found.run,
        "may_delete": may_delete(request.user, found),
        "may_publish": may_publish(request.user, found),
        **shown(found),
    }


def _description(found: Dossier, number: str) -> DossierFile:
    """Find a description of a run among the files of a dossier."""
    good = found.files.filter(state=DossierFile.State.CHECKED)
    for one in good.filter(examination__kind=identify.RUN_DESCRIPTION):
        if str(one.pk) == number:
            return one
    raise Http404(_("Ce dossier ne contient pas cette configuration."))


def _read_again(table: DossierFile, mapping: str) -> None:
    """Ask for a table to be examined again, with another map or with none."""
    table.examination = {**table.examination, MAPPING: mapping}
    table.state = DossierFile.State.WAITING
    table.save(update_fields=["examination", "state"])
    examine.enqueue(str(table.pk))
