"""Figures of a group for its communes: beside theirs, never in their place."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of

Work = Callable[[], int]
Bring = Callable[..., dict[str, object]]
GROUP = "200040715"  # Grenoble-Alpes-Métropole, of which 38185 is
TABLE = "Commune;Secteur;Année;GES\n{code};Total;2021;{value}\n"
MAPPING = {
    "columns": [
        {"name": "Commune", "role": "territory"},
        {"name": "Secteur", "role": "sector"},
        {"name": "Année", "role": "year"},
        {
            "name": "GES",
            "role": "value",
            "substance": "emission_ghg",
            "unit": "tCO2e",
        },
    ],
    "choices": {"decimal": ",", "quality": "measured"},
}


@pytest.fixture
def officer(db: None) -> User:
    """Contributes for the intercommunality, and for no commune."""
    user = User.objects.create_user("epci@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="contributor", territory_kind="epci", territory_code=GROUP
    )
    return user


@pytest.fixture
def bring(client_of: Callable[..., Client], work: Work) -> Bring:
    """Bring one figure, written at once where nothing is wrong."""

    def do(
        user: User, where: tuple[str, str], code: str, value: str, title: str
    ) -> dict[str, object]:
        file = SimpleUploadedFile(
            "a.csv", TABLE.format(code=code, value=value).encode()
        )
        what = {"publisher": "Observatoire", "title": title, "licence": "LO 2.0"}
        what |= {"kind": where[0], "code": where[1], "apply": "true"}
        what |= {"mapping": json.dumps(MAPPING), "file": file}
        caller = client_of(user)
        answer = caller.post("/api/v1/imports", what)
        assert answer.status_code == 202, answer.content
        work()
        return caller.get(f"/api/v1/imports/{answer.json()['id']}").json()

    return do


@pytest.fixture
def told(db: None, grenoble: Territory) -> Indicator:
    """The commune recorded 9,876.5 t, last year, in the name of the observatory."""
    figure = Indicator(
        Definition("emission_ghg", "tCO2e", "down"),
        replace(grenoble, vintage=grenoble.vintage - 1),
        TOTAL,
        Period.of_year(2021),
        Quantity(9876.5, "tCO2e", 10.0),
        CellState.OBSERVED,
        Source("Observatoire", "Inventaire communal", "LO 2.0"),
        Method("tests", "1"),
    )
    record([figure], author="77")
    return figure


def values(code: str = "38185") -> list[float | None]:
    return sorted(row.value for row in rows_of([("commune", code)]))


def test_a_figure_of_a_commune_is_not_replaced_in_its_name(
    told: Indicator, officer: User, bring: Bring, grenoble: Territory
) -> None:
    record([replace(told, territory=grenoble)], author="77")
    one = bring(officer, ("epci", GROUP), "38185", "5", "Inventaire communal")
    assert one["state"] == "to_correct"
    (fault,) = one["faults"]
    assert "38185 Grenoble" in fault["found"]
    assert fault["row"] == 2
    assert values() == [9876.5]


def test_nor_where_a_column_names_its_source(
    told: Indicator,
    officer: User,
    client_of: Callable[..., Client],
    work: Work,
) -> None:
    table = "Commune;Secteur;Année;GES;Qui\n38185;Total;2021;5;Observatoire\n"
    columns = [*MAPPING["columns"], {"name": "Qui", "role": "source"}]
    what = {
        "publisher": "Groupe",
        "title": "Inventaire communal",
        "licence": "LO 2.0",
        "kind": "epci",
        "code": GROUP,
        "apply": "true",
        "mapping": json.dumps(MAPPING | {"columns": columns}),
        "file": SimpleUploadedFile("a.csv", table.encode()),
    }
    caller = client_of(officer)
    number = caller.post("/api/v1/imports", what).json()["id"]
    work()
    one = caller.get(f"/api/v1/imports/{number}").json()
    assert one["state"] == "to_correct"
    assert "9876" not in json.dumps(one)
    assert values() == [9876.5]


def test_nor_under_a_later_vintage_of_its_code(
    told: Indicator, officer: User, bring: Bring
) -> None:
    one = bring(officer, ("epci", GROUP), "38185", "5", "Inventaire communal")
    assert one["state"] == "to_correct"
    assert values() == [9876.5]


def test_figures_of_a_source_of_its_own_stand_beside_and_are_corrected(
    told: Indicator, officer: User, bring: Bring
) -> None:
    for value in ("5", "6"):
        one = bring(officer, ("epci", GROUP), "38185", value, "Inventaire du groupe")
        assert one["state"] == "done", one
    assert values() == [6.0, 9876.5]


@pytest.mark.parametrize("where", [("epci", GROUP), ("commune", "69123")])
def test_the_preview_shows_nothing_of_what_others_recorded(
    told: Indicator,
    officer: User,
    eve: User,
    bring: Bring,
    where: tuple[str, str],
) -> None:
    """A total that the public does not read stood there in so many words."""
    user = officer if where[0] == "epci" else eve
    one = bring(user, where, "38185", "5", "Inventaire communal")
    assert one["state"] == "to_correct"
    assert "9876" not in json.dumps(one)
    assert one["counts"]["changed"] == 0


def test_whoever_has_the_role_corrects_what_stands(
    told: Indicator, ada: User, bring: Bring, grenoble: Territory
) -> None:
    record([replace(told, territory=grenoble)], author="77")
    one = bring(ada, ("commune", "38185"), "38185", "5", "Inventaire communal")
    assert one["state"] == "done", one
    assert one["totals"][0]["before"] == 9876.5
    assert values() == [5.0]
