"""A line of the BEGES or what is owned there: they add up to it, and never both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.assets import UPSTREAM, are_alternatives
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.facts import FINER
from trajectoire.instruments.inventory.model.gridding import place
from trajectoire.instruments.inventory.model.reconciliation import reconcile
from trajectoire.instruments.inventory.model.standing import stand

TABLES = nomenclatures()
LINE, SCHOOLS, NURSERIES = "BEGES/1.1", "BEGES/1.1/schools", "BEGES/1.1/nurseries"


def numbers(rows):
    return [each.number for each in stand(rows, TABLES).counted]


def reasons(rows):
    return {one.row.number: (one.reason, one.by) for one in stand(rows, TABLES).aside}


def table(rows):
    return beges(stand(rows, TABLES), TABLES, "AR5")


# By hand.


def test_assets_that_add_up_to_their_line_are_not_counted_with_it(row):
    # 60 + 40 tell the 100 of the line: 100, not 200
    rows = [row(1, LINE, 100.0), row(2, SCHOOLS, 60.0), row(3, NURSERIES, 40.0)]
    found = table(rows)
    assert found.whole.value == 100.0
    assert found.scopes["1"].value == found.categories["1"].value == 100.0
    assert found.grid.cells["1.1", "total"].amount.value == 100.0
    assert {code: one.value for code, one in found.assets.items()} == {
        "schools": 60.0,
        "nurseries": 40.0,
    }
    assert reasons(rows) == {1: ("line_of_assets", (2, 3))}
    assert [one.row.number for one in found.aside] == []  # said once, by the choice


@pytest.mark.parametrize("third", [19.9, 20.0])
def test_assets_count_unless_they_stay_a_fifth_below(row, third):
    # 60 + 20 = 80 of 100: at most a fifth is missing
    rows = [row(1, LINE, 100.0), row(2, SCHOOLS, 60.0), row(3, NURSERIES, third)]
    short = {2: ("assets_incomplete", (1,)), 3: ("assets_incomplete", (1,))}
    enough = {1: ("line_of_assets", (2, 3))}
    assert reasons(rows) == (enough if third == 20.0 else short)


def test_the_upstream_of_energy_is_added_to_purchased_goods(row):
    # 4.1 alone is category 1 of scope 3, its upstream category 3: 1,000 + 60
    upstream = f"BEGES/4.1/{UPSTREAM}"
    rows = [row(1, "BEGES/4.1", 1000.0), row(2, upstream, 60.0)]
    found = table(rows)
    assert found.whole.value == 1060.0
    assert found.scopes["3.1"].value == 1000.0
    assert found.scopes["3.3"].value == 60.0
    assert reasons(rows) == {}
    # 990 of canteens tell the 1,000 of goods, and not the upstream
    rows += [row(3, "BEGES/4.1/canteens", 990.0), row(4, f"{upstream}/gas", 60.0)]
    assert reasons(rows) == {
        1: ("line_of_assets", (3,)),
        2: ("line_of_details", (4,)),
    }


def test_assets_then_their_details_stand_for_the_line(row):
    # boilers 50 + 48 for the schools (100), then 98 for the line (110)
    rows = [
        row(1, LINE, 110.0),
        row(2, SCHOOLS, 100.0),
        row(3, f"{SCHOOLS}/boiler-1", 50.0),
        row(4, f"{SCHOOLS}/boiler-2", 48.0),
    ]
    assert reasons(rows) == {
        1: ("line_of_assets", (3, 4)),
        2: ("line_of_details", (3, 4)),
    }
    # a boiler of 10 is not the schools (20), nor these the line
    rows = [
        row(1, LINE, 110.0),
        row(2, SCHOOLS, 20.0),
        row(3, f"{SCHOOLS}/boiler-1", 10.0),
    ]
    assert reasons(rows) == {
        2: ("assets_incomplete", (1,)),
        3: ("assets_incomplete", (1,)),
    }


def test_details_without_asset_speak_of_the_whole_line(row):
    # oil and gas, 100 in all, are those of the schools and of the nurseries
    fuels = [row(1, f"{LINE}/oil", 60.0), row(2, f"{LINE}/gas", 40.0)]
    owned = [row(3, SCHOOLS, 55.0), row(4, NURSERIES, 45.0)]
    assert table([*fuels, *owned]).whole.value == 100.0
    rows = [*fuels, *owned, row(5, LINE, 100.0)]
    assert reasons(rows) == dict.fromkeys((1, 2, 5), ("line_of_assets", (3, 4)))


def test_two_tolerances_do_not_add_up(row):
    # 85 of oil stand for 100; 70 of the schools are near 85, and far from 100
    rows = [row(1, LINE, 100.0), row(2, SCHOOLS, 70.0), row(3, f"{LINE}/oil", 85.0)]
    assert reasons(rows) == {
        1: ("line_of_details", (3,)),
        2: ("assets_incomplete", (3,)),
    }


@pytest.mark.parametrize(
    ("chosen", "counted", "why"),
    [(1, [1], "assets_aside"), (2, [2], "line_of_assets")],
)
def test_somebody_decides_between_line_and_assets(row, chosen, counted, why):
    sizes = {1: 100.0, 2: 99.0 if chosen == 1 else 1.0}
    rows = [
        row(number, line, sizes[number], chosen=number == chosen)
        for number, line in ((1, LINE), (2, SCHOOLS))
    ]
    assert numbers(rows) == counted
    assert [reason for reason, _ in reasons(rows).values()] == [why]


def test_a_silence_on_the_line_still_says_that_something_is_missing(row):
    rows = [row(1, LINE), row(2, SCHOOLS, 60.0)]
    cell = table(rows).grid.cells["1.1", "total"]
    assert cell.amount.value == 60.0
    assert cell.why == "lower_bound"
    assert numbers([row(1, LINE, 60.0), row(2, SCHOOLS)]) == [1]


def test_years_organisations_gases_and_biomass_do_not_meet(row):
    rows = [
        row(1, LINE, 100.0),
        row(2, SCHOOLS, 90.0, territory="A"),
        row(3, SCHOOLS, 90.0)._replace(year=2021),
        row(4, SCHOOLS, 90.0, substance="emission_co2_biogenic"),
    ]
    assert numbers(rows) == [1, 2, 3, 4]
    gases = [
        row(1, LINE, 100.0, substance="emission_co2"),
        row(2, SCHOOLS, 1.0, substance="emission_n2o"),
    ]
    assert numbers(gases) == [1, 2]


def test_every_route_leaves_the_same_rows_out(row):
    rows = [row(1, LINE, 100.0), row(2, SCHOOLS, 60.0), row(3, NURSERIES, 40.0)]
    standing = stand(rows, TABLES)
    joined = reconcile(standing, TABLES, "AR5")
    assert joined.organisation.value == 100.0
    landed, _ = place(standing, TABLES, "BEGES")
    _, outside = place(standing, TABLES, "PCAET")
    assert [one.row.number for one in landed] == [2, 3]
    assert [(one.row.number, one.reason) for one in outside] == [
        (2, "part_of_territory"),
        (3, "part_of_territory"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "alternatives"),
    [
        ("1.1", "1.1/schools", True),
        ("1.1/oil", "1.1/schools/boiler", True),
        ("1.1/schools", "1.1/schools/boiler", True),
        ("1.1", "1.1/oil", True),
        ("1.1/schools", "1.1/nurseries", False),
        ("1.1", "1.2/schools", False),
        ("4.1", "4.1/upstream_energy", False),
        ("4.1/upstream_energy", "4.1/upstream_energy/gas", True),
    ],
)
def test_codes_that_may_count_the_same(one, other, alternatives):
    assert are_alternatives(TABLES, (one, other)) is alternatives
    assert are_alternatives(TABLES, (other, one)) is alternatives


# Laws.

SUFFIXES = ["", "/oil", "/gas", "/schools", "/schools/a", "/schools/b", "/general"]
SUFFIXES += ["/nurseries", "/nurseries/a", f"/{UPSTREAM}", f"/{UPSTREAM}/a"]
GASES = ["emission_ghg", "emission_co2", "emission_n2o", "emission_co2_biogenic"]
PARTS = {"total_of_parts", "parts_incomplete", "parts_exceed", "parts_aside"}
PARTS |= {"chosen_would_mix"}
OWNED = ["schools", "nurseries", "general", "fleet"]


def made(number, suffix, value, line="1.1", substance="emission_ghg", **more):
    state = CellState.MISSING if value is None else CellState.OBSERVED
    where = ("O", substance, "BEGES", f"{line}{suffix}", 2022)
    return Row(number, *where, state, value, None, **more)


@st.composite
def ledgers(draw: st.DrawFn, lines: tuple[str, ...] = ("1.1", "4.1")) -> list[Row]:
    """Rows of two lines of an organisation, one a cell."""
    found = draw(
        st.lists(
            st.tuples(
                st.sampled_from(lines),
                st.sampled_from(SUFFIXES),
                st.sampled_from(GASES),
                st.one_of(st.none(), st.integers(0, 60).map(float)),
                st.booleans(),
            ),
            max_size=10,
            unique_by=lambda one: one[:3],
        )
    )
    return [
        made(number, suffix, value, line, substance, chosen=chosen)
        for number, (line, suffix, substance, value, chosen) in enumerate(found, 1)
    ]


@settings(deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_each_row_counts_or_says_what_counts_instead_in_any_order(rows, random):
    found = stand(rows, TABLES)
    told = [*found.counted, *(one.row for one in found.aside)]
    assert sorted(row.number for row in told) == [row.number for row in rows]
    counted = {row.number for row in found.counted}
    for one in found.aside:
        assert one.reason in TABLES.reasons
        if one.reason not in PARTS:  # gases name what replaced them on their line
            assert one.by, one
            assert set(one.by) <= counted, one
    random.shuffle(rows)
    again = stand(rows, TABLES)
    assert (again.counted, again.aside) == (found.counted, found.aside)
    assert stand(found.counted, TABLES).aside == ()


@settings(deadline=None)
@given(ledgers())
def test_nothing_that_may_be_the_same_counts_twice(rows):
    figures = [
        row
        for row in stand(rows, TABLES).counted
        if row.value is not None and row.substance == "emission_ghg"
    ]
    for one in figures:
        for other in figures:
            alike = are_alternatives(TABLES, (one.sector, other.sector))
            owned = [TABLES.whole("BEGES", each.sector) for each in (one, other)]
            details = "/" in one.sector and "/" in other.sector
            assert one is other or not alike or (details and owned[0] == owned[1])


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=4),
    st.sampled_from(["", "/oil"]),
    st.sampled_from(["1.1", "4.1"]),
)
def test_splitting_a_line_into_assets_changes_no_total(shares, suffix, line):
    # some assets in two details as well; the line stays beside, or does not
    whole = made(1, suffix, float(sum(value for value, _ in shares)), line)
    other = made(2, "", 7.0, "1.2")
    parts = []
    for number, ((value, twice), asset) in enumerate(
        zip(shares, OWNED, strict=False), 10
    ):
        parts.append(made(number, f"/{asset}", float(value), line))
        if twice:
            halves = (value - value // 2, value // 2)
            parts += [
                made(100 * number + k, f"/{asset}/{k}", float(half), line)
                for k, half in enumerate(halves)
            ]
    told = [table(rows) for rows in ([whole, other], [*parts, other])]
    told.append(table([whole, *parts, other]))
    for found in told:
        assert found.whole.value == pytest.approx(whole.value + 7.0)
        cell = found.grid.cells[line, "total"]
        assert cell.amount.value == pytest.approx(whole.value)
        joined = reconcile(stand([whole, *parts, other], TABLES), TABLES, "AR5")
        assert joined.organisation.value == pytest.approx(found.whole.value)


@settings(deadline=None)
@given(ledgers(("1.1",)), st.sampled_from(SUFFIXES), st.integers(0, 60))
def test_one_more_figure_takes_no_more_than_a_fifth(rows, suffix, value):
    before = [
        row._replace(chosen=False) for row in rows if row.substance == "emission_ghg"
    ]
    before = [row for row in before if row.sector != f"1.1{suffix}"]
    after = [*before, made(99, suffix, float(value))]
    least, most = (getattr(table(one).whole, "value", 0.0) for one in (before, after))
    assert most >= (1 - FINER) * least - 1e-9


@settings(deadline=None)
@given(ledgers(("1.1",)), st.sampled_from(["", "/schools", "/nurseries"]))
def test_whoever_chooses_is_followed(rows, suffix):
    plain = [
        row._replace(chosen=False)
        for row in rows
        if row.substance == "emission_ghg" and row.sector != f"1.1{suffix}"
    ]
    choice = made(99, suffix, 1.0, chosen=True)
    assert 99 in numbers([*plain, choice])
