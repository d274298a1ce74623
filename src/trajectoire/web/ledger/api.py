"""The ledger and its runs, read through the API by everybody."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from trajectoire.web.accounts.keys import reader
from trajectoire.web.accounts.limits import EXPORT_BY_ADDRESS, address_of, spend
from trajectoire.web.accounts.permissions import Action, may
from trajectoire.web.ledger.dimensions import Territory
from trajectoire.web.ledger.downloads import download
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import PUBLISHED, current
from trajectoire.web.ledger.schemas import Figures, IndicatorOut, RunOut, TerritoryOut
from trajectoire.web.ledger.secrecy import shown, with_origins, withheld_of
from trajectoire.web.ledger.tables import lines
from trajectoire.web.problems import FOUND, PUBLIC, Code, Words, media_response
from trajectoire.web.typed import Day

router = Router(tags=["figures"])

_WORDS = ("definition", "territory", "sector", "source", "method")
_MOST_LINES = 1_000_000  # of a CSV
_CSV = media_response("text/csv")
_FILE = media_response("application/octet-stream", binary=True)

Limit = Annotated[int, Field(ge=1, le=5000)]
Offset = Annotated[int, Field(ge=0, le=100_000_000)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class Which(Schema):
    """Which figures are wanted; what is left out is not restricted."""

    definition: Code | None = Field(None, description="as `emission_measured`")
    sector: Code | None = Field(None, description="code of a sector, or `total`")
    publisher: Words | None = Field(None, description="who says it")
    vintage: Year | None = Field(None, description="year of the geographic code")
    start: Day | None = Field(None, description="first day of the figures, UTC")
    end: Day | None = Field(None, description="day after the last one, UTC")

    def among(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Narrow the entries to those that are wanted."""
        wanted = {
            "definition__name": self.definition,
            "sector__code": self.sector,
            "source__publisher": self.publisher,
            "territory__vintage": self.vintage,
            "start__gte": self.start and _midnight(self.start),
            "end__lte": self.end and _midnight(self.end),
        }
        return entries.filter(
            **{name: value for name, value in wanted.items() if value is not None}
        )


@router.get("/territories", response={200: list[TerritoryOut], **PUBLIC})
def territories(
    request: HttpRequest,  # noqa: ARG001
    name: Words | None = None,
    limit: Limit = 1000,
    offset: Offset = 0,
) -> list[Territory]:
    """List the territories that have figures, by name."""
    told = Entry.objects.filter(PUBLISHED, territory=OuterRef("pk"))
    rows = Territory.objects.filter(Exists(told))
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(code=name))
    return list(rows.order_by("name", "kind", "vintage")[offset : offset + limit])


@router.get("/territories/{kind}/{code}/indicators", response={200: Figures, **FOUND})
def indicators(
    request: HttpRequest,  # noqa: ARG001
    kind: Code,
    code: Code,
    which: Query[Which],
    limit: Limit = 1000,
    offset: Offset = 0,
) -> Figures:
    """Give the current figures of a territory, with units, intervals and sources."""
    territory, entries = _entries(kind, code, which)
    page = list(with_origins(entries)[offset : offset + limit + 1])
    page = shown(page, withheld_of(kind, code))
    return Figures(
        territory=TerritoryOut.from_orm(territory),
        indicators=[IndicatorOut.of(entry) for entry in page[:limit]],
        next_offset=offset + limit if len(page) > limit else None,
    )


@router.get(
    "/territories/{kind}/{code}/indicators.csv",
    response={200: None, **FOUND},
    openapi_extra=_CSV,
)
def indicators_csv(
    request: HttpRequest,
    kind: Code,
    code: Code,
    which: Query[Which],
) -> StreamingHttpResponse:
    """Give the same figures as a table for a spreadsheet: UTF-8, comma, decimal dot."""
    spend(EXPORT_BY_ADDRESS, address_of(request))
    _territory, entries = _entries(kind, code, which)
    response = StreamingHttpResponse(
        lines(entries[:_MOST_LINES], withheld_of(kind, code)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"trajectoire-{kind}-{code}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get("/runs", response={200: list[RunOut], **PUBLIC}, tags=["runs"])
def runs(
    request: HttpRequest,  # noqa: ARG001
    kind: Code | None = None,
    code: Code | None = None,
    instrument: Code | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
    offset: Offset = 0,
) -> list[RunOut]:
    """List the computations that are done and published, latest first."""
    wanted = {
        "territory__kind": kind,
        "territory__code": code,
        "instrument": instrument,
    }
    rows = Run.objects.filter(
        status=Run.Status.DONE,
        published=True,
        **{name: value for name, value in wanted.items() if value is not None},
    ).select_related("territory")
    return [RunOut.of(run) for run in rows[offset : offset + limit]]


@router.get("/runs/{uuid:number}", response={200: RunOut, **FOUND}, tags=["runs"])
def run(request: HttpRequest, number: UUID) -> RunOut:
    """Say what a computation is, and which files it left."""
    return RunOut.of(_done(request, number))


@router.get("/runs/{uuid:number}/summary", response={200: dict, **FOUND}, tags=["runs"])
def summary(request: HttpRequest, number: UUID) -> dict[str, object]:
    """Give all that a computation says: sectors, zones, stations, diagnostics, days."""
    return dict(_done(request, number).summary)


@router.get(
    "/runs/{uuid:number}/files/{name}",
    response={200: None, **FOUND},
    openapi_extra=_FILE,
    tags=["runs"],
)
def file(request: HttpRequest, number: UUID, name: Code) -> FileResponse:
    """Hand over a file that a computation left."""
    return download(_done(request, number), name)


def _done(request: HttpRequest, number: UUID) -> Run:
    """Find a run that everybody may read, or that the key of the caller opens."""
    rows = Run.objects.select_related("territory").defer("summary")
    run = get_object_or_404(rows, pk=number, status=Run.Status.DONE)
    if run.published or may(reader(request), Action.CONTRIBUTE, run.territory):
        return run
    raise Http404(number)


def _entries(kind: str, code: str, which: Which) -> tuple[Territory, QuerySet[Entry]]:
    known = Territory.objects.filter(kind=kind, code=code).order_by("-vintage")
    if which.vintage is not None:
        known = known.filter(vintage=which.vintage)
    territory = known.first()
    if territory is None:
        raise Http404(code)
    entries = current().filter(territory__kind=kind, territory__code=code)
    return territory, which.among(entries).select_related(*_WORDS)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
