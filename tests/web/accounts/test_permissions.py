"""Reading asks nothing; the rest follows the roles of the territory, and only them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may, require

People = Callable[..., User]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("", set()),
        ("contributor", {Action.CONTRIBUTE}),
        ("administrator", {Action.CONTRIBUTE, Action.ADMINISTER}),
    ],
)
def test_roles(
    someone: People, town: Territory, role: str, allowed: set[Action]
) -> None:
    user = someone(role=role)
    assert {action for action in Action if may(user, action, town)} == allowed


def test_the_public_only_reads(town: Territory) -> None:
    assert not any(may(AnonymousUser(), action, town) for action in Action)


def test_a_role_ends_at_the_border(someone: People) -> None:
    user = someone(role="administrator")
    for other in (("99002", "commune"), ("99001", "epci")):
        territory = Territory(*other, "Voisine", 2025)
        assert not may(user, Action.CONTRIBUTE, territory)


def test_a_role_outlives_the_vintage_of_the_code(someone: People) -> None:
    user = someone(role="contributor")
    assert may(user, Action.CONTRIBUTE, Territory("99001", "commune", "V", 2030))


def test_a_closed_account_only_reads(someone: People, town: Territory) -> None:
    user = someone(role="administrator", is_active=False)
    assert not may(user, Action.CONTRIBUTE, town)


def test_who_installs_may_do_everything(someone: People, town: Territory) -> None:
    user = someone(is_superuser=True)
    assert all(may(user, action, town) for action in Action)


def test_a_refusal_says_whom_to_ask(someone: People, town: Territory) -> None:
    with pytest.raises(PermissionDenied, match="Demandez un rôle"):
        require(someone(), Action.CONTRIBUTE, town)
