"""How often one may try: logins are counted for all processes, reading by process."""

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from trajectoire.web.accounts.models import Attempts


@dataclass(frozen=True)
class Limit:
    """So many tries in a window of time.

    Parameters
    ----------
    name
        What is tried. [-]
    count
        How many times. [-]
    window
        Length of the window. [s]
    shared
        Whether all processes count together, in the database. [-]

    """

    name: str
    count: int
    window: int
    shared: bool = False


LOGIN_BY_ACCOUNT = Limit("login-account", 10, 900, shared=True)
LOGIN_BY_ADDRESS = Limit("login-address", 50, 900, shared=True)
API_BY_ADDRESS = Limit("api-address", 300, 60)
API_BY_ACCOUNT = Limit("api-account", 600, 60)
UPLOAD_BY_ACCOUNT = Limit("upload-account", 200, 3600, shared=True)


class TooManyRequests(Exception):
    """Someone tries too often.

    Parameters
    ----------
    wait
        When to come back. [s]

    """

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many requests: come back in {wait} s")
        self.wait = wait


def spend(limit: Limit, who: str) -> None:
    """Count a try.

    Parameters
    ----------
    limit
        The limit that applies. [-]
    who
        An address or an account; only its fingerprint is kept. [-]

    Raises
    ------
    TooManyRequests
        If the limit is passed.

    """
    now = int(time.time())
    window = now // limit.window
    key = hashlib.sha256(f"{limit.name}:{who}".encode()).hexdigest()
    count = _count_shared(key, window) if limit.shared else _count_here(key, window)
    if count > limit.count:
        raise TooManyRequests((window + 1) * limit.window - now)


def forgive(limit: Limit, who: str) -> None:
    """Forget the tries of someone, after a success.

    Parameters
    ----------
    limit
        A shared limit. [-]
    who
        As for ``spend``. [-]

    """
    key = hashlib.sha256(f"{limit.name}:{who}".encode()).hexdigest()
    Attempts.objects.filter(key=key).delete()


def address_of(request: HttpRequest) -> str:
    """Give the address that a request comes from.

    Parameters
    ----------
    request
        The request. [-]

    Returns
    -------
    address
        Behind our own proxy, the last one that it adds; else the socket's. [-]

    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return forwarded.rsplit(",", maxsplit=1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _count_shared(key: str, window: int) -> int:
    with transaction.atomic():
        row, _ = Attempts.objects.get_or_create(key=key, window=window)
        Attempts.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db()
    if row.count == 1:
        Attempts.objects.filter(key=key, window__lt=window).delete()
    return int(row.count)


def _count_here(key: str, window: int) -> int:
    name = f"{key}:{window}"
    if cache.add(name, 1, timeout=3600):
        return 1
    return int(cache.incr(name))
