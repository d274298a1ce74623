"""Everybody reads the ledger and its runs through the API."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client

from trajectoire.core.indicator import CellState, Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts import limits
from trajectoire.web.ledger.dimensions import Territory as TerritoryRow
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
TOWN = "/api/v1/territories/city/99001/indicators"


def get(client: Client, address: str, **query: object) -> object:
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    return response.json()


def test_a_figure_comes_with_all_that_it_needs(client: Client, figure: Figure) -> None:
    record([figure()])
    answer = get(client, TOWN)
    assert answer["territory"]["name"] == "Ville-Témoin"
    (found,) = answer["indicators"]
    assert (found["value"], found["unit"], found["uncertainty"]) == (100, "tCO2e", 10)
    # central 90 % of a normal law: 100 ± 1.645 x 10
    assert found["interval_90"] == pytest.approx([83.55, 116.45], abs=0.01)
    assert (found["start"], found["end"]) == (
        "2025-01-01T00:00:00Z",
        "2025-01-02T00:00:00Z",
    )
    assert found["source"]["licence"] == "Licence Ouverte 2.0"
    assert found["method"]["name"] == "observatory.inversion"


def test_only_what_stands_is_given(client: Client, figure: Figure) -> None:
    record([figure()])
    record([figure(quantity=Quantity(90.0, "tCO2e", 5.0))])
    (found,) = get(client, TOWN)["indicators"]
    assert (found["value"], found["revision"]) == (90, 1)


def test_missing_stays_missing(client: Client, figure: Figure) -> None:
    record([figure(quantity=None, state=CellState.MISSING)])
    (found,) = get(client, TOWN)["indicators"]
    assert (found["state"], found["value"], found["interval_90"]) == (
        "missing",
        None,
        None,
    )


def test_what_is_asked_is_what_is_given(client: Client, figure: Figure) -> None:
    road = figure(sector=Sector("observatory", "road", "Road"))
    tomorrow = figure(period=Period.of_days(date(2025, 1, 2), 1))
    declared = figure(source=Source("Airparif", "Inventaire", "ODbL"))
    older = figure(territory=Territory("99001", "city", "Ville-Témoin", 2020))
    record([figure(), road, tomorrow, declared, older])

    def count(**query: object) -> int:
        return len(get(client, TOWN, **query)["indicators"])

    assert count() == 5
    assert count(sector="road") == 1
    assert count(start="2025-01-02") == 1
    assert count(end="2025-01-02") == 4
    assert count(publisher="Airparif") == 1
    assert count(vintage=2020) == 1
    assert count(definition="emission_declared") == 0


def test_pages_follow_one_another(client: Client, figure: Figure) -> None:
    record([figure(sector=Sector("s", str(number))) for number in range(5)])
    seen, offset = [], 0
    while offset is not None:
        page = get(client, TOWN, limit=2, offset=offset)
        seen += [one["sector"]["code"] for one in page["indicators"]]
        offset = page["next_offset"]
    assert sorted(seen) == ["0", "1", "2", "3", "4"]


def test_territories_are_found_by_name_or_code(client: Client, figure: Figure) -> None:
    record([figure(), figure(territory=Territory("99002", "city", "Voisine", 2025))])
    address = "/api/v1/territories"
    assert [one["code"] for one in get(client, address)] == ["99001", "99002"]
    assert [one["code"] for one in get(client, address, name="voisin")] == ["99002"]
    assert [one["code"] for one in get(client, address, name="99001")] == ["99001"]


def table(client: Client) -> list[dict[str, str]]:
    response = client.get(TOWN + ".csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.getvalue().decode())))


def test_the_table_has_units_and_origins(client: Client, figure: Figure) -> None:
    record([figure()])
    (line,) = table(client)
    assert (line["value"], line["unit"]) == ("100.0", "tCO2e")
    assert float(line["low_90"]) == pytest.approx(83.55, abs=0.01)
    assert (line["publisher"], line["licence"]) == (
        "Observatoire",
        "Licence Ouverte 2.0",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t'=1"),  # a formula also where cells are cut at tabulations
    ],
)
def test_bad_formula_in_a_table_is_only_text(
    client: Client, figure: Figure, text: str, said: str
) -> None:
    negative = Quantity(-5.0, "tCO2e", None, reason=text)
    record([figure(source=Source(text, text, text), quantity=negative)])
    (line,) = table(client)
    assert line["publisher"] == line["licence"] == line["reason"] == said
    assert line["value"] == "-5.0"  # a number stays a number


@pytest.fixture
def run(figure: Figure, tmp_path: Path) -> Run:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "daily.csv").write_text("day,total\n")
    (folder / "secret.txt").write_text("no")
    return Run.objects.create(
        instrument="observatory",
        version="1",
        status="done",
        folder=str(folder),
        summary={"title": "Essai"},
        territory=TerritoryRow.written(figure().territory),
    )


def test_a_run_says_what_it_left(client: Client, run: Run) -> None:
    (found,) = get(client, "/api/v1/runs", code="99001")
    assert (found["id"], found["downloads"]) == (str(run.pk), ["daily.csv"])
    assert get(client, f"/api/v1/runs/{run.pk}/summary") == {"title": "Essai"}
    response = client.get(f"/api/v1/runs/{run.pk}/files/daily.csv")
    assert response.getvalue() == b"day,total\n"
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["secret.txt", "..%2F..%2Fetc%2Fpasswd", "summary.json"]
)
def test_bad_file_name_opens_nothing(client: Client, run: Run, name: str) -> None:
    response = client.get(f"/api/v1/runs/{run.pk}/files/{name}")
    assert response.status_code in {404, 422}


@pytest.mark.parametrize("status", ["waiting", "running", "failed", "interrupted"])
def test_a_run_that_is_not_done_is_not_public(
    client: Client, run: Run, status: str
) -> None:
    Run.objects.update(status=status)
    assert client.get(f"/api/v1/runs/{run.pk}").status_code == 404
    assert get(client, "/api/v1/runs") == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": "beaucoup"}, "limit"),
        ({"limit": 10**30}, "limit"),
        ({"offset": -1}, "offset"),
        ({"start": "hier"}, "start"),
        ({"start": 1546300800}, "start"),
        ({"end": "2019-01-01T00:00:00"}, "end"),
        ({"from": "2015-01-01"}, "from"),
        ({"année": "2015"}, "année"),
        ({"x" * 5000: "1"}, "xxx"),
        ({"sector": "'; DROP TABLE ledger_entry; --"}, "sector"),
        ({"definition": "x" * 10_000}, "definition"),
        ({"publisher": "a\x00b"}, "publisher"),
        ({"vintage": "<b>"}, "vintage"),
    ],
)
def test_bad_query_is_explained(
    client: Client, figure: Figure, query: dict[str, object], message: str
) -> None:
    record([figure()])
    response = client.get(TOWN, query)
    assert response.status_code == 422
    (fault,) = response.json()["faults"]
    assert message in fault["column"]
    assert fault["remedy"]


def test_unknown_territory_is_not_found(client: Client) -> None:
    response = client.get("/api/v1/territories/city/00000/indicators")
    assert response.status_code == 404
    assert response.json()["message"].startswith("There is nothing here")


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = limits.Limit("test-address", 2, 60)
    monkeypatch.setattr("trajectoire.web.accounts.keys.API_BY_ADDRESS", short)
    codes = [client.get("/api/v1/health").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    response = client.get("/api/v1/health")
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert "wait" in json.loads(response.content)["message"]


def test_reading_many_figures_asks_the_database_once(
    client: Client, figure: Figure, django_assert_num_queries: Callable[[int], object]
) -> None:
    record([figure(sector=Sector("s", str(number))) for number in range(300)])
    # The territory, its figures, and whether it has secrets.
    with django_assert_num_queries(3):
        get(client, TOWN, limit=300)


def test_a_territory_of_which_nothing_is_published_is_not_listed(
    client: Client, figure: Figure
) -> None:
    run = Run.objects.create(instrument="observatory", version="1", published=False)
    record([figure()], run=run)
    assert get(client, "/api/v1/territories") == []
    record([figure()])
    assert len(get(client, "/api/v1/territories")) == 1
