"""Figures held back: nowhere does the public read them, members do."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Derivation, Indicator
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.tokens import create_token
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

Figure = Callable[..., Indicator]

PAGE = "/territoires/99001/mesurer/inventaire/"
CELL = {
    "definition": "emission_co2",
    "nomenclature": "accounts",
    "sector": "road.cars",
    "year": 2023,
}
CASE = (
    f"{PAGE}case/?quoi=emission_co2&nomenclature=accounts&secteur=road.cars&annee=2023"
)
API = "/api/v1/territories/city/99001"
FILES = "/donnees/city/99001/chiffres"
ADEME = Source("Ademe", "Base Carbone", "Licence Ouverte 2.0")


def everything(client: Client) -> str:
    """All that the site says of the cell, pages and files."""
    said = [
        client.get(CASE).content.decode(),
        client.get(PAGE).content.decode(),
        client.get(f"{PAGE}pcaet/").content.decode(),
        client.get(f"{PAGE}rapprochement/").content.decode(),
        client.get(f"{API}/cells").content.decode(),
        client.get(f"{API}/cells/history", CELL).content.decode(),
        client.get(f"{API}/indicators").content.decode(),
        b"".join(client.get(f"{API}/indicators.csv")).decode(),
    ]
    for name in ("csv", "json"):
        answer = client.get(f"{FILES}.{name}")
        said.append(b"".join(answer).decode())
    return "\n".join(said)


@pytest.fixture
def held_back(town: Territory, figure: Figure) -> None:
    """Cars were 7,654.25 t, by a note that tells it too; then they were held back."""
    record([figure(value=7654.25, deviation=76.5, note="Relevé de 7654,25 t.")])
    record([figure(value=None, state="confidential", note="Tenu par l’Insee.")])


def test_the_public_reads_a_figure_before_it_is_held_back(
    client: Client, town: Territory, figure: Figure
) -> None:
    record([figure(value=7654.25, deviation=76.5)])
    said = everything(client)
    assert "7654.25" in said
    assert "7,65" in said


def test_nowhere_does_the_public_read_a_figure_held_back_since(
    client: Client, someone: Callable[..., Client], held_back: None
) -> None:
    for visitor in (client, someone(), someone("contributor", code="99002")):
        said = everything(visitor)
        for told in ("7654", "7,65", "7\u202f654", "1000.0", "1,00\u202fkt"):
            assert told not in said, told
        assert "chiffre tenu secret depuis" in said
        assert "Tenu par l’Insee." in said


def test_members_read_it_in_the_history(agent: Client, held_back: None) -> None:
    assert "7,65" in agent.get(CASE).content.decode()
    user = User.objects.get()
    key = create_token(user, "essai", ["read"])[1]
    headers = {"Authorization": f"Bearer {key}"}
    events = agent.get(f"{API}/cells/history", CELL, headers=headers).json()
    assert [one["figure"]["value"] for one in events] == [None, 7654.25, 1000.0]
    assert [one["withheld"] for one in events] == [False, True, True]


GASES = {"emission_co2": 777.9, "emission_ch4": 0.543}
GAS_CASE = (
    f"{PAGE}case/?quoi=emission_co2&nomenclature=accounts&secteur=residential.gas"
    "&annee=2023"
)


@pytest.fixture
def burnt(town: Territory, figure: Figure) -> Indicator:
    """4,321.5 MWh of gas, recorded with the two gases that it gave, and the houses."""
    activity = figure("residential.gas", "energy_natural_gas", 4321.5, 10.0)
    gas = Factor("bc", "22", "7", "Gaz", "MWh", 200.0, (), "AR5", 0.1, ADEME)
    emissions = [
        replace(
            figure("residential.gas", name, value, value / 10),
            derivation=Derivation(activity, gas),
        )
        for name, value in GASES.items()
    ]
    oil = figure("residential.oil", "emission_ghg", 100.0, 1.0)
    houses = figure("residential", "emission_ghg", 893.1, 9.0, nomenclature="PCAET")
    record([*emissions, oil, houses])
    return activity


def everywhere(client: Client) -> str:
    content = b"".join(client.get(f"{FILES}.xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    asked = CELL | {"sector": "residential.gas"}
    pages = (GAS_CASE, f"{PAGE}gpc/", f"{PAGE}comparer/", f"{PAGE}chiffres.csv")
    said = [client.get(page).content.decode() for page in pages]
    for name in GASES:
        answer = client.get(f"{API}/cells/history", asked | {"definition": name})
        said.append(answer.content.decode())
    return "\n".join([everything(client), *said, str(sheet.to_python())])


def test_an_emission_does_not_tell_the_activity_that_was_held_back(
    client: Client, burnt: Indicator
) -> None:
    """Nor do houses less their oil: both gases of one activity are one secret."""
    told = ("4321", "777.9", "0.543", "893.1", "bc/22/7", "0,78")
    before = everywhere(client)
    assert [one for one in told if one not in before] == []
    held = replace(burnt, quantity=None, state=CellState.CONFIDENTIAL, note="x")
    record([held])
    said = everywhere(client)
    for one in told:
        assert one not in said, one
    assert "100.0" in said
    assert "secret statistique secondaire" in client.get(GAS_CASE).content.decode()
    record([burnt])  # told again; the emission rests on what was held back, still
    said = everywhere(client)
    assert "777.9" not in said


def test_members_read_the_emission_of_an_activity_held_back(
    agent: Client, burnt: Indicator
) -> None:
    record([replace(burnt, quantity=None, state=CellState.CONFIDENTIAL, note="x")])
    said = agent.get(GAS_CASE).content.decode()
    assert "0,78" in said
    assert "Le public ne lit pas ce chiffre" in said
    case = GAS_CASE.replace("emission_co2", "energy_natural_gas")
    said = agent.get(case).content.decode()
    assert said.index("ces chiffres sont cachés") < said.index(escape(GAS_CASE))


def test_a_workbook_holds_it_back_too(client: Client, held_back: None) -> None:
    content = b"".join(client.get(f"{FILES}.xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert "confidential" in str(sheet.to_python())
    assert "7654" not in str(sheet.to_python())


TOTAL_CELL = {"definition": "emission_ghg", "nomenclature": "PCAET", "year": 2023}
TOTAL_CASE = (
    f"{PAGE}case/?quoi=emission_ghg&nomenclature=PCAET&secteur=total&annee=2023"
)


@pytest.fixture
def recoverable(db: None, figure: Figure) -> None:
    """The whole is 9,876.5 t, roads 4,000 t, houses 3,000 t: industry 2,876.5 t."""
    told = {"total": 9876.5, "road": 4000.0, "residential": 3000.0}
    record(
        [
            *(
                figure(sector, "emission_ghg", value, 1.0, nomenclature="PCAET")
                for sector, value in told.items()
            ),
            figure(
                "industry",
                "emission_ghg",
                None,
                nomenclature="PCAET",
                state="confidential",
                note="Un seul site.",
            ),
        ]
    )


def around(client: Client) -> str:
    pages = (TOTAL_CASE, f"{PAGE}gpc/", f"{PAGE}comparer/", "/territoires/99001/")
    said = [everything(client), *(client.get(p).content.decode() for p in pages)]
    for sector in ("total", "industry"):
        asked = TOTAL_CELL | {"sector": sector}
        said.append(client.get(f"{API}/cells/history", asked).content.decode())
    said.append(client.get(f"{PAGE}chiffres.csv").content.decode())
    return "\n".join(said)


def test_the_public_cannot_subtract_what_is_held_back(
    client: Client, recoverable: None
) -> None:
    said = around(client)
    for told in ("9876", "9,87", "9,88", "2876", "2,87", "2,88"):
        assert told not in said, told
    assert "4000" in said
    assert "secret statistique secondaire" in client.get(TOTAL_CASE).content.decode()
    assert "7,00" in client.get(PAGE).content.decode()  # what is published, added up


def test_members_read_the_total_and_learn_that_it_is_withheld(
    agent: Client, recoverable: None
) -> None:
    said = agent.get(TOTAL_CASE).content.decode()
    assert "9,87" in said
    assert "Le public ne lit pas ce chiffre" in said
    case = TOTAL_CASE.replace("total", "industry")
    said = agent.get(case).content.decode()
    assert "ces chiffres sont cachés au public" in said
    assert TOTAL_CASE.replace("&", "&amp;") in said
    assert "ces chiffres" not in Client().get(case).content.decode()


def test_a_total_stands_again_once_nothing_is_secret(
    client: Client, recoverable: None, figure: Figure
) -> None:
    record([figure("industry", "emission_ghg", 2876.5, 1.0, nomenclature="PCAET")])
    assert "9876.5" in around(client)


def test_an_intercommunality_does_not_tell_the_secret_of_its_one_commune(
    client: Client, db: None, figure: Figure
) -> None:
    group = find_territory("200040715").territory()  # Grenoble-Alpes-Métropole
    towns = places().communes(group.kind, group.code)
    secret, *others = (find_territory(place.code).territory() for place in towns)
    told = [figure("road", territory=one, nomenclature="PCAET") for one in others]
    whole = figure("road", value=98765.5, territory=group, nomenclature="PCAET")
    held = figure(
        "road", value=None, territory=secret, nomenclature="PCAET", state="confidential"
    )
    files = f"/donnees/epci/{group.code}/chiffres.csv"

    def said() -> str:
        return b"".join(client.get(files)).decode()

    record([whole, held, *told[1:]])
    assert "98765.5" in said()  # one commune says nothing: it hides the other
    record(told)
    assert "98765" not in said()
    assert "secondary statistical secrecy" in said()
