"""Who calls the API: everyone may read, at a pace; the rest shows a personal key."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from trajectoire.web.accounts.limits import (
    API_BY_ACCOUNT,
    API_BY_ADDRESS,
    address_of,
    spend,
)
from trajectoire.web.accounts.models import Token, User
from trajectoire.web.accounts.tokens import find_token


def everyone(request: HttpRequest) -> bool:
    """Let anybody in, at the pace of their address.

    Parameters
    ----------
    request
        The call. [-]

    Returns
    -------
    allowed
        Always; who calls too often is told to wait. [-]

    """
    spend(API_BY_ADDRESS, address_of(request))
    return True


def reader(request: HttpRequest) -> User | AnonymousUser:
    """Tell who reads, where everybody may: whoever shows a key sees their own too.

    Parameters
    ----------
    request
        The call. [-]

    Returns
    -------
    user
        Anonymous without a key that reads. [-]

    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = find_token(secret.strip()) if kind.lower() == "bearer" else None
    if token is None or Token.Scope.READ not in token.scopes:
        return AnonymousUser()
    return token.user


class PersonalKey(HttpBearer):
    """A key made on the page of one's account, sent as a bearer token."""

    def __init__(self, scope: Token.Scope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        spend(API_BY_ADDRESS, address_of(request))
        found = find_token(token)
        if found is None:
            return None
        spend(API_BY_ACCOUNT, str(found.user_id))
        if self._scope not in found.scopes:
            raise PermissionDenied(
                f"This key does not open this: it needs the scope “{self._scope}”, "
                f"and has “{', '.join(found.scopes)}”. Create another key."
            )
        return found


READ_KEY = PersonalKey(Token.Scope.READ)
WRITE_KEY = PersonalKey(Token.Scope.WRITE)
