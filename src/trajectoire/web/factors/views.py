"""Search a factor, read its page, load a newer version of the table."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trajectoire.core.errors import TrajectoireError
from trajectoire.sources.communes_names import fold
from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.factors.forms import LoadForm, SearchForm
from trajectoire.web.factors.library import (
    LONGEST,
    PAGE,
    find,
    items_of,
    looked_for,
    newest,
    search,
    uses_of,
    versions_of,
)
from trajectoire.web.factors.models import Edition, Line
from trajectoire.web.factors.presentation import (
    amount_of,
    name_of,
    place_of,
    shown,
    sign_of,
    status_of,
)
from trajectoire.web.factors.receiving import load_file
from trajectoire.web.factors.spelling import respelt
from trajectoire.web.factors.synonyms import synonym
from trajectoire.web.language.faults import fault_row, lines

_SHOWN = 500  # refused rows on a page


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Find a factor by its words, and by what it is counted in."""
    form = SearchForm(request.GET)
    context = {"form": form, "edition": newest(), "roots": form.roots()}
    if form.is_valid() and form.asks():
        context |= results(form, request.GET.get("page"))
    return render(request, "factors/search.html", context)


def results(form: SearchForm, page: str | None) -> dict[str, object]:
    """Look for factors; a query that finds none is spelt again, and it is said.

    Parameters
    ----------
    form
        What is asked, valid. [-]
    page
        Of the results, as the address writes it. [-]

    Returns
    -------
    found
        The page, its rows, what its other pages are asked with, and ``spelt`` where
        other words than those typed were looked for; ``also``: other words for the
        same things, that were looked for too. [-]

    """
    wanted, asked = form.wanted(), form.asked()
    pages, spelt = Paginator(search(wanted), PAGE), ""
    if not pages.count and (near := respelt(wanted.words)):
        again = Paginator(search(replace(wanted, words=near)), PAGE)
        if again.count:
            pages, spelt, asked = again, near, asked | {"q": near}
    here = pages.get_page(page)
    rows = [row(line) for line in here]
    looked = looked_for(fold((spelt or wanted.words)[:LONGEST]))
    also = [other for word in looked if (other := synonym(word))]
    return {
        "page": here,
        "rows": rows,
        "more": urlencode(asked),
        "spelt": spelt,
        "also": " ".join(dict.fromkeys(also)),
    }


def row(line: Line) -> dict[str, object]:
    """Prepare a factor for a row of results.

    Parameters
    ----------
    line
        Of the library. [-]

    Returns
    -------
    row
        Name, amount, unit, place, status. [-]

    """
    return {
        "line": line,
        "name": name_of(line),
        "amount": amount_of(line.total, line.relative),
        "unit": line.written_unit or _("sans unité"),
        "sign": sign_of(line.unit),
        "place": place_of(line),
        "status": status_of(line),
    }


@require_safe
def page(request: HttpRequest, table: str, version: str, line: str) -> HttpResponse:
    """Say all of a factor: unit, perimeter, gases, interval, source, versions, uses."""
    found = find(table, version, line)
    if found is None:
        raise Http404(
            _(
                "Aucun facteur ne porte le numéro «\u00a0%(line)s\u00a0» dans cette "
                "version."
            )
            % {"line": line}
        )
    items = items_of(found)
    versions = versions_of(found)
    context = {
        "line": found,
        "shown": shown(found),
        "status": status_of(found),
        "items": [row(item) for item in items],
        "element": found.is_item and find(table, version, found.element),
        "versions": [
            {"row": row(one), "edition": one.edition, "uses": uses_of(one)}
            for one in versions
        ],
        "superseded": versions[0] if versions and versions[0].pk != found.pk else None,
        "uses": uses_of(found),
    }
    return render(request, "factors/factor.html", context)


@never_cache
@login_required
def load_page(request: HttpRequest) -> HttpResponse:
    """Let an administrator of the installation load a version of the table."""
    if not request.user.is_superuser:
        raise PermissionDenied(
            _(
                "Seul un administrateur de l’installation charge une version des "
                "facteurs."
            )
        )
    form = LoadForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        spend(UPLOAD_BY_ACCOUNT, str(request.user.pk))
        try:
            loaded = load_file(
                form.cleaned_data["file"],
                version=form.cleaned_data["version"],
                potentials=form.cleaned_data["potentials"],
                author=str(request.user.pk),
            )
        except TrajectoireError as error:
            faults = lines(error)
        else:
            messages.success(
                request,
                _(
                    "%(title)s. Facteurs ajoutés\u00a0: %(added)d\u202f; déjà "
                    "là\u00a0: %(same)d\u202f; refusés\u00a0: %(no)d."
                )
                % {
                    "title": loaded.edition.title,
                    "added": loaded.added,
                    "same": loaded.unchanged,
                    "no": len(loaded.refused),
                },
            )
            return redirect("factors:load")
    editions = [
        {
            "edition": edition,
            "count": edition.lines.count(),
            "refused": [fault_row(fault) for fault in edition.refused[:_SHOWN]],
        }
        for edition in Edition.objects.all()
    ]
    context = {"form": form, "faults": faults, "editions": editions}
    status = 422 if faults or form.errors else 200
    return render(request, "factors/load.html", context, status=status)
