"""Who may send much, how fast, and what is said to the others."""

import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client, RequestFactory
from pytest_django import Settings

from trajectoire.web import refusals
from trajectoire.web.accounts import limits
from trajectoire.web.accounts.limits import Limit, address_of, spend
from trajectoire.web.accounts.models import Attempts, User
from trajectoire.web.accounts.tokens import create_token

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-0000-0000-000000000000"
BRING = f"/espace/{NOWHERE}/fichiers/"
ADD = f"/api/v1/dossiers/{NOWHERE}/files"
ClientOf = Callable[..., Client]


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", "une longue phrase")


def key(ada: User, *scopes: str) -> Client:
    _, secret = create_token(ada, "essai", scopes)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client: Client, address: str) -> int:
    file = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    return client.post(address, {"file": file}).status_code


@pytest.mark.parametrize("address", [BRING, ADD, "/compte/entrer/", "/", "/api/v1/x"])
def test_bad_large_body_of_a_stranger_is_not_read(address: str) -> None:
    assert send(Client(), address) == 413
    assert send(Client(headers={"Authorization": "Bearer trj_x"}), address) == 413
    assert send(Client(headers={"Authorization": "x"}), address) == 413


def test_a_large_file_is_read_where_files_are_brought(
    client: Client, ada: User
) -> None:
    """The dossier is not there: the body was read, the rest answers 404."""
    client.force_login(ada)
    assert send(client, BRING) == 404
    assert send(key(ada, "write"), ADD) == 404


def test_bad_large_body_elsewhere_or_by_the_wrong_key(
    client: Client, ada: User
) -> None:
    client.force_login(ada)
    assert send(client, "/compte/") == 413
    assert send(client, ADD) == 413
    assert send(key(ada, "read"), ADD) == 413
    assert send(key(ada, "write"), BRING) == 413


@pytest.mark.parametrize("address", [BRING, ADD])
def test_bad_bodies_are_counted_before_they_are_read(ada: User, address: str) -> None:
    client = key(ada, "write")
    client.force_login(ada)
    assert send(client, address) == 404
    Attempts.objects.update(count=F("count") + limits.BODY_BY_ACCOUNT.count)
    assert send(client, address) == 429


def test_pages_have_a_pace_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "PAGE_BY_ADDRESS", Limit("page-address", 2, 60))
    assert [client.get("/sante").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/sante", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_an_unknown_address_of_the_api_answers_as_the_api(client: Client) -> None:
    answer = client.get("/api/v1/rien")
    assert answer.status_code == 404
    assert "/api/" in answer.json()["message"]


def test_an_unknown_host_is_told_which_setting(
    client: Client, settings: Settings
) -> None:
    settings.DEBUG = False
    answer = client.get("/", headers={"Host": "trajectoire.ville.fr"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "TRAJECTOIRE_HOSTS" in page
    assert 'lang="en"' in page


def test_more_than_two_hundred_files_in_one_sending_are_refused(ada: User) -> None:
    """The word against forgery is looked for among what is sent."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    files = [SimpleUploadedFile(f"{n}.csv", b"1") for n in range(201)]
    assert client.post(BRING, {"files": files[:200]}).status_code == 403
    answer = client.post(BRING, {"files": files})
    assert answer.status_code == 400
    assert "200 fichiers au plus" in answer.content.decode()


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("unix:", "unix:"),
    ],
)
def test_a_subscriber_counts_as_one(found: str, counted: str) -> None:
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=found)) == counted


def test_counts_of_yesterday_are_forgotten() -> None:
    old = Limit("old", 1, 900, shared=True)
    spend(old, "ada")
    Attempts.objects.update(window=F("window") - 2 * 86_400)
    spend(old, "eve")
    assert Attempts.objects.count() == 1


def test_a_count_that_was_evicted_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_, **__: False)
    spend(Limit("evicted", 1, 60), "ada")


def test_static_files_carry_the_headers_too(client: Client, home: Path) -> None:
    (home / "static" / "a.css").write_text("a {}")
    answer = client.head("/static/a.css")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server writes of requests."""
    handler = next(one for one in logging.getLogger("django").handlers)
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def test_a_refusal_is_told_in_one_line(ada: User, log: io.StringIO) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get("/territoires/nouveau/").status_code == 403
    (line,) = log.getvalue().splitlines()
    assert "WARNING" in line
    assert "/territoires/nouveau/" in line


def test_an_error_keeps_its_trace(
    ada: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise KeyError("inside")

    monkeypatch.setattr("trajectoire.web.additions.views.may_add", broken)
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    assert client.get("/territoires/nouveau/").status_code == 500
    assert "KeyError: 'inside'" in log.getvalue()
