"""Which rows count: by hand for each rule, by laws for what must never happen."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.nomenclature import BIOGENIC
from trajectoire.instruments.inventory.model.standing import stand

OBSERVED, ESTIMATED = CellState.OBSERVED, CellState.ESTIMATED


def reasons(standing):
    return {left.row.number: (left.reason, left.by) for left in standing.aside}


def numbers(standing, framework="PCAET"):
    return [each.number for each in standing.within(framework)]


def left(standing, framework):
    """Why rows that count elsewhere do not count in a framework."""
    return {one.row.number: one.reason for one in standing.elsewhere[framework]}


def test_the_chosen_source_counts_whatever_the_others(nomenclatures, row):
    gas = "accounts/residential.gas"
    rows = [
        row(1, gas, 100.0, source=1),
        row(2, gas, 90.0, source=2, chosen=True, state=ESTIMATED),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2]
    assert reasons(found) == {1: ("another_source_chosen", (2,))}


def test_a_surer_state_counts_then_a_later_publication(nomenclatures, row):
    road = "PCAET/road"
    rows = [
        row(1, road, 100.0, source=1, state=ESTIMATED),
        row(2, road, 80.0, source=2),
        row(3, road, 90.0, source=3),
        row(4, road, source=4),
    ]
    published = {
        number: Source("A", f"Table {number}", "open", date(year, 1, 1))
        for number, year in ((1, 2025), (2, 2024), (3, 2023), (4, 2026))
    }
    found = stand(rows, nomenclatures, published)
    assert numbers(found) == [2]
    assert reasons(found) == {
        1: ("weaker_state", (2,)),
        3: ("older_source", (2,)),
        4: ("weaker_state", (2,)),
    }
    without_dates = stand(rows, nomenclatures)
    assert numbers(without_dates) == [3]  # the source recorded last


def test_gases_count_where_they_explain_the_total(nomenclatures, row):
    # AR5: 900 + 2 × 30 + 0.15 × 265 = 999.75: within 1 % of 1,000
    oil = "accounts/residential.oil"
    rows = [
        row(1, oil, 1000.0),
        row(2, oil, 900.0, substance="emission_co2"),
        row(3, oil, 2.0, substance="emission_ch4_fossil"),
        row(4, oil, 0.15, substance="emission_n2o"),
        row(5, oil, 7.0, substance="emission_co2_biogenic"),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2, 3, 4, 5]
    assert reasons(found) == {1: ("total_of_parts", (2, 3, 4))}


def test_gases_that_leave_tonnes_unexplained_do_not_count(nomenclatures, row):
    oil = "accounts/residential.oil"
    rows = [row(1, oil, 1000.0), row(2, oil, 900.0, substance="emission_co2")]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [1]
    assert reasons(found) == {2: ("parts_incomplete", (1,))}


@pytest.mark.parametrize("forest", [20.0, 150.0])
def test_soils_count_only_near_the_published_removal(nomenclatures, row, forest):
    # fewer removals than published, or more: neither explains 100
    land = "PCAET/utcatf"
    rows = [
        row(1, land, 100.0, substance="sink_total"),
        row(2, land, forest, substance="sink_forest"),
    ]
    assert reasons(stand(rows, nomenclatures)) == {2: ("parts_incomplete", (1,))}


def test_methane_by_origin_replaces_methane_then_the_whole(nomenclatures, row):
    # AR6: 80 × 27 + 20 × 29.8 = 2,756 of CO2e; the total was made with 28 × 100
    landfill = "accounts/waste.landfill"
    rows = [
        row(1, landfill, 2750.0),
        row(2, landfill, 100.0, substance="emission_ch4"),
        row(3, landfill, 80.0, substance="emission_ch4_biogenic"),
        row(4, landfill, 20.0, substance="emission_ch4_fossil"),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [3, 4]
    assert reasons(found) == {
        1: ("total_of_parts", (3, 4)),
        2: ("total_of_parts", (3, 4)),
    }


def test_finer_lines_count_unless_they_leave_too_much_out(nomenclatures, row):
    rows = [
        row(1, "PCAET/residential", 1000.0),
        row(2, "accounts/residential.gas", 700.0),
        row(3, "accounts/residential.electricity", 150.0),
        row(4, "PCAET/industry", 1000.0),
        row(5, "accounts/industry.gas", 100.0),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2, 3, 4]
    assert reasons(found) == {1: ("coarser_lines", (2, 3))}
    # a sector of the PCAET hides no reference of the GPC, where it does not land
    assert left(found, "PCAET") == {5: "finer_incomplete"}
    assert numbers(found, "GPC") == [2, 3, 4, 5]


def test_the_choice_of_a_whole_decides_between_nomenclatures(nomenclatures, row):
    finer = [
        row(number, f"accounts/industry.{line}", 10.0, chosen=True)
        for number, line in enumerate(("gas", "oil", "electricity", "processes"), 2)
    ]
    coarser = row(1, "PCAET/industry", 1000.0)
    chosen = stand([coarser, *finer], nomenclatures)  # all the usual lines
    assert reasons(chosen) == {1: ("coarser_lines", (2, 3, 4, 5))}
    other = [each._replace(chosen=False) for each in finer]
    found = stand([coarser._replace(chosen=True), *other], nomenclatures)
    assert numbers(found) == [1]
    assert set(left(found, "PCAET").values()) == {"finer_lines"}


def test_the_choice_of_one_line_does_not_settle_its_sector(nomenclatures, row):
    rows = [
        row(1, "PCAET/industry", 1000.0),
        row(2, "accounts/industry.gas", 10.0, chosen=True),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [1]
    assert left(found, "PCAET") == {2: "chosen_would_mix"}
    assert numbers(found, "GPC") == [1, 2]  # 1 does not land there, and says so


def test_accounts_and_gpc_meet_by_reference(nomenclatures, row):
    # transport by rail is told by the GPC alone, roads by both: no kilometre twice
    rows = [
        row(1, "GPC/II.1.1", 500.0),
        row(2, "GPC/II.2.1", 40.0),
        row(3, "accounts/road.cars", 450.0),
        row(4, "accounts/road.electricity", 5.0),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == [2, 3, 4]
    assert reasons(found) == {1: ("coarser_lines", (3,))}


def test_biomass_is_compared_with_biomass_only(nomenclatures, row):
    rows = [
        row(1, "GPC/I.1.1", 1000.0),
        row(2, "accounts/residential.wood", 7.0, substance="emission_co2_biogenic"),
    ]
    assert numbers(stand(rows, nomenclatures)) == [1, 2]


def test_land_told_as_emission_and_as_sink_counts_once(nomenclatures, row):
    rows = [
        row(1, "GPC/V.2", -95.0),
        row(2, "accounts/land.forest", 100.0, substance="sink_forest"),
    ]
    assert numbers(stand(rows, nomenclatures)) == [2]


def test_a_total_of_all_sectors_gives_way_to_enough_of_them(nomenclatures, row):
    whole = row(1, "PCAET/total", 5000.0)
    alone = stand([whole, row(2, "all/total", 4900.0)], nomenclatures)
    assert reasons(alone) == {2: ("another_total", (1,))}
    found = stand([whole, row(3, "PCAET/road", 4000.0)], nomenclatures)
    assert reasons(found) == {1: ("all_sectors", (3,))}
    found = stand([whole, row(3, "PCAET/road", 3999.0)], nomenclatures)
    assert reasons(found) == {3: ("finer_incomplete", (1,))}


def test_land_does_not_hide_a_total_from_which_it_is_left_out(nomenclatures, row):
    whole = row(1, "PCAET/total", 5000.0)
    forest = row(2, "PCAET/utcatf", 300.0, substance="sink_forest")
    assert numbers(stand([whole, forest], nomenclatures)) == [1, 2]
    elsewhere = row(3, "PCAET/utcatf", 9.0, substance="sink_forest", territory="A")
    found = stand([whole, elsewhere], nomenclatures, wholes={"A": "T"})
    assert numbers(found) == [1, 3]


def test_communes_give_way_to_their_intercommunality_sector_by_sector(
    nomenclatures, row
):
    rows = [
        row(1, "PCAET/road", 100.0, territory="A"),
        row(2, "PCAET/waste", 7.0, territory="A"),
        row(3, "PCAET/road", 300.0, territory="E"),
    ]
    found = stand(rows, nomenclatures, wholes={"A": "E", "B": "E"})
    assert numbers(found) == [2, 3]
    assert reasons(found) == {1: ("part_of_whole", (3,))}


def test_silence_never_hides_a_figure(nomenclatures, row):
    rows = [
        row(1, "PCAET/waste", 70.0),
        row(2, "accounts/waste.landfill", state=CellState.NOT_OCCURRING, note="aucune"),
    ]
    assert numbers(stand(rows, nomenclatures)) == [1]
    turned = [row(1, "PCAET/waste"), row(2, "accounts/waste.landfill", 70.0)]
    assert numbers(stand(turned, nomenclatures)) == [2]


def test_what_no_framework_knows_is_set_aside_and_named(nomenclatures, row):
    rows = [
        row(1, "GPC/II.9.9", 1.0),
        row(2, "accounts/road.cars", 1.0, substance="activity_distance"),
        row(3, "accounts/road.cars", 1.0, substance="emission_kryptonite"),
    ]
    found = stand(rows, nomenclatures)
    assert numbers(found) == []
    assert [left.reason for left in found.aside] == [
        *("unknown_line", "not_an_emission", "unknown_substance")
    ]


FACTS = Facts(read())
TABLES = read()  # laws print what fails: not a fixture, which would be printed too
LINES = st.sampled_from(
    [
        *("accounts/residential.gas", "accounts/residential.electricity"),
        *("accounts/industry.refrigerants", "accounts/residential.losses"),
        *("accounts/waste.landfill_outside", "accounts/land.forest", "GPC/V.2"),
        *("GPC/I.1.1", "GPC/I.1.2", "GPC/IV.2", "GPC/III.1.2", "PCAET/residential"),
        *("PCAET/industry", "PCAET/total", "PCAET/utcatf", "BEGES/1.1/schools"),
        *("all/total", "GPC/I.9.9"),
    ]
)
SUBSTANCES = st.sampled_from(
    [
        *("emission_ghg", "emission_co2", "emission_ch4", "emission_ch4_fossil"),
        *("emission_co2_biogenic", "energy_final", "energy_electricity"),
        *("sink_total", "sink_forest", "pollutant_nox", "activity_distance"),
    ]
)
VALUES = st.one_of(st.none(), st.integers(0, 50).map(float))


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    keys = st.tuples(
        st.sampled_from("AB"),
        LINES,
        SUBSTANCES,
        st.integers(1, 2),
        VALUES,
        st.booleans(),
    )
    found = draw(st.lists(keys, max_size=12, unique_by=lambda key: key[:4]))
    rows = []
    for number, (place, line, substance, source, value, chosen) in enumerate(found, 1):
        nomenclature, _, sector = line.partition("/")
        state = CellState.MISSING if value is None else OBSERVED
        key = (place, substance, nomenclature, sector, 2022, state, value, None)
        rows.append(Row(number, *key, source=source, chosen=chosen))
    return rows


@settings(deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_each_row_counts_once_or_says_why_in_any_order(rows, random):
    wholes = {"B": "A"}
    found = stand(rows, TABLES, wholes=wholes)
    given_, told = sorted(row.number for row in rows), list(found.counted)
    told += [left.row for left in found.aside]
    assert sorted(row.number for row in told) == given_
    for several in (found.aside, *found.elsewhere.values()):
        assert {left.reason for left in several} <= set(TABLES.reasons)
    random.shuffle(rows)
    again = stand(rows, TABLES, wholes=wholes)
    assert (again.counted, again.aside) == (found.counted, found.aside)
    assert again.elsewhere == found.elsewhere


@settings(deadline=None)
@given(ledgers())
def test_no_line_of_a_framework_is_fed_by_two_nomenclatures(rows):
    for framework in ("PCAET", "GPC"):
        fed: dict[tuple[str, ...], set[str]] = {}
        for each in stand(rows, TABLES).within(framework):
            landing = TABLES.landing(
                each.nomenclature, each.sector, framework, each.substance
            )
            family = TABLES.family(each.substance)
            if landing.code and each.value is not None:
                of = "ghg" if family == "sink" else family
                of = BIOGENIC if each.substance == BIOGENIC else of
                key = each.territory, landing.code, of
                fed.setdefault(key, set()).add(each)
        for several in fed.values():
            for one, other in product(several, repeat=2):
                # accounts and GPC may share a PCAET sector, never a reference
                here = FACTS.of(one), FACTS.of(other)
                assert (
                    one.nomenclature == other.nomenclature
                    or not here[0].is_akin(here[1])
                    or (
                        (framework == "PCAET" and here[0].gpc != here[1].gpc)
                        and {one.nomenclature, other.nomenclature}
                        == {"accounts", "GPC"}
                    )
                ), (one, other)


@settings(deadline=None)
@given(ledgers())
def test_standing_again_changes_nothing(rows):
    once = stand(rows, TABLES)
    twice = stand(once.counted, TABLES)
    assert twice.counted == once.counted
    assert twice.aside == ()
