"""Details of a native line: they add up, or the whole line counts, and never both."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.nomenclature import (
    Landing,
    line_of,
)
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.reconciliation import printed, reconcile
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.instruments.inventory.model.suffix import LONGEST_DETAIL
from trajectoire.instruments.inventory.model.totals import totals

CARS = "accounts/road.cars"
TABLES = read()  # laws print what fails: not a fixture, which would be printed too
BAD = ["", "Diesel", "diésel", "a b", "-a", "a-", "a--b", "a/b", "=cmd", "é", "a" * 41]


def reasons(standing):
    return {left.row.number: (left.reason, left.by) for left in standing.aside}


def numbers(standing):
    return [each.number for each in standing.counted]


def road(rows):
    """Total of road transport in the PCAET."""
    found = pcaet(stand(rows, TABLES), TABLES, "AR5").grids["ghg"]
    return found.cells["road", "total"].amount


# By hand.


def test_petrol_and_diesel_add_up(nomenclatures, row):
    # 300 ± 30 and 400 ± 40 share nothing: 700 ± √(30² + 40²) = 700 ± 50
    rows = [
        row(1, f"{CARS}/essence", 300.0, deviation=30.0),
        row(2, f"{CARS}/gazole", 400.0, deviation=40.0),
    ]
    assert numbers(stand(rows, nomenclatures)) == [1, 2]
    amount = road(rows)
    assert amount.value == pytest.approx(700.0)
    assert amount.deviation == pytest.approx(50.0)


@pytest.mark.parametrize(("second", "deviation"), [("f", 35.0), ("g", 25.0)])
def test_details_computed_with_one_factor_go_wrong_together(row, second, deviation):
    # activities exact, factors within 5 %: 300 × 5 % + 400 × 5 % = 35 with one factor;
    # √(15² + 20²) = 25 with two
    exact = {"activity_variation": 0.0, "factor_variation": 0.05, "deviation": 1.0}
    rows = [
        row(1, f"{CARS}/site-a", 300.0, activity=11, factor="f", **exact),
        row(2, f"{CARS}/site-b", 400.0, activity=12, factor=second, **exact),
    ]
    assert road(rows).deviation == pytest.approx(deviation)


def test_details_stand_for_their_line_where_they_explain_it(nomenclatures, row):
    # 500 + 320 = 820 of 1,000: at most a fifth is missing
    rows = [
        row(1, CARS, 1000.0),
        row(2, f"{CARS}/essence", 500.0),
        row(3, f"{CARS}/gazole", 320.0, substance="emission_co2"),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2, 3]
    assert reasons(found) == {1: ("line_of_details", (2, 3))}


def test_details_that_leave_too_much_out_do_not_count(nomenclatures, row):
    rows = [
        row(1, CARS, 1000.0),
        row(2, f"{CARS}/essence", 500.0),
        row(3, f"{CARS}/gazole", 299.0),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [1]
    assert reasons(found) == {
        2: ("details_incomplete", (1,)),
        3: ("details_incomplete", (1,)),
    }


@pytest.mark.parametrize(
    ("chosen", "counted", "why"),
    [(1, [1], "details_aside"), (2, [2], "line_of_details")],
)
def test_somebody_decides_between_line_and_details(
    nomenclatures, row, chosen, counted, why
):
    rows = [
        row(1, CARS, 1000.0, chosen=chosen == 1),
        row(2, f"{CARS}/essence", 10.0, chosen=chosen == 2),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == counted
    assert [reason for reason, _ in reasons(found).values()] == [why]


def test_energy_of_details_follows_the_same_rule(nomenclatures, row):
    oil, whole = "energy_oil_products", "energy_final"
    rows = [
        row(1, CARS, 1000.0, substance=whole),
        row(2, f"{CARS}/essence", 450.0, substance=oil),
        row(3, f"{CARS}/gazole", 500.0, substance=oil),
        row(4, CARS, 240.0),  # gases have no detail: the line counts
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2, 3, 4]
    assert reasons(found) == {1: ("line_of_details", (2, 3))}


def test_a_carrier_of_which_the_line_says_nothing_is_added(nomenclatures, row):
    rows = [
        row(1, CARS, 1000.0, substance="energy_oil_products"),
        row(2, f"{CARS}/electrique", 5.0, substance="energy_electricity"),
    ]
    assert numbers(stand(rows, nomenclatures)) == [1, 2]


def test_lines_years_and_territories_do_not_meet(nomenclatures, row):
    rows = [
        row(1, CARS, 1000.0),
        row(2, "accounts/road.vans/gazole", 10.0),
        row(3, f"{CARS}/gazole", 10.0, territory="A"),
        row(4, f"{CARS}/gazole", 10.0)._replace(year=2021),
        row(5, "PCAET/waste", 3.0),
    ]
    assert numbers(stand(rows, nomenclatures)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("line", "detail", "counted"),
    [
        (CellState.MISSING, CellState.MISSING, [1]),
        (CellState.MISSING, CellState.NOT_OCCURRING, [2]),
        (CellState.NOT_OCCURRING, CellState.MISSING, [1]),
    ],
)
def test_without_figure_the_surest_says_why(nomenclatures, row, line, detail, counted):
    rows = [row(1, CARS, state=line), row(2, f"{CARS}/essence", state=detail)]
    assert numbers(stand(rows, nomenclatures)) == counted


def test_a_silent_line_gives_way_and_a_silent_detail_hides_nothing(nomenclatures, row):
    rows = [row(1, CARS), row(2, f"{CARS}/essence", 5.0)]
    assert numbers(stand(rows, nomenclatures)) == [2]
    rows = [row(1, CARS, 5.0), row(2, f"{CARS}/essence")]
    assert numbers(stand(rows, nomenclatures)) == [1]


def test_details_then_meet_the_other_nomenclatures(nomenclatures, row):
    # 450 + 420 of the 1,000 that the plan declares for roads
    rows = [
        row(1, "PCAET/road", 1000.0),
        row(2, f"{CARS}/essence", 450.0),
        row(3, f"{CARS}/gazole", 420.0),
    ]
    found = stand(rows, nomenclatures)
    assert reasons(found) == {1: ("coarser_lines", (2, 3))}


def test_the_grid_hears_the_line_of_a_detail(nomenclatures, row):
    usual = [row(k, f"accounts/{code}", 5.0) for k, code in enumerate(
        ("road.vans", "road.trucks"), start=2)]  # fmt: skip
    rows = [row(1, f"{CARS}/gazole", 5.0), *usual]
    cell = (
        pcaet(stand(rows, nomenclatures), nomenclatures, "AR5")
        .grids["ghg"]
        .cells["road", "total"]
    )
    assert "road.cars" not in cell.silent


def test_a_reconciliation_names_the_line_once(nomenclatures, row):
    # what is burnt abroad for its journeys: in no total of the law
    losses = "accounts/residential.losses"
    rows = [row(1, f"{losses}/nord", 5.0), row(2, f"{losses}/sud", 7.0)]
    found = reconcile(stand(rows, nomenclatures), nomenclatures, "AR5")
    named = [each for bridge in found.bridges for each in bridge.differences]
    assert {(each.sector, each.amount.value) for each in named} == {
        ("residential.losses", 12.0)
    }
    assert "(residential.losses)" in printed(found, nomenclatures)


# Codes and names.


def test_a_detail_lands_where_its_line_does():
    for (nomenclature, code, framework, family), landing in TABLES.landings.items():
        if nomenclature == "accounts":
            substance = next(
                s.name for s in TABLES.substances.values() if s.family == family
            )
            found = TABLES.landing(
                nomenclature, f"{code}/chaudiere-n-2", framework, substance
            )
            assert found == landing


@pytest.mark.parametrize("suffix", BAD)
def test_what_is_no_detail_is_no_line(suffix):
    code = f"road.cars/{suffix}"
    assert TABLES.line("accounts", code) is None
    assert line_of("accounts", code) == code
    landing = TABLES.landing("accounts", code, "PCAET", "emission_ghg")
    assert landing == Landing(None, "unknown_line")


def test_only_native_lines_have_details(row):
    assert TABLES.line("accounts", "road.cars/" + "a" * LONGEST_DETAIL) is not None
    assert TABLES.line("PCAET", "road/diesel") is None
    assert TABLES.line("GPC", "I.1.1/diesel") is None
    assert TABLES.line("accounts", "nowhere/diesel") is None


@pytest.mark.parametrize(
    ("code", "fr", "en"),
    [
        ("road.cars/diesel", "Route : voitures (diesel)", "Road: cars (diesel)"),
        ("road.cars/gazole", "Route : voitures (gazole)", "Road: cars (diesel)"),
        (
            "tertiary.gas/chaudiere-n-2",
            "Bureaux, commerces, services : gaz naturel (chaudière n° 2)",
            "Offices, shops, services: natural gas (chaudière n° 2)",
        ),
        ("road.cars/depot-x", "Route : voitures (depot x)", "Road: cars (depot x)"),
    ],
)
def test_a_detail_is_named_after_its_line(code, fr, en):
    assert TABLES.name("accounts", code, "fr").replace("\u00a0", " ") == fr
    assert TABLES.name("accounts", code, "en") == en


def test_usual_details_are_details():
    assert all(
        TABLES.line("accounts", f"road.cars/{code}") is not None
        for code in TABLES.details
    )


# Laws.

SUBSTANCES = {
    "ghg": ("emission_ghg", "emission_co2", "emission_ch4_fossil"),
    "energy": ("energy_final", "energy_electricity"),
    "pollutant": ("pollutant_nox",),
    "sink": ("sink_forest",),
}
CASES = [
    (f"{name}/{code}", substance)
    for name, lines in TABLES.lines.items()
    for code, line in lines.items()
    for family in sorted(line.families & set(SUBSTANCES))
    for substance in SUBSTANCES[family]
]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    """Rows of several nomenclatures, one a cell; some share a factor."""
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from(CASES), st.integers(1, 500), st.booleans()),
            max_size=15,
            unique_by=lambda one: one[0],
        )
    )
    rows = []
    for number, ((line, substance), value, derived) in enumerate(lines, 1):
        nomenclature, _, sector = line.partition("/")
        key = ("T", substance, nomenclature, sector, 2022, CellState.OBSERVED)
        found = Row(number * 10, *key, float(value), value / 10)
        if derived:
            found = found._replace(
                activity=1,
                activity_variation=0.03,
                factor="f",
                factor_variation=0.1,
            )
        rows.append(found)
    return rows


def split(row: Row, share: float) -> list[Row]:
    """Tell two details of a native line; of one activity, errors stay shared."""
    if row.nomenclature != "accounts" or row.value is None:
        return [row]
    return [
        row._replace(
            number=row.number + k,
            sector=f"{row.sector}/{detail}",
            value=row.value * part,
            deviation=row.deviation * part if row.activity else None,
        )
        for k, (detail, part) in enumerate((("a", share), ("b-2", 1 - share)))
    ]


def views(rows: list[Row]) -> dict[object, Amount | None]:
    """Every total of every framework."""
    standing = stand(rows, TABLES)
    grids = pcaet(standing, TABLES, "AR5").grids
    city, own = gpc(standing, TABLES, "AR5"), beges(standing, TABLES, "AR5")
    joined = reconcile(standing, TABLES, "AR5")
    found: dict[object, Amount | None] = {
        (name, *key): cell.amount
        for name, grid in (*grids.items(), ("gpc", city.grid), ("beges", own.grid))
        for key, cell in grid.cells.items()
    }
    found |= {
        (name, c): s for name, grid in grids.items() for c, s in grid.sums.items()
    }
    found |= {("level", level): amount for level, amount in city.levels.items()}
    found |= {bridge.end: bridge.after for bridge in joined.bridges}
    for bridge in joined.bridges:
        assert math.isclose(bridge.gap, 0.0, abs_tol=1e-6)
        for each in bridge.differences:
            found[bridge.end, each.reason, each.nomenclature, each.sector] = each.amount
    return found


@settings(deadline=None, max_examples=40)
@given(ledgers(), st.sampled_from([0.25, 0.5, 0.875]))
def test_splitting_lines_into_details_conserves_every_total(rows, share):
    parts = [part for row in rows for part in split(row, share)]
    before, after = views(rows), views(parts)
    assert set(before) == set(after)
    for key, amount in before.items():
        now = after[key]
        assert (now is None) == (amount is None), key
        if amount is not None:
            assert now.value == pytest.approx(amount.value), key


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 99), min_size=1, max_size=6))
def test_one_activity_and_factor_shared_out_keep_their_interval(values):
    # whatever the number of details, the error is that of the activity and the factor
    shared = {
        "activity": 1,
        "activity_variation": 0.05,
        "factor": "f",
        "factor_variation": 0.1,
    }
    key = ("T", "emission_ghg", "accounts")
    rest = (2022, CellState.OBSERVED)
    rows = [
        Row(k, *key, f"road.cars/site-{k}", *rest, float(value), value / 9, **shared)
        for k, value in enumerate(values, 1)
    ]
    whole = float(sum(values))
    line = Row(99, *key, "road.cars", *rest, whole, whole / 9, **shared)
    (parts,) = totals(rows, [0] * len(rows), TABLES, "AR5")
    (alone,) = totals([line], [0], TABLES, "AR5")
    assert (parts.value, parts.deviation, parts.low, parts.high) == pytest.approx(
        (alone.value, alone.deviation, alone.low, alone.high)
    )


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "/a", "/b", "/c-2"]),
            st.sampled_from(["emission_ghg", "emission_co2", "energy_final"]),
            st.one_of(st.none(), st.integers(0, 9).map(float)),
            st.booleans(),
        ),
        max_size=10,
        unique_by=lambda one: one[:2],
    )
)
def test_a_line_and_its_details_never_both_count(lines):
    rows = [
        Row(
            number,
            *("T", substance, "accounts", f"road.cars{suffix}", 2022),
            CellState.MISSING if value is None else CellState.OBSERVED,
            value,
            None,
            chosen=chosen,
        )
        for number, (suffix, substance, value, chosen) in enumerate(lines, 1)
    ]
    found = stand(rows, TABLES)
    told = [*found.counted, *(left.row for left in found.aside)]
    assert sorted(row.number for row in told) == [row.number for row in rows]
    for family in ("ghg", "energy"):
        sides = {
            "/" in row.sector
            for row in found.counted
            if TABLES.family(row.substance) == family
        }
        assert len(sides) < 2
