"""The cells of the accounts: read by everybody, written with a key and a role."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.keys import WRITE_KEY, reader
from trajectoire.web.accounts.limits import Limit as Pace
from trajectoire.web.accounts.limits import spend
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.cells.entering import figures_from
from trajectoire.web.cells.schemas import (
    CellIn,
    CellOut,
    Cells,
    ChoiceIn,
    ChoiceOut,
    EventOut,
    FiguresIn,
    Line,
    RecordedOut,
    Year,
)
from trajectoire.web.ledger import dimensions
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choices_of, choose
from trajectoire.web.ledger.history import cell_of, figures_of, find_cell, history
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import readable
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.schemas import TerritoryOut
from trajectoire.web.ledger.secrecy import shown, with_origins, withheld_of
from trajectoire.web.problems import FOUND, OWN, Code, Problem
from trajectoire.web.territories.directory import find_territory

router = Router(tags=["cells"])

CELLS_BY_ACCOUNT = Pace("cells-account", 600, 3600, shared=True)

_WORDS = ("definition", "territory", "sector", "source", "method", "factor")
_LINKED = (*_WORDS, "activity__definition")
_PLACE = "/territories/{kind}/{code}/cells"
_Key = tuple[int, int, int]  # numbers of a substance and of a line, year
Limit = Annotated[int, Field(ge=1, le=1000)]
Offset = Annotated[int, Field(ge=0, le=100_000_000)]


class Which(Schema):
    """Which cells are wanted; what is left out is not restricted."""

    definition: Code | None = Field(None, description="as `emission_ghg`")
    nomenclature: Code | None = Field(None, description="as `PCAET`")
    sector: Line | None = Field(None, description="code of a line")
    year: Year | None = None

    def coordinates(self) -> dict[str, Any]:
        """Give what narrows the entries."""
        wanted = {
            "definition__name": self.definition,
            "sector__nomenclature": self.nomenclature,
            "sector__code": self.sector,
            "year": self.year,
        }
        return {name: value for name, value in wanted.items() if value is not None}


@router.get(_PLACE, response={200: Cells, **FOUND})
def cells(
    request: HttpRequest,  # noqa: ARG001
    kind: Code,
    code: Code,
    which: Query[Which],
    limit: Limit = 200,
    offset: Offset = 0,
) -> Cells:
    """Give the yearly cells of a territory: every source side by side, the choices."""
    territory = _known(kind, code)
    same = dimensions.Territory.objects.filter(kind=kind, code=code)
    here = {"territory__in": list(same.values_list("pk", flat=True))}
    wanted = {"year__isnull": False, **which.coordinates()}
    # What stands is looked up for the cells of the page: the index alone lists them.
    page = _listed(Entry.objects.filter(**here, **wanted))[offset : offset + limit + 1]
    return Cells(
        territory=TerritoryOut.from_orm(territory),
        cells=_drawn(
            readable().filter(**here, **wanted),
            page[:limit],
            withheld_of(kind, code, {one[2] for one in page}),
        ),
        next_offset=offset + limit if len(page) > limit else None,
    )


def _listed(entries: QuerySet[Entry]) -> list[_Key]:
    """List cells, by the names of what they hold."""
    keys = list(entries.values_list("definition", "sector", "year").distinct())
    names = _ranks(dimensions.Definition, {key[0] for key in keys}, "name")
    lines = {key[1] for key in keys}
    sectors = _ranks(dimensions.Sector, lines, "nomenclature", "code")
    keys.sort(key=lambda key: (names[key[0]], sectors[key[1]], key[2]))
    return keys


def _ranks(table: Any, numbers: Collection[int], *names: str) -> dict[int, int]:
    """Rank words by their names, to sort many cells by numbers."""
    words = table.objects.filter(pk__in=numbers).order_by(*names)
    ordered = words.values_list("pk", flat=True)
    return {number: rank for rank, number in enumerate(ordered)}


def _drawn(
    entries: Any, keys: Sequence[_Key], withheld: Collection[int]
) -> list[CellOut]:
    """Draw the cells of a page, in its order."""
    found = entries.filter(
        definition__in={key[0] for key in keys},
        sector__in={key[1] for key in keys},
        year__in={key[2] for key in keys},
    ).select_related(*_LINKED)
    order = {key: place for place, key in enumerate(keys)}
    wanted = [entry for entry in with_origins(found) if _key(entry) in order]
    wanted = shown(wanted, withheld)
    wanted.sort(key=lambda entry: (order[_key(entry)], entry.pk))
    groups = [list(group) for _, group in groupby(wanted, _key)]
    made = choices_of({entry.territory_id for entry in wanted})
    return [CellOut.of(group, made.get(cell_of(group[0]).key)) for group in groups]


def _key(entry: Entry) -> tuple[int, int, int]:
    return entry.definition_id, entry.sector_id, entry.year or 0


@router.get(f"{_PLACE}/history", response={200: list[EventOut], **FOUND})
def cell_history(
    request: HttpRequest,
    kind: Code,
    code: Code,
    cell: Query[CellIn],
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[EventOut]:
    """Tell all that was said of a cell, newest first: figures and choices."""
    territory = _known(kind, code)
    member = may(reader(request), Action.CONTRIBUTE, territory)
    events = history(_found(kind, code, cell), member=member)
    return [EventOut.of(event) for event in events[offset : offset + limit]]


@router.post(
    _PLACE,
    response={200: RecordedOut, 409: Problem, **OWN},
    auth=WRITE_KEY,
)
def record_cells(
    request: HttpRequest, kind: Code, code: Code, what: FiguresIn
) -> RecordedOut:
    """Record figures of a territory, all or none; corrections supersede, never erase.

    With `expected`, a figure that somebody else recorded meanwhile is not superseded
    unseen: the answer is 409, and says who recorded what, and when.
    """
    territory = _own(request, kind, code)
    figures, expected = figures_from(territory, what.figures)
    done = record(figures, author=str(request.auth.user_id), expected=expected)
    return RecordedOut(
        added=done.added, superseded=done.superseded, unchanged=done.unchanged
    )


@router.put(
    f"{_PLACE}/choice",
    response={200: ChoiceOut, 409: Problem, **OWN},
    auth=WRITE_KEY,
)
def choose_source(
    request: HttpRequest, kind: Code, code: Code, what: ChoiceIn
) -> ChoiceOut:
    """Choose the source that is read for a cell, with a reason; or give up choosing."""
    _own(request, kind, code)
    cell = _found(kind, code, what)
    source = _source(cell, what)
    author = str(request.auth.user_id)
    return ChoiceOut.of(choose(cell, source, what.reason, author, what.expected))


def _own(request: HttpRequest, kind: str, code: str) -> Territory:
    """Give a territory that the holder of a key may write."""
    spot = find_territory(code)
    if spot is None or spot.kind != kind:
        raise Http404(code)
    require(request.auth.user, Action.CONTRIBUTE, spot)
    spend(CELLS_BY_ACCOUNT, str(request.auth.user_id))
    return spot.territory()


def _known(kind: str, code: str) -> dimensions.Territory:
    rows = dimensions.Territory.objects.filter(kind=kind, code=code)
    found = rows.order_by("-vintage").first()
    if found is None:
        raise Http404(code)
    return found


def _found(kind: str, code: str, cell: CellIn) -> Cell:
    where = (cell.definition, cell.nomenclature, cell.sector, cell.year)
    found = find_cell(kind, code, *where)
    if found is None:
        raise Http404(code)
    return found


def _source(cell: Cell, what: ChoiceIn) -> Source | None:
    """Find among the sources of a cell the one that was named."""
    if what.publisher is None and what.title is None:
        return None
    for entry in figures_of(cell):
        source: Source = entry.source.thing()
        if (source.publisher, source.title) == (what.publisher, what.title):
            return source
    remedy = "Name the publisher and the title of one of them, or neither."
    found = f"{what.publisher}, {what.title}"
    raise InputError([Fault("a source of this cell", found, remedy, column="title")])
