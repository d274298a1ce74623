"""What counts when the same is told twice: by hand, and laws that no figure breaks.

Each case is one that a review found wrong, with its own numbers.
"""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import FINER, Facts
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.methods.warming import potential

TABLES = read()  # laws print what fails: not a fixture, which would be printed too
FACTS = Facts(TABLES)


def totals(rows, wholes=None):
    """Total of the PCAET, sequestration, then those of the GPC."""
    standing = stand(rows, TABLES, wholes=wholes)
    grids = pcaet(standing, TABLES, "AR5").grids
    levels = gpc(standing, TABLES, "AR5").levels
    amounts = {name: grids[name].sums["total"] for name in ("ghg", "sinks", "energy")}
    found = amounts | levels
    return {name: each.value for name, each in found.items() if each is not None}


def reasons(rows, framework="PCAET", wholes=None):
    standing = stand(rows, TABLES, wholes=wholes)
    return {left.row.number: left.reason for left in standing.left(framework)}


# A total of all sectors, and a few of them.


@pytest.mark.parametrize(
    ("chosen", "why"), [(False, "finer_incomplete"), (True, "finer_lines")]
)
def test_one_small_sector_does_not_erase_the_total(row, chosen, why):
    rows = [
        row(1, "all/total", 1_000_000.0, chosen=chosen),
        row(2, "PCAET/waste", 10.0),
    ]
    assert totals(rows) == {"ghg": 1_000_000.0}
    assert reasons(rows) == {2: why}


def test_a_total_whose_sectors_are_enough_gives_way_unless_it_is_chosen(row):
    sectors = [row(2, "PCAET/road", 500.0), row(3, "GPC/I.1.1", 400.0)]
    assert totals([row(1, "all/total", 1000.0), *sectors])["ghg"] == 900.0
    assert totals([row(1, "all/total", 1000.0, chosen=True), *sectors])["ghg"] == 1000.0


# Native lines and references of the GPC.


@pytest.mark.parametrize(
    ("references", "native", "expected"),
    [
        # electricity (I.1.2) stays beside a line of gas (I.1.1)
        (
            {"I.1.1": 1000.0, "I.1.2": 150.0},
            ("residential.gas", 990.0),
            {"ghg": 1140.0, "BASIC": 1140.0, "BASIC+": 1140.0, "TERRITORIAL": 990.0},
        ),
        # journeys beyond (II.1.3) beside cars inside (II.1.1)
        (
            {"II.1.1": 1000.0, "II.1.3": 200.0},
            ("road.cars", 980.0),
            {"ghg": 980.0, "BASIC": 980.0, "BASIC+": 1180.0, "TERRITORIAL": 980.0},
        ),
        # energy industries (I.4.1, I.4.2) beside what a plant delivers (I.4.4)
        (
            {"I.4.1": 50.0, "I.4.2": 10.0},
            ("energy.power_plants", 1e6),
            {"ghg": 60.0, "BASIC": 60.0, "BASIC+": 60.0, "TERRITORIAL": 1_000_050.0},
        ),
        # waste from here (III.1.1, III.1.2) beside waste from elsewhere (III.1.3)
        (
            {"III.1.1": 1000.0, "III.1.2": 300.0},
            ("waste.landfill_imported", 1500.0),
            {"ghg": 2500.0, "BASIC": 1300.0, "BASIC+": 1300.0, "TERRITORIAL": 2500.0},
        ),
    ],
)
def test_a_native_line_replaces_the_reference_where_it_lands_only(
    row, references, native, expected
):
    rows = [row(k, f"GPC/{code}", v) for k, (code, v) in enumerate(references.items())]
    line, value = native
    assert totals([*rows, row(9, f"accounts/{line}", value)]) == expected


@pytest.mark.parametrize(
    ("line", "substance", "reference", "climate_plan"),
    [
        # uses of products (IV.2) are in no sector of the PCAET
        ("residential.refrigerants", "emission_hfc", "IV.2", 500.0),
        # fuels of treatment sites are waste for the law, services for the GPC
        ("waste.fuel", "emission_ghg", "I.2.1", 5500.0),
    ],
)
def test_a_reference_hides_no_line_of_a_sector_where_it_does_not_land(
    row, line, substance, reference, climate_plan
):
    rows = [
        row(1, f"accounts/{line}", 500.0, substance=substance),
        row(2, f"GPC/{reference}", 5000.0),
    ]
    found = totals(rows)
    assert found["ghg"] == climate_plan
    assert found["BASIC+"] == 5000.0
    assert reasons(rows, "GPC") == {1: "finer_incomplete"}


def test_a_figure_that_may_be_counted_in_two_sectors_is_to_be_justified(row):
    rows = [
        row(1, "accounts/waste.fuel", 500.0),
        row(2, "GPC/I.2.1", 5000.0),
        row(3, "GPC/I.2.2", 1000.0),
    ]
    cells = pcaet(stand(rows, TABLES), TABLES, "AR5").grids["ghg"].cells
    assert cells["tertiary", "total"].why == "holds_other_lines"


# Different things of one sector.


def test_a_gas_hides_no_other_gas_and_a_carrier_no_other_carrier(row):
    # AR5: 4 t of N2O are 1,060, 10 t of methane 280; electricity 500, gas 800
    rows = [
        row(1, "PCAET/agriculture", 4.0, substance="emission_n2o"),
        row(2, "accounts/agriculture.enteric", 280.0),
        row(3, "PCAET/residential", 500.0, substance="energy_electricity"),
        row(4, "accounts/residential.gas", 800.0, substance="energy_final"),
    ]
    assert reasons(rows) == {}
    assert totals(rows)["ghg"] == 1340.0
    assert totals(rows)["energy"] == 1300.0


def test_on_one_line_all_gases_hold_each_of_them(row):
    rows = [
        row(1, "accounts/road.cars", 1000.0),
        row(2, "accounts/road.cars/essence", 500.0, substance="emission_co2"),
        row(3, "accounts/road.cars/essence", 1.0, substance="emission_ch4_fossil"),
    ]
    assert totals(rows)["ghg"] == 1000.0


def test_pollutants_of_building_sites_stand_in_the_industry_once(row):
    nox = {"substance": "pollutant_nox"}
    sites = row(1, "accounts/chantiers.machinery", 30.0, **nox)
    whole = row(2, "PCAET/industry", 100.0, **nox)
    beside = row(3, "PCAET/chantiers", 29.0, **nox)

    def of_industry(*rows):
        grid = pcaet(stand(rows, TABLES), TABLES, "AR5").grids["pollutants"]
        return grid.cells["industry", "pollutant_nox"].amount.value

    assert of_industry(sites) == 30.0
    assert of_industry(sites, whole) == 100.0  # they are within the sector
    # nine sectors of one table: industry is told without the sites
    assert of_industry(whole, beside) == 129.0
    assert of_industry(sites, whole, beside) == 130.0


# Land.


@pytest.mark.parametrize("line", ["PCAET/utcatf", "accounts/land.forest"])
def test_the_net_emission_of_land_and_its_sink_are_the_same_carbon(row, line):
    rows = [row(1, line, -1000.0), row(2, line, 1000.0, substance="sink_forest")]
    assert totals(rows)["sinks"] == 1000.0
    assert totals(rows)["BASIC+"] == -1000.0
    assert reasons(rows) == {1: "net_of_sinks"}
    far = [rows[0], rows[1]._replace(value=300.0)]
    assert totals(far)["sinks"] == 1000.0
    assert reasons(far) == {2: "sinks_aside"}
    chosen = [rows[0], far[1]._replace(chosen=True)]
    assert totals(chosen)["sinks"] == 300.0


# Parts of a line.


@pytest.mark.parametrize(
    ("part", "why"),
    [(10_000.0, "parts_exceed"), (900.0, "parts_incomplete"), (1015.0, "parts_exceed")],
)
def test_parts_count_near_their_total_only(row, part, why):
    gas = "accounts/residential.gas"
    rows = [row(1, gas, 1000.0), row(2, gas, part, substance="emission_co2")]
    assert totals(rows)["ghg"] == 1000.0
    assert reasons(rows) == {2: why}
    near = [rows[0], rows[1]._replace(value=1009.0)]
    assert reasons(near) == {1: "total_of_parts"}


def test_the_choice_of_a_part_far_from_its_total_says_why_it_does_not_count(row):
    gas = "accounts/residential.gas"
    part = row(2, gas, 1.0, substance="emission_co2", chosen=True)
    assert reasons([row(1, gas, 1000.0), part]) == {2: "chosen_would_mix"}


def test_a_cell_whose_parts_exceed_it_is_to_be_justified(row):
    rows = [
        row(1, "PCAET/road", 1000.0),
        row(2, "PCAET/road", 10_000.0, substance="emission_co2"),
    ]
    cell = pcaet(stand(rows, TABLES), TABLES, "AR5").grids["ghg"].cells["road", "total"]
    assert (cell.amount.value, cell.why) == (1000.0, "parts_exceed")


# A territory and those within it.

FORMERS = {"F1": "W", "F2": "W"}


@pytest.fixture
def formers(row):
    return [
        row(1, "PCAET/residential", 1000.0, territory="F1"),
        row(2, "PCAET/residential", 1000.0, territory="F2"),
    ]


def test_a_line_of_today_does_not_silence_the_former_communes(row, formers):
    wood = row(3, "accounts/residential.wood", 5.0, territory="W")
    assert totals([*formers, wood], FORMERS)["ghg"] == 2000.0
    assert reasons([*formers, wood], wholes=FORMERS) == {3: "whole_incomplete"}
    chosen = [*formers, wood._replace(chosen=True)]
    assert reasons(chosen, wholes=FORMERS) == {3: "chosen_would_mix"}


def test_a_sector_of_today_does_not_silence_former_totals(row):
    rows = [
        row(1, "all/total", 1000.0, territory="F1"),
        row(2, "all/total", 1000.0, territory="F2"),
        row(3, "PCAET/tertiary", 10.0, territory="W"),
    ]
    assert totals(rows, FORMERS)["ghg"] == 2000.0


def test_own_figures_count_where_they_are_enough_or_chosen(row, formers):
    own = row(3, "PCAET/residential", 1601.0, territory="W")
    assert totals([*formers, own], FORMERS)["ghg"] == 1601.0
    low = own._replace(value=100.0)
    assert totals([*formers, low], FORMERS)["ghg"] == 2000.0
    assert totals([*formers, low._replace(chosen=True)], FORMERS)["ghg"] == 100.0


@pytest.mark.parametrize("state", [CellState.MISSING, CellState.CONFIDENTIAL])
def test_silence_about_the_whole_silences_no_part(row, formers, state):
    own = row(3, "PCAET/residential", territory="W", state=state)
    assert totals([*formers, own], FORMERS)["ghg"] == 2000.0


@pytest.mark.parametrize(
    ("what", "line", "own", "inside", "counted"),
    [
        ("sink_forest", "accounts/land.forest", 50_000.0, 20.0, 50_000.0),
        ("sink_forest", "accounts/land.forest", 20.0, 50_000.0, 50_000.0),
        ("emission_ghg", "PCAET/utcatf", -50_000.0, -20_000.0, 50_000.0),
        ("emission_ghg", "PCAET/utcatf", -20_000.0, -50_000.0, 50_000.0),
        # a part of another sign proves nothing of a balance
        ("emission_ghg", "PCAET/utcatf", 5_000.0, -20_000.0, -5_000.0),
        ("emission_ghg", "PCAET/utcatf", -20_000.0, 5_000.0, 20_000.0),
    ],
)
def test_a_small_sink_of_a_commune_does_not_replace_that_of_its_group(
    row, what, line, own, inside, counted
):
    rows = [
        row(1, line, own, substance=what, territory="E"),
        row(2, line, inside, substance=what, territory="C"),
    ]
    assert totals(rows, {"C": "E"})["sinks"] == counted


def test_an_own_figure_hides_neither_other_sectors_nor_other_years(row):
    members = [
        row(k, f"PCAET/{sector}", 40.0, territory=code)._replace(year=year)
        for k, (code, sector, year) in enumerate(
            (code, sector, year)
            for code in ("C1", "C2")
            for sector in ("residential", "waste")
            for year in (2020, 2021)
        )
    ]
    own = row(99, "PCAET/waste", 90.0, territory="E")._replace(year=2020)
    standing = stand([*members, own], TABLES, wholes={"C1": "E", "C2": "E"})
    by_year = {
        year: pcaet(standing.year(year), TABLES, "AR5").grids["ghg"].sums["total"].value
        for year in (2020, 2021)
    }
    assert by_year == {2020: 80.0 + 90.0, 2021: 160.0}


def test_what_is_told_of_one_line_counts_once_whatever_the_others_tell(row):
    # of the two lines of the commune, only one may tell what the territory tells
    cold = "accounts/{}.refrigerants"
    rows = [
        row(1, cold.format("industry"), 9.0, substance="emission_co2", territory="E"),
        row(2, cold.format("residential"), 1.0, territory="C"),
        row(3, cold.format("industry"), 1.0, territory="C"),
    ]
    assert reasons(rows, "GPC", {"C": "E"}) == {2: "part_of_whole", 3: "part_of_whole"}
    assert reasons(rows, "PCAET", {"C": "E"}) == {3: "part_of_whole"}


def test_former_communes_count_within_their_intercommunality_too(row, formers):
    wholes = FORMERS | {"W": "E"}
    own = row(3, "PCAET/residential", 2100.0, territory="E")
    assert totals([*formers, own], wholes)["ghg"] == 2100.0
    assert reasons([*formers, own], wholes=wholes) == dict.fromkeys(
        (1, 2), "part_of_whole"
    )


@pytest.mark.parametrize(
    ("native", "other", "gases"),
    [
        ("industry.processes", "GPC/IV.1", ("emission_co2", "emission_n2o")),
        ("industry.processes", "GPC/IV.1", ("emission_co2", "emission_pfc")),
        ("industry.processes", "PCAET/industry", ("emission_co2", "emission_n2o")),
        ("waste.incineration", "GPC/III.3.1", ("emission_co2", "emission_n2o")),
    ],
)
def test_all_gases_of_a_process_are_not_its_gases_once_more(row, native, other, gases):
    worth = {name: FACTS.nomenclatures.substances[name] for name in gases}
    rows = [row(1, f"accounts/{native}", 1000.0)]
    for number, (name, substance) in enumerate(worth.items(), 2):
        mass = 500.0
        if substance.unit == "t" and name != "emission_co2":
            mass /= potential(substance.gas, "AR5")
        rows.append(row(number, other, mass, substance=name))
    found = totals(rows)
    assert found["ghg"] == pytest.approx(1000.0)
    assert found["BASIC+"] == pytest.approx(1000.0)


def test_wood_products_are_outside_the_gpc_whichever_line_tells_them(row):
    forest = row(1, "accounts/land.forest", 9000.0, substance="sink_forest")
    for line in ("PCAET/utcatf", "accounts/land.wood_products"):
        wood = row(2, line, 1000.0, substance="sink_wood_products")
        found = totals([forest, wood])
        assert (found["sinks"], found["BASIC+"]) == (10_000.0, -9000.0)
        (left,) = gpc(stand([forest, wood], TABLES), TABLES, "AR5").aside
        assert (left.row.number, left.reason) == (2, "wood_products")


# Laws.

NATIVE = (
    *("residential.gas", "residential.wood", "residential.electricity"),
    *("residential.losses", "residential.refrigerants", "tertiary.gas", "waste.fuel"),
    *("waste.landfill_outside", "waste.landfill_imported", "energy.power_plants"),
    *("industry.processes", "industry.refrigerants", "chantiers.machinery"),
    *("air.landing_takeoff", "road.cars", "road.transboundary", "agriculture.enteric"),
)
REFERENCES = (
    *("I.1.1", "I.1.2", "I.1.3", "I.2.1", "I.4.1", "II.1.1", "II.1.3", "III.1.1"),
    *("III.1.2", "III.1.3", "IV.1", "IV.2", "V.1", "II.4.3", "I.6.1"),
)
SECTORS = ("residential", "tertiary", "industry", "waste", "energy", "chantiers")
DIVIDED = [
    *(f"accounts/{code}" for code in NATIVE),
    *(f"GPC/{code}" for code in REFERENCES),
    *(f"PCAET/{code}" for code in SECTORS),
]
SUBSTANCES = ("emission_ghg", "emission_co2", "emission_hfc")
OTHERS = ("energy_final", "energy_electricity", "pollutant_nox")


@st.composite
def figures(draw: st.DrawFn, lines: list[str], chosen: bool = True) -> list[Row]:
    """Give figures of one place and year; masses of CO2 only: one set of potentials."""
    cells = st.tuples(
        st.sampled_from(lines),
        st.sampled_from((*SUBSTANCES, *OTHERS)),
        st.integers(1, 100).map(float),
        st.booleans() if chosen else st.just(False),
    )
    found = draw(st.lists(cells, max_size=8, unique_by=lambda cell: cell[:2]))
    return [
        Row(k, "T", what, *line.split("/"), 2022, CellState.OBSERVED, v, None, chosen=c)
        for k, (line, what, v, c) in enumerate(found, 1)
    ]


def added(rows: list[Row], new: list[Row]) -> Row:
    """Take a figure of a line of which nothing was said, chosen by nobody."""
    assume(new)
    row = new[0]._replace(number=99, chosen=False)
    lines = {(each.nomenclature, each.sector) for each in rows}
    assume((row.nomenclature, row.sector) not in lines)
    return row


def cells(rows):
    """Every cell of both frameworks, with the place where its rows land."""
    standing = stand(rows, TABLES)
    grids = pcaet(standing, TABLES, "AR5").grids
    found = {
        ("PCAET", name, *key): cell.amount.value
        for name, grid in grids.items()
        for key, cell in grid.cells.items()
        if cell.amount is not None
    }
    table = gpc(standing, TABLES, "AR5").grid
    return found | {
        ("GPC", "ghg", *key): cell.amount.value
        for key, cell in table.cells.items()
        if cell.amount is not None
    }


@settings(deadline=None, max_examples=200)
@given(figures(DIVIDED), figures(DIVIDED))
def test_a_figure_moves_nothing_but_the_line_where_it_lands(rows, new):
    row = added(rows, new)
    fact = FACTS.of(row)
    before, after = cells(rows), cells([*rows, row])
    places = {("PCAET", fact.pcaet), ("GPC", fact.gpc)}
    if fact.pcaet == "industry":
        places.add(("PCAET", "chantiers"))  # shown once more within the industry
    moved = {
        key
        for key in before.keys() | after.keys()
        if before.get(key) != pytest.approx(after.get(key))
    }
    assert {(framework, line) for framework, _, line, _ in moved} <= places


@settings(deadline=None, max_examples=200)
@given(
    figures([*DIVIDED, "PCAET/total", "all/total"], chosen=False),
    figures([*DIVIDED, "PCAET/total", "all/total"], chosen=False),
)
def test_a_default_makes_no_total_smaller_by_more_than_a_fifth(rows, new):
    row = added(rows, new)

    def sums(several):
        found: dict[tuple[str, str, str], float] = {}
        for (framework, grid, line, column), value in cells(several).items():
            shown_twice = line == "chantiers"
            if column == "total" or (grid == "pollutants" and not shown_twice):
                key = framework, grid, column
                found[key] = found.get(key, 0.0) + value
        return found

    before, after = sums(rows), sums([*rows, row])
    for key, value in before.items():
        assert after.get(key, 0.0) >= (1 - FINER) * value - 1e-9, key


@settings(deadline=None, max_examples=100)
@given(figures(DIVIDED), figures(DIVIDED), st.booleans())
def test_of_a_territory_and_its_parts_one_counts_for_each_thing(own, parts, nested):
    wholes = {"P": "M", "M": "T"} if nested else {"P": "T"}
    inside = [
        each._replace(number=each.number + 50, territory="P", chosen=False)
        for each in parts
    ]
    standing = stand([*own, *inside], TABLES, wholes=wholes)
    for framework in ("PCAET", "GPC"):
        rows = [
            (each, FACTS.of(each), FACTS.of(each).place(framework))
            for each in standing.within(framework)
        ]
        for one, fact, place in rows:
            for other, its, where in rows:
                same = place == where != "" and fact.family == its.family
                if one.territory < other.territory and same:
                    assert not fact.is_akin(its), (one, other)


@settings(deadline=None, max_examples=100)
@given(figures(DIVIDED), figures(DIVIDED))
def test_an_own_row_without_figure_changes_nothing(parts, own):
    wholes = {"P": "T"}
    inside = [each._replace(number=each.number + 50, territory="P") for each in parts]
    silent = [
        each._replace(state=CellState.MISSING, value=None, chosen=False) for each in own
    ]
    before = stand(inside, TABLES, wholes=wholes)
    after = stand([*inside, *silent], TABLES, wholes=wholes)
    for framework in ("PCAET", "GPC"):
        kept = [r for r in after.within(framework) if r.value is not None]
        assert kept == list(before.within(framework))
