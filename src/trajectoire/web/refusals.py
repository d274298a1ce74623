"""Refusals that concern every page: bodies too large, visitors too quick, no page."""

from collections.abc import Callable

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found

from trajectoire.web.accounts.limits import (
    BODY_BY_ACCOUNT,
    PAGE_BY_ADDRESS,
    TooManyRequests,
    address_of,
    spend,
)
from trajectoire.web.accounts.models import Token, User
from trajectoire.web.accounts.tokens import find_token

SMALL_BODY = 2_621_440  # bytes: forms and JSON
LARGE_BODY = 205_000_000  # bytes: a file of 200 MB and what surrounds it
_BY_SESSION = ("observatory:bring", "imports:new", "factors:load")
_BY_KEY = ("api:add_file", "api:imports")
_API = "/api/v1/"

GetResponse = Callable[[HttpRequest], HttpResponse]


class BodySizeMiddleware:
    """Refuse a body before it is read; only whoever is known brings a file.

    A large body is read on the addresses where files are brought, for an account
    that its session or its key proves, and so many times an hour.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            size = int(request.headers.get("Content-Length") or 0)
        except ValueError:
            size = 0
        if size > LARGE_BODY:
            return _too_large(request, size, LARGE_BODY)
        if size > SMALL_BODY:
            sender = _sender(request)
            if sender is None:
                return _too_large(request, size, SMALL_BODY)
            try:
                spend(BODY_BY_ACCOUNT, str(sender.pk))
            except TooManyRequests as error:
                return _too_many(request, error)
        return self._get_response(request)


class TooManyRequestsMiddleware:
    """Say when to come back to whoever tries too often."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_API):  # it counts for itself
            try:
                spend(PAGE_BY_ADDRESS, address_of(request))
            except TooManyRequests as error:
                return _too_many(request, error)
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, TooManyRequests):
            return None
        return _too_many(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: as the API does under its address, as a page elsewhere."""
    if request.path.startswith(_API):
        message = "There is nothing at this address: see the list at /api/."
        return JsonResponse({"message": message, "faults": []}, status=404)
    return page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, in both languages: an unknown host name, or too many files."""
    if request.path.startswith(_API):
        message = "This request is not understood. Read /api/, then send it again."
        return JsonResponse({"message": message, "faults": []}, status=400)
    many = isinstance(exception, TooManyFilesSent)
    return render(request, "400.html", {"too_many_files": many}, status=400)


def _sender(request: HttpRequest) -> User | None:
    """Find who brings a file, where files are brought; None for all the rest."""
    if request.content_type != "multipart/form-data":
        return None
    try:
        view = resolve(request.path_info).view_name
    except Resolver404:
        return None
    if view in _BY_SESSION:
        return request.user if request.user.is_authenticated else None
    if view not in _BY_KEY:
        return None
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = find_token(secret.strip()) if kind.lower() == "bearer" else None
    return token.user if token and Token.Scope.WRITE in token.scopes else None


def _too_large(request: HttpRequest, size: int, limit: int) -> HttpResponse:
    if request.path.startswith(_API):
        message = (
            f"Expected at most {limit} bytes, found {size}. A larger file is brought "
            "to a dossier, with a key that may write; cut it by month, or compress it."
        )
        return JsonResponse({"message": message, "faults": []}, status=413)
    return render(request, "413.html", {"size": size, "limit": limit}, status=413)


def _too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    if request.path.startswith(_API):
        message = f"Too many requests: wait {error.wait} s, then ask again."
        body = {"message": message, "faults": []}
        response: HttpResponse = JsonResponse(body, status=429)
    else:
        response = render(request, "429.html", {"wait": error.wait}, status=429)
    response.headers["Retry-After"] = str(error.wait)
    return response
