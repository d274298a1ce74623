"""Dossiers through the API: the whole way, and every refusal."""

import json
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from trajectoire.web.accounts.models import Membership, Token, User
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import keep

pytestmark = pytest.mark.django_db
DOSSIERS = "/api/v1/dossiers"
WHAT = {
    "title": "Janvier",
    "kind": "city",
    "code": "99001",
    "name": "Ville-Témoin",
    "vintage": 2025,
}
ClientOf = Callable[..., Client]


def post(client: Client, address: str, body: object) -> HttpResponse:
    return client.post(address, json.dumps(body), content_type="application/json")


def send(
    client: Client, dossier: Dossier, name: str, content: bytes = b"1"
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{DOSSIERS}/{dossier.pk}/files", {"file": file})


def choices(dossier: Dossier, **changes: object) -> dict[str, object]:
    """Make the smallest run: four files, the plume, two days."""
    names = ("zones.geojson", "emissions.csv", "toits.csv", "vent.csv")
    keys = ("zones", "emissions", "observations", "weather")
    files = {
        key: str(keep(dossier, name, [name.encode()]).pk)
        for key, name in zip(keys, names, strict=True)
    }
    asked = {"first_day": "2025-01-01", "days": 2, "background_ppm": 420, **files}
    return asked | {"observations": [{"file": files["observations"]}]} | changes


def test_the_whole_way(caller: Client, ada: User) -> None:
    created = post(caller, DOSSIERS, WHAT)
    assert created.status_code == 201
    dossier = Dossier.objects.get(pk=created.json()["id"])
    assert dossier.owner == ada
    assert send(caller, dossier, "toits.csv").json()["state"] == "waiting"
    assert DBTaskResult.objects.count() == 1
    answer = post(caller, f"{DOSSIERS}/{dossier.pk}/runs", choices(dossier))
    assert answer.status_code == 202, answer.content
    run = Run.objects.get(pk=answer.json()["id"])
    assert (run.status, run.territory.code) == ("waiting", "99001")
    seen = caller.get(f"{DOSSIERS}/{dossier.pk}").json()
    assert (seen["state"], seen["run"]["id"]) == ("running", str(run.pk))
    (listed,) = caller.get(DOSSIERS).json()
    assert listed["id"] == str(dossier.pk)


def test_the_description_of_a_run_names_the_files(
    caller: Client, dossier: Dossier
) -> None:
    post(caller, f"{DOSSIERS}/{dossier.pk}/runs", choices(dossier))
    dossier.refresh_from_db()
    said = tomllib.loads(dossier.configuration)
    assert said["territory"] == {
        "code": "99001",
        "kind": "city",
        "name": "Ville-Témoin",
        "vintage": 2025,
    }
    assert said["period"] == {"first_day": date(2025, 1, 1), "days": 2}
    stored = {file.stored for file in dossier.files.all()}
    assert said["zones"]["file"] in stored
    assert said["observations"][0]["file"] in stored
    assert {"road", "buildings"} <= {sector["code"] for sector in said["sectors"]}
    assert len(dossier.run.configuration_hash) == 64


def test_a_second_run_waits_for_the_first(caller: Client, dossier: Dossier) -> None:
    asked = choices(dossier)
    post(caller, f"{DOSSIERS}/{dossier.pk}/runs", asked)
    answer = post(caller, f"{DOSSIERS}/{dossier.pk}/runs", asked)
    assert answer.status_code == 422
    assert "run is under way" in answer.json()["message"]
    assert caller.delete(f"{DOSSIERS}/{dossier.pk}").status_code == 422


def test_bad_choices_are_all_told_at_once(caller: Client, dossier: Dossier) -> None:
    other = str(uuid4())
    faulty = keep(dossier, "b.csv", [b"b"])
    DossierFile.objects.filter(pk=faulty.pk).update(state="faulty")
    asked = choices(dossier, zones=other, weather=str(faulty.pk))
    answer = post(caller, f"{DOSSIERS}/{dossier.pk}/runs", asked)
    assert answer.status_code == 422
    columns = {fault["column"]: fault for fault in answer.json()["faults"]}
    assert columns["zones"]["expected"] == "a file of this dossier"
    assert columns["weather"]["expected"] == "a file that could be read"
    assert not Run.objects.exists()


def test_bad_choices_meet_the_faults_of_the_instrument(
    caller: Client, dossier: Dossier
) -> None:
    asked = choices(dossier, background_ppm=None, weather=None)
    answer = post(caller, f"{DOSSIERS}/{dossier.pk}/runs", asked)
    assert answer.status_code == 422
    message = answer.json()["message"]
    assert "operator.weather" in message
    assert "column “background”" in message


def test_bad_file_of_a_neighbour_is_not_reached(
    foreign_caller: Client, stranger: User, dossier: Dossier
) -> None:
    own = Dossier.objects.create(
        title="x",
        territory_code="99002",
        territory_kind="city",
        territory_name="V",
        owner=stranger,
    )
    answer = post(foreign_caller, f"{DOSSIERS}/{own.pk}/runs", choices(dossier))
    assert answer.status_code == 422
    assert "a file of this dossier" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("delete", ""),
        ("post", "/files"),
        ("post", "/runs"),
        ("post", "/runs/restart"),
    ],
)
def test_a_stranger_sees_nothing(
    foreign_caller: Client, dossier: Dossier, method: str, path: str
) -> None:
    body = {}
    if path == "/files":
        body = {"data": {"file": SimpleUploadedFile("a.csv", b"1")}}
    if path == "/runs":
        data = json.dumps(choices(dossier))
        body = {"data": data, "content_type": "application/json"}
    address = f"{DOSSIERS}/{dossier.pk}{path}"
    assert getattr(foreign_caller, method)(address, **body).status_code == 404
    assert foreign_caller.get(DOSSIERS).json() == []


def test_nobody_opens_a_dossier_elsewhere(foreign_caller: Client) -> None:
    answer = post(foreign_caller, DOSSIERS, WHAT)
    assert answer.status_code == 403
    assert "Demandez un rôle" in answer.json()["message"]
    assert not Dossier.objects.exists()


def test_a_member_adds_but_only_owner_or_administrator_deletes(
    dossier: Dossier, client_of: ClientOf
) -> None:
    grace = User.objects.create_user("grace@example.org", "une longue phrase")
    role = Membership.objects.create(
        user=grace, role="contributor", territory_kind="city", territory_code="99001"
    )
    caller = client_of(grace)
    assert send(caller, dossier, "a.csv").status_code == 201
    assert caller.delete(f"{DOSSIERS}/{dossier.pk}").status_code == 403
    role.role = "administrator"
    role.save()
    assert caller.delete(f"{DOSSIERS}/{dossier.pk}").status_code == 204


def test_a_file_is_taken_out(caller: Client, dossier: Dossier) -> None:
    file = send(caller, dossier, "a.csv").json()
    address = f"{DOSSIERS}/{dossier.pk}/files/{file['id']}"
    assert caller.delete(address).status_code == 204
    assert caller.delete(address).status_code == 404


def test_a_run_that_lost_its_worker_is_restarted(
    caller: Client, dossier: Dossier
) -> None:
    post(caller, f"{DOSSIERS}/{dossier.pk}/runs", choices(dossier))
    Run.objects.update(status="running", seen=timezone.now() - timedelta(hours=1))
    seen = caller.get(f"{DOSSIERS}/{dossier.pk}").json()
    assert seen["run"]["status"] == "interrupted"
    answer = caller.post(f"{DOSSIERS}/{dossier.pk}/runs/restart")
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")


def test_bad_token_foreign_expired_revoked_or_absent_opens_nothing(
    ada: User, client_of: ClientOf
) -> None:
    unknown = Client(headers={"Authorization": "Bearer trj_inconnu"})
    expired, revoked, closed = client_of(ada), client_of(ada), client_of(ada)
    first, second, _third = Token.objects.order_by("pk")
    Token.objects.filter(pk=first.pk).update(expires=timezone.now())
    Token.objects.filter(pk=second.pk).update(revoked=timezone.now())
    assert closed.get(DOSSIERS).status_code == 200
    ada.is_active = False
    ada.save()
    for client in (Client(), unknown, expired, revoked, closed):
        answer = client.get(DOSSIERS)
        assert answer.status_code == 401
        assert "neither expired nor revoked" in answer.json()["message"]
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_bad_scope_is_said(ada: User, client_of: ClientOf) -> None:
    answer = post(client_of(ada, "read"), DOSSIERS, WHAT)
    assert answer.status_code == 403
    assert "it needs the scope “write”" in answer.json()["message"]


def test_a_session_is_not_a_key(client: Client, ada: User) -> None:
    """So that no page of another site can act through a visitor's cookies."""
    client.force_login(ada)
    assert post(client, DOSSIERS, WHAT).status_code == 401
