"""A part is never shown as the whole: on the inventory, at the front door, in ranks."""

import html
import re

import pytest
from django.utils import timezone

from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.sources.communes import places
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.inventory.wholeness import (
    held_by_year,
    usual_year,
    wholeness_of,
)
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

GRENOBLE = Territory("38185", "commune", "Grenoble", 2026)
METROPOLE = "200040715"
DOORS = ["/territoires/{}/mesurer/inventaire/", "/territoires/{}/"]


def text(client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())  # spaces that do not break are read as others


@pytest.fixture
def told(db, figure):
    """Record sectors of a territory, 1,000 t each: all unless said otherwise."""

    def tell(territory=GRENOBLE, sectors=SECTORS, year=2022, **said):
        record(
            [
                figure(sector, "emission_ghg", 1000.0, nomenclature="PCAET",
                       territory=territory, year=year, **said)
                for sector in sectors
            ]
        )  # fmt: skip

    return tell


@pytest.mark.parametrize("door", DOORS)
def test_one_sector_is_said_to_be_one_with_the_estimate_beside(client, told, door):
    told(sectors=["waste"])
    said = text(client, door.format("38185"))
    assert "Partiel : 1 secteur sur 8 renseigné" in said
    assert "1,00 kt CO 2 e" in said
    assert "Première estimation du territoire entier" in said
    assert "par habitant" not in said
    assert "Tout vient de : Déchets" not in said


@pytest.mark.parametrize("door", DOORS)
def test_eight_sectors_are_the_total(client, told, door):
    told()
    said = text(client, door.format("38185"))
    assert "8,0 kt CO 2 e" in said
    assert "Partiel :" not in said.replace("\u00a0", " ")
    assert "Première estimation" not in said


def test_the_eight_are_divided_by_inhabitants(client, told):
    told()
    # 8,000 t ± 1.645 × √8 × 100 t, by the inhabitants of the table.
    each, half = (x / find_territory("38185").population for x in (8000, 465.3))
    said = text(client, DOORS[0].format("38185"))
    found = re.search(r"Soit ([\d,]+) (kilogrammes|tonnes) de CO 2 e par hab", said)
    scale = {"kilogrammes": 1e-3, "tonnes": 1.0}[found.group(2)]
    assert float(found.group(1).replace(",", ".")) * scale == pytest.approx(
        each, abs=half / 5
    )


def test_a_total_of_all_sectors_is_whole(told):
    told(sectors=["total"])
    found = shelf(find_territory("38185"))
    assert held_by_year(found, "ghg")[2022].whole


def test_what_does_not_occur_is_told_and_what_is_secret_is_not(told, figure):
    told(sectors=[code for code in SECTORS if code not in ("agriculture", "waste")])
    for code, state in (("agriculture", "not_occurring"), ("waste", "confidential")):
        record(
            [
                figure(code, "emission_ghg", None, nomenclature="PCAET", state=state,
                       territory=GRENOBLE, year=2022, note="Ainsi.")
            ]
        )  # fmt: skip
    held = held_by_year(shelf(find_territory("38185")), "ghg")[2022]
    assert held.silent == ("waste",)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("substance", "state", "words"),
    [
        ("emission_hfc", "confidential", "Au moins : une partie est confidentielle"),
        ("emission_hfc", "missing", "Au moins : une partie manque"),
        ("emission_hfc", "not_occurring", ""),
        ("emission_co2_biogenic", "missing", ""),  # in no total
    ],
)
def test_a_figure_that_a_whole_territory_lacks_makes_its_total_a_least_amount(
    client, told, figure, door, substance, state, words
):
    told(sectors=[code for code in SECTORS if code != "industry"])
    own = {"nomenclature": "PCAET", "territory": GRENOBLE, "year": 2022}
    record(
        [
            figure("industry", "emission_co2", 1000.0, **own),
            figure("industry", substance, None, state=state, note="Ainsi.", **own),
        ]
    )
    said = text(client, door.format("38185"))
    assert "Partiel :" not in said
    assert words in said
    assert ("Au moins" in said) == bool(words)
    assert ("CO 2 e par habitant, entre" in said) == (not words and door == DOORS[0])


@pytest.mark.parametrize("door", DOORS)
def test_the_year_is_the_most_complete_then_the_latest(client, told, door):
    told(year=2021)
    told(year=2022)
    told(year=2023, sectors=["waste"])
    said = text(client, door.format("38185"))
    assert "année 2022" in said
    assert "Partiel :" not in said.replace("\u00a0", " ")


def test_a_year_to_come_is_never_the_usual_one(told):
    told(year=2199)
    told(year=timezone.localdate().year - 1, sectors=["waste"])
    assert (
        usual_year(shelf(find_territory("38185")), "ghg")
        == timezone.localdate().year - 1
    )


def test_a_year_to_come_is_shown_where_there_is_no_other(told):
    told(year=2199)
    assert usual_year(shelf(find_territory("38185")), "ghg") == 2199


@pytest.mark.parametrize("door", DOORS)
def test_a_few_communes_leave_the_estimate_first(client, told, door):
    told()
    told(Territory("38421", "commune", "Saint-Martin-d’Hères", 2026))
    count = len(places().communes("epci", METROPOLE))
    said = text(client, door.format(METROPOLE))
    first = said.index("première estimation")
    assert f"2 communes sur {count} ont déclaré" in said
    assert "16,0 kt CO 2 e" in said  # what they add up to, after it
    assert said.index("16,0 kt") > said.index("Mt CO 2 e")
    assert first
    assert "par habitant" not in said


@pytest.mark.parametrize("door", DOORS)
def test_all_communes_but_one_come_first_and_are_partial(client, told, door):
    inside = places().communes("epci", METROPOLE)
    for one in inside[:-1]:
        told(Territory(one.code, "commune", one.name, 2026))
    said = text(client, door.format(METROPOLE))
    words = f"Partiel : {len(inside) - 1} communes sur {len(inside)} ont déclaré"
    assert words in said
    assert said.index(words) < said.index("Première estimation du territoire entier")


def test_all_communes_are_the_whole(told):
    for one in places().communes("epci", METROPOLE):
        told(Territory(one.code, "commune", one.name, 2026))
    book = shelf(find_territory(METROPOLE)).open([2022]).shown("ghg")
    assert wholeness_of(book, "ghg", 2022).whole


def test_a_part_has_no_rank(client, told):
    told(sectors=["waste"])
    said = text(client, DOORS[0].format("38185") + "comparer/")
    assert "Pas de rang pour une partie." in said
    assert "rejettent moins par habitant" not in said


def test_a_part_is_no_term_of_comparison(client, told):
    told()
    for code in ("38421", "38151", "38544", "38053", "69266", "69029"):
        told(Territory(code, "commune", code, 2026), sectors=["waste"])
    said = text(client, DOORS[0].format("38185") + "comparer/")
    assert "rejettent moins par habitant" not in said


def test_years_that_hold_different_things_are_not_compared(client, told):
    told(year=2021)
    told(year=2022)
    told(year=2023, sectors=["waste"])
    said = text(client, DOORS[0].format("38185"))
    assert "leurs écarts ne disent pas une évolution. Partielles : 2023." in said
    assert "le total baisse" not in said


def test_a_year_to_come_does_not_stretch_the_drawing(client, told):
    told(year=2021)
    told(year=2022)
    told(year=2199)
    answer = client.get(DOORS[0].format("38185"))
    assert [p.year for p in answer.context["series"].points] == [2021, 2022]
