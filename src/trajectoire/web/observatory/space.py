"""The space of agents: bring files, see what is wrong with them, run, follow."""

import shutil
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from trajectoire.core.errors import InputError, TrajectoireError
from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.dossiers import may_delete, open_dossier, visible
from trajectoire.web.observatory.forms import DossierForm, RunForm
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.tasks import receive, restart, start
from trajectoire.web.observatory.upload import folder_of, remove
from trajectoire.web.observatory.work import mark_interrupted

View = Callable[..., HttpResponse]


@never_cache
@require_safe
def space(request: HttpRequest) -> HttpResponse:
    """List one's dossiers, or say how to enter."""
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
    """Give only what changes while one waits."""
    mark_interrupted()
    found = _own(request, number)
    return render(request, "observatory/_state.html", _context(request, found))


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
            messages.error(request, f"{file.name} : {error}")
    return redirect("observatory:dossier", number=number)


@login_required
@require_POST
def take_out(request: HttpRequest, number: UUID, file: UUID) -> HttpResponse:
    """Take a file out of a dossier."""
    found = _own(request, number)
    if not _is_busy(request, found):
        remove(get_object_or_404(found.files, pk=file))
    return redirect("observatory:dossier", number=number)


@login_required
@require_POST
def run(request: HttpRequest, number: UUID) -> HttpResponse:
    """Run the observatory on the files of a dossier."""
    found = _own(request, number)
    if _is_busy(request, found):
        return redirect("observatory:dossier", number=number)
    form = _form(found, request.POST)
    faults: list[str] = []
    if form.is_valid():
        try:
            start(found, form.choices())
            return redirect("observatory:dossier", number=number)
        except ValidationError as error:
            faults = form.missing(error)
        except InputError as error:
            faults = [str(fault) for fault in error.faults]
    return _page(request, found, form=form, faults=faults, status=422)


@login_required
@require_POST
def run_again(request: HttpRequest, number: UUID) -> HttpResponse:
    """Go on with a run that stopped."""
    found = _own(request, number)
    if found.run is not None:
        restart(found.run)
    return redirect("observatory:dossier", number=number)


@login_required
@require_POST
def delete(request: HttpRequest, number: UUID) -> HttpResponse:
    """Delete a dossier and its files; the ledger keeps what was recorded."""
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
    files = list(found.files.all())
    waiting = any(file.state == DossierFile.State.WAITING for file in files)
    running = found.run is not None and found.run.status in {
        Run.Status.WAITING,
        Run.Status.RUNNING,
    }
    return {
        "dossier": found,
        "files": files,
        "run": found.run,
        "percent": round(100 * found.run.progress) if found.run else 0,
        "waiting": waiting,
        "running": running,
        "polling": waiting or running,
        "ready": any(file.state == DossierFile.State.CHECKED for file in files),
        "may_delete": may_delete(request.user, found),
    }
