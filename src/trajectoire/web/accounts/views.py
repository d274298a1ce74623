"""Pages of accounts: enter, leave, keys, members of a territory."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from trajectoire.web.accounts.forms import MemberForm, TokenForm
from trajectoire.web.accounts.invitations import (
    LastAdministrator,
    give_role,
    invitation_path,
    is_known,
    may_have_link,
    take_role,
)
from trajectoire.web.accounts.limits import (
    LOGIN_ANYWHERE,
    LOGIN_BY_ACCOUNT,
    LOGIN_BY_ADDRESS,
    address_of,
    forgive,
    spend,
)
from trajectoire.web.accounts.models import Membership, Token
from trajectoire.web.accounts.permissions import Action, require
from trajectoire.web.accounts.tokens import create_token


@dataclass(frozen=True)
class NamedPlace:
    """A territory named by an address of the site."""

    kind: str
    code: str


class LoginView(views.LoginView):
    """Enter, at a bounded pace for each account and each address."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        account = request.POST.get("username", "").strip().lower()
        address = address_of(request)
        here = f"{account} {address}"  # a stranger elsewhere locks nobody out
        spend(LOGIN_BY_ADDRESS, address)
        spend(LOGIN_BY_ACCOUNT, here)
        spend(LOGIN_ANYWHERE, account)
        response = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            forgive(LOGIN_BY_ACCOUNT, here)
            forgive(LOGIN_ANYWHERE, account)
        return response


class EndsKeys:
    """Of a form of password: the keys made before it end with the old one."""

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        if form.user.tokens.filter(revoked=None).update(revoked=timezone.now()):
            messages.info(
                self.request,
                _("Vos clés d’accès sont révoquées\u00a0: créez-en d’autres."),
            )
        return response


class PasswordChangeView(EndsKeys, views.PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:account")


class PasswordChooseView(EndsKeys, views.PasswordResetConfirmView):
    """Choose a password by the link that an administrator gave."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:login")


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show one's roles and keys; give a key."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _token, secret = create_token(request.user, **form.answers())
        form = TokenForm()
    return render(
        request,
        "accounts/account.html",
        {
            "form": form,
            "secret": secret,
            "memberships": request.user.memberships.all(),
            "tokens": request.user.tokens.filter(revoked=None),
            "now": timezone.now(),
        },
    )


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own keys."""
    token = get_object_or_404(Token, pk=number, user=request.user)
    token.revoked = timezone.now()
    token.save(update_fields=["revoked"])
    messages.success(request, _("La clé est révoquée."))
    return redirect("accounts:account")


@never_cache
@login_required
@sensitive_post_parameters()
def members(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show who has a role for a territory; give one."""
    place = NamedPlace(kind, code)
    require(request.user, Action.ADMINISTER, place)
    if not is_known(place):
        raise Http404(_("Ce territoire n’existe pas."))
    form = MemberForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        link = _invite(request, place, form)
        form = MemberForm()
    rows = Membership.objects.filter(territory_kind=kind, territory_code=code)
    return render(
        request,
        "accounts/members.html",
        {
            "form": form,
            "link": link,
            "place": place,
            "members": rows.select_related("user").order_by("user__email"),
        },
    )


@login_required
@require_POST
def remove_member(
    request: HttpRequest, kind: str, code: str, number: int
) -> HttpResponse:
    """Take a role back; the last administrator keeps theirs."""
    place = NamedPlace(kind, code)
    require(request.user, Action.ADMINISTER, place)
    rows = Membership.objects.filter(territory_kind=kind, territory_code=code)
    try:
        take_role(place, get_object_or_404(rows, pk=number))
    except LastAdministrator:
        messages.error(request, _("Un territoire garde au moins un administrateur."))
    else:
        messages.success(request, _("Le rôle est retiré."))
    return redirect("accounts:members", kind=kind, code=code)


def _invite(request: HttpRequest, place: NamedPlace, form: MemberForm) -> str:
    """Give the role; give the link of whoever this account invites, or nothing."""
    try:
        guest = give_role(request.user, place, **form.cleaned_data)
    except LastAdministrator:
        messages.error(request, _("Un territoire garde au moins un administrateur."))
        return ""
    messages.success(request, _("Le rôle est donné."))
    if not may_have_link(request.user, guest):
        return ""
    return request.build_absolute_uri(invitation_path(guest))
