"""Headers that Django and django-csp do not set by themselves; lighter texts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)


class PermissionsPolicyMiddleware:
    """Renounce what no page uses: camera, position, microphone…"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        return response


class TextCompressionMiddleware(GZipMiddleware):
    """Compress pages, tables and JSON; files that are packed already stay as they are.

    Django adds noise to the length of each answer, so that a secret in a page cannot be
    guessed from its size.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        media = response.headers.get("Content-Type", "").partition(";")[0]
        if media.startswith("text/") or media.endswith(("json", "xml")):
            return super().process_response(request, response)
        return response
