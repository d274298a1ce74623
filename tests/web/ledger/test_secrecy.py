"""What was said once tells a secret as well: under an older code, undone, silenced."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.history import find_cell, history
from trajectoire.web.ledger.mergers import parts_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of
from trajectoire.web.ledger.undo import undo_figure
from trajectoire.web.territories.directory import find_territory

pytestmark = pytest.mark.django_db
METER = Source("Régie", "Relevés", "Licence Ouverte 2.0")
OTHER = Source("Autre", "Livre", "Licence Ouverte 2.0")
TOWN, GROUP = "38185", "200040715"
ROAD, CARS, TRUCKS = "PCAET road", "accounts road.cars", "accounts road.trucks"
WHOLE, CAR, TRUCK = 7771.5, 7002.25, 769.25  # tonnes: the first is the sum of others
Say = Callable[..., Indicator]


@pytest.fixture
def say() -> Say:
    """Give a figure of CO2 of 2023; without value, confidential or what is said."""

    def make(
        line: str,
        value: float | None,
        where: Territory | str = TOWN,
        state: CellState = CellState.CONFIDENTIAL,
        source: Source = METER,
    ) -> Indicator:
        place = find_territory(where).territory() if isinstance(where, str) else where
        return Indicator(
            Definition("emission_co2", "t", "down"),
            place,
            Sector(*line.split(" ")),
            Period.of_year(2023),
            None if value is None else Quantity(value, "t", value / 10),
            state if value is None else CellState.OBSERVED,
            source,
            Method("tests", "1"),
        )

    return make


def doors(kind: str = "commune", code: str = TOWN, line: str = ROAD) -> list[str]:
    """Where the public reads a cell: files, API, pages."""
    nomenclature, sector = line.split(" ")
    api = f"/api/v1/territories/{kind}/{code}"
    cell = f"nomenclature={nomenclature}&year=2023&definition=emission_co2"
    case = f"quoi=emission_co2&nomenclature={nomenclature}&annee=2023"
    files = [f"/donnees/{kind}/{code}/chiffres.{name}" for name in ("csv", "json")]
    return [
        *files,
        *(f"{api}/{name}" for name in ("indicators", "indicators.csv", "cells")),
        *(f"{api}/indicators?vintage={year}" for year in (2025, 2026)),
        f"{api}/cells/history?sector={sector}&{cell}",
        f"/territoires/{code}/mesurer/inventaire/case/?secteur={sector}&{case}",
    ]


def tells(value: float, addresses: Collection[str], client: Client) -> set[str]:
    """List the doors that tell a figure, as it is or as pages round it."""
    rounded = f"{value / 1000:.2g}".replace(".", ",")
    spelled = rf"(?<![\d.])({value}|{value:.0f})|(?<![\d,]){rounded}kt"
    found = set()
    for address in addresses:
        said = re.sub(r"<[^>]+>|\s", "", b"".join(client.get(address)).decode())
        if re.search(spelled, said):
            found.add(address)
    return found


def undo(line: str, source: Source = METER) -> None:
    """Undo the last figure of a line of the town."""
    nomenclature, sector = line.split(" ")
    said = Entry.objects.filter(
        sector__nomenclature=nomenclature,
        sector__code=sector,
        source__title=source.title,
    )
    undo_figure(said.latest("pk"), "1")


def of_2025(code: str = TOWN) -> Territory:
    return replace(find_territory(code).territory(), vintage=2025)


def test_a_total_withheld_is_so_under_every_vintage(say: Say, client: Client) -> None:
    told = {ROAD: WHOLE, CARS: CAR, TRUCKS: TRUCK}
    now = find_territory(TOWN).territory()
    for place in (of_2025(), now):
        record([say(line, value, place) for line, value in told.items()])
    here = [*doors(), f"/territoires/{TOWN}/mesurer/inventaire/?annee=2023"]
    assert tells(WHOLE, here, client) == set(here)
    record([say(TRUCKS, None)])
    assert tells(WHOLE, here, client) == set()
    assert tells(TRUCK, doors(line=TRUCKS), client) == set()
    assert len(tells(CAR, doors(line=CARS), client)) > 5


# Les Avenières took in Veyrins-Thuellin in 2016 and kept its code, 38022.
AVENIERES = "38022"


@pytest.mark.parametrize("secret_vintage", [2015, 2026])
def test_a_commune_before_a_merger_is_another_place(
    say: Say, client: Client, secret_vintage: int
) -> None:
    totals = {2015: 5551.5, 2026: 9991.5}
    vintages = {
        vintage: replace(find_territory(AVENIERES).territory(), vintage=vintage)
        for vintage in totals
    }
    for vintage, place in vintages.items():
        record([say(ROAD, totals[vintage], place), say(CARS, CAR, place)])
    record([say(TRUCKS, None, vintages[secret_vintage])])
    here = doors(code=AVENIERES)
    for vintage, total in totals.items():
        assert bool(tells(total, here, client)) == (vintage != secret_vintage)


SILENCES = {
    "undone": lambda _say: undo(ROAD),
    "missing": lambda say: record([say(ROAD, None, state=CellState.MISSING)]),
    "elsewhere": lambda say: record(
        [say(ROAD, None, state=CellState.INCLUDED_ELSEWHERE)]
    ),
}


@pytest.mark.parametrize("secret_first", [True, False])
@pytest.mark.parametrize("silence", SILENCES)
def test_a_total_that_stands_no_more_tells_no_secret(
    say: Say, client: Client, silence: str, *, secret_first: bool
) -> None:
    record([say(ROAD, WHOLE), say(CARS, CAR), say(TRUCKS, TRUCK)])
    if secret_first:
        record([say(TRUCKS, None)])
    SILENCES[silence](say)
    assert bool(tells(WHOLE, doors(), client)) is not secret_first
    record([say(TRUCKS, None)])
    assert tells(WHOLE, doors(), client) == set()
    said = client.get(doors()[-1]).content.decode()
    assert "chiffre tenu secret depuis" in said


def test_members_read_it_in_the_history(say: Say, client: Client) -> None:
    record([say(ROAD, WHOLE), say(CARS, CAR), say(TRUCKS, None)])
    undo(ROAD)
    user = User.objects.create_user("agent@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="contributor", territory_kind="commune", territory_code=TOWN
    )
    client.force_login(user)
    assert "7,8" in client.get(doors()[-1]).content.decode()


def test_nor_does_the_total_that_another_source_took_back(
    say: Say, client: Client
) -> None:
    record([say(ROAD, WHOLE), say(ROAD, 8881.5, source=OTHER), say(CARS, CAR)])
    undo(ROAD, OTHER)
    assert tells(8881.5, doors(), client)
    record([say(TRUCKS, None)])
    assert tells(8881.5, doors(), client) == set()
    assert tells(WHOLE, doors(), client) == set()


def test_a_part_that_stands_no_more_is_subtracted_as_well(
    say: Say, client: Client
) -> None:
    """Cars are read in the history: total less cars is the trucks."""
    record([say(ROAD, WHOLE), say(CARS, CAR), say(TRUCKS, None)])
    undo(CARS)
    assert tells(CAR, doors(line=CARS), client)
    assert tells(WHOLE, doors(), client) == set()


def test_what_one_source_took_back_tells_no_secret_of_another(
    say: Say, client: Client
) -> None:
    record([say(TRUCKS, TRUCK, source=OTHER), say(TRUCKS, None)])
    assert tells(TRUCK, doors(line=TRUCKS), client)  # told by one: it is no secret
    undo(TRUCKS, OTHER)
    assert tells(TRUCK, doors(line=TRUCKS), client) == set()


def test_a_figure_held_back_stays_secret_until_it_is_told_again(
    say: Say, client: Client
) -> None:
    record([say(ROAD, WHOLE), say(CARS, CAR), say(TRUCKS, TRUCK)])
    record([say(TRUCKS, None)])
    record([say(TRUCKS, None, state=CellState.MISSING)])
    assert tells(WHOLE, doors(), client) == set()
    assert tells(TRUCK, doors(line=TRUCKS), client) == set()
    record([say(TRUCKS, 770.0)])
    assert tells(WHOLE, doors(), client)


def test_a_history_that_tells_no_secret_is_read(say: Say) -> None:
    record([say(ROAD, 1.0), say("PCAET waste", 2.0), say(CARS, 3.0)])
    record([say(ROAD, 4.0), say("PCAET waste", 5.0), say(CARS, 6.0)])
    record([say("accounts industry.coal", None)])
    for line, values in ((ROAD, [4, 1]), ("PCAET waste", [5, 2]), (CARS, [6, 3])):
        cell = find_cell("commune", TOWN, "emission_co2", *line.split(" "), 2023)
        assert [one.entry.value for one in history(cell)] == values


def communes() -> list[str]:
    return [place.code for place in places().communes("epci", GROUP)]


def test_a_group_does_not_tell_by_a_total_undone(say: Say, client: Client) -> None:
    secret, *others = communes()
    here = doors("epci", GROUP)
    record([say(ROAD, WHOLE, GROUP), *(say(ROAD, 9.0, code) for code in others)])
    undo_figure(Entry.objects.get(value=WHOLE), "1")
    assert tells(WHOLE, here, client)
    record([say(ROAD, None, secret)])
    assert tells(WHOLE, here, client) == set()


def test_nor_by_what_one_of_its_communes_said_once(say: Say, client: Client) -> None:
    secret, undone, *others = communes()
    record([say(ROAD, WHOLE, GROUP), say(ROAD, None, secret)])
    record([say(ROAD, 9.0, code) for code in others])
    assert tells(WHOLE, doors("epci", GROUP), client)  # one is silent
    record([say(ROAD, 8.5, undone)])
    undo_figure(Entry.objects.get(value=8.5), "1")
    assert tells(8.5, doors(code=undone), client)
    assert tells(WHOLE, doors("epci", GROUP), client) == set()


def test_looking_back_costs_a_statement_only_where_something_is_secret(
    say: Say,
) -> None:
    every = [code for code in communes() if not parts_of(code)]
    record([say(line, 9.0, code) for code in every for line in (ROAD, CARS)])
    record([say(ROAD, 10.0, code) for code in every])

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            rows_of([("commune", code) for code in every])
        return len(asked)

    before = statements()
    record([say(TRUCKS, None, every[0])])
    assert statements() == before + 2  # what was held back, what was said once
    record([say(TRUCKS, None, code) for code in every])
    assert statements() == before + 2
