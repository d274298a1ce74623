"""What everybody reads of the observatory: one question, one number, its proof."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.presentation.answer import answer
from trajectoire.web.observatory.presentation.curve import curve
from trajectoire.web.observatory.presentation.live import features
from trajectoire.web.observatory.presentation.page import page
from trajectoire.web.observatory.presentation.periods import Choice, chosen
from trajectoire.web.observatory.presentation.zones import MODES
from trajectoire.web.observatory.runs import (
    FILES,
    latest_run,
    outlines,
    rivers,
    run_file,
)
from trajectoire.web.territories.directory import find_territory


@require_safe
def atmosphere(request: HttpRequest, code: str) -> HttpResponse:
    """Answer: how much CO2 does this city release into the air?"""
    run = latest_run(code, request.user)
    if run is None:
        territory = find_territory(code)
        if territory is None:
            raise Http404(
                _("Aucun territoire ne porte le code «\u00a0%s\u00a0».") % code
            )
        context = {"territory": territory}
        return render(request, "observatory/empty.html", context)
    choice = _choice(run, request)
    mode = request.GET.get("carte", MODES[0])
    if mode not in MODES:
        raise Http404(_("Cette carte n’existe pas\u00a0: «\u00a0%s\u00a0».") % mode)
    context = page(run, choice, mode) | {"unpublished": not run.published}
    return render(request, "observatory/atmosphere.html", context)


@require_safe
def live_map(request: HttpRequest, code: str) -> JsonResponse:
    """Give zones and stations to the live map, in the language of the page."""
    run = _run(request, code)
    drawn = features(run.summary, outlines(run), rivers(run.summary))
    return JsonResponse({"type": "FeatureCollection", "features": drawn})


@require_safe
def curve_svg(request: HttpRequest, code: str) -> HttpResponse:
    """Give the daily curve as a picture that can be printed or put in a report."""
    run = _run(request, code)
    daily = run.summary["daily"]
    context = {
        "curve": curve(daily["days"], daily["total"]),
        "summary": run.summary,
        "alone": True,
    }
    response = render(
        request, "observatory/_curve.svg", context, content_type="image/svg+xml"
    )
    name = f"trajectoire-{code}-courbe.svg"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def download(request: HttpRequest, code: str, name: str) -> FileResponse:
    """Give a file of the last run."""
    run = _run(request, code)
    path = run_file(run, name)
    if path is None:
        raise Http404(_("Ce calcul n’a pas laissé de fichier «\u00a0%s\u00a0».") % name)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"trajectoire-{code}-{name}",
        content_type=FILES[name],
    )


def _run(request: HttpRequest, code: str) -> Run:
    run = latest_run(code, request.user)
    if run is None:
        raise Http404(_("Rien n’a encore été mesuré pour «\u00a0%s\u00a0».") % code)
    return run


def _choice(run: Run, request: HttpRequest) -> Choice:
    key = request.GET.get("jour") or request.GET.get("periode", "")
    choice = chosen(run.summary, key)
    if choice is None or answer(run.summary, choice) is None:
        raise Http404(_("Ce calcul ne couvre pas «\u00a0%s\u00a0».") % key)
    return choice
