"""Dossiers through the API: bring files, have them examined, run the observatory.

What an account may not see is answered as if it did not exist.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Router, Schema, Status, UploadedFile

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.keys import READ_KEY, WRITE_KEY
from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.ledger.schemas import RunOut
from trajectoire.web.observatory.configuration import Choices
from trajectoire.web.observatory.dossiers import (
    delete_dossier,
    open_dossier,
    refuse_while_running,
    visible,
)
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.publishing import set_published
from trajectoire.web.observatory.tasks import receive, restart, start
from trajectoire.web.observatory.upload import remove
from trajectoire.web.observatory.work import mark_interrupted
from trajectoire.web.problems import KNOWN, OWN, Code, Problem, Words
from trajectoire.web.typed import Whole

router = Router(tags=["dossiers"])

Kind = Literal["commune", "epci", "departement", "region", "city"]


class DossierIn(Schema):
    """What a dossier is about."""

    model_config = {"extra": "forbid"}

    title: Words
    kind: Kind
    code: Code
    name: Words
    vintage: Annotated[Whole, Field(ge=1900, le=2200)]


class FileOut(Schema):
    """A file, and what its examination says of it."""

    id: UUID
    name: str
    size: int
    sha256: str
    state: str
    examination: dict[str, Any]
    created: datetime


class DossierOut(Schema):
    """A dossier, its files, its last run."""

    id: UUID
    title: str
    kind: str
    code: str
    name: str
    vintage: int
    state: str
    created: datetime
    files: list[FileOut]
    run: RunOut | None

    @staticmethod
    def of(dossier: Dossier) -> "DossierOut":
        """Draw it from a dossier."""
        place = dossier.territory
        return DossierOut(
            id=dossier.pk,
            title=dossier.title,
            kind=place.kind,
            code=place.code,
            name=place.name,
            vintage=place.vintage,
            state=dossier.state,
            created=dossier.created,
            files=[FileOut.from_orm(file) for file in dossier.files.all()],
            run=None if dossier.run is None else RunOut.of(dossier.run),
        )


@router.get("", response={200: list[DossierOut], **KNOWN}, auth=READ_KEY)
def dossiers(
    request: HttpRequest,
    limit: Annotated[int, Field(ge=1, le=100)] = 50,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
) -> list[DossierOut]:
    """List the dossiers of the territories for which the account has a role."""
    rows = visible(request.auth.user).select_related("run__territory")
    page = rows.prefetch_related("files")[offset : offset + limit]
    return [DossierOut.of(dossier) for dossier in page]


@router.post("", response={201: DossierOut, **KNOWN}, auth=WRITE_KEY)
def create(request: HttpRequest, what: DossierIn) -> Status[DossierOut]:
    """Open a dossier for a territory."""
    territory = Territory(what.code, what.kind, what.name, what.vintage)
    dossier = open_dossier(request.auth.user, what.title, territory)
    return Status(201, DossierOut.of(dossier))


@router.get("/{uuid:number}", response={200: DossierOut, **OWN}, auth=READ_KEY)
def dossier(request: HttpRequest, number: UUID) -> DossierOut:
    """Give a dossier: how its files were found, how far its run is."""
    mark_interrupted()
    return DossierOut.of(_own(request, number))


@router.delete("/{uuid:number}", response={204: None, **OWN}, auth=WRITE_KEY)
def delete(request: HttpRequest, number: UUID) -> Status[None]:
    """Delete a dossier and its files; what was recorded in the ledger stays."""
    found = _own(request, number)
    mark_interrupted()
    delete_dossier(request.auth.user, found)
    return Status(204, None)


@router.post(
    "/{uuid:number}/files",
    response={201: FileOut, 413: Problem, 503: Problem, **OWN},
    auth=WRITE_KEY,
)
def add_file(
    request: HttpRequest, number: UUID, file: File[UploadedFile]
) -> Status[DossierFile]:
    """Bring a file: at most 200 MB. It is examined in the background."""
    found = _own(request, number)
    spend(UPLOAD_BY_ACCOUNT, str(request.auth.user_id))
    return Status(201, receive(found, file.name or "", file.chunks()))


@router.delete(
    "/{uuid:number}/files/{uuid:file_number}",
    response={204: None, **OWN},
    auth=WRITE_KEY,
)
def delete_file(request: HttpRequest, number: UUID, file_number: UUID) -> Status[None]:
    """Take a file out of a dossier."""
    found = _own(request, number)
    _refuse_while_running(found)
    remove(get_object_or_404(found.files, pk=file_number))
    return Status(204, None)


@router.post(
    "/{uuid:number}/runs",
    response={202: RunOut, 503: Problem, **OWN},
    auth=WRITE_KEY,
)
def run(request: HttpRequest, number: UUID, choices: Choices) -> Status[RunOut]:
    """Run the observatory on the files of a dossier, in the background."""
    found = _own(request, number)
    _refuse_while_running(found)
    return Status(202, RunOut.of(start(found, choices)))


@router.post(
    "/{uuid:number}/runs/restart", response={202: RunOut, **OWN}, auth=WRITE_KEY
)
def run_again(request: HttpRequest, number: UUID) -> Status[RunOut]:
    """Go on with a run that was interrupted, from where it was."""
    found = _own(request, number)
    if found.run is None:
        raise Http404(number)
    return Status(202, RunOut.of(restart(found.run)))


@router.post("/{uuid:number}/publish", response={200: RunOut, **OWN}, auth=WRITE_KEY)
def publish(request: HttpRequest, number: UUID) -> RunOut:
    """Let everybody read the result; for administrators of the territory."""
    found = _own(request, number)
    return RunOut.of(set_published(request.auth.user, found, published=True))


@router.post("/{uuid:number}/withdraw", response={200: RunOut, **OWN}, auth=WRITE_KEY)
def withdraw(request: HttpRequest, number: UUID) -> RunOut:
    """Take the result back; the figures that it superseded stand again."""
    found = _own(request, number)
    return RunOut.of(set_published(request.auth.user, found, published=False))


def _own(request: HttpRequest, number: UUID) -> Dossier:
    rows = visible(request.auth.user).select_related("run__territory")
    return get_object_or_404(rows, pk=number)


def _refuse_while_running(dossier: Dossier) -> None:
    mark_interrupted()
    refuse_while_running(dossier)
