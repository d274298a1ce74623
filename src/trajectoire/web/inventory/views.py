"""What everybody reads of the accounts: where the tonnes are, and what they rest on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.accounts.limits import EXPORT_BY_ADDRESS, address_of, spend
from trajectoire.web.inventory.doors import (
    ORGANISATION,
    spot_of,
    wings,
    writing,
    years_told,
)
from trajectoire.web.inventory.downloads import lines
from trajectoire.web.inventory.presentation.adding import adding
from trajectoire.web.inventory.presentation.asked import Asked, asked, choices, declared
from trajectoire.web.inventory.presentation.estimated import first_page
from trajectoire.web.inventory.presentation.page import page, pictures, rows_of_page
from trajectoire.web.inventory.shelf import Shelf, shelf
from trajectoire.web.inventory.wholeness import held_by_year, usual_year
from trajectoire.web.opendata.files import FORMATS


@require_safe
def inventory(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: how much does this territory emit, and where does it come from?"""
    spot = spot_of(code)
    if spot.code != code:
        return _sent_on(request, "inventory:inventory", spot.code, permanent=True)
    if spot.kind == ORGANISATION:
        return _sent_on(request, "inventory:beges", spot.code)
    found = shelf(spot)
    shown = _asked(request, found)
    accounts = found.open(shown.years)
    told = years_told(found)
    context = writing(request, spot) | {
        "wings": wings(spot, "inventory"),
        "query": shown.query,
        "formats": tuple(FORMATS) if any(told.values()) else (),
        "choices": choices(shown, told),
    }
    if shown.year is None and shown.family == "ghg":
        context |= {"declared": declared(told), "adding": adding(shown)}
        return render(
            request, "inventory/estimated.html", context | first_page(accounts, shown)
        )
    series = found.series(shown.family, shown.potentials, shown.substance)
    held = held_by_year(found, shown.family, shown.substance)
    context |= page(accounts, shown, series, held)
    context["reconciled"] = shown.year in told["gaz"]
    return render(request, "inventory/inventory.html", context)


@require_safe
def picture(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Give a picture of the page, to be printed or put in a report."""
    spot = spot_of(code)
    found = shelf(spot)
    shown = _asked(request, found)
    accounts = found.open(shown.years)
    book = accounts.shown(shown.family)
    drawn = pictures(accounts, book, shown, rows_of_page(book, shown))
    one = next((each for each in drawn if each.code == name), None)
    if one is None:
        raise Http404(_("Cette page n’a pas d’image «\u00a0%s\u00a0».") % name)
    told = {"whole": f"{spot.name}, {shown.year}", "part": one.title}
    title = _("%(whole)s\u00a0: %(part)s") % told
    context = {"bars": one.bars, "title": title, "origin": _origin(code)}
    response = render(
        request, "inventory/_bars.svg", context, content_type="image/svg+xml"
    )
    return _attached(response, f"trajectoire-{code}-{shown.year}-{name}.svg")


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """Give the figures of the page as a table: UTF-8, comma, decimal dot."""
    spend(EXPORT_BY_ADDRESS, address_of(request))
    found = shelf(spot_of(code))
    shown = _asked(request, found)
    book = found.open(shown.years).shown(shown.family)
    text = "".join(lines(book, rows_of_page(book, shown)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    return _attached(response, f"trajectoire-{code}-{shown.key}-{shown.year}.csv")


def _asked(request: HttpRequest, found: Shelf) -> Asked:
    given = request.GET.dict()
    family = asked({"famille": given.get("famille", "gaz")}, ()).family
    return asked(given, found.years(family), usual_year(found, family))


def _origin(code: str) -> str:
    where = reverse("inventory:inventory", args=[code])
    return _("Trajectoire, %s") % where


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sent_on(
    request: HttpRequest, name: str, code: str, *, permanent: bool = False
) -> HttpResponse:
    """Send to another page, with the year and all that was asked."""
    asked = request.GET.urlencode()
    address = reverse(name, args=[code])
    return redirect(f"{address}?{asked}" if asked else address, permanent=permanent)
