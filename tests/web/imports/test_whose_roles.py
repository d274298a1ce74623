"""A figure is written with the roles of who asks for it, checked by the worker."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.models import Import, RememberedMapping
from trajectoire.web.imports.tasks import (
    start_again,
    start_applying,
    start_checking,
    start_undoing,
)
from trajectoire.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
SOURCE = Source("Observatoire", "Inventaire communal", "Licence Ouverte 2.0")
Work = Callable[[], int]
NAMED = "Commune;Secteur;Année;Émissions de GES (kteq CO2)\n"
MAPPING = {
    "columns": [
        {"name": "Commune", "role": "territory"},
        {"name": "Secteur", "role": "sector"},
        {"name": "Année", "role": "year"},
        {
            "name": "Émissions de GES (kteq CO2)",
            "role": "value",
            "substance": "emission_ghg",
            "unit": "kteq CO2",
        },
    ],
    "words": {"territories": {}},
    "choices": {"decimal": ","},
}
WHAT = {
    "kind": "commune",
    "code": "38185",
    "publisher": "Observatoire",
    "title": "Inventaire",
    "licence": "LO 2.0",
    "apply": "true",
}


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "une longue phrase")


def meaning(code: str) -> dict[str, object]:
    return MAPPING | {"words": {"territories": {"La ville": code}}}


def sent_by_root(root: User, client_of: Callable[..., Client], work: Work) -> Import:
    """Bring a table with a word that nobody knows, to be applied at once."""
    file = SimpleUploadedFile(
        "a.csv", f"{NAMED}La ville;Résidentiel;2021;210\n".encode()
    )
    body = WHAT | {"file": file, "mapping": json.dumps(MAPPING)}
    answer = client_of(root).post("/api/v1/imports", body)
    assert answer.status_code == 202, answer.content
    work()
    one = Import.objects.get()
    assert one.state == Import.State.TO_CORRECT
    return one


def described_by(caller: Client, one: Import, code: str) -> None:
    answer = caller.put(
        f"/api/v1/imports/{one.pk}/mapping",
        json.dumps({"mapping": meaning(code)}),
        content_type="application/json",
    )
    assert answer.status_code == 202, answer.content


def test_bad_mapping_of_a_contributor_writes_nothing_in_another_town(
    root: User, ada: User, client_of: Callable[..., Client], work: Work
) -> None:
    """Ada, of Grenoble, takes over a table of the administrator and means Lyon."""
    one = sent_by_root(root, client_of, work)
    described_by(client_of(ada), one, "69123")
    work()
    one.refresh_from_db()
    assert Entry.objects.count() == 0
    assert one.state == Import.State.TO_CORRECT
    assert "La ville" not in str(RememberedMapping.objects.values("mapping"))


def test_apply_at_once_holds_for_who_asked_it_only(
    root: User, ada: User, client_of: Callable[..., Client], work: Work
) -> None:
    one = sent_by_root(root, client_of, work)
    described_by(client_of(ada), one, "38185")
    work()
    one.refresh_from_db()
    assert (one.state, one.at_once) == (Import.State.READY, False)
    assert Entry.objects.count() == 0


def test_who_sent_it_still_applies_at_once(
    root: User, client_of: Callable[..., Client], work: Work
) -> None:
    one = sent_by_root(root, client_of, work)
    described_by(client_of(root), one, "69123")
    work()
    one.refresh_from_db()
    assert one.state == Import.State.DONE
    assert Entry.objects.get().territory.code == "69123"


def checked(user: User, grenoble: Territory, work: Work) -> Import:
    """Two towns, checked by who may write in both."""
    text = f"{NAMED}38185;Résidentiel;2021;210\n69123;Résidentiel;2021;900\n"
    one = begin(user, grenoble, SOURCE, Sent("deux.csv", [text.encode()]))
    work()
    one.refresh_from_db()
    start_checking(one, MAPPING, user.pk)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.READY, one.preview
    return one


def test_bad_role_is_found_by_the_worker_whoever_asked_it(
    root: User, ada: User, grenoble: Territory, work: Work
) -> None:
    one = checked(root, grenoble, work)
    assert start_applying(one, ada.pk)
    work()
    one.refresh_from_db()
    assert Entry.objects.count() == 0
    assert one.state == Import.State.OVERTAKEN
    assert "role" in one.message


@pytest.mark.parametrize("lost", ["role", "account", "activity"])
def test_bad_role_lost_while_the_task_waited_writes_nothing(
    root: User, ada: User, grenoble: Territory, work: Work, lost: str
) -> None:
    Membership.objects.create(
        user=ada,
        role="contributor",
        territory_kind="commune",
        territory_code="69123",
    )
    one = checked(ada, grenoble, work)
    assert start_applying(one, ada.pk)
    if lost == "role":
        ada.memberships.filter(territory_code="69123").delete()
    elif lost == "account":
        ada.delete()
    else:
        User.objects.filter(pk=ada.pk).update(is_active=False)
    work()
    assert Entry.objects.count() == 0


def test_bad_undoing_takes_nothing_back(
    root: User, ada: User, grenoble: Territory, work: Work
) -> None:
    one = checked(root, grenoble, work)
    start_applying(one, root.pk)
    work()
    one.refresh_from_db()
    assert start_undoing(one, ada.pk)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.DONE
    assert "role" in one.message
    assert Entry.objects.count() == 2


def test_bad_restart_reads_with_the_roles_of_who_restarts(
    root: User, ada: User, grenoble: Territory, work: Work
) -> None:
    one = checked(root, grenoble, work)
    Import.objects.filter(pk=one.pk).update(
        state=Import.State.CHECKING, stopped=True, at_once=True
    )
    one.refresh_from_db()
    assert start_again(one, ada.pk)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.TO_CORRECT
    assert Entry.objects.count() == 0
