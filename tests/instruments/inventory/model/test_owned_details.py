"""Several activities of what an organisation owns: boilers of the schools add up."""

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.nomenclature import Landing
from trajectoire.instruments.inventory.model.standing import stand

TABLES = nomenclatures()
SCHOOLS = "BEGES/1.1/schools"


def table(rows):
    return beges(stand(rows, TABLES), TABLES, "AR5")


def numbers(rows):
    return [each.number for each in stand(rows, TABLES).counted]


@pytest.mark.parametrize(
    ("code", "parted"),
    [
        ("1.1", ("1.1", "", "")),
        ("1.1/schools", ("1.1", "schools", "")),
        ("1.1/schools/boiler-2", ("1.1", "schools", "boiler-2")),
        ("1.1/boiler-2", ("1.1", "", "boiler-2")),
        ("1.1/street_lighting/led", ("1.1", "street_lighting", "led")),
    ],
)
def test_a_code_is_a_line_then_what_is_owned_then_an_activity(code, parted):
    assert TABLES.parted("BEGES", code) == parted
    assert TABLES.line("BEGES", code).code == "1.1"
    assert TABLES.landing("BEGES", code, "BEGES", "emission_ghg") == Landing("1.1")


@pytest.mark.parametrize(
    "suffix",
    [
        "",
        "?",
        "Schools",
        "schools/",
        "schools/A",
        "schools/a/b",
        "mill/a",
        "=cmd",
        "/a",
    ],
)
def test_bad_suffixes_of_the_beges_are_no_line(suffix):
    code = f"1.1/{suffix}"
    assert TABLES.line("BEGES", code) is None
    landing = TABLES.landing("BEGES", code, "BEGES", "emission_ghg")
    assert landing == Landing(None, "unknown_line")


def test_only_an_organisation_owns():
    assert TABLES.parted("accounts", "road.cars/fleet") == ("road.cars", "", "fleet")
    assert TABLES.whole("accounts", "road.cars/fleet") == "road.cars"
    assert TABLES.whole("BEGES", "1.2/fleet/essence") == "1.2/fleet"
    assert TABLES.whole("PCAET", "road") == "road"


def test_it_is_named_after_its_line_and_what_is_owned():
    assert TABLES.name("BEGES", "1.1/schools/diesel", "en") == (
        "Stationary combustion – Schools (diesel)"
    )
    assert TABLES.name("BEGES", "1.1/chaudiere-n-2", "fr") == (
        "Sources fixes de combustion (chaudière n° 2)"
    )


def test_two_boilers_of_the_schools_add_up_under_the_schools(row):
    # 60 + 40 in schools, 5 in nurseries, 7 in neither: 112 on the line
    found = table(
        [
            row(1, f"{SCHOOLS}/boiler-1", 60.0),
            row(2, f"{SCHOOLS}/boiler-2", 40.0),
            row(3, "BEGES/1.1/nurseries", 5.0),
            row(4, "BEGES/1.1/general/oil", 7.0),
        ]
    )
    assert found.grid.cells["1.1", "total"].amount.value == 112.0
    amounts = {asset: amount.value for asset, amount in found.assets.items()}
    assert amounts == {"schools": 100.0, "nurseries": 5.0, "general": 7.0}
    assert found.by_asset["1.1", "schools"].value == 100.0
    assert found.scopes["1"].value == 112.0


def test_the_upstream_of_a_detail_stays_in_category_three(row):
    found = table([row(1, "BEGES/4.1/upstream_energy/gas", 5.0)])
    assert found.scopes["3.3"].value == 5.0


def test_the_schools_or_their_boilers_count_and_never_both(row):
    # 60 + 40 explain the 110 of the schools; 40 alone do not
    whole = row(1, SCHOOLS, 110.0)
    boilers = [row(2, f"{SCHOOLS}/boiler-1", 60.0), row(3, f"{SCHOOLS}/boiler-2", 40.0)]
    assert numbers([whole, *boilers]) == [2, 3]
    assert numbers([whole, boilers[1]]) == [1]
    chosen = whole._replace(chosen=True)
    assert numbers([chosen, *boilers]) == [1]


def test_boilers_of_the_schools_do_not_meet_other_assets_nor_lines(row):
    rows = [
        row(1, f"{SCHOOLS}/boiler-1", 60.0),
        row(2, "BEGES/1.2", 1000.0),
        row(3, "BEGES/1.1/nurseries", 500.0),
        row(4, "BEGES/1.3/schools", 500.0),
    ]
    assert numbers(rows) == [1, 2, 3, 4]


def test_a_silence_on_the_schools_yields_to_what_a_boiler_says(row):
    silent = {"state": CellState.NOT_OCCURRING}
    rows = [row(1, SCHOOLS), row(2, f"{SCHOOLS}/boiler-1", **silent)]
    assert numbers(rows) == [2]
    same = [row(1, SCHOOLS, **silent), row(2, f"{SCHOOLS}/boiler-1", **silent)]
    assert numbers(same) == [1]
