"""People of an invented town."""

from collections.abc import Callable

import pytest

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User

People = Callable[..., User]


@pytest.fixture
def town() -> Territory:
    return Territory("99001", "commune", "Ville-Témoin", 2025)


@pytest.fixture
def someone(db: None, town: Territory) -> People:
    """Make an account, with a role for the town if one is named."""

    def make(email: str = "ada@example.org", role: str = "", **fields: object) -> User:
        user = User.objects.create_user(email, "une longue phrase", **fields)
        if role:
            Membership.objects.create(
                user=user,
                role=role,
                territory_kind=town.kind,
                territory_code=town.code,
            )
        return user

    return make
