"""Ada, who contributes for an invented town, her key, and a dossier."""

from collections.abc import Callable

import pytest
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.observatory.dossiers import open_dossier
from trajectoire.web.observatory.models import Dossier


@pytest.fixture
def town() -> Territory:
    return Territory("99001", "city", "Ville-Témoin", 2025)


@pytest.fixture
def ada(db: None, town: Territory) -> User:
    user = User.objects.create_user("ada@example.org", "une longue phrase")
    Membership.objects.create(
        user=user,
        role=Membership.Role.CONTRIBUTOR,
        territory_kind=town.kind,
        territory_code=town.code,
    )
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Contributes elsewhere."""
    user = User.objects.create_user("eve@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="administrator", territory_kind="city", territory_code="99002"
    )
    return user


@pytest.fixture
def dossier(ada: User, town: Territory) -> Dossier:
    return open_dossier(ada, "Janvier", town)


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """Make a caller who shows a key."""

    def make(user: User, *scopes: str) -> Client:
        _, secret = create_token(user, "essai", scopes or ("read", "write"))
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def caller(ada: User, client_of: Callable[..., Client]) -> Client:
    return client_of(ada)


@pytest.fixture
def foreign_caller(stranger: User, client_of: Callable[..., Client]) -> Client:
    return client_of(stranger)
