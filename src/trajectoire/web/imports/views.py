"""The wizard of imports: bring a table, read what is wrong, apply it, undo it."""

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trajectoire.core.errors import TrajectoireError
from trajectoire.web.imports.creation import (
    begin,
    described_as,
    may_throw_away,
    taken_up,
    throw_away,
    visible,
)
from trajectoire.web.imports.forms import NewImportForm
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.presentation.page import fault_rows, shown
from trajectoire.web.imports.roles import may_everywhere, require_everywhere
from trajectoire.web.imports.steps import mark_stopped
from trajectoire.web.imports.storage import read_faults
from trajectoire.web.imports.tasks import (
    start_again,
    start_applying,
    start_undoing,
)
from trajectoire.web.language.faults import fault_row, lines
from trajectoire.web.ledger.tables import harmless

PER_PAGE = 50  # faults
View = Callable[..., HttpResponse]


def on_own_import(view: View) -> View:
    """Give a view the import of its address; a foreign one is not found."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, number: UUID, **words: object) -> HttpResponse:
        mark_stopped()
        rows = visible(request.user).select_related("owner", "applied_by", "undone_by")
        return view(request, get_object_or_404(rows, pk=number), **words)

    return guarded


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List one's imports."""
    mark_stopped()
    rows = visible(request.user).select_related("owner")
    imports = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/index.html", {"imports": imports})


@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Bring a table."""
    first: dict[str, object] = {"code": request.GET.get("territoire", "")}
    earlier = request.GET.get("comme", "")
    data: tuple[object, ...] = ()
    if request.method == "POST":
        data = (request.POST, request.FILES)
    else:
        first |= taken_up(request.user, earlier)
    form = NewImportForm(request.user, *data, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                place = form.cleaned_data["code"]
                more = described_as(request.user, earlier)
                one = begin(request.user, place, form.source(), form.sent(), **more)
                return redirect("imports:page", number=one.pk)
            except TrajectoireError as error:
                for line in lines(error):
                    form.add_error("file", line)
    return render(request, "imports/new.html", {"form": form}, status=status)


@on_own_import
@require_safe
def page(request: HttpRequest, one: Import) -> HttpResponse:
    """Show where an import is, what it would change or what it wrote."""
    return render(request, "imports/page.html", _context(request, one))


@on_own_import
@require_safe
def state(request: HttpRequest, one: Import) -> HttpResponse:
    """Give only what changes while one waits; then ask for the whole page."""
    response = render(request, "imports/_progress.html", _context(request, one))
    if not one.under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@on_own_import
@require_safe
def faults(request: HttpRequest, one: Import) -> HttpResponse:
    """List all that is wrong with a table, page by page."""
    count = int(one.preview.get("faults", 0))
    chosen = Paginator(range(count), PER_PAGE).get_page(request.GET.get("page"))
    found = read_faults(one, chosen.start_index() - 1 if count else 0, PER_PAGE)
    context = {
        "one": one,
        "page": chosen,
        "fault_rows": fault_rows(found),
        "beyond": one.preview.get("beyond", 0),
    }
    return render(request, "imports/faults.html", context)


@on_own_import
@require_safe
def faults_csv(
    request: HttpRequest,  # noqa: ARG001
    one: Import,
) -> StreamingHttpResponse:
    """Give the faults as a table for a spreadsheet: nothing in it is a formula."""
    response = StreamingHttpResponse(
        _fault_lines(one, get_language() or "fr"),
        content_type="text/csv; charset=utf-8",
    )
    name = f"trajectoire-import-{str(one.pk)[:8]}-fautes.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@on_own_import
@require_POST
def apply(request: HttpRequest, one: Import) -> HttpResponse:
    """Write the figures in the ledger."""
    require_everywhere(request.user, one)
    if not start_applying(one, request.user.pk):
        messages.error(request, _("Cet import n’est pas prêt à être appliqué."))
    return redirect("imports:page", number=one.pk)


@on_own_import
@require_POST
def undo(request: HttpRequest, one: Import) -> HttpResponse:
    """Write again what stood before."""
    require_everywhere(request.user, one)
    if not start_undoing(one, request.user.pk):
        messages.error(request, _("Cet import ne peut pas être annulé maintenant."))
    return redirect("imports:page", number=one.pk)


@on_own_import
@require_POST
def again(request: HttpRequest, one: Import) -> HttpResponse:
    """Start again what lost its worker."""
    require_everywhere(request.user, one)
    if not start_again(one, request.user.pk):
        messages.error(request, _("Rien n’est à reprendre sur cet import."))
    return redirect("imports:page", number=one.pk)


@on_own_import
def discard(request: HttpRequest, one: Import) -> HttpResponse:
    """Throw away an import that wrote nothing, once confirmed."""
    if not may_throw_away(request.user, one):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "imports/discard.html", {"one": one})
    throw_away(request.user, one)
    messages.success(request, _("L’import est jeté\u00a0; il n’avait rien écrit."))
    return redirect("imports:index")


def _context(request: HttpRequest, one: Import) -> dict[str, object]:
    return {
        "one": one,
        "may_discard": may_throw_away(request.user, one),
        "may_write": may_everywhere(request.user, one),
        **shown(one),
    }


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _fault_lines(one: Import, language: str) -> Iterator[str]:
    """Write the faults, one a line; the language of the page is set for each."""
    writer = csv.writer(_Echo())
    with override(language):
        names = [_("fichier"), _("ligne"), _("colonne"), _("trouvé"), _("attendu")]
        head = writer.writerow([*names, _("que faire"), _("fois")])
    yield f"\ufeff{head}"
    for fault in read_faults(one):
        with override(language):
            told = fault_row(fault | {"count": 1})
        words = (told.found.text, told.expected.text, told.remedy.text)
        place = (fault["file"], fault["row"] or "", fault["column"])
        cells = (*place, *words, fault["count"])
        yield str(writer.writerow([harmless(str(cell)) for cell in cells]))
