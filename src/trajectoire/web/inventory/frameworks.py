"""The same accounts as three frameworks want them: nothing is typed twice."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.instruments.inventory.export.ciris import City, ciris
from trajectoire.instruments.inventory.inputs import Potentials
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.reconciliation import reconcile
from trajectoire.web.accounts.limits import EXPORT_BY_ADDRESS, address_of, spend
from trajectoire.web.inventory.doors import (
    spot_of,
    waiting,
    wings,
    writing,
    years_told,
)
from trajectoire.web.inventory.presentation.asked import (
    FAMILIES,
    SETS,
    USUAL,
    Asked,
    year_choice,
)
from trajectoire.web.inventory.presentation.balance import balance
from trajectoire.web.inventory.presentation.bridges import bridges_page
from trajectoire.web.inventory.presentation.cities import city_page
from trajectoire.web.inventory.presentation.grids import boards, progress
from trajectoire.web.inventory.presentation.headline import caveat
from trajectoire.web.inventory.presentation.page import is_invented
from trajectoire.web.inventory.presentation.states import signs
from trajectoire.web.inventory.reading import Accounts, Book
from trajectoire.web.inventory.shelf import Shelf, shelf
from trajectoire.web.inventory.wholeness import usual_year, wholeness_of

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def pcaet_page(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: is the climate plan of this territory ready to be deposited?"""
    accounts, book, year, context = _opened(request, code, "pcaet")
    if year is None:
        return render(request, "inventory/no_year.html", context)
    standing = book.standing.year(year)
    found = pcaet(standing, book.known, context["potentials"], book.coverage)
    demanded = [cell for grid in found.grids.values() for cell in grid.required]
    context |= {
        "progress": progress(demanded),
        "boards": boards(found.grids.values(), book, (accounts.spot.code, year)),
    }
    return render(request, "inventory/pcaet.html", context)


@require_safe
def gpc_page(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: what does this city emit, as cities of the world count it?"""
    accounts, book, year, context = _opened(request, code, "gpc")
    if year is None:
        return render(request, "inventory/no_year.html", context)
    standing = book.standing.year(year)
    found = gpc(standing, book.known, context["potentials"], book.coverage)
    context |= city_page(found, book, (accounts.spot.code, year))
    return render(request, "inventory/gpc.html", context)


@require_safe
def ciris_book(request: HttpRequest, code: str) -> HttpResponse:
    """Give the inventory as the workbook that cities exchange."""
    spend(EXPORT_BY_ADDRESS, address_of(request))
    accounts, book, year, context = _opened(request, code, "gpc")
    if year is None:
        raise Http404(_("Rien n’est encore compté ici."))
    potentials = context["potentials"]
    spot = accounts.spot
    city = City(
        spot.name,
        "France" if spot.place else spot.context,
        spot.name,
        year,
        potentials,
        spot.population,
        spot.place.census if spot.place else None,
        timezone.now(),
    )
    found = gpc(book.standing.year(year), book.known, potentials, book.coverage)
    rows = {row.number: row for row in book.rows}
    content = ciris(city, found, book.known, rows, book.sources)
    response = HttpResponse(content, content_type=_WORKBOOK)
    name = f"trajectoire-{spot.code}-{year}-ciris.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def beges_page(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: what do the activities of this organisation weigh?"""
    accounts, book, year, context = _opened(request, code, "beges")
    if year is None:
        return render(request, "inventory/no_year.html", context)
    found = beges(book.standing.year(year), book.known, context["potentials"])
    context |= balance(found, book, (accounts.spot.code, year))
    return render(request, "inventory/beges.html", context)


@require_safe
def reconciliation_page(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: why do the frameworks not give the same total?"""
    _accounts, book, year, context = _opened(request, code, "reconciliation")
    if year is None:
        return render(request, "inventory/no_year.html", context)
    standing = book.standing.year(year)
    found = reconcile(standing, book.known, context["potentials"])
    context |= bridges_page(found, standing, book)
    context["partial"] = caveat(wholeness_of(book, "ghg", year))
    return render(request, "inventory/reconciliation.html", context)


def _opened(
    request: HttpRequest, code: str, here: str
) -> tuple[Accounts, Book, int | None, dict[str, Any]]:
    """Read the accounts, and which year and potentials the address asks for."""
    spot = spot_of(code)
    found = shelf(spot)
    told = years_told(found)
    counted = {key: told[key] for key in (FAMILIES if here == "pcaet" else ["gaz"])}
    year = _year(request, found, counted)
    accounts = found.open([] if year is None else [year])
    book = accounts.together  # all families at once: each counted on its own
    context = writing(request, spot) | {
        "spot": spot,
        "wings": wings(spot, here),
        "here": here,
        "year": year,
        "potentials": _potentials(request),
        "invented": is_invented(book),
    }
    if year is None:
        return accounts, book, year, context | waiting(request, found)
    shown = next(Asked(key, year) for key, there in counted.items() if year in there)
    years = sorted({one for there in counted.values() for one in there})
    context |= {
        "ciris": f"{reverse('inventory:ciris', args=[spot.code])}?annee={year}",
        "signs": list(signs().values()),
        "choices": year_choice(years, year),
        "query": shown.query,
        "reconciled": year in told["gaz"],
    }
    return accounts, book, year, context


def _year(
    request: HttpRequest, found: Shelf, counted: Mapping[str, Collection[int]]
) -> int | None:
    """Read the year asked for; else that of gases, or of the first family told."""
    first = next((FAMILIES[key] for key, there in counted.items() if there), "ghg")
    asked = request.GET.get("annee") or str(usual_year(found, first) or "")
    if asked and all(asked not in map(str, there) for there in counted.values()):
        text = _("Rien n’est compté ici pour l’année «\u00a0%s\u00a0».")
        raise Http404(text % asked[:40])
    return int(asked) if asked else None


def _potentials(request: HttpRequest) -> Potentials:
    wanted = request.GET.get("prg", USUAL)
    found = next((each for each in SETS if each == wanted), None)
    if found is None:
        text = _("Aucun jeu de potentiels ne s’appelle «\u00a0%s\u00a0».")
        raise Http404(text % wanted[:40])
    return found
