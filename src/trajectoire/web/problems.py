"""What the API answers when it cannot do what is asked: always in the same words."""

from reprlib import Repr
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import (
    AuthenticationError,
    HttpError,
    ValidationError,
    ValidationErrorContext,
)
from pydantic import StringConstraints

from trajectoire.core.errors import (
    Fault,
    InputError,
    LedgerConflict,
    SourceUnavailable,
    TrajectoireError,
)
from trajectoire.web.accounts.limits import TooManyRequests

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Words = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=200)
]


_brief = Repr()  # what came in may be long, or deep
_brief.maxlevel, _brief.maxstring, _brief.maxother = 2, 120, 120


class ExplainingAPI(NinjaAPI):
    """An API whose refusals say what was found: ninja leaves it out."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Put back beside each error the value that is wrong."""
        told = super().validation_error_from_error_contexts(error_contexts)
        given = [
            one["input"]
            for context in error_contexts
            for one in context.pydantic_validation_error.errors(include_url=False)
        ]
        for error, value in zip(told.errors, given, strict=True):
            error["input"] = value
        return told


class FaultOut(Schema):
    """One thing wrong in what came in."""

    expected: str
    found: str
    remedy: str
    file: str = ""
    row: int = 0
    column: str = ""


class Problem(Schema):
    """Why the answer is not what was asked for, and what to do."""

    message: str
    faults: list[FaultOut] = []


PUBLIC: dict[int, Any] = {422: Problem, 429: Problem}
FOUND: dict[int, Any] = PUBLIC | {404: Problem}
KNOWN: dict[int, Any] = PUBLIC | {401: Problem, 403: Problem}
OWN: dict[int, Any] = KNOWN | {404: Problem}

_STATUS = {InputError: 422, LedgerConflict: 409, SourceUnavailable: 503}
_NEEDS_KEY = (
    "This needs a personal key that is neither expired nor revoked: create one on the "
    "page of your account and send “Authorization: Bearer …”."
)
_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or correct its spelling.",
    "json_invalid": "Send valid JSON, in UTF-8.",
}


def media_response(media: str, *, binary: bool = False) -> dict[str, Any]:
    """Describe an answer that is not JSON.

    Parameters
    ----------
    media
        Its media type. [-]
    binary
        Whether it is not text. [-]

    Returns
    -------
    extra
        For ``openapi_extra``. [-]

    """
    shape = {"type": "string"} | ({"format": "binary"} if binary else {})
    content = {media: {"schema": shape}}
    return {"responses": {200: {"description": "OK", "content": content}}}


def explain_problems(api: NinjaAPI) -> None:
    """Teach an API to explain what it refuses.

    Parameters
    ----------
    api
        The API. [-]

    """

    def explain(request: HttpRequest, error: Exception) -> HttpResponse:
        status, message = _meaning(error)
        faults = [_fault_out(fault) for fault in _faults(error)]
        body = Problem(message=message, faults=faults)
        response = api.create_response(request, body, status=status)
        if isinstance(error, TooManyRequests):
            response.headers["Retry-After"] = str(error.wait)
        if isinstance(error, AuthenticationError):
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    for kind in _EXPLAINED:
        api.add_exception_handler(kind, explain)


_EXPLAINED = (
    ValidationError,
    TrajectoireError,
    TooManyRequests,
    Http404,
    PermissionDenied,
    HttpError,
)


def _meaning(error: Exception) -> tuple[int, str]:
    """Give the status, and what to say."""
    match error:
        case ValidationError():
            return 422, str(InputError(_faults(error)))
        case TrajectoireError():
            kinds = (kind for kind in type(error).__mro__ if kind in _STATUS)
            return _STATUS.get(next(kinds, InputError), 422), str(error)
        case TooManyRequests():
            return 429, f"Too many requests: wait {error.wait} s, then ask again."
        case PermissionDenied():
            return 403, str(error)
        case AuthenticationError():
            return 401, _NEEDS_KEY
        case HttpError():
            return error.status_code, str(error)
    return 404, "There is nothing here, or not for this account."


def _faults(error: Exception) -> list[Fault]:
    if isinstance(error, ValidationError):
        return [_fault_of(one) for one in error.errors]
    return list(error.faults) if isinstance(error, InputError) else []


def _fault_of(error: dict[str, Any]) -> Fault:
    kind = str(error.get("type", ""))
    column = ".".join(str(part) for part in error.get("loc", ())[1:])
    given = error.get("input")
    none = kind == "missing" or given is None
    found = "nothing" if none else _brief.repr(given)
    expected = str(error.get("msg", "")).removeprefix("Value error, ")
    return Fault(
        expected[:1].lower() + expected[1:],
        found[:200].encode(errors="replace").decode(),
        _REMEDIES.get(kind, "Correct this value."),
        column=column.encode(errors="replace").decode(),
    )


def _fault_out(fault: Fault) -> FaultOut:
    names = FaultOut.model_fields
    return FaultOut(**{name: getattr(fault, name) for name in names})
