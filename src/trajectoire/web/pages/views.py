"""Home, methods and glossary, catalogue of data, accessibility, source code."""

from importlib.metadata import version

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.inventory.presentation.states import signs
from trajectoire.web.observatory.presentation.answer import answer
from trajectoire.web.observatory.presentation.curve import curve
from trajectoire.web.observatory.presentation.periods import whole
from trajectoire.web.observatory.runs import demonstration
from trajectoire.web.opendata.catalogue import offered
from trajectoire.web.pages.catalogue import tables
from trajectoire.web.pages.glossary import terms

METHODS = ("observatoire", "inventaire", "facteurs", "imports")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search a territory, see an example, start with one's own files."""
    context = {}
    run = demonstration()
    if run is not None:
        summary = run.summary
        choice = whole(summary)
        daily = summary["daily"]
        context = {
            "territory": summary["territory"],
            "choice": choice,
            "answer": answer(summary, choice),
            "curve": curve(daily["days"], daily["total"], width=560, height=260),
            "twin": True,
        }
    return render(request, "pages/home.html", context)


@require_safe
def understand(request: HttpRequest) -> HttpResponse:
    """List the methods, and say what the words mean."""
    return render(request, "pages/understand.html", {"terms": terms()})


@require_safe
def formats(request: HttpRequest) -> HttpResponse:
    """List the formats of the files that agents bring."""
    return render(request, "pages/formats.html")


@require_safe
def method(request: HttpRequest, name: str) -> HttpResponse:
    """Explain a method."""
    if name not in METHODS:
        raise Http404(_("Aucune méthode ne s’appelle «\u00a0%s\u00a0».") % name)
    context = {"signs": list(signs().values())}
    return render(request, f"pages/method_{name}.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """List the tables that can be downloaded, with licence and origin."""
    code = request.GET.get("territoire", "")[:32]
    context = {"tables": tables(code), "offered": offered(code), "code": code}
    return render(request, "pages/data.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the site is, and how to complain."""
    return render(request, "pages/accessibility.html")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Say where the source code is, as the licence asks."""
    return render(request, "pages/source.html", {"version": version("trajectoire")})
