"""What the air measured faces what is declared, for the same days."""

from datetime import date

import pytest

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.record import record

TOWN = Territory("99001", "city", "Ville-Témoin", 2026)
PAGE = "/territoires/99001/mesurer/inventaire/mesure/"


def told(name: str, sector: Sector, value: float, deviation: float) -> Indicator:
    return Indicator(
        Definition(name, "tCO2e", "down"),
        TOWN,
        sector,
        Period.of_days(date(2026, 9, 1), 60),
        Quantity(value, "tCO2e", deviation),
        CellState.OBSERVED,
        Source(name, "Observatoire", "Licence Ouverte 2.0"),
        Method("tests", "1"),
    )


def measure(sector: Sector, measured: tuple, prior: tuple) -> None:
    record(
        [
            told("emission_measured", sector, *measured),
            told("emission_declared", sector, *prior),
        ]
    )


def test_the_whole_comes_first_and_living_things_are_left_out(client, db):
    for sector in (
        Sector("observatory", "photosynthesis"),
        Sector("observatory", "road"),
        TOTAL,
    ):
        measure(sector, (900.0, 50.0), (1000.0, 100.0))
    body = client.get(PAGE, headers={"accept-language": "fr"}).content.decode()
    assert body.index("?secteur=total") < body.index("?secteur=road")
    assert "photosynthesis" not in body


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        # Air alone: 1/L = 1/50² - 1/100², L = 57.7²; x = L (m/50² - 1000/100²).
        ((950.0, 50.0), "compatibles"),  # x = 933 ± 58 beside 1,000 ± 100
        ((600.0, 50.0), "l’air dit moins"),  # x = 467 ± 58
        ((1400.0, 50.0), "l’air dit plus"),  # x = 1,533 ± 58
        ((1000.0, 99.0), "l’air ne le dit pas"),  # the air taught nothing
    ],
)
def test_the_verdict_follows_the_air_alone(client, db, measured, words):
    measure(TOTAL, measured, (1000.0, 100.0))
    body = client.get(PAGE, headers={"accept-language": "fr"}).content.decode()
    assert words in body


def test_both_laws_are_drawn_apart(client, db):
    measure(TOTAL, (950.0, 50.0), (1000.0, 100.0))
    body = client.get(PAGE).content.decode()
    assert 'class="line-measured"' in body
    assert 'class="line-declared"' in body
    assert 'stroke-dasharray="7 5"' in body  # never by colour alone


def test_a_sector_that_is_not_told_apart_is_not_found(client, db):
    measure(TOTAL, (950.0, 50.0), (1000.0, 100.0))
    assert client.get(f"{PAGE}?secteur=boats").status_code == 404
