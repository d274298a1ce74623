"""Take figures away: files, their schema, their package, the catalogue of them all."""

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trajectoire.web.accounts.limits import EXPORT_BY_ADDRESS, address_of, spend
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.read import readable
from trajectoire.web.ledger.secrecy import withheld_of
from trajectoire.web.opendata.catalogue import SERIALISATIONS, catalogue, sources_of
from trajectoire.web.opendata.files import FORMATS, packed, streamed
from trajectoire.web.opendata.schema import data_package, table_schema

_STREAMED = ("csv", "json")
_LAST_PAGE = 100_000


@require_safe
def figures(request: HttpRequest, kind: str, code: str, name: str) -> HttpResponseBase:
    """Hand over all the figures of a territory that everybody may read."""
    form = FORMATS.get(name)
    if form is None:
        raise Http404(_("Ce format n’est pas proposé."))
    _known(kind, code)
    spend(EXPORT_BY_ADDRESS, address_of(request))
    entries = readable().filter(territory__kind=kind, territory__code=code)
    withheld = withheld_of(kind, code)
    entries = entries.order_by("territory", "definition", "sector", "start", "pk")
    file = f"trajectoire-{kind}-{code}.{name}"
    if name not in _STREAMED:
        return FileResponse(
            packed(entries, name, withheld),
            as_attachment=True,
            filename=file,
            content_type=form.media,
        )
    response = StreamingHttpResponse(
        streamed(entries, name, withheld), content_type=f"{form.media}; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@require_safe
def schema(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (views take it)
    """Describe the columns of figures, as Table Schema."""
    return _json(table_schema())


@require_safe
def package(request: HttpRequest, kind: str, code: str) -> JsonResponse:
    """Describe the figures of a territory, as Data Package."""
    territory = _known(kind, code)
    table = reverse("opendata:figures", args=[kind, code, "csv"])
    return _json(
        data_package(
            territory,
            sources_of(kind, code),
            request.build_absolute_uri(table),
            request.build_absolute_uri(reverse("opendata:schema")),
        )
    )


@require_safe
def dcat(request: HttpRequest, name: str) -> HttpResponse:
    """Describe a page of all the data sets, as DCAT-AP."""
    if name not in SERIALISATIONS:
        raise Http404(_("Ce format n’est pas proposé."))
    spend(EXPORT_BY_ADDRESS, address_of(request))
    page = request.GET.get("page", "1")
    if not (page.isdecimal() and 1 <= int(page[:9]) <= _LAST_PAGE):
        raise Http404(_("Cette page du catalogue n’existe pas."))
    publisher = settings.TRAJECTOIRE_PUBLISHER or request.get_host()
    text = catalogue(int(page), publisher, request.build_absolute_uri, name)
    return HttpResponse(text, content_type=f"{SERIALISATIONS[name][1]}; charset=utf-8")


def _known(kind: str, code: str) -> Territory:
    found = Territory.objects.filter(kind=kind, code=code).order_by("-vintage").first()
    if found is None:
        raise Http404(_("Aucun chiffre n’est publié pour ce territoire."))
    return found


def _json(descriptor: dict[str, object]) -> JsonResponse:
    response = JsonResponse(descriptor, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"  # public, for validators
    return response
