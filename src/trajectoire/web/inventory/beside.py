"""Beside the accounts: what the air measures, and territories that look alike."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.inventory.doors import spot_of, wings
from trajectoire.web.inventory.facing import faced
from trajectoire.web.inventory.peers import peers
from trajectoire.web.inventory.presentation.alike import alike_page
from trajectoire.web.inventory.presentation.measured import measured_page
from trajectoire.web.inventory.presentation.page import is_invented
from trajectoire.web.inventory.shelf import read


@require_safe
def measured(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: does the air say the same as the accounts?"""
    spot = spot_of(code)
    accounts = read(spot)
    book = accounts.shown("ghg")
    context = {
        "spot": spot,
        "wings": wings(spot, "measured"),
        "here": "measured",
        "bring": reverse("imports:new"),
        "invented": is_invented(book),
    }
    found = faced(spot, book)
    if not found:
        return render(request, "inventory/no_year.html", context)
    wanted = request.GET.get("secteur", found[0].key)
    chosen = next((one for one in found if one.key == wanted), None)
    if chosen is None:
        text = _("L’observatoire ne distingue pas de secteur «\u00a0%s\u00a0».")
        raise Http404(text % wanted[:40])
    context |= measured_page(found, chosen)
    return render(request, "inventory/measured.html", context)


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: where does this territory stand among those that look like it?"""
    spot = spot_of(code)
    accounts = read(spot)
    book = accounts.shown("ghg")
    years = book.years("ghg")
    context = {
        "spot": spot,
        "wings": wings(spot, "compare"),
        "here": "compare",
        "year": years[-1] if years else None,
        "bring": reverse("imports:new"),
        "invented": is_invented(book),
    }
    found = peers(spot, book, years[-1] if years else None)
    if found is None:
        return render(request, "inventory/no_year.html", context)
    return render(
        request, "inventory/compare.html", context | alike_page(spot, book, found)
    )
