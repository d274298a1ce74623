"""No sum nor difference of published figures gives a secret away, however many."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures as read
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model import subtraction
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.knowledge import Knowledge
from trajectoire.instruments.inventory.model.secrecy import (
    WITHHELD,
    holds,
    without_totals_of_secrets,
)

TOLD, SECRET = CellState.OBSERVED, CellState.CONFIDENTIAL
TABLES = read()
FACTS = Facts(TABLES)
LINES = ("road.cars", "road.trucks", "residential.gas", "residential.oil")
WHOLES = ("PCAET/road", "PCAET/residential", "PCAET/total", "GPC/II.1.1", "GPC/I.1.1")
GASES = ("emission_co2", "emission_ch4_fossil", "emission_n2o")
OF_GASES = ("emission_ch4", "emission_ghg")
NESTED = (
    *("accounts/road.cars", "accounts/road.cars/diesel", "accounts/road.cars/petrol"),
    *("accounts/road.trucks", "accounts/residential.gas", "accounts/residential.oil"),
    *("accounts/residential.coal", "accounts/residential.electricity"),
    *("PCAET/road", "PCAET/residential", "PCAET/waste", "PCAET/total"),
    *("GPC/II.1.1", "GPC/I.1.1"),
)


def rows_of(
    told: str = "", secret: str = "", substance: str = "emission_co2", activity: int = 0
) -> list[Row]:
    """Write ``PCAET/road`` or ``PCAET/road:emission_n2o``, one after the other."""
    rows = []
    for state, lines in ((TOLD, told.split()), (SECRET, secret.split())):
        for line in lines:
            place, _, gas = line.partition(":")
            nomenclature, _, sector = place.partition("/")
            cell = "T", gas or substance, nomenclature, sector, 2022
            value = 1.0 if state is TOLD else None
            rows.append(Row(0, *cell, state, value, None, activity=activity))
    return rows


def withheld(*several: Sequence[Row]) -> set[str]:
    rows = [row for rows in several for row in rows]
    rows = [row._replace(number=number) for number, row in enumerate(rows, 1)]
    kept = without_totals_of_secrets(rows, TABLES)
    return {
        f"{row.nomenclature}/{row.sector}:{row.substance}"
        for row in kept
        if row.note == WITHHELD
    }


OTHERS = "PCAET/tertiary PCAET/other_transport PCAET/waste PCAET/industry PCAET/energy"
HOMES = "accounts/residential.gas accounts/residential.oil"


def test_two_secrets_that_hide_each_other_in_a_sector_hide_no_third_elsewhere():
    # total - residential - the others - trucks = cars, whatever gas and oil are.
    rows = rows_of(
        f"PCAET/total PCAET/road PCAET/residential {OTHERS} "
        "accounts/road.trucks accounts/residential.coal",
        f"accounts/road.cars {HOMES}",
    )
    road, total = "PCAET/road:emission_co2", "PCAET/total:emission_co2"
    assert withheld(rows) == {road, total}  # residential: coal, and gas with oil
    assert withheld(rows[::-1]) == {road, total}


def test_a_sector_of_which_only_secrets_are_said_is_taken_off_as_well():
    # Nothing is told within residential: it tells neither gas nor oil, but is known.
    rows = rows_of(
        f"PCAET/total PCAET/residential {OTHERS} accounts/road.trucks",
        f"accounts/road.cars {HOMES}",
    )
    assert withheld(rows) == {"PCAET/total:emission_co2"}


def test_a_secret_total_is_not_told_by_the_rest_though_a_part_of_it_is():
    # total - residential - the others = road, of which cars are published.
    rows = rows_of(
        f"PCAET/total PCAET/residential {OTHERS} accounts/road.cars",
        f"PCAET/road {HOMES}",
    )
    assert withheld(rows) == {"PCAET/total:emission_co2"}


def test_a_secret_total_whose_parts_are_published_withholds_none_of_them():
    rows = rows_of("accounts/road.cars accounts/road.trucks", "PCAET/road")
    assert withheld(rows) == set()


def test_all_gases_of_its_lines_tell_no_gas_of_a_sector():
    # cars + trucks, all gases, less CO2 = N2O of the road: the trucks are withheld.
    rows = rows_of(
        "PCAET/road:emission_co2 accounts/road.cars:emission_ghg "
        "accounts/road.trucks:emission_ghg",
        "PCAET/road:emission_n2o",
    )
    sector = rows_of("PCAET/road", substance="emission_ghg")
    trucks = "accounts/road.trucks:emission_ghg"
    assert withheld(rows, sector) == {"PCAET/road:emission_ghg", trucks}


def test_two_gases_of_two_activities_are_two_equations():
    # CO2 of cars + trucks and N2O of cars + trucks: with the factors, both are told.
    both = "PCAET/road:{0} accounts/road.buses:{0}"
    rows = rows_of(" ".join(both.format(g) for g in ("emission_co2", "emission_n2o")))
    for number, line in enumerate(("accounts/road.cars", "accounts/road.trucks"), 1):
        gases = f"{line}:emission_co2 {line}:emission_n2o"
        rows += rows_of("", gases, activity=number)
    assert withheld(rows) == {"PCAET/road:emission_n2o"}
    assert withheld([row._replace(activity=0) for row in rows]) == set()


def test_building_sites_are_within_industry():
    gas, sites = "accounts/industry.gas", "PCAET/chantiers"
    rows = rows_of(f"PCAET/industry {gas}", sites, "pollutant_nox")
    assert withheld(rows) == {"PCAET/industry:pollutant_nox"}
    dust = "accounts/chantiers.dust"
    within = rows_of(f"{sites} accounts/chantiers.machinery", dust, "pollutant_pm10")
    assert withheld(within) == {"PCAET/chantiers:pollutant_pm10"}


@pytest.mark.parametrize("gas", ["emission_ghg", "emission_co2"])
@pytest.mark.parametrize("line", ["PCAET/utcatf", "GPC/V.2"])
def test_the_net_emission_of_land_is_less_its_sinks(line, gas):
    assert withheld(rows_of(f"{line}:{gas}", f"{line}:sink_total")) == {f"{line}:{gas}"}
    of_forest = rows_of(
        f"{line}:{gas} accounts/land.cropland:sink_cropland",
        "accounts/land.forest:sink_forest",
    )
    assert withheld(of_forest) == {f"{line}:{gas}"}
    other = rows_of(f"{line}:sink_total", f"{line}:emission_ghg")
    assert withheld(other) == {f"{line}:sink_total"}


def test_other_gases_of_land_and_of_all_sectors_tell_no_sink():
    rows = rows_of(
        "PCAET/total:emission_ghg PCAET/road:emission_ghg PCAET/utcatf:emission_n2o",
        "PCAET/utcatf:sink_total",
    )
    assert withheld(rows) == set()


def test_what_lies_in_two_totals_is_taken_off_once():
    # The GPC counts fuel of waste plants with buildings, the PCAET with waste.
    rows = rows_of(
        "PCAET/total PCAET/road GPC/I.2.1 accounts/tertiary.gas PCAET/waste "
        "accounts/waste.wastewater",
        "accounts/waste.fuel",
    )
    gone = {"PCAET/total", "GPC/I.2.1", "PCAET/waste"}
    assert withheld(rows) == {f"{line}:emission_co2" for line in gone}


def test_beyond_a_size_all_that_may_tell_is_withheld(monkeypatch):
    monkeypatch.setattr(subtraction, "_MANY", 3)
    rows = rows_of("PCAET/road accounts/road.buses", "accounts/road.cars")
    two = rows_of("PCAET/total PCAET/waste", HOMES)
    everything = {"PCAET/road:emission_co2", "PCAET/total:emission_co2"}
    assert withheld(rows, two) == everything


def test_a_figure_is_known_where_it_is_a_combination_of_others():
    # a + b + c = 0: a and b tell c, neither alone.
    known = Knowledge(np.array([[1.0, 1.0, 1.0]]), [2])
    assert not known.tells(0)
    known.learn(0)
    assert known.tells(1)
    assert not Knowledge(np.eye(3), [2]).tells(1)  # the sums alone told it


@st.composite
def of_gases(draw: st.DrawFn) -> list[Row]:
    """Fine figures, told, held back or not said; totals of which something is told."""
    fine = st.sampled_from([TOLD, TOLD, SECRET, None])
    cells = [(f"accounts/{line}", gas) for line in LINES for gas in GASES]
    states = [draw(fine) for _ in cells]
    rows = _rows(cells, states)
    wholes = [(line, gas) for line in WHOLES for gas in (*GASES, *OF_GASES)]
    wholes += [(f"accounts/{line}", gas) for line in LINES for gas in OF_GASES]
    asked = [row for row in _rows(wholes, [TOLD] * len(wholes)) if draw(st.booleans())]
    rows += [row for row in asked if any(part.value for part in _under(row, rows))]
    return [row._replace(number=number) for number, row in enumerate(rows, 1)]


@st.composite
def of_lines(draw: st.DrawFn) -> list[Row]:
    """Give one gas of lines and totals, any told, held back or not said."""
    states = [draw(st.sampled_from([TOLD, TOLD, SECRET, None])) for _ in NESTED]
    return _rows([(line, "emission_co2") for line in NESTED], states)


def _rows(
    cells: Sequence[tuple[str, str]], states: Sequence[CellState | None]
) -> list[Row]:
    rows: list[Row] = []
    for (line, gas), state in zip(cells, states, strict=True):
        if state is not None:
            cell = "T", gas, *line.split("/", 1), 2022, state
            rows.append(Row(len(rows) + 1, *cell, 1.0 if state is TOLD else None, None))
    return rows


def _under(whole: Row, rows: Sequence[Row]) -> list[Row]:
    return [part for part in rows if holds(whole, part, FACTS)]


def made_of(rows: Sequence[Row]) -> dict[int, list[float]]:
    """Write each row as the sum of what is said and holds nothing, in CO2e.

    A total that is told, and nothing of what it holds, holds something more.
    """
    under = {row.number: _under(row, rows) for row in rows}
    fine = [row for row in rows if not under[row.number]]
    more = [
        row
        for row in rows
        if row.value is not None
        and under[row.number]
        and not any(part.value for part in under[row.number])
    ]
    return {
        row.number: [float(row == e or e in under[row.number]) for e in (*fine, *more)]
        for row in rows
    }


def rank(vectors: Sequence[Sequence[float]]) -> int:
    return int(np.linalg.matrix_rank(np.array(vectors))) if vectors else 0


@settings(deadline=None, max_examples=200)
@given(st.one_of(of_gases(), of_lines()), st.randoms())
def test_no_secret_follows_from_all_that_stays_published(rows, order):
    kept = without_totals_of_secrets(rows, TABLES)
    vectors = made_of(rows)
    published = [row for row in kept if row.value is not None]
    known = [vectors[row.number] for row in published]
    for secret in (row for row in rows if row.state is SECRET):
        own = [vectors[row.number] for row in _under(secret, published)]
        vector = vectors[secret.number]
        adds_up = own and rank([*own, vector]) == rank(own)  # of its published parts
        assert adds_up or rank([*known, vector]) > rank(known)
    order.shuffle(rows)
    again = without_totals_of_secrets(rows, TABLES)
    assert sorted(again) == sorted(kept)


@settings(deadline=None, max_examples=50)
@given(of_lines())
def test_nothing_is_withheld_that_holds_no_secret(rows):
    assume(any(row.state is SECRET for row in rows))
    for row in without_totals_of_secrets(rows, TABLES):
        if row.note == WITHHELD:
            assert any(part.state is SECRET for part in _under(row, rows))
