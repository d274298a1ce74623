"""Find a territory, and its page: three figures, four doors."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trajectoire.web.inventory.doors import bring
from trajectoire.web.portal.doors import doors
from trajectoire.web.portal.figures import accounted, latest_total
from trajectoire.web.territories.directory import (
    Spot,
    find_territory,
    search,
    unknown,
)
from trajectoire.web.territories.locator import locator
from trajectoire.web.territories.powers import competences
from trajectoire.web.territories.rights import may_add, may_redraw
from trajectoire.web.territories.surroundings import above, formers, lists

_LONGEST = 100  # characters of a query


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Answer a search: a page, or only its list when the page asks for that."""
    query = request.GET.get("q", "").strip()[:_LONGEST]
    context = {
        "query": query,
        "spots": search(query) if query else [],
        "may_add": may_add(request.user),
    }
    part = request.headers.get("HX-Request") == "true"
    name = "territories/_suggestions.html" if part else "territories/search.html"
    response = render(request, name, context)
    response.headers["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a territory stands, where it should be, what has worked."""
    spot = find_territory(code)
    if spot is None:
        raise Http404(unknown(code))
    if spot.code != code:
        address = reverse("territories:territory", args=[spot.code])
        asked = f"?{urlencode({'ancien': code})}" if spot.through else ""
        return redirect(f"{address}{asked}", permanent=True)
    measured = latest_total(spot, "emission_measured")
    return render(
        request,
        "territories/territory.html",
        {
            "spot": spot,
            "former": _former(request, spot),
            "twin": measured is not None and measured.twin,
            "measured": measured,
            "bring": bring(spot),
            "declared": latest_total(spot, "emission_declared"),
            "target": latest_total(spot, "emission_target"),
            "accounted": None if measured else accounted(spot),
            "doors": doors(code, measured=measured is not None),
            "above": above(spot),
            "locator": locator(spot),
            "lists": lists(spot),
            "formers": formers(spot),
            "competences": competences(spot),
            "may_redraw": may_redraw(request.user, spot),
        },
    )


def _former(request: HttpRequest, spot: Spot) -> str:
    """Name what the reader asked for, where it is part of this territory today."""
    asked = request.GET.get("ancien", "")[:_LONGEST]
    found = find_territory(asked) if asked else None
    if found is None or found.code != spot.code or not found.through:
        return ""
    return f"{found.through} ({asked})"
