"""Every French territory has a first estimate, or is told why it has none."""

import json
from datetime import date

import numpy as np
import pytest

from trajectoire.core.errors import MissingData
from trajectoire.core.indicator import CellState
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.estimate import (
    first_estimate,
    shared_among_communes,
)
from trajectoire.instruments.inventory.gather.intensities import rows, years
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.instrument import Inventory
from trajectoire.sources.communes import places

SECTORS = [
    "residential",
    "tertiary",
    "road",
    "other_transport",
    "agriculture",
    "waste",
    "industry",
    "energy",
]


def estimate(code: str):
    return first_estimate(places().find(code).place.territory())


def amounts(found, substance="emission_ghg") -> dict[str, float]:
    told = [line for line in found.lines if line.substance == substance]
    return {line.sector: line.quantity.value for line in told if line.quantity}


@pytest.mark.parametrize("code", ["38002", "75056", "2A004", "200040715", "dep-38"])
def test_every_sector_of_the_law_is_estimated(code):
    found = estimate(code)
    emitted = [line for line in found.lines if line.substance == "emission_ghg"]
    assert sorted(line.sector for line in emitted) == sorted(SECTORS)
    for line in emitted:
        low, high = line.quantity.bounds()
        assert line.state is CellState.ESTIMATED
        assert 0 < low < line.quantity.value < high
        assert len(line.sources) >= 2


def test_a_group_is_the_sum_of_its_communes():
    whole = amounts(estimate("200040715"))
    communes = places().communes("epci", "200040715")
    parts = [amounts(first_estimate(one.territory())) for one in communes]
    for sector, amount in whole.items():
        assert amount == pytest.approx(sum(part[sector] for part in parts))


def test_a_group_is_narrower_than_its_communes_and_wider_than_if_they_were_apart():
    whole = estimate("200040715")
    communes = places().communes("epci", "200040715")
    parts = [first_estimate(one.territory()) for one in communes]
    for index, line in enumerate(whole.lines):
        if line.quantity is not None:
            spreads = [part.lines[index].quantity.uncertainty for part in parts]
            assert line.quantity.uncertainty < sum(spreads)
            assert line.quantity.uncertainty > np.hypot.reduce(spreads)


def test_the_regions_add_up_to_the_national_figures():
    found, _ = shared_among_communes(years()[-1])
    country = amounts(estimate("FR"))
    for rule in found.rules:
        if rule.substance == "emission_ghg":
            assert country[rule.sector] == pytest.approx(rule.amount)


def test_national_figures_of_the_latest_year_by_hand():
    # houses 45.2, flats 16.5, other uses 6.9 (2021), times √(63.84 / 74.4) of 2016
    found = amounts(estimate("FR"))
    by_hand = (45.2 + 16.5 + 6.9) * np.sqrt(63.841 / (49.1 + 17.9 + 7.4))
    assert found["residential"] == pytest.approx(by_hand * 1e6, rel=1e-4)


def test_a_merged_commune_is_estimated_as_the_commune_of_today():
    old = next(one for one in places().former if one.kind == "deleguee")
    former = Territory(old.code, "commune", old.name, 2010)
    now = estimate(old.current)
    assert amounts(first_estimate(former)) == pytest.approx(amounts(now))


@pytest.mark.parametrize(
    ("territory", "reason"),
    [
        (Territory("97411", "commune", "Saint-Denis", 2026), "overseas"),
        (Territory("00000", "commune", "Nulle part", 2026), "not_french"),
        (Territory("berlin", "city", "Berlin", 2026), "not_french"),
        (Territory("38002", "epci", "Code d'une commune", 2026), "not_french"),
    ],
)
def test_where_nothing_is_known_nothing_is_guessed(territory, reason):
    found = first_estimate(territory)
    assert found.totals == {}
    assert {line.note for line in found.lines} == {reason}
    assert all(line.state is CellState.MISSING for line in found.lines)
    assert len(found.wanted) == len(SECTORS)


def test_what_has_no_sourced_figure_is_missing_with_its_reason():
    found = estimate("38002")
    road = next(
        line
        for line in found.lines
        if (line.substance, line.sector) == ("energy_final", "road")
    )
    assert road.quantity is None
    assert road.note in {row["code"] for row in rows("estimate_reasons")}


def test_wanted_data_are_in_order_and_shares_make_a_whole():
    found = estimate("dep-38").wanted
    told = [one.share for one in found]
    assert told == sorted(told, reverse=True)
    assert sum(told) == pytest.approx(1.0)


def test_tables_speak_of_sectors_and_substances_that_exist():
    words = nomenclatures()
    for name in ("intensities", "pivots", "spreads"):
        for row in rows(name):
            assert row["sector"] in words.lines["PCAET"]
            assert row["substance"] in words.substances
    for row in rows("intensities"):
        assert row["source"] in {one["key"] for one in rows("estimate_sources")}


def test_the_instrument_reports_what_was_estimated_and_nothing_else():
    territory = places().find("38002").place.territory()
    inputs = Inventory().gather(territory, Period.of_year(2019))
    report = Inventory().run(inputs)
    assert report == Inventory().run(inputs)
    assert {one.period for one in report.indicators} == {Period.of_year(2019)}
    assert all(one.state is CellState.ESTIMATED for one in report.indicators)
    assert len(report.indicators) == sum(1 for x in inputs.lines if x.quantity)
    assert json.loads(json.dumps(report.diagnostics))["left_out"] == 0


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period.of_year(1990), "for the years 2015 to 2021, asked for 1990"),
        (Period.of_days(date(2019, 1, 1), 60), "asked for 2019-01-01 to 2019-03-02"),
    ],
)
def test_a_period_without_national_figures_is_refused(period, said):
    territory = places().find("38002").place.territory()
    with pytest.raises(MissingData, match=said):
        Inventory().gather(territory, period)
