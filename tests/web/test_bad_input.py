"""What should not come in, at the doors of the pages and of the API."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from trajectoire.web import refusals
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.observatory.models import Dossier, DossierFile

pytestmark = pytest.mark.django_db
DOSSIERS = "/api/v1/dossiers"
WHAT = {
    "title": "Janvier",
    "kind": "city",
    "code": "99001",
    "name": "Ville-Témoin",
    "vintage": 2025,
}


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="administrator", territory_kind="city", territory_code="99001"
    )
    return user


@pytest.fixture
def caller(ada: User) -> Client:
    _, secret = create_token(ada, "essai", ["read", "write"])
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, body: object) -> HttpResponse:
    return client.post(DOSSIERS, json.dumps(body), content_type="application/json")


def faults(response: HttpResponse) -> dict[str, dict[str, object]]:
    assert response.status_code == 422, response.content
    return {fault["column"]: fault for fault in response.json()["faults"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 12),
        ("title", None),
        ("title", ["Janvier"]),
        ("title", ""),
        ("title", "x" * 201),
        ("title", "a\x00b"),
        ("title", "\ud800"),
        ("kind", "planète"),
        ("code", "../99001"),
        ("code", {"a": 1}),
        ("vintage", "bientôt"),
        ("vintage", 1e400),
        ("vintage", 10**30),
        ("vintage", 20.5),
    ],
)
def test_bad_types_in_json_name_the_field(
    caller: Client, field: str, value: object
) -> None:
    found = faults(post(caller, WHAT | {field: value}))
    assert list(found) == [f"what.{field}"]
    assert found[f"what.{field}"]["remedy"]
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", 12, "12"),
        ("title", None, "nothing"),
        ("title", ["Janvier"], "['Janvier']"),
        ("kind", "planète", "'planète'"),
        ("vintage", "bientôt", "'bientôt'"),
        ("colour", "red", "'red'"),
    ],
)
def test_bad_value_is_said_back(
    caller: Client, field: str, value: object, told: str
) -> None:
    response = post(caller, WHAT | {field: value})
    assert faults(response)[f"what.{field}"]["found"] == told
    assert f", found {told}. " in response.json()["message"]


def test_bad_parameter_of_an_address_is_said_back(client: Client) -> None:
    fault = faults(client.get("/api/v1/factors?limit=plenty"))["limit"]
    assert fault["found"] == "'plenty'"


def test_bad_endless_value_is_said_back_in_short(caller: Client) -> None:
    deep: object = "x" * 100_000
    for _level in range(200):
        deep = {"a": [deep] * 2} if _level < 3 else {"a": deep}
    found = faults(post(caller, WHAT | {"title": deep}))["what.title"]["found"]
    assert found.startswith("{'a': {'a': ")
    assert len(str(found)) <= 200


def test_bad_absent_field_is_said_to_be_absent(caller: Client) -> None:
    said = {name: value for name, value in WHAT.items() if name != "title"}
    assert faults(post(caller, said))["what.title"]["found"] == "nothing"


def test_bad_fields_are_told_together(caller: Client) -> None:
    found = faults(post(caller, {"title": 1, "kind": "x", "colour": "red"}))
    assert set(found) == {
        "what.title",
        "what.kind",
        "what.code",
        "what.name",
        "what.vintage",
        "what.colour",
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe{}", b"NaN"])
def test_bad_json_is_explained(caller: Client, body: bytes) -> None:
    response = caller.post(DOSSIERS, body, content_type="application/json")
    assert response.status_code in {400, 422}
    assert response.json()["message"]


def test_bad_deep_json_does_not_break_the_server(caller: Client) -> None:
    body = b"[" * 100_000
    response = caller.post(DOSSIERS, body, content_type="application/json")
    assert response.status_code in {400, 422}


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "🌍 été", "'; --"]
)
def test_bad_html_formula_or_emoji_in_a_title_stays_text(
    caller: Client, client: Client, ada: User, title: str
) -> None:
    assert post(caller, WHAT | {"title": title}).status_code == 201
    assert caller.get(DOSSIERS).json()[0]["title"] == title


def test_bad_ten_megabytes_of_text_are_refused_before_being_read(
    caller: Client,
) -> None:
    response = post(caller, WHAT | {"title": "x" * 10_000_000})
    assert response.status_code == 413
    assert "at most 2621440 bytes" in response.json()["message"]


def test_bad_ten_megabytes_in_a_form_are_refused(client: Client) -> None:
    response = client.post(
        "/compte/entrer/", {"username": "x" * 10_000_000, "password": "x"}
    )
    assert response.status_code == 413
    assert "la limite est de" in response.content.decode()


def test_bad_visitor_cannot_fill_the_disk(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is read only for whoever is known: the rest stops at 2.5 MB."""
    file = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    assert client.post("/compte/entrer/", {"file": file}).status_code == 413


def test_bad_file_above_the_limit_is_refused_before_being_read(
    caller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = post(caller, WHAT).json()["id"]
    monkeypatch.setattr(refusals, "LARGE_BODY", 1000)
    file = SimpleUploadedFile("a.csv", b"x" * 2000)
    response = caller.post(f"{DOSSIERS}/{dossier}/files", {"file": file})
    assert response.status_code == 413
    assert not DossierFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("virus.exe", b"MZ", "ends with .csv"),
        ("vide.csv", b"", "something in it"),
    ],
)
def test_bad_file_is_refused_with_what_is_expected(
    caller: Client, name: str, content: bytes, message: str
) -> None:
    dossier = post(caller, WHAT).json()["id"]
    file = SimpleUploadedFile(name, content)
    response = caller.post(f"{DOSSIERS}/{dossier}/files", {"file": file})
    assert response.status_code == 422
    assert message in response.json()["message"]


def test_bad_form_without_file_is_explained(caller: Client) -> None:
    dossier = post(caller, WHAT).json()["id"]
    found = faults(caller.post(f"{DOSSIERS}/{dossier}/files", {"other": "x"}))
    assert list(found) == ["file"]


@pytest.mark.parametrize("path", ["/api/v1/rien", "/api/v1/runs/pas-un-numero"])
def test_bad_address_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic YTpi", "Bearer \xff\xfe", "Bearer " + "x" * 9999],
)
def test_bad_authorization_header_is_only_unknown(header: str) -> None:
    client = Client(headers={"Authorization": header})
    assert client.get(DOSSIERS).status_code == 401


def test_bad_member_address_is_explained_in_the_form(client: Client, ada: User) -> None:
    client.force_login(ada)
    for email in ("<script>alert(1)</script>", "x" * 300 + "@x.fr", "=cmd"):
        asked = {"email": email, "role": "contributor"}
        page = client.post("/compte/membres/city/99001/", asked)
        assert page.context["form"].errors["email"]
        assert "<script>alert(1)" not in page.content.decode()


def test_bad_role_is_not_given(client: Client, ada: User) -> None:
    client.force_login(ada)
    asked = {"email": "eve@example.org", "role": "roi"}
    page = client.post("/compte/membres/city/99001/", asked)
    assert page.context["form"].errors["role"]
    assert not User.objects.filter(email="eve@example.org").exists()
