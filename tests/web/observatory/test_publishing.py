"""What a dossier computes is public only once an administrator says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.dimensions import Territory as TerritoryRow
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record
from trajectoire.web.observatory.models import Dossier
from trajectoire.web.observatory.runs import latest_run
from trajectoire.web.pages.catalogue import tables
from trajectoire.web.portal.figures import latest_total
from trajectoire.web.territories.directory import Spot

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
INDICATORS = "/api/v1/territories/city/99001/indicators"


@pytest.fixture
def chief(town: Territory) -> User:
    user = User.objects.create_user("chief@example.org", "une longue phrase")
    Membership.objects.create(
        user=user,
        role=Membership.Role.ADMINISTRATOR,
        territory_kind=town.kind,
        territory_code=town.code,
    )
    return user


def figure(town: Territory, value: float) -> Indicator:
    return Indicator(
        Definition("emission_measured", "tCO2e", "down"),
        town,
        TOTAL,
        Period.of_days(date(2025, 1, 1), 1),
        Quantity(value, "tCO2e", 5.0),
        CellState.ESTIMATED,
        Source("Observatoire", "Inversion", "Licence Ouverte 2.0"),
        Method("observatory.inversion", "1", "r"),
    )


def finished(town: Territory, value: float, *, published: bool, home: Path) -> Run:
    folder = home / f"run-{value}"
    folder.mkdir(exist_ok=True)
    (folder / "summary.json").write_text(json.dumps({"value": value}))
    run = Run.objects.create(
        instrument="observatory",
        version="1",
        status=Run.Status.DONE,
        finished=timezone.now(),
        territory=TerritoryRow.written(town),
        published=published,
        folder=str(folder),
    )
    record([figure(town, value)], run=run)
    return run


@pytest.fixture
def computed(dossier: Dossier, town: Territory, home: Path) -> Run:
    run = finished(town, 100.0, published=False, home=home)
    Dossier.objects.filter(pk=dossier.pk).update(run=run, state=Dossier.State.DONE)
    return run


def values(client: Client) -> list[float]:
    return [one["value"] for one in client.get(INDICATORS).json()["indicators"]]


def test_nothing_is_public_before_it_is_published(
    client: Client, computed: Run
) -> None:
    assert values(client) == []
    assert client.get("/api/v1/runs").json() == []
    for path in ("", "/summary", "/files/summary.json"):
        assert client.get(f"/api/v1/runs/{computed.pk}{path}").status_code == 404
    assert latest_run("99001") is None


def test_whoever_has_a_role_sees_it_before_the_public(
    computed: Run, ada: User, stranger: User
) -> None:
    assert latest_run("99001", ada) == computed
    assert latest_run("99001", stranger) is None


def test_the_key_of_whoever_has_a_role_reads_the_draft(
    caller: Client,
    foreign_caller: Client,
    ada: User,
    client_of: ClientOf,
    computed: Run,
) -> None:
    for path in ("", "/summary", "/files/summary.json"):
        address = f"/api/v1/runs/{computed.pk}{path}"
        answer = caller.get(address)
        assert answer.status_code == 200
        assert b"".join(answer)
        assert foreign_caller.get(address).status_code == 404
        assert client_of(ada, "write").get(address).status_code == 404


def test_an_administrator_publishes_and_withdraws(
    client: Client, chief: User, dossier: Dossier, computed: Run
) -> None:
    client.force_login(chief)
    client.post(f"/espace/{dossier.pk}/publier/")
    assert values(Client()) == [100.0]
    assert latest_run("99001") == computed
    client.post(f"/espace/{dossier.pk}/depublier/")
    assert values(Client()) == []
    assert latest_run("99001") is None


def test_the_api_publishes_too(
    chief: User, client_of: ClientOf, dossier: Dossier, computed: Run
) -> None:
    answer = client_of(chief).post(f"/api/v1/dossiers/{dossier.pk}/publish")
    assert (answer.status_code, answer.json()["published"]) == (200, True)


def test_bad_publisher_is_refused(
    client: Client, ada: User, caller: Client, dossier: Dossier, computed: Run
) -> None:
    """A contributor computes; an administrator publishes."""
    client.force_login(ada)
    assert client.post(f"/espace/{dossier.pk}/publier/").status_code == 403
    assert client.get(f"/espace/{dossier.pk}/publier/").status_code == 405
    address = f"/api/v1/dossiers/{dossier.pk}/publish"
    assert caller.post(address).status_code == 403
    assert values(Client()) == []


def test_a_stranger_does_not_even_see_the_dossier(
    client: Client, stranger: User, dossier: Dossier, computed: Run
) -> None:
    client.force_login(stranger)
    assert client.post(f"/espace/{dossier.pk}/publier/").status_code == 404


def test_bad_publication_without_result_is_explained(
    chief: User, client_of: ClientOf, dossier: Dossier
) -> None:
    answer = client_of(chief).post(f"/api/v1/dossiers/{dossier.pk}/publish")
    assert answer.status_code == 422
    assert "Run the observatory first" in answer.json()["message"]


def test_a_draft_hides_nothing_of_what_is_published(
    client: Client, town: Territory, home: Path
) -> None:
    finished(town, 80.0, published=True, home=home)
    draft = finished(town, 90.0, published=False, home=home)
    assert values(client) == [80.0]
    Run.objects.filter(pk=draft.pk).update(published=True)
    assert values(client) == [90.0]


def test_a_figure_that_two_runs_give_stays_when_one_is_withdrawn(
    client: Client, town: Territory, home: Path
) -> None:
    """The second is recorded while the first is not public: it has its own entry."""
    first = finished(town, 80.0, published=False, home=home)
    finished(town, 80.0, published=True, home=home)
    assert values(client) == [80.0]
    Run.objects.filter(pk=first.pk).update(published=True)
    Run.objects.filter(pk=first.pk).update(published=False)
    assert values(client) == [80.0]


def test_the_kind_of_a_territory_tells_runs_apart(town: Territory, home: Path) -> None:
    """Nobody publishes on the page of a commune through a city of the same code."""
    false = replace(town, code="38185", kind="city", name="Faux Grenoble")
    finished(false, 1.0, published=True, home=home)
    assert latest_run("38185") is None
    true = replace(town, code="38185", kind="commune", name="Grenoble", vintage=2026)
    run = finished(true, 2.0, published=True, home=home)
    assert latest_run("38185") == run


def test_only_what_is_published_is_in_the_catalogue(
    client: Client, computed: Run
) -> None:
    assert tables() == []
    Run.objects.update(published=True)
    (table,) = tables()
    assert (table.code, [file.name for file in table.downloads]) == (
        "99001",
        ["summary.json"],
    )


def test_the_figure_of_a_city_is_not_that_of_a_commune(
    town: Territory, home: Path
) -> None:
    finished(town, 100.0, published=True, home=home)
    city = Spot("99001", "city", "Ville-Témoin")
    assert latest_total(city, "emission_measured") is not None
    commune = Spot("99001", "commune", "Ailleurs")
    assert latest_total(commune, "emission_measured") is None
