"""Beside the accounts: what the air measures, and territories that look alike."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.inventory.doors import bring, spot_of, waiting, wings
from trajectoire.web.inventory.facing import faced
from trajectoire.web.inventory.peers import peers
from trajectoire.web.inventory.presentation.alike import alike_page
from trajectoire.web.inventory.presentation.headline import (
    caveat,
    sectors_words,
)
from trajectoire.web.inventory.presentation.measured import measured_page
from trajectoire.web.inventory.presentation.page import is_invented
from trajectoire.web.inventory.reading import Book
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.inventory.wholeness import usual_year, wholeness_of
from trajectoire.web.territories.directory import Spot


@require_safe
def measured(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: does the air say the same as the accounts?"""
    spot = spot_of(code)
    book, year = _opened(spot)
    context = {
        "spot": spot,
        "wings": wings(spot, "measured"),
        "here": "measured",
        "bring": bring(spot),
        "invented": is_invented(book),
    }
    found = faced(spot, book, year)
    if not found:
        context |= waiting(request, shelf(spot))
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
    book, year = _opened(spot)
    held = wholeness_of(book, "ghg", year)
    context = {
        "spot": spot,
        "wings": wings(spot, "compare"),
        "here": "compare",
        "year": year,
        "partial": caveat(held),
        "sectors": sectors_words(held),
        "bring": bring(spot),
        "invented": is_invented(book),
    }
    found = peers(spot, book, year)
    if found is None:
        context |= waiting(request, shelf(spot))
        return render(request, "inventory/no_year.html", context)
    return render(
        request, "inventory/compare.html", context | alike_page(spot, book, found)
    )


def _opened(spot: Spot) -> tuple[Book, int | None]:
    """Read the year that says most."""
    found = shelf(spot)
    year = usual_year(found, "ghg")
    accounts = found.open([] if year is None else [year])
    return accounts.shown("ghg"), year
