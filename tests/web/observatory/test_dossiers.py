"""A dossier bears the name that its territory has, not the one that is typed."""

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.ledger.dimensions import Territory as TerritoryRow
from trajectoire.web.observatory.dossiers import open_dossier
from trajectoire.web.observatory.models import Dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root@example.org", "une longue phrase")


def test_a_false_name_does_not_reach_the_ledger(root: User) -> None:
    typed = Territory("38185", "commune", "Ville polluée", 1999)
    dossier = open_dossier(root, "Janvier", typed)
    assert dossier.territory_name == "Grenoble"
    assert dossier.territory_vintage >= 2025


def test_a_city_of_one_s_own_keeps_its_first_name(root: User) -> None:
    first = Territory("99001", "city", "Ville-Témoin", 2025)
    assert open_dossier(root, "Janvier", first).territory_name == "Ville-Témoin"
    TerritoryRow.written(first)
    again = Territory("99001", "city", "Autre nom", 2025)
    assert open_dossier(root, "Mars", again).territory_name == "Ville-Témoin"


@pytest.mark.parametrize(
    ("kind", "code", "remedy"),
    [
        ("commune", "00000", "by the search of the site"),
        ("epci", "38185", "Write the kind “commune”"),
        ("city", "38185", "Write the kind “commune”"),
    ],
)
def test_bad_code_of_a_territory_is_explained(
    root: User, kind: str, code: str, remedy: str
) -> None:
    with pytest.raises(InputError, match=remedy):
        open_dossier(root, "Janvier", Territory(code, kind, "Ailleurs", 2025))
    assert not Dossier.objects.exists()
