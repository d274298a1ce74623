"""How often one may try: logins are counted for all processes, reading by process."""

import hashlib
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from trajectoire.web.accounts.models import Attempts

_NETWORK = 64  # bits of an IPv6 address that name a subscriber
_KEPT = 86_400  # s, after which a count is forgotten, whosever it is


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


LOGIN_BY_ACCOUNT = Limit("login-account", 10, 900, shared=True)  # from one address
LOGIN_ANYWHERE = Limit("login-anywhere", 200, 900, shared=True)  # on one account
LOGIN_BY_ADDRESS = Limit("login-address", 50, 900, shared=True)
API_BY_ADDRESS = Limit("api-address", 300, 60)
API_BY_ACCOUNT = Limit("api-account", 600, 60)
PAGE_BY_ADDRESS = Limit("page-address", 1200, 60)
EXPORT_BY_ADDRESS = Limit("export-address", 60, 60)
BODY_BY_ACCOUNT = Limit("body-account", 200, 3600, shared=True)
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
    window = now - now % limit.window
    key = _key(limit, who)
    count = _count_shared(key, window) if limit.shared else _count_here(key, window)
    if count > limit.count:
        raise TooManyRequests(window + limit.window - now)


def forgive(limit: Limit, who: str) -> None:
    """Forget the tries of someone, after a success.

    Parameters
    ----------
    limit
        A shared limit. [-]
    who
        As for ``spend``. [-]

    """
    Attempts.objects.filter(key=_key(limit, who)).delete()


def address_of(request: HttpRequest) -> str:
    """Give the address that a request comes from.

    Parameters
    ----------
    request
        The request. [-]

    Returns
    -------
    address
        Behind our own proxy, the last one that it adds; else the socket's. Of an IPv6
        address, the network: whoever has one address there has them all. [-]

    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        address = forwarded.rsplit(",", maxsplit=1)[-1].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), _NETWORK), strict=False))


def _key(limit: Limit, who: str) -> str:
    return hashlib.sha256(f"{limit.name}:{who}".encode(errors="replace")).hexdigest()


def _count_shared(key: str, window: int) -> int:
    with transaction.atomic():
        row, _ = Attempts.objects.get_or_create(key=key, window=window)
        Attempts.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db()
    if row.count == 1:
        Attempts.objects.filter(window__lt=window - _KEPT).delete()
    return int(row.count)


def _count_here(key: str, window: int) -> int:
    name = f"{key}:{window}"
    if cache.add(name, 1, timeout=3600):
        return 1
    try:
        return int(cache.incr(name))
    except ValueError:  # evicted between the two
        cache.set(name, 1, timeout=3600)
        return 1
