"""Ada contributes for Grenoble, Eve for Lyon; a small table, and a worker at hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.imports import checking, reader
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import territory_of

TABLE = """Secteur;Année;Émissions de GES (kteq CO2)
Résidentiel;2021;210,5
Tertiaire;2021;120,25
Transport routier;2021;310
Résidentiel;2022;200
Tertiaire;2022;118
Transport routier;2022;305
"""
SOURCE = Source("Observatoire", "Inventaire communal", "Licence Ouverte 2.0")
Work = Callable[[], int]


@pytest.fixture
def table() -> str:
    """Six figures, as a spreadsheet in French saves them."""
    return TABLE


@pytest.fixture
def grenoble() -> Territory:
    return territory_of("38185")


def _contributor(email: str, code: str, role: str = "contributor") -> User:
    user = User.objects.create_user(email, "une longue phrase")
    Membership.objects.create(
        user=user, role=role, territory_kind="commune", territory_code=code
    )
    return user


@pytest.fixture
def ada(db: None) -> User:
    return _contributor("ada@example.org", "38185")


@pytest.fixture
def bob(db: None) -> User:
    """Contributes for Grenoble too."""
    return _contributor("bob@example.org", "38185")


@pytest.fixture
def eve(db: None) -> User:
    """Administers Lyon, and nothing else."""
    return _contributor("eve@example.org", "69123", "administrator")


@pytest.fixture
def agent(client: Client, ada: User) -> Client:
    """Ada in front of her screen."""
    client.force_login(ada)
    return client


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """Make a caller who shows a key."""

    def make(user: User, *scopes: str) -> Client:
        _, secret = create_token(user, "essai", scopes or ("read", "write"))
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def near_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the bounded one has tests of its own, and takes seconds."""

    def read(_module: str, words: list[str], *_rest: object) -> None:
        what, folder = words
        reader.answer(what, Path(folder))

    monkeypatch.setattr(checking, "run_bounded", read)


@pytest.fixture
def work(near_reader: None) -> Work:
    """Do all that the task worker was asked for, and what that asks for in turn."""

    def do() -> int:
        count = 0
        while (
            asked := DBTaskResult.objects.filter(status="READY").first()
        ) is not None:
            DBTaskResult.objects.filter(pk=asked.pk).update(status="SUCCESSFUL")
            asked.task.call(*asked.args_kwargs["args"])
            count += 1
        return count

    return do


@pytest.fixture
def brought(ada: User, grenoble: Territory, work: Work) -> Callable[..., Import]:
    """Bring a table and read it."""

    def bring(
        text: str = TABLE, name: str = "inventaire.csv", user: User = ada
    ) -> Import:
        one = begin(user, grenoble, SOURCE, Sent(name, [text.encode()]))
        work()
        one.refresh_from_db()
        return one

    return bring
