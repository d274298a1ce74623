"""What is typed in about accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trajectoire.web.accounts.models import Membership, Token
from trajectoire.web.accounts.tokens import LONGEST


class MemberForm(forms.Form):
    """Give someone a role for a territory."""

    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(label=_("Rôle"), choices=Membership.Role.choices)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class TokenForm(forms.Form):
    """Ask for a key to the API."""

    name = forms.CharField(label=_("À quoi sert cette clé"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’elle permet"),
        choices=Token.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=_("Durée, en jours"), min_value=1, max_value=LONGEST, initial=90
    )

    def answers(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
