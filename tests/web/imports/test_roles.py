"""Who may see an import, and who may not: checked on the server, on every address."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.accounts import limits
from trajectoire.web.accounts.limits import Limit
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.imports import creation
from trajectoire.web.imports.models import Import
from trajectoire.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
Bring = Callable[..., Import]
READ = ["", "etat/", "colonnes/", "colonnes/0/", "fautes/", "fautes.csv", "jeter/"]
WRITTEN = ["colonnes/", "colonnes/0/", "feuille/", "appliquer/", "annuler/"]
WRITTEN += ["reprendre/", "jeter/"]
FORM = {"code": "38185", "publisher": "A", "title": "B", "licence": "C"}


def address(one: Import, what: str) -> str:
    return f"/espace/imports/{one.pk}/{what}"


@pytest.mark.parametrize("what", READ)
def test_a_foreign_import_is_not_found(
    client: Client, eve: User, brought: Bring, what: str
) -> None:
    one = brought()
    client.force_login(eve)
    assert client.get(address(one, what)).status_code == 404
    assert "inventaire.csv" not in client.get("/espace/imports/").content.decode()


@pytest.mark.parametrize("what", WRITTEN)
def test_a_foreign_import_is_not_changed(
    client: Client, eve: User, brought: Bring, what: str
) -> None:
    one = brought()
    client.force_login(eve)
    assert client.post(address(one, what)).status_code == 404
    one.refresh_from_db()
    assert one.state == Import.State.TO_DESCRIBE


@pytest.mark.parametrize("what", [*READ, *WRITTEN])
def test_the_public_is_sent_to_the_door(
    client: Client, brought: Bring, what: str
) -> None:
    answer = client.get(address(brought(), what))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/compte/entrer/")


@pytest.mark.parametrize("what", ["appliquer/", "annuler/", "reprendre/", "feuille/"])
def test_nothing_changes_by_a_link(agent: Client, brought: Bring, what: str) -> None:
    assert agent.get(address(brought(), what)).status_code == 405


@pytest.mark.parametrize("what", WRITTEN)
def test_bad_request_of_another_site_is_refused(
    ada: User, brought: Bring, what: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    one = brought()
    assert strict.post(address(one, what)).status_code == 403
    one.refresh_from_db()
    assert one.state == Import.State.TO_DESCRIBE


def test_a_colleague_goes_on_with_the_import(
    client: Client, bob: User, brought: Bring
) -> None:
    one = brought()
    client.force_login(bob)
    assert client.get(address(one, "")).status_code == 200
    assert client.get(address(one, "jeter/")).status_code == 403


def test_bad_table_for_a_territory_of_others_is_not_kept(
    agent: Client, ada: User
) -> None:
    file = SimpleUploadedFile("a.csv", b"a;b\n1;2\n")
    answer = agent.post(
        "/espace/imports/nouveau/", FORM | {"code": "69123", "file": file}
    )
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_bad_rows_about_a_territory_of_others_are_refused(
    agent: Client, work: Callable[[], int], brought: Bring
) -> None:
    """The rows of Lyon, in a table sent for Grenoble by who has no role in Lyon."""
    one = brought(
        "Code INSEE;Secteur;Année;Émissions de GES (kteq CO2)\n"
        "38185;Résidentiel;2021;210\n69123;Résidentiel;2021;900\n"
        "69123;Tertiaire;2021;500\n"
    )
    page = agent.get(address(one, "colonnes/")).content.decode()
    assert "Code du territoire" in page
    agent.post(address(one, "colonnes/"), {**SETTINGS, "check": "1"})
    work()
    one.refresh_from_db()
    assert one.state == Import.State.TO_CORRECT
    page = agent.get(address(one, "")).content.decode()
    assert "69123" in page
    assert "ligne 3" in page
    assert "(×\u00a02)" in page


SETTINGS = {
    "nomenclature": "PCAET",
    "quality": "unknown",
    "spread": "percent_95",
    "zeros": "published",
    "repeats": "refuse",
    "totals": "set_aside",
}


def test_an_intercommunality_brings_figures_of_its_communes(
    agent: Client, ada: User, work: Callable[[], int], brought: Bring
) -> None:
    """Échirolles is in the métropole of Grenoble; Lyon is not."""
    group = places().find("38185").place.epci
    Membership.objects.create(
        user=ada, role="contributor", territory_kind="epci", territory_code=group
    )
    table = (
        "Code INSEE;Secteur;Année;Émissions de GES (kteq CO2)\n"
        "38151;Résidentiel;2021;40\n"
    )
    one = brought(table)
    agent.post(address(one, "colonnes/"), {**SETTINGS, "check": "1"})
    work()
    one.refresh_from_db()
    assert one.state == Import.State.READY, one.preview
    agent.post(address(one, "appliquer/"))
    work()
    assert Entry.objects.get().territory.code == "38151"

    other = brought(table.replace("38151", "69123"))
    agent.post(address(other, "colonnes/"), {**SETTINGS, "check": "1"})
    work()
    other.refresh_from_db()
    assert other.state == Import.State.TO_CORRECT


def test_a_role_that_was_lost_no_longer_applies(
    agent: Client, ada: User, work: Callable[[], int], brought: Bring
) -> None:
    """Two territories: the role for the second one is taken away after the check."""
    Membership.objects.create(
        user=ada,
        role="contributor",
        territory_kind="commune",
        territory_code="69123",
    )
    one = brought(
        "Code INSEE;Secteur;Année;Émissions de GES (kteq CO2)\n"
        "38185;Résidentiel;2021;210\n69123;Résidentiel;2021;900\n"
    )
    agent.post(address(one, "colonnes/"), {**SETTINGS, "check": "1"})
    work()
    one.refresh_from_db()
    assert one.state == Import.State.READY, one.preview
    assert ">Appliquer</button>" in agent.get(address(one, "")).content.decode()
    ada.memberships.filter(territory_code="69123").delete()
    page = agent.get(address(one, "")).content.decode()
    assert ">Appliquer</button>" not in page
    assert "demande un rôle pour chacun de ses territoires" in page
    assert agent.post(address(one, "appliquer/")).status_code == 403
    work()
    assert Entry.objects.count() == 0


def test_an_unknown_import_is_not_found(agent: Client) -> None:
    assert agent.get(f"/espace/imports/{uuid4()}/").status_code == 404


def test_who_brings_too_many_files_waits(
    agent: Client, brought: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creation, "UPLOAD_BY_ACCOUNT", Limit("few", 1, 3600, True))
    assert limits.UPLOAD_BY_ACCOUNT.count > 1
    for status in (302, 429):
        file = SimpleUploadedFile("a.csv", b"a;b\n1;2\n")
        answer = agent.post("/espace/imports/nouveau/", FORM | {"file": file})
        assert answer.status_code == status


def test_the_file_is_served_to_nobody(agent: Client, brought: Bring) -> None:
    one = brought()
    for path in (f"imports/{one.pk}/sent/table.csv", f"espace/imports/{one.pk}/sent"):
        assert agent.get(f"/{path}").status_code == 404


def test_an_import_is_for_a_territory_that_is_known(
    agent: Client, grenoble: Territory
) -> None:
    file = SimpleUploadedFile("a.csv", b"a;b\n1;2\n")
    answer = agent.post(
        "/espace/imports/nouveau/", FORM | {"code": "00000", "file": file}
    )
    assert answer.status_code == 422
