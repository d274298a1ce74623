"""Imports through the API: bring a table with its mapping, follow, apply, undo.

What an account may not see is answered as if it did not exist.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile
from pydantic import AfterValidator, Json, StringConstraints

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.source import Source
from trajectoire.web.accounts.keys import READ_KEY, WRITE_KEY
from trajectoire.web.imports.creation import (
    Sent,
    begin,
    throw_away,
    visible,
)
from trajectoire.web.imports.editing import confirmed
from trajectoire.web.imports.mappings import TypedMapping, mapping_to_plain
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import territory_of
from trajectoire.web.imports.roles import require_everywhere
from trajectoire.web.imports.signs import progress_of
from trajectoire.web.imports.steps import mark_stopped
from trajectoire.web.imports.storage import read_faults
from trajectoire.web.imports.tasks import (
    start_again,
    start_applying,
    start_checking,
    start_undoing,
)
from trajectoire.web.problems import KNOWN, OWN, Code, FaultOut, Problem, Words
from trajectoire.web.typed import Day

router = Router(tags=["imports"])

_SENT: dict[int, Any] = KNOWN | {413: Problem, 503: Problem}
_MOST_FAULTS = 500  # given in one answer

_NO_MAPPING = (
    "No mapping came with this table: nothing is applied before you send one. Read the "
    "one that is proposed, correct it, and PUT it at /mapping: the figures are then "
    "checked, and written if nothing is wrong."
)

Kind = Literal[
    "commune", "epci", "departement", "region", "country", "city", "organisation"
]
Sentence = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=500)
]


def _say_something(text: str) -> str:
    if not text.strip():
        raise ValueError("some words, not only spaces")
    return text


Said = Annotated[Words, AfterValidator(_say_something)]


class ImportIn(Schema):
    """What a table is about, who publishes it, and how it is read."""

    kind: Kind
    code: Code
    publisher: Said
    title: Said
    licence: Said
    published: Day | None = None
    address: Sentence = ""
    sheet: Sentence = Field("", description="of a workbook; the first one if empty")
    mapping: Json[TypedMapping] | None = Field(
        None, description="as the `mapping` of an import; proposed if absent"
    )
    apply: bool = Field(
        default=False, description="write the figures as soon as nothing is wrong"
    )


class MappingIn(Schema):
    """How a table is read."""

    model_config = {"extra": "forbid"}

    mapping: TypedMapping


class CountsOut(Schema):
    """How many figures there are of each sort."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class ImportOut(Schema):
    """An import: where it is, what is wrong, what it would change or what it wrote."""

    id: UUID
    kind: str
    code: str
    name: str
    file: str
    sheet: str
    sha256: str
    publisher: str
    title: str
    licence: str
    published: date | None
    address: str
    state: str
    stopped: bool
    step: str
    progress: float
    message: str
    lost: int = Field(
        0, description="figures that it found there, withdrawn since with another one"
    )
    mapping: dict[str, Any]
    counts: CountsOut
    totals: list[dict[str, Any]]
    faults: list[FaultOut]
    more_faults: int
    run: UUID | None
    created: datetime
    applied: datetime | None
    undone: datetime | None

    @staticmethod
    def of(one: Import) -> "ImportOut":
        """Draw it from an import."""
        said = progress_of(one) if one.under_way else {}
        faults = list(read_faults(one, 0, _MOST_FAULTS)) if _is_faulty(one) else []
        listed = int(one.preview.get("faults", len(faults)))
        beyond = int(one.preview.get("beyond", 0))
        same = (
            *("sheet", "sha256", "publisher", "title", "licence", "published"),
            *("address", "state", "stopped", "mapping", "created"),
            *("applied", "undone"),
        )
        return ImportOut(
            id=one.pk,
            kind=one.territory_kind,
            code=one.territory_code,
            name=one.territory_name,
            file=one.name,
            step=said.get("step", ""),
            progress=said.get("fraction", 0.0),
            counts=CountsOut(**one.preview.get("counts", {})),
            totals=one.preview.get("totals", []),
            faults=[FaultOut(**fault) for fault in faults],
            more_faults=max(0, listed - len(faults)) + beyond if faults else 0,
            run=one.run_id,
            message=one.message or _waits_for(one),
            lost=sum(other["count"] for other in one.outcome.get("lost", ())),
            **{name: getattr(one, name) for name in same},
        )


@router.get("", response={200: list[ImportOut], **KNOWN}, auth=READ_KEY)
def imports(
    request: HttpRequest,
    limit: Annotated[int, Field(ge=1, le=100)] = 50,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
) -> list[ImportOut]:
    """List the imports of the territories for which the account has a role."""
    mark_stopped()
    rows = visible(request.auth.user)[offset : offset + limit]
    return [ImportOut.of(one) for one in rows]


@router.post("", response={202: ImportOut, **_SENT}, auth=WRITE_KEY)
def add_import(
    request: HttpRequest, what: Form[ImportIn], file: File[UploadedFile]
) -> Status[ImportOut]:
    """Bring a table: at most 200 MB. It is read, then checked, in the background."""
    territory = territory_of(what.code, what.kind)
    if territory is None:
        remedy = "Find the code in force by the search of the site."
        expected = f"the code of a known {what.kind}"
        raise InputError([Fault(expected, what.code, remedy, column="code")])
    source = Source(
        what.publisher, what.title, what.licence, what.published, what.address
    )
    one = begin(
        request.auth.user,
        territory,
        source,
        Sent(file.name or "", file.chunks()),
        sheet=what.sheet[:200],
        mapping={} if what.mapping is None else _plain(what.mapping),
        described=what.mapping is not None,
        at_once=what.apply,
    )
    return Status(202, ImportOut.of(one))


@router.get("/{uuid:number}", response={200: ImportOut, **OWN}, auth=READ_KEY)
def read_import(request: HttpRequest, number: UUID) -> ImportOut:
    """Say where an import is, and all that is wrong with its table."""
    return ImportOut.of(_own(request, number))


@router.put("/{uuid:number}/mapping", response={202: ImportOut, **OWN}, auth=WRITE_KEY)
def describe_import(
    request: HttpRequest, number: UUID, what: MappingIn
) -> Status[ImportOut]:
    """Say how the table is read, and have it checked, in the background."""
    one = _own(request, number)
    asked = start_checking(one, _plain(what.mapping), request.auth.user_id)
    return _accepted(one, asked, "an import that is read, and not yet applied")


@router.post("/{uuid:number}/apply", response={202: ImportOut, **OWN}, auth=WRITE_KEY)
def apply_import(request: HttpRequest, number: UUID) -> Status[ImportOut]:
    """Write the figures in the ledger, all of them or none, in the background."""
    one = _own(request, number)
    require_everywhere(request.auth.user, one)
    asked = start_applying(one, request.auth.user_id)
    return _accepted(one, asked, "an import that is ready: checked, without a fault")


@router.post("/{uuid:number}/undo", response={202: ImportOut, **OWN}, auth=WRITE_KEY)
def undo_import(request: HttpRequest, number: UUID) -> Status[ImportOut]:
    """Write again what stood before, unless a newer figure stands on a cell."""
    one = _own(request, number)
    require_everywhere(request.auth.user, one)
    asked = start_undoing(one, request.auth.user_id)
    return _accepted(one, asked, "an import that is applied")


@router.post("/{uuid:number}/restart", response={202: ImportOut, **OWN}, auth=WRITE_KEY)
def restart_import(request: HttpRequest, number: UUID) -> Status[ImportOut]:
    """Start again what was stopped on the way; nothing of it had been written."""
    one = _own(request, number)
    require_everywhere(request.auth.user, one)
    asked = start_again(one, request.auth.user_id)
    return _accepted(one, asked, "an import that was stopped on the way")


@router.delete("/{uuid:number}", response={204: None, **OWN}, auth=WRITE_KEY)
def delete_import(request: HttpRequest, number: UUID) -> Status[None]:
    """Throw away an import that wrote nothing, with its file."""
    throw_away(request.auth.user, _own(request, number))
    return Status(204, None)


def _own(request: HttpRequest, number: UUID) -> Import:
    mark_stopped()
    return get_object_or_404(visible(request.auth.user), pk=number)


def _accepted(one: Import, asked: bool, expected: str) -> Status[ImportOut]:
    """Answer 202, or say that the import is not in the state that this asks for."""
    if not asked:
        remedy = "Read its state, wait for the end of what is under way, then ask."
        raise InputError([Fault(expected, one.state, remedy, column="state")])
    return Status(202, ImportOut.of(one))


def _plain(mapping: Any) -> dict[str, Any]:
    return mapping_to_plain(confirmed(mapping))


def _waits_for(one: Import) -> str:
    """Say what an import waits for, that was to be applied at once."""
    waits = one.state in {Import.State.READING, Import.State.TO_DESCRIBE}
    return _NO_MAPPING if waits and one.at_once and not one.described else ""


def _is_faulty(one: Import) -> bool:
    return one.state in {
        Import.State.UNREADABLE,
        Import.State.TO_CORRECT,
        Import.State.OVERTAKEN,
    }
