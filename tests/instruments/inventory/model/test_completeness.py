"""A cell is complete when what it needs has spoken, not when something is in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.model.completeness import Coverage
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.grid import Completeness
from trajectoire.instruments.inventory.model.needs import needs_of
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.reconciliation import reconcile
from trajectoire.instruments.inventory.model.standing import stand

TABLES = read()
COMPLETE, TO_JUSTIFY = Completeness.COMPLETE, Completeness.TO_JUSTIFY
GAS = "energy_natural_gas"


def cell(rows, grid, line, column="total", **more):
    found = pcaet(stand(rows, TABLES), TABLES, "AR5", **more)
    return found.grids[grid].cells[line, column]


def codes(found):
    return [code for _, code in found.silent]


@pytest.mark.parametrize(
    ("given_", "grid", "line", "why", "silent"),
    [
        (["GPC/I.1.1"], "ghg", "residential", "lines_silent", ["I.1.2"]),
        (["GPC/IV.1"], "ghg", "industry", "lines_silent", ["I.3.1", "I.3.2"]),
        (
            *(["GPC/V.3"], "ghg", "agriculture"),
            *("lines_silent", ["I.5.1", "I.5.2", "V.1"]),
        ),
        # native gas stands for I.1.1 if the other usual fuels speak too
        (
            *(["GPC/I.1.2", "accounts/residential.gas"], "ghg", "residential"),
            *("lines_silent", ["residential.oil", "residential.wood"]),
        ),
        (
            *(["PCAET/residential energy_electricity"], "energy", "residential"),
            *("carriers_silent", [GAS, "energy_oil_products", "energy_wood"]),
        ),
        (
            *(["PCAET/agriculture emission_ch4"], "ghg", "agriculture"),
            *("gases_silent", ["emission_co2", "emission_n2o"]),
        ),
        (
            *(["GPC/I.4.1 emission_n2o"], "ghg", "energy"),
            *("lines_silent", ["I.4.2", "I.7.1", "I.8.1"]),
        ),
        (
            *(["accounts/land.cropland sink_cropland"], "sinks"),
            *("sink_agricultural_soils", "soils_silent", ["sink_grassland"]),
        ),
    ],
)
def test_parts_of_an_unstated_total_name_what_is_silent(
    row, given_, grid, line, why, silent
):
    rows = []
    for number, text in enumerate(given_, 1):
        code, _, substance = text.partition(" ")
        more = {"substance": substance} if substance else {}
        rows.append(row(number, code, 10.0, **more))
    found = cell(rows, grid, line)
    assert (found.completeness, found.why) == (TO_JUSTIFY, why)
    assert codes(found)[: len(silent)] == silent


def test_gases_of_a_line_are_those_that_it_emits(row):
    lines = ("gas", "oil", "electricity", "wood")
    rows = [
        row(k, f"accounts/residential.{line}", 1.0, substance="emission_n2o")
        for k, line in enumerate(lines, 1)
    ]
    # nitrous oxide of all the usual fuels, and no CO2
    assert codes(cell(rows, "ghg", "residential")) == ["emission_ch4", "emission_co2"]
    carbon = [each._replace(substance="emission_co2") for each in rows[:3]]
    methane = rows[3]._replace(number=9, substance="emission_ch4_biogenic")
    whole = cell([*carbon, rows[3], methane], "ghg", "residential")
    assert whole.completeness is COMPLETE


def test_a_pollutant_needs_the_lines_that_emit_it(row):
    nox, ammonia = "pollutant_nox", "pollutant_nh3"
    one = row(1, "accounts/residential.gas", 1.0, substance=nox)
    found = cell([one], "pollutants", "residential", nox)
    assert (found.why, codes(found)) == (
        "lines_silent",
        ["residential.oil", "residential.wood"],
    )
    rows = [
        row(k, f"accounts/agriculture.{line}", 1.0, substance=ammonia)
        for k, line in enumerate(("manure", "soils"), 1)
    ]
    found = cell(rows, "pollutants", "agriculture", ammonia)
    assert found.completeness is COMPLETE  # tractors and heating emit next to none


def test_building_sites_alone_are_not_the_industry(row):
    nox = "pollutant_nox"
    found = cell(
        [row(1, "PCAET/chantiers", 1.0, substance=nox)], "pollutants", "industry", nox
    )
    assert (found.why, codes(found)) == ("lines_silent", ["industry"])


def test_a_figure_for_the_whole_and_a_word_for_each_part_are_complete(row):
    assert cell([row(1, "PCAET/waste", 3.0)], "ghg", "waste").completeness is COMPLETE
    said = {"state": CellState.NOT_OCCURRING, "note": "aucune"}
    rows = [
        row(1, "GPC/I.1.1", 5.0),
        row(2, "GPC/I.1.2", **said),
    ]
    assert cell(rows, "ghg", "residential").completeness is COMPLETE


def test_a_reference_of_the_gpc_needs_its_gases_too(row):
    table = gpc(
        stand([row(1, "GPC/I.3.1", 1.0, substance="emission_co2")], TABLES),
        *(TABLES, "AR5"),
    )
    found = table.grid.cells["I.3.1", "total"]
    assert (found.why, codes(found)) == (
        "gases_silent",
        ["emission_ch4", "emission_n2o"],
    )


def test_a_sum_of_communes_says_how_many_speak(row):
    coverage = Coverage(frozenset({"A", "B", "C"}), {"F": "B"})
    rows = [
        row(1, "PCAET/road", 10.0, territory="A"),
        row(2, "PCAET/road", 10.0, territory="F"),  # a former commune of B
    ]
    found = cell(rows, "ghg", "road", coverage=coverage)
    assert (found.why, found.told) == ("communes_missing", (2, 3))
    silent = row(3, "PCAET/road", territory="C", state=CellState.NOT_OCCURRING)
    found = cell([*rows, silent], "ghg", "road", coverage=coverage)
    assert (found.completeness, found.told) == (COMPLETE, (3, 3))
    own = cell([row(1, "PCAET/road", 10.0, territory="E")], "ghg", "road",
               coverage=coverage)  # fmt: skip
    assert (own.completeness, own.told) == (COMPLETE, None)


def test_a_total_of_communes_of_which_one_is_silent_is_a_least_amount(row):
    rows = [
        row(10 * number + place, f"PCAET/{code}", 10.0, territory=commune)
        for number, code in enumerate(SECTORS, 1)
        for place, commune in enumerate("AB")
    ]

    def lacks(communes):
        coverage = Coverage(frozenset(communes))
        found = pcaet(stand(rows, TABLES), TABLES, "AR5", coverage=coverage)
        return found.grids["ghg"].hidden["total"]

    assert lacks("ABC") is CellState.MISSING
    assert lacks("AB") is None


def test_each_commune_needs_its_own_lines(row):
    rows = [
        row(1, "PCAET/tertiary", 10.0, territory="A"),
        row(2, "accounts/tertiary.gas", 10.0, territory="B"),
    ]
    assert codes(cell(rows, "ghg", "tertiary")) == [
        *("tertiary.electricity", "tertiary.oil")
    ]


def test_a_figure_that_is_set_aside_is_not_silence(row):
    rows = [row(1, "all/total", 1000.0), row(2, "PCAET/waste", 10.0)]
    found = cell(rows, "ghg", "waste")
    assert (found.completeness, found.why) == (TO_JUSTIFY, "finer_incomplete")
    assert cell(rows, "ghg", "road").why == "nothing_said"


@settings(deadline=None)
@given(
    st.sets(st.sampled_from(sorted(TABLES.lines["GPC"])), min_size=1),
    st.sampled_from(SECTORS),
)
def test_a_sector_told_by_references_is_complete_with_all_of_them_only(
    row, told, sector
):
    rows = [row(k, f"GPC/{code}", 1.0) for k, code in enumerate(sorted(told))]
    found = cell(rows, "ghg", sector)
    landings = {
        code: TABLES.landing("GPC", code, "PCAET", "emission_ghg").code
        for code in TABLES.lines["GPC"]
    }
    needed = {
        code
        for code, at in landings.items()
        if at == sector and TABLES.lines["GPC"][code].scope < 3
    }
    there = {code for code in told if landings[code] == sector}
    assert (found.completeness is COMPLETE) == bool(there and needed <= there)


def test_every_need_is_a_line_or_a_substance_with_a_name():
    for (nomenclature, line, family), needs in TABLES.needs.items():
        assert line in TABLES.lines[nomenclature], line
        assert family in TABLES.lines[nomenclature][line].families, line
        assert needs
        for name in needs:
            assert TABLES.family(name) == family, (line, name)


def test_every_sector_knows_what_makes_it_whole(row):
    needs = needs_of(TABLES)
    for sector in SECTORS:
        some = [row(1, f"PCAET/{sector}", 1.0, substance="emission_sf6")]
        assert needs.silent(some, ("PCAET", sector, "ghg"))
        one = [row(1, f"PCAET/{sector}", 1.0, substance="energy_other")]
        assert needs.silent(one, ("PCAET", sector, "energy"))


# Where lines land.


def test_losses_are_allocated_to_who_consumes(row):
    # R229-52: production for the country and its networks, by final consumption
    rows = [row(1, "accounts/tertiary.losses", 7.0), row(2, "GPC/I.1.3", 5.0)]
    grid = pcaet(stand(rows, TABLES), TABLES, "AR5").grids["ghg"]
    assert grid.cells["tertiary", "total"].amount.value == 7.0
    assert grid.cells["residential", "total"].amount.value == 5.0


def test_landings_and_take_offs_are_emitted_inside(row):
    rows = [row(1, "accounts/air.landing_takeoff", 100.0)]
    standing = stand(rows, TABLES)
    levels = gpc(standing, TABLES, "AR5").levels
    assert {name: each and each.value for name, each in levels.items()} == {
        "BASIC": None,
        "BASIC+": 100.0,
        "TERRITORIAL": 100.0,
    }
    bridges = reconcile(standing, TABLES, "AR5").bridges
    assert [(one.end, len(one.differences)) for one in bridges] == [
        ("BASIC", 1),
        ("BASIC+", 1),
        ("TERRITORIAL", 0),
    ]
    beyond = row(2, "accounts/air.transboundary", 900.0)
    assert gpc(stand([beyond], TABLES), TABLES, "AR5").levels["TERRITORIAL"] is None


def test_indirect_nitrous_oxide_of_manure_is_no_livestock_for_the_gpc():
    def landing(line, framework):
        return TABLES.landing("accounts", line, framework, "emission_n2o").code

    assert landing("agriculture.manure", "GPC") == "V.1"
    assert landing("agriculture.manure_indirect", "GPC") == "V.3"
    assert landing("agriculture.manure_indirect", "PCAET") == "agriculture"
