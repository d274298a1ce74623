"""Pages by which administrators add a territory of their own, or draw it anew."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.permissions import Action, require
from trajectoire.web.additions.forms import OutlineForm, OwnTerritoryForm
from trajectoire.web.additions.whereabouts import boxes_known
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.territories.models import OwnTerritory
from trajectoire.web.territories.rights import may_add


@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Add a city of another country, or an organisation."""
    if not may_add(request.user):
        raise PermissionDenied(
            _("Seuls les administrateurs d’un territoire peuvent en ajouter.")
        )
    if request.method == "POST":
        spend(UPLOAD_BY_ACCOUNT, str(request.user.pk))
    form = OwnTerritoryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = form.row()
        _allow(request.user, row, form)
        _add(request.user, row)
        messages.success(request, _("Le territoire est ajouté."))
        return redirect("territories:territory", code=row.code)
    return render(request, "territories/own_new.html", {"form": form})


@never_cache
@login_required
def redraw(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the outline of a territory of one's own anew."""
    row = get_object_or_404(OwnTerritory, code=code)
    require(request.user, Action.ADMINISTER, row.territory())
    if request.method == "POST":
        spend(UPLOAD_BY_ACCOUNT, str(request.user.pk))
    form = OutlineForm(request.POST or None, request.FILES or None)
    form.near = boxes_known(row.attached_code or row.country)
    form.fields["outline"].required = True
    if request.method == "POST" and form.is_valid() and form.own:
        row.redraw(form.own.outline, form.own.area)
        row.save()
        messages.success(request, _("Le contour est enregistré."))
        return redirect("territories:territory", code=row.code)
    context = {"form": form, "spot": row}
    return render(request, "territories/own_outline.html", context)


def _allow(user: User, row: OwnTerritory, form: OwnTerritoryForm) -> None:
    """Refuse what the roles do not allow: a city is for who runs the installation."""
    if user.is_superuser:
        return
    if row.kind != OwnTerritory.Kind.ORGANISATION:
        raise PermissionDenied(
            _("Seul l’administrateur de l’installation peut ajouter une ville.")
        )
    require(user, Action.ADMINISTER, form.above)
    if _of(row).exists():  # people were given roles before there was a page
        require(user, Action.ADMINISTER, row.territory())


def _of(row: OwnTerritory) -> QuerySet[Membership]:
    return Membership.objects.filter(territory_kind=row.kind, territory_code=row.code)


def _add(user: User, row: OwnTerritory) -> None:
    """Save the territory, name it in the ledger, give its author the keys."""
    with transaction.atomic():
        row.author = user
        row.save(force_insert=True)
        LedgerTerritory.written(row.territory())
        if not user.is_superuser:
            Membership.objects.get_or_create(
                user=user,
                territory_kind=row.kind,
                territory_code=row.code,
                defaults={"role": Membership.Role.ADMINISTRATOR},
            )
