"""Imports through the API: the whole way, and every refusal."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from trajectoire.web.accounts.models import User
from trajectoire.web.imports.models import Import
from trajectoire.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/imports"
WHAT = {
    "kind": "commune",
    "code": "38185",
    "publisher": "Observatoire",
    "title": "Inventaire communal",
    "licence": "Licence Ouverte 2.0",
    "published": "2024-03-01",
}
MAPPING = {
    "columns": [
        {"name": "Secteur", "role": "sector"},
        {"name": "Année", "role": "year"},
        {
            "name": "Émissions de GES (kteq CO2)",
            "role": "value",
            "substance": "emission_ghg",
            "unit": "kteq CO2",
        },
    ],
    "choices": {"decimal": ","},
}
Work = Callable[[], int]
ClientOf = Callable[..., Client]


@pytest.fixture
def caller(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def send(caller: Client, table: str, **more: object) -> HttpResponse:
    file = SimpleUploadedFile("inventaire.csv", table.encode())
    return caller.post(IMPORTS, WHAT | {"file": file} | more)


def put(caller: Client, number: str, mapping: object) -> HttpResponse:
    address = f"{IMPORTS}/{number}/mapping"
    body = json.dumps({"mapping": mapping})
    return caller.put(address, body, content_type="application/json")


def read(caller: Client, number: str) -> dict[str, object]:
    answer = caller.get(f"{IMPORTS}/{number}")
    assert answer.status_code == 200
    return answer.json()


def test_a_table_with_its_mapping_is_applied_in_one_call(
    caller: Client, table: str, work: Work
) -> None:
    answer = send(caller, table, mapping=json.dumps(MAPPING), apply="true")
    assert answer.status_code == 202, answer.content
    assert answer.json()["state"] == "reading"
    assert work() == 3  # read, check, apply
    said = read(caller, answer.json()["id"])
    assert said["state"] == "done", said
    assert said["counts"] == {"new": 6, "changed": 0, "unchanged": 0, "refused": 0}
    assert Entry.objects.count() == 6
    assert said["run"] == str(Import.objects.get().run_id)
    again = send(caller, table, mapping=json.dumps(MAPPING), apply="true")
    work()
    said = read(caller, again.json()["id"])
    assert said["counts"]["unchanged"] == 6
    assert Entry.objects.count() == 6
    (_second, _first) = caller.get(IMPORTS).json()


def test_a_table_goes_step_by_step(caller: Client, table: str, work: Work) -> None:
    number = send(caller, table).json()["id"]
    work()
    said = read(caller, number)
    assert said["state"] == "to_describe"
    assert put(caller, number, said["mapping"]).status_code == 202
    work()
    assert read(caller, number)["state"] == "ready"
    assert Entry.objects.count() == 0
    assert caller.post(f"{IMPORTS}/{number}/apply").status_code == 202
    work()
    assert Entry.objects.count() == 6
    assert caller.post(f"{IMPORTS}/{number}/undo").status_code == 202
    work()
    assert read(caller, number)["state"] == "undone"
    assert caller.delete(f"{IMPORTS}/{number}").status_code == 403


def test_a_table_to_apply_at_once_says_that_it_waits_for_a_mapping(
    caller: Client, table: str, work: Work
) -> None:
    answer = send(caller, table, apply="true").json()
    assert "No mapping came" in answer["message"]
    work()
    said = read(caller, answer["id"])
    assert said["state"] == "to_describe"
    assert "PUT it at /mapping" in said["message"]
    put(caller, answer["id"], said["mapping"])
    work()
    said = read(caller, answer["id"])
    assert (said["state"], said["message"], said["lost"]) == ("done", "", 0)


def test_bad_rows_come_back_as_faults(caller: Client, table: str, work: Work) -> None:
    faulty = table.replace("310", "trois cents")
    answer = send(caller, faulty, mapping=json.dumps(MAPPING), apply="true")
    work()
    said = read(caller, answer.json()["id"])
    assert said["state"] == "to_correct"
    (fault,) = said["faults"]
    assert (fault["file"], fault["row"]) == ("inventaire.csv", 4)
    assert "trois cents" in fault["found"]
    assert said["more_faults"] == 0
    assert Entry.objects.count() == 0


def test_bad_order_of_calls_is_told(caller: Client, table: str, work: Work) -> None:
    number = send(caller, table).json()["id"]
    for what in ("apply", "undo", "restart"):
        answer = caller.post(f"{IMPORTS}/{number}/{what}")
        assert answer.status_code == 422
        (fault,) = answer.json()["faults"]
        assert fault["found"] == "reading"
    assert put(caller, number, MAPPING).status_code == 422
    work()
    assert caller.post(f"{IMPORTS}/{number}/apply").status_code == 422
    assert caller.delete(f"{IMPORTS}/{number}").status_code == 204
    assert caller.get(f"{IMPORTS}/{number}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "00000"},
        {"kind": "epci"},  # a commune has this code
        {"kind": "galaxy"},
        {"publisher": "   "},
        {"publisher": "a\x00b"},
        {"published": "someday"},
        {"mapping": "{"},
        {"mapping": "[]"},
        {"mapping": '{"columns": [{"name": "x", "role": "king"}]}'},
        {"mapping": '{"columns": [], "wrods": {}}'},
        {"apply": "perhaps"},
    ],
)
def test_bad_sending_is_refused_whole(
    caller: Client, table: str, changes: dict[str, str]
) -> None:
    answer = send(caller, table, **changes)
    assert answer.status_code == 422, answer.content
    assert answer.json()["faults"]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"constants": {"year": "2019"}}, "constants.year (a number"),
        ({"constants": {"year": True}}, "constants.year (a number"),
        ({"constants": {"published": 1546300800}}, "constants.published (a day"),
        ({"choices": {"confirmed": "yes"}}, "choices.confirmed (true or false"),
        ({"choices": {"marks": [1, "2", 3, 4, 5]}}, "choices.marks (a number"),
        (
            {"columns": [{"name": "a", "role": "note", "confidence": "1"}]},
            "columns.0.confidence (a number",
        ),
    ],
)
def test_bad_type_in_a_mapping_is_refused_with_its_place(
    caller: Client, table: str, wrong: dict[str, object], place: str
) -> None:
    answer = send(caller, table, mapping=json.dumps(MAPPING | wrong))
    assert answer.status_code == 422, answer.content
    assert not Import.objects.exists()
    number = send(caller, table).json()["id"]
    Import.objects.update(state=Import.State.TO_DESCRIBE)
    (fault,) = put(caller, number, MAPPING | wrong).json()["faults"]
    assert place in fault["expected"]
    assert fault["remedy"]


def test_a_mapping_as_it_is_given_is_taken_back(
    caller: Client, table: str, work: Work
) -> None:
    number = send(caller, table).json()["id"]
    work()
    said = read(caller, number)["mapping"]
    said["choices"]["marks"] = [1, 2, 3, 4, 5]
    said["constants"] |= {"published": "2019-01-31", "year": 0}
    assert put(caller, number, said).status_code == 202


def test_a_foreign_import_does_not_exist(
    caller: Client, eve: User, client_of: ClientOf, table: str
) -> None:
    number = send(caller, table).json()["id"]
    foreign = client_of(eve)
    assert foreign.get(IMPORTS).json() == []
    assert foreign.get(f"{IMPORTS}/{number}").status_code == 404
    assert foreign.delete(f"{IMPORTS}/{number}").status_code == 404
    assert put(foreign, number, MAPPING).status_code == 404
    for what in ("apply", "undo", "restart"):
        assert foreign.post(f"{IMPORTS}/{number}/{what}").status_code == 404
    assert send(foreign, table).status_code == 403
    assert caller.get(f"{IMPORTS}/{uuid4()}").status_code == 404


def test_a_key_that_only_reads_writes_nothing(
    ada: User, client_of: ClientOf, table: str
) -> None:
    reader = client_of(ada, "read")
    assert send(reader, table).status_code == 403
    assert send(Client(), table).status_code == 401
    assert Client().get(IMPORTS).status_code == 401
    assert not Import.objects.exists()


def test_a_large_table_comes_through_the_api(
    ada: User, caller: Client, client_of: ClientOf, table: str
) -> None:
    """Five megabytes: more than a form may carry, less than a file may."""
    large = table + "\n" * 5_000_000
    answer = send(caller, large)
    assert answer.status_code == 202, answer.content
    assert Import.objects.get().size == len(large.encode())
    assert send(client_of(ada, "read"), large).status_code == 413
    assert send(Client(), large).status_code == 413
