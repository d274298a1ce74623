"""Whether the site is well, for whoever watches over it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django's signature)
    """Answer 200 when the database answers, 503 otherwise."""
    try:
        return JsonResponse({"database": ask_database()})
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)


def ask_database() -> str:
    """Ask something of the database.

    Returns
    -------
    vendor
        Which one answered. [-]

    Raises
    ------
    DatabaseError
        If it did not.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor
