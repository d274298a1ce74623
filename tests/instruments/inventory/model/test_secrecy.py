"""A secret is not told by what is published around it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.secrecy import (
    WITHHELD,
    holds,
    without_totals_of_secrets,
)

SECRET = CellState.CONFIDENTIAL
SECTORS = ("residential", "tertiary", "road", "industry", "agriculture", "waste")
TABLES = read()


def withheld(rows, nomenclatures):
    kept = without_totals_of_secrets(rows, nomenclatures)
    assert [row.number for row in kept] == [row.number for row in rows]
    gone = [row for row in kept if row.note == WITHHELD]
    assert all((row.value, row.deviation, row.state) == (None, None, SECRET)
               for row in gone)  # fmt: skip
    return [row.number for row in gone]


def test_a_total_that_leaves_one_secret_is_withheld(nomenclatures, row):
    # 100 - 30 - 50 = 20: the industry.
    rows = [
        row(1, "PCAET/total", 100.0),
        row(2, "PCAET/road", 30.0),
        row(3, "PCAET/residential", 50.0),
        row(4, "PCAET/industry", state=SECRET),
    ]
    assert withheld(rows, nomenclatures) == [1]


def test_a_total_without_secret_or_with_two_is_published(nomenclatures, row):
    rows = [row(1, "PCAET/total", 100.0), row(2, "PCAET/road", 30.0)]
    assert withheld(rows, nomenclatures) == []
    two = [
        *rows,
        row(3, "PCAET/industry", state=SECRET),
        row(4, "PCAET/waste", state=SECRET),
    ]
    assert withheld(two, nomenclatures) == []  # 70 is their sum


def test_a_total_alone_tells_no_part(nomenclatures, row):
    rows = [row(1, "PCAET/total", 100.0), row(2, "PCAET/industry", state=SECRET)]
    assert withheld(rows, nomenclatures) == []


def test_what_another_source_publishes_is_no_secret(nomenclatures, row):
    rows = [
        row(1, "PCAET/total", 100.0),
        row(2, "PCAET/road", 30.0),
        row(3, "PCAET/industry", state=SECRET),
        row(4, "PCAET/industry", 20.0, source=2),
    ]
    assert withheld(rows, nomenclatures) == []


def test_gases_carriers_and_finer_lines_are_parts_too(nomenclatures, row):
    gases = [
        row(1, "PCAET/road", 100.0),
        row(2, "PCAET/road", 90.0, substance="emission_co2"),
        row(3, "PCAET/road", substance="emission_n2o", state=SECRET),
    ]
    assert withheld(gases, nomenclatures) == [1]
    carriers = [
        row(1, "PCAET/industry", 100.0, substance="energy_final"),
        row(2, "PCAET/industry", 90.0, substance="energy_electricity"),
        row(3, "PCAET/industry", substance="energy_coal", state=SECRET),
    ]
    assert withheld(carriers, nomenclatures) == [1]
    lines = [
        row(1, "PCAET/industry", 100.0),
        row(2, "accounts/industry.gas", 90.0),
        row(3, "accounts/industry.coal", state=SECRET),
    ]
    assert withheld(lines, nomenclatures) == [1]
    details = [
        row(1, "accounts/road.cars", 100.0),
        row(2, "accounts/road.cars/diesel", 90.0),
        row(3, "accounts/road.cars/petrol", state=SECRET),
    ]
    assert withheld(details, nomenclatures) == [1]


def test_a_secret_gas_of_a_sector_is_told_by_no_total_of_totals(nomenclatures, row):
    # total - road = all gases of industry; less its CO2: its N2O.
    rows = [
        row(1, "PCAET/total", 100.0),
        row(2, "PCAET/road", 30.0),
        row(3, "PCAET/industry", 70.0),
        row(4, "PCAET/industry", 60.0, substance="emission_co2"),
        row(5, "PCAET/industry", substance="emission_n2o", state=SECRET),
    ]
    assert withheld(rows, nomenclatures) == [1, 3]


def test_other_years_places_and_land_are_not_concerned(nomenclatures, row):
    rows = [
        row(1, "PCAET/total", 100.0),
        row(2, "PCAET/road", 30.0),
        row(3, "PCAET/utcatf", state=SECRET),  # the total does not hold it
        row(4, "PCAET/industry", state=SECRET)._replace(year=2019),
        row(5, "PCAET/industry", state=SECRET)._replace(territory="B"),
    ]
    assert withheld(rows, nomenclatures) == []


@st.composite
def published(draw: st.DrawFn) -> list[Row]:
    """Sectors and gases, told, held back or not said, with totals of both."""
    states = st.sampled_from([CellState.OBSERVED, SECRET, None])
    rows = []
    for sector in (*SECTORS, "total"):
        for substance in ("emission_ghg", "emission_co2", "emission_n2o"):
            state = draw(states)
            if state is None:
                continue
            value = 1.0 if state is CellState.OBSERVED else None
            number = len(rows) + 1
            place = ("A", substance, "PCAET", sector, 2022)
            rows.append(Row(number, *place, state, value, None))
    return rows


@settings(deadline=None)
@given(published())
def test_no_total_that_is_left_holds_one_secret_only(rows: list[Row]) -> None:
    facts = Facts(TABLES)
    kept = without_totals_of_secrets(rows, TABLES)
    hidden = [row for row in rows if row.state is SECRET]
    for whole in (row for row in kept if row.value is not None):
        inside = [one for one in hidden if holds(whole, one, facts)]
        apart = [
            row
            for row in rows
            if row.value is not None
            and holds(whole, row, facts)
            and not any(holds(row, s, facts) or holds(s, row, facts) for s in inside)
        ]
        assert len(inside) != 1 or not apart
    again = without_totals_of_secrets(kept, TABLES)
    assert {row.number for row in again if row.value is not None} <= {
        row.number for row in kept if row.value is not None
    }
