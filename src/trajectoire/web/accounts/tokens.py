"""Personal keys to the API: shown once, kept as a fingerprint, ended at a date."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from trajectoire.web.accounts.models import Token, User

PREFIX = "trj_"
LONGEST = 365  # d
_USE_NOTED = timedelta(minutes=5)


def create_token(
    user: User, name: str, scopes: Iterable[str], days: int = 90
) -> tuple[Token, str]:
    """Make a key.

    Parameters
    ----------
    user
        Whose key. [-]
    name
        What it is for. [-]
    scopes
        What it opens: ``read``, ``write``. [-]
    days
        How long it lives; at most a year. [d]

    Returns
    -------
    token, secret
        The row that is kept, and the secret, which is never seen again. [-]

    """
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(Token.Scope.values):
        raise ValueError(f"scopes are among {Token.Scope.values}, found {wanted}")
    if not 1 <= days <= LONGEST:
        raise ValueError(f"a key lives 1 to {LONGEST} days, found {days}")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name,
        sha256=_fingerprint(secret),
        scopes=wanted,
        expires=timezone.now() + timedelta(days=days),
    )
    return token, secret


def find_token(secret: str) -> Token | None:
    """Find the key that a secret opens.

    Parameters
    ----------
    secret
        What the caller shows. [-]

    Returns
    -------
    token
        None when it is unknown, ended, revoked, or of a closed account. [-]

    """
    now = timezone.now()
    token = (
        Token.objects.select_related("user")
        .filter(sha256=_fingerprint(secret), revoked=None, expires__gt=now)
        .filter(user__is_active=True)
        .first()
    )
    if token and (token.used is None or now - token.used > _USE_NOTED):
        Token.objects.filter(pk=token.pk).update(used=now)
    return token


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
