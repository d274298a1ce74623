"""Refusals that concern every page: bodies too large, visitors too quick."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from trajectoire.web.accounts.limits import TooManyRequests

SMALL_BODY = 2_621_440  # bytes: forms and JSON
LARGE_BODY = 205_000_000  # bytes: a file of 200 MB and what surrounds it


class BodySizeMiddleware:
    """Refuse a body before it is read; only whoever is known may bring a file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user.is_authenticated or "Authorization" in request.headers
        is_file = request.content_type == "multipart/form-data"
        limit = LARGE_BODY if known and is_file else SMALL_BODY
        try:
            size = int(request.headers.get("Content-Length") or 0)
        except ValueError:
            size = 0
        if size > limit:
            return _too_large(request, size, limit)
        return self._get_response(request)


class TooManyRequestsMiddleware:
    """Say when to come back to whoever tries too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, TooManyRequests):
            return None
        response = render(request, "429.html", {"wait": exception.wait}, status=429)
        response.headers["Retry-After"] = str(exception.wait)
        return response


def _too_large(request: HttpRequest, size: int, limit: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        message = (
            f"Expected at most {limit} bytes, found {size}. Cut the file by month, or "
            "compress it, then send it again."
        )
        return JsonResponse({"message": message, "faults": []}, status=413)
    return render(request, "413.html", {"size": size, "limit": limit}, status=413)
