"""Publish the result of a dossier, or take it back: nothing is public before that."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.dossiers import visible
from trajectoire.web.observatory.models import Dossier


def may_publish(user: User, dossier: Dossier) -> bool:
    """Decide whether someone may publish the result of a dossier, or withdraw it.

    Parameters
    ----------
    user
        Who asks. [-]
    dossier
        The dossier. [-]

    Returns
    -------
    allowed
        Administrators of its territory. [-]

    """
    return may(user, Action.ADMINISTER, dossier.territory)


def set_published(user: User, dossier: Dossier, *, published: bool) -> Run:
    """Publish the result of a dossier, or withdraw it.

    Parameters
    ----------
    user
        Who asks. [-]
    dossier
        The dossier. [-]
    published
        Whether everybody may read it from now on. [-]

    Returns
    -------
    run
        Published or not. [-]

    Raises
    ------
    PermissionDenied
        If the account does not administer the territory.
    InputError
        If the dossier has no finished run.

    """
    require(user, Action.ADMINISTER, dossier.territory)
    run = dossier.run
    if run is None or run.status != Run.Status.DONE:
        remedy = "Run the observatory first, and wait for its end."
        found = "one without finished run"
        raise InputError([Fault("a dossier with a result", found, remedy)])
    run.published = published
    run.save(update_fields=["published"])
    return run


@login_required
@require_POST
def publish(request: HttpRequest, number: UUID) -> HttpResponse:
    """Let everybody read the result of a dossier."""
    return _set(request, number, _("Le résultat est publié."), published=True)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take the result of a dossier back; the figures before it stand again."""
    return _set(request, number, _("Le résultat n’est plus public."), published=False)


def _set(
    request: HttpRequest, number: UUID, done: str, *, published: bool
) -> HttpResponse:
    dossier = get_object_or_404(visible(request.user), pk=number)
    try:
        set_published(request.user, dossier, published=published)
    except InputError:
        messages.error(request, _("Ce dossier n’a pas encore de résultat."))
    else:
        messages.success(request, done)
    return redirect("observatory:dossier", number=number)
