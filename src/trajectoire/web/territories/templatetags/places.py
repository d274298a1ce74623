"""Territories named for people: « Paris », not « commune 75056 »."""

from django import template

from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.territories.directory import find_territory

register = template.Library()


@register.filter
def place_name(code: str) -> str:
    """Name a territory; its code where nobody knows it."""
    spot = find_territory(code)
    return spot.name if spot else code


@register.simple_tag
def administered(user: User) -> list[tuple[str, str]]:
    """List the territories, kind and code, whose members someone may manage."""
    rows = Membership.objects.order_by("territory_kind", "territory_code")
    if not user.is_superuser:
        rows = rows.filter(user=user, role=Membership.Role.ADMINISTRATOR)
    return list(rows.values_list("territory_kind", "territory_code").distinct())
