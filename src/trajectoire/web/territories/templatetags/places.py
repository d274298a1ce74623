"""Territories named for people: « Paris », not « commune 75056 »."""

from datetime import date

from django import template

from trajectoire.sources.communes_place import Former
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.territories.directory import find_territory
from trajectoire.web.typography.numbers import long_day, number

_DAY = len("2019-01-01")
register = template.Library()


@register.filter
def place_name(code: str) -> str:
    """Name a territory; its code where nobody knows it."""
    spot = find_territory(code)
    return spot.name if spot else code


@register.filter
def ended(former: Former) -> str:
    """Write when a former commune ended: the day where it is known, or the year."""
    if len(former.ended) == _DAY:
        return long_day(date.fromisoformat(former.ended))
    return former.ended


@register.filter
def surface(area_km2: float) -> str:
    """Write an area with its unit, and no more digits than a drawing deserves."""
    places = 0 if area_km2 >= 10 else 1 if area_km2 >= 1 else 3
    return f"{number(area_km2, places)}\u00a0km²"


@register.simple_tag
def administered(user: User) -> list[tuple[str, str]]:
    """List the territories, kind and code, whose members someone may manage."""
    rows = Membership.objects.order_by("territory_kind", "territory_code")
    if not user.is_superuser:
        rows = rows.filter(user=user, role=Membership.Role.ADMINISTRATOR)
    return list(rows.values_list("territory_kind", "territory_code").distinct())
