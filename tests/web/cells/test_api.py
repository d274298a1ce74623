"""Cells through the API: sources side by side, roles, conflicts, choices, histories."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.record import record

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
CELLS = "/api/v1/territories/commune/38185/cells"  # Grenoble
CELL = {
    "definition": "emission_ghg",
    "nomenclature": "PCAET",
    "sector": "road",
    "year": 2022,
}
SENT = CELL | {
    "state": "observed",
    "value": 100.0,
    "uncertainty": 10.0,
    "source": {"publisher": "Atmo", "title": "Inventaire", "licence": "ODbL"},
}


@pytest.fixture
def annual() -> Figure:
    """Make a figure of Grenoble: 100 ± 10 tCO2e of road transport in 2022."""
    usual = Indicator(
        definition=Definition("emission_ghg", "tCO2e", "down"),
        territory=Territory("38185", "commune", "Grenoble", 2026),
        sector=Sector("PCAET", "road", "Road"),
        period=Period.of_year(2022),
        quantity=Quantity(100.0, "tCO2e", 10.0),
        state=CellState.ESTIMATED,
        source=Source("Atmo", "Inventaire", "ODbL"),
        method=Method("inventory.entered", "1"),
    )
    return lambda **changes: replace(usual, **changes)


def member(email: str, role: str = "contributor") -> dict[str, str]:
    """Headers of somebody with a role in Grenoble, or without one."""
    user = User.objects.create_user(email, "une longue phrase", first_name=email[:3])
    if role:
        Membership.objects.create(
            user=user, role=role, territory_kind="commune", territory_code="38185"
        )
    key = create_token(user, "essai", ["read", "write"])[1]
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def ada() -> dict[str, str]:
    return member("ada@example.org")


def post(client: Client, headers: dict[str, str], *sent: dict[str, Any]) -> Any:
    return client.post(
        CELLS, {"figures": sent}, content_type="application/json", headers=headers
    )


def put(client: Client, headers: dict[str, str], **said: Any) -> Any:
    return client.put(
        f"{CELLS}/choice",
        CELL | said,
        content_type="application/json",
        headers=headers,
    )


def test_a_cell_shows_every_source_side_by_side(client: Client, annual: Figure) -> None:
    other = annual(
        source=Source("Orcae", "Profil", "ODbL"),
        quantity=None,
        state=CellState.CONFIDENTIAL,
        note="un seul établissement",
    )
    record([annual(quantity=Quantity(100.0, "tCO2e", 10.0, law="lognormal")), other])
    answer = client.get(CELLS).json()
    (cell,) = answer["cells"]
    assert (cell["definition"], cell["sector"]["code"], cell["year"]) == (
        "emission_ghg",
        "road",
        2022,
    )
    first, second = cell["figures"]
    assert (first["value"], first["law"], first["unit"]) == (100, "lognormal", "tCO2e")
    assert first["interval_90"][0] > 100 - 16.5  # a lognormal is not symmetrical
    assert (second["state"], second["value"]) == ("confidential", None)
    assert second["note"] == "un seul établissement"
    assert answer["next_offset"] is None


def test_a_cell_says_what_it_was_computed_from(client: Client, annual: Figure) -> None:
    base = Source("ADEME", "Base Carbone", "Licence Ouverte 2.0")
    fuel = Factor("bc", "22", "7", "Gazole", "MWh", 0.2, (), "AR5", 0.1, base)
    burnt = annual(
        definition=Definition("energy_oil_products", "MWh", "down"),
        quantity=Quantity(500.0, "MWh", 50.0),
    )
    record([annual(derivation=Derivation(burnt, fuel))])
    (cell,) = client.get(CELLS, {"definition": "emission_ghg"}).json()["cells"]
    derivation = cell["figures"][0]["derivation"]
    assert (derivation["definition"], derivation["value"]) == (
        "energy_oil_products",
        500,
    )
    assert derivation["factor"]["key"] == "bc/22/7"
    assert derivation["factor"]["relative_uncertainty"] == 0.1


def test_cells_are_narrowed_and_paged_whole(client: Client, annual: Figure) -> None:
    years = [annual(period=Period.of_year(year)) for year in range(2015, 2020)]
    beside = [annual(period=f.period, source=Source("O", "P", "L")) for f in years]
    record([*years, *beside])
    assert len(client.get(CELLS, {"year": 2016}).json()["cells"]) == 1
    assert client.get(CELLS, {"sector": "waste"}).json()["cells"] == []
    seen, offset = [], 0
    while offset is not None:
        page = client.get(CELLS, {"limit": 2, "offset": offset}).json()
        seen += [(cell["year"], len(cell["figures"])) for cell in page["cells"]]
        offset = page["next_offset"]
    assert seen == [(year, 2) for year in range(2015, 2020)]


def test_cells_of_a_run_that_is_not_published_are_in_no_page(
    client: Client, annual: Figure
) -> None:
    years = [annual(period=Period.of_year(year)) for year in (2020, 2021, 2022)]
    record([years[0], years[2]])
    run = Run.objects.create(instrument="essai", version="1", published=False)
    record([years[1]], run=run)
    pages = [client.get(CELLS, {"limit": 1, "offset": n}).json() for n in range(3)]
    shown = [[cell["year"] for cell in page["cells"]] for page in pages]
    assert shown == [[2020], [], [2022]]
    assert [page["next_offset"] for page in pages] == [1, 2, None]


def test_a_member_records_then_corrects(client: Client, ada: dict[str, str]) -> None:
    sent = SENT | {"expected": -1}
    assert post(client, ada, sent).json() == {
        "added": 1,
        "superseded": 0,
        "unchanged": 0,
    }
    assert post(client, ada, sent).json()["unchanged"] == 1  # sent twice
    corrected = SENT | {"value": 90.0, "expected": 0}
    assert post(client, ada, corrected).json()["superseded"] == 1
    (cell,) = client.get(CELLS).json()["cells"]
    assert cell["figures"][0]["value"] == 90
    author = Entry.objects.get(revision=1).author
    assert User.objects.get(pk=author).email == "ada@example.org"


def test_bad_second_writer_is_answered_409_and_told_who_came_first(
    client: Client, ada: dict[str, str]
) -> None:
    bob = member("bob@example.org")
    post(client, ada, SENT)
    post(client, ada, SENT | {"value": 90.0, "expected": 0})
    answer = post(client, bob, SENT | {"value": 80.0, "expected": 0})
    assert answer.status_code == 409
    message = answer.json()["message"]
    assert "ada recorded 90 ± 10 tCO2e on" in message
    assert "nothing of this recording was kept" in message
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("role", ["", "nobody"])
def test_bad_writer_without_role_is_refused(client: Client, role: str) -> None:
    headers = member("eve@example.org", "") if role == "" else {}
    answer = post(client, headers, SENT)
    assert answer.status_code == (403 if headers else 401)
    assert not Entry.objects.exists()


def test_bad_territory_is_not_found(client: Client, ada: dict[str, str]) -> None:
    address = CELLS.replace("commune/38185", "epci/38185")
    answer = client.post(
        address, {"figures": [SENT]}, content_type="application/json", headers=ada
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "column", "found"),
    [
        ({"definition": "emission_of_dragons"}, "definition", "emission_of_dragons"),
        ({"sector": "dragons"}, "sector", "PCAET dragons"),
        ({"unit": "m"}, "unit", "m"),
        ({"unit": "dragons"}, "unit", "dragons"),
        ({"value": None}, "value", "nothing"),
        ({"state": "missing"}, "value", "100.0"),
        ({"state": "confirmed_zero"}, "value", "100.0"),
        ({"uncertainty": None}, "uncertainty", "neither"),
        ({"interval_90": [2, 1]}, "interval_90", "(2.0, 1.0)"),
        ({"uncertainty": -1}, "figures.0.uncertainty", ""),
        ({"value": "NaN"}, "figures.0.value", ""),
        ({"year": 22}, "figures.0.year", ""),
        ({"law": "cauchy"}, "figures.0.law", ""),
        ({"colour": "red"}, "figures.0.colour", ""),
        ({"note": "a\x00b"}, "figures.0.note", ""),
    ],
)
def test_bad_figure_is_explained(
    client: Client,
    ada: dict[str, str],
    wrong: dict[str, Any],
    column: str,
    found: str,
) -> None:
    answer = post(client, ada, SENT | wrong)
    assert answer.status_code == 422, answer.content
    faults = answer.json()["faults"]
    (fault,) = [one for one in faults if one["column"].endswith(column)]
    assert found in fault["found"]
    assert fault["remedy"]
    assert not Entry.objects.exists()


def test_bad_figures_are_explained_all_together(
    client: Client, ada: dict[str, str]
) -> None:
    wrong = SENT | {"definition": "dragons", "sector": "dragons", "value": None}
    faults = post(client, ada, SENT, wrong, wrong).json()["faults"]
    assert [fault["row"] for fault in faults] == [2, 2, 2, 3, 3, 3]


def test_a_source_is_chosen_with_a_reason(
    client: Client, ada: dict[str, str], annual: Figure
) -> None:
    record([annual(), annual(source=Source("Orcae", "Profil", "ODbL"))])
    answer = put(client, ada, publisher="Orcae", title="Profil", reason="Plus récent")
    assert answer.status_code == 200, answer.content
    (cell,) = client.get(CELLS).json()["cells"]
    assert cell["choice"]["source"]["publisher"] == "Orcae"
    assert cell["choice"]["reason"] == "Plus récent"
    late = put(client, ada, reason="Comme la règle", expected=-1)
    assert late.status_code == 409
    assert (
        put(client, ada, reason="Comme la règle", expected=0).json()["source"] is None
    )


def test_bad_choice_is_explained(
    client: Client, ada: dict[str, str], annual: Figure
) -> None:
    record([annual()])
    unknown = put(client, ada, publisher="Eve", title="Rien", reason="Pour voir")
    assert unknown.json()["faults"][0]["found"] == "Eve, Rien"
    assert put(client, ada, reason=" ").status_code == 422
    assert put(client, ada, reason="Vide", year=1999).status_code == 404
    eve = member("eve@example.org", "")
    assert put(client, eve, reason="Moi aussi").status_code == 403


def test_a_history_names_people_to_members_only(
    client: Client, ada: dict[str, str]
) -> None:
    post(client, ada, SENT)
    post(client, ada, SENT | {"value": 90.0})
    put(client, ada, publisher="Atmo", title="Inventaire", reason="Seule")
    history = f"{CELLS}/history"
    public = client.get(history, CELL).json()
    assert [event["who"] for event in public] == ["1", "1", "1"]
    assert public[0]["choice"]["reason"] == "Seule"
    assert [event["figure"]["value"] for event in public[1:]] == [90, 100]
    assert [event["stands"] for event in public] == [True, True, False]
    known = client.get(history, CELL, headers=ada).json()
    assert {event["who"] for event in known} == {"ada"}
    assert client.get(history, CELL | {"year": 1999}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"value": 1e300}, "value"),
        ({"uncertainty": 1e160}, "uncertainty"),
        ({"value": -5.0}, "value"),
        ({"value": 0.0, "law": "lognormal"}, "law"),
        ({"interval_90": [200.0, 300.0]}, "interval_90"),
        ({"year": datetime.now(UTC).year + 1}, "year"),
        ({"interval_90": [99.9, 100.1]}, "interval_90"),  # beside ± 10
        ({"interval_90": [0.0, 1000.0]}, "interval_90"),
        ({"interval_90": [110.0, 120.0], "law": "triangular"}, "interval_90"),
    ],
)
def test_bad_number_is_refused_with_its_row_and_breaks_no_page(
    client: Client, ada: dict[str, str], wrong: dict[str, Any], column: str
) -> None:
    answer = post(client, ada, SENT | {"sector": "waste"}, SENT | wrong)
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    assert [(fault["row"], fault["column"]) for fault in faults] == [(2, column)]
    assert not Entry.objects.exists()


def test_details_of_a_line_are_cells_of_their_own(
    client: Client, ada: dict[str, str]
) -> None:
    line = SENT | {"nomenclature": "accounts"}
    sent = [
        line | {"sector": f"road.cars/{detail}"} for detail in ("essence", "gazole")
    ]
    assert post(client, ada, *sent).status_code == 200
    names = {cell["sector"]["name"] for cell in client.get(CELLS).json()["cells"]}
    assert names == {"Road: cars (petrol)", "Road: cars (diesel)"}


@pytest.mark.parametrize("detail", ["Diesel", "", "a b", "a/b", "=cmd", "x" * 41])
def test_what_is_no_detail_is_no_line(
    client: Client, ada: dict[str, str], detail: str
) -> None:
    bad = SENT | {"nomenclature": "accounts", "sector": f"road.cars/{detail}"}
    answer = post(client, ada, SENT, bad)
    assert answer.status_code == 422
    assert "sector" in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"value": True}, "value"),
        ({"value": "100"}, "value"),
        ({"uncertainty": False}, "uncertainty"),
        ({"uncertainty": "10"}, "uncertainty"),
        ({"interval_90": ["80", 120]}, "interval_90.0"),
        ({"interval_90": [80, True]}, "interval_90.1"),
        ({"year": "2022"}, "year"),
        ({"year": True}, "year"),
        ({"year": 2022.5}, "year"),
        ({"expected": "0"}, "expected"),
        ({"expected": True}, "expected"),
        ({"note": 12}, "note"),
        ({"source": SENT["source"] | {"published": 0}}, "source.published"),
        ({"source": SENT["source"] | {"published": 1546300800}}, "source.published"),
        ({"source": SENT["source"] | {"published": "1546300800"}}, "source.published"),
        ({"source": SENT["source"] | {"published": True}}, "source.published"),
        (
            {"source": SENT["source"] | {"published": "2019-01-01T00:00:00"}},
            "source.published",
        ),
    ],
)
def test_bad_type_is_refused_and_never_turned_into_another(
    client: Client, ada: dict[str, str], wrong: dict[str, Any], column: str
) -> None:
    answer = post(client, ada, SENT | wrong)
    assert answer.status_code == 422, answer.content
    (fault,) = answer.json()["faults"]
    assert fault["column"].endswith(f"figures.0.{column}")
    assert fault["remedy"]
    assert not Entry.objects.exists()


def test_numbers_of_json_are_taken_as_they_are(
    client: Client, ada: dict[str, str]
) -> None:
    """A whole value, and a year that some languages write 2022.0."""
    said = {"value": 100, "uncertainty": 10, "year": 2022.0, "expected": -1}
    source = SENT["source"] | {"published": "2019-01-31"}
    answer = post(client, ada, SENT | said | {"source": source})
    assert answer.status_code == 200, answer.content
    entry = Entry.objects.get()
    assert (entry.value, entry.year) == (100.0, 2022)
    assert str(entry.source.published) == "2019-01-31"


def test_bad_type_of_a_choice_is_refused(
    client: Client, ada: dict[str, str], annual: Figure
) -> None:
    record([annual()])
    for wrong in ({"year": "2022"}, {"expected": True}, {"expected": "-1"}):
        answer = put(client, ada, reason="Pour voir", **wrong)
        assert answer.status_code == 422, wrong
        (fault,) = answer.json()["faults"]
        assert fault["column"].endswith(next(iter(wrong)))


@pytest.mark.parametrize(
    ("nomenclature", "sector", "definition"),
    [
        ("PCAET", "residential", "sink_total"),
        ("PCAET", "road", "sink_forest"),
        ("PCAET", "residential", "renewable_total"),
    ],
)
def test_bad_substance_of_a_line_is_refused_as_imports_do(
    client: Client,
    ada: dict[str, str],
    nomenclature: str,
    sector: str,
    definition: str,
) -> None:
    cell = {"nomenclature": nomenclature, "sector": sector, "definition": definition}
    answer = post(client, ada, SENT | cell)
    assert answer.status_code == 422, answer.content
    (fault,) = answer.json()["faults"]
    assert fault["expected"].startswith("a sector that carries ")
    assert fault["found"] == f"{nomenclature}/{sector} with {definition}"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (CELLS, "definition, limit, nomenclature, offset, sector, year"),
        (f"{CELLS}/history", "definition, limit, nomenclature, offset, sector, year"),
        ("/api/v1/territories", "limit, name, offset"),
        ("/api/v1/instruments", "no parameter"),
    ],
)
def test_a_parameter_that_does_not_exist_is_never_passed_over(
    client: Client, annual: Figure, address: str, known: str
) -> None:
    record([annual()])
    said = CELL if "history" in address else {}
    assert client.get(address, said).status_code == 200
    answer = client.get(address, said | {"from": "2015", "an": "2016"})
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    assert [(one["column"], one["found"]) for one in faults] == [
        ("an", "an"),
        ("from", "from"),
    ]
    assert all(known in one["remedy"] for one in faults)


def test_a_parameter_that_does_not_exist_stops_a_writing_too(
    client: Client, ada: dict[str, str]
) -> None:
    answer = client.post(
        f"{CELLS}?dry_run=true",
        {"figures": [SENT]},
        content_type="application/json",
        headers=ada,
    )
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["column"] == "dry_run"
    assert not Entry.objects.exists()
