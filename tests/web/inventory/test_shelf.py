"""What is kept of the years from one page to the next is what the ledger says now."""

from collections.abc import Callable, Collection

import pytest

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.ledger.choices import choose
from trajectoire.web.ledger.contents import contents_of, kept_by_year
from trajectoire.web.ledger.history import find_cell
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.undo import undo_figure
from trajectoire.web.territories.directory import Spot, find_territory


def spot_of(code: str) -> Spot:
    found = find_territory(code)
    assert found is not None
    return found


def series(substance: str = "") -> dict[int, float]:
    found = shelf(spot_of("99001")).series("ghg", "AR5", substance)
    return {year: amount.value for year, amount in found.items()}


@pytest.fixture
def years(town: Territory, figure: Callable[..., object]) -> None:
    """Beside 2023 (1,000 t of cars and 3,000 t of gas), 10 t in 2020, 20 t in 2021."""
    record([figure(year=2020, value=10.0), figure(year=2021, value=20.0)])
    assert series() == {2020: 10.0, 2021: 20.0, 2023: 4000.0}


def test_a_year_is_read_without_the_others(years: None) -> None:
    found = shelf(spot_of("99001"))
    assert found.years("ghg") == (2020, 2021, 2023)
    accounts = found.open([2021])
    assert [row.value for row in accounts.own.rows] == [20.0]
    assert accounts.own.years("ghg") == (2020, 2021, 2023)


@pytest.mark.parametrize("family", ["ghg", "energy", "pollutant", "sink"])
def test_years_add_up_alone_as_they_do_together(
    demonstration: None, family: str
) -> None:
    codes = Entry.objects.values_list("territory__code", flat=True).distinct()
    for code in set(codes):
        found = shelf(spot_of(code))
        substance = "pollutant_nox" if family == "pollutant" else ""
        at_once = found.open(found.years(family)).shown(family)
        expected = at_once.by_year(family, "AR5", substance)
        assert found.series(family, "AR5", substance) == expected


def test_an_intercommunality_and_its_communes_add_up_alone_as_together(
    db: None, figure: Callable[..., object]
) -> None:
    metropole = Territory("200040715", "epci", "Grenoble-Alpes-Métropole", 2026)
    communes = [Territory(c, "commune", c, 2026) for c in ("38185", "38421")]
    told = {"substance": "emission_ghg", "nomenclature": "PCAET"}
    record(
        [
            figure("road", year=2020, value=50.0, territory=metropole, **told),
            figure("waste", year=2021, value=7.0, territory=metropole, **told),
            *(
                figure(sector, year=year, value=value, territory=place, **told)
                for place in communes
                for year in (2020, 2021, 2022)
                for sector, value in (("road", 20.0), ("residential", 30.0))
            ),
        ]
    )
    found = shelf(spot_of("200040715"))
    assert found.years("ghg") == (2020, 2021, 2022)
    at_once = found.open(found.years("ghg")).shown("ghg").by_year("ghg", "AR5")
    assert found.series("ghg", "AR5") == at_once
    # 2021: 2 communes of 20 + 30 t, and 7 t of waste that the whole alone tells.
    assert at_once[2021].value == 107.0
    assert at_once[2022].value == 100.0


def test_a_correction_is_read_at_once(
    years: None, figure: Callable[..., object]
) -> None:
    record([figure(year=2020, value=11.0)])
    assert series() == {2020: 11.0, 2021: 20.0, 2023: 4000.0}


def test_a_figure_undone_takes_its_year_away(years: None) -> None:
    undo_figure(Entry.objects.get(year=2021), "1")
    assert series() == {2020: 10.0, 2023: 4000.0}
    assert shelf(spot_of("99001")).years("ghg") == (2020, 2023)


def test_a_choice_is_read_at_once(years: None, figure: Callable[..., object]) -> None:
    other = Source("Région", "Bilan", "Licence Ouverte 2.0")
    record([figure(year=2020, value=12.0, source=other, state="estimated")])
    assert series()[2020] == 10.0  # observed comes before estimated
    cell = find_cell("city", "99001", "emission_co2", "accounts", "road.cars", 2020)
    assert cell is not None
    choose(cell, other, "Relevés incomplets.", "1")
    assert series()[2020] == 12.0


def test_a_run_is_read_when_it_is_published_and_no_more_when_it_is_withdrawn(
    years: None, figure: Callable[..., object]
) -> None:
    run = Run.objects.create(instrument="essai", version="1", published=False)
    record([figure(year=2022, value=5.0)], run=run)
    assert 2022 not in series()
    for published in (True, False, True):
        Run.objects.filter(pk=run.pk).update(published=published)
        assert (2022 in series()) == published


def test_another_territory_changes_nothing(
    years: None, figure: Callable[..., object]
) -> None:
    before = contents_of([("city", "99001")]).stamps
    elsewhere = Territory("99002", "city", "Ailleurs", 2026)
    record([figure(territory=elsewhere, year=2020)])
    assert contents_of([("city", "99001")]).stamps == before
    record([figure(year=2020, value=13.0)])
    after = contents_of([("city", "99001")]).stamps
    assert {year for year in after if after[year] != before[year]} == {2020}


def test_only_the_years_that_changed_are_computed_again() -> None:
    asked: list[Collection[int]] = []

    def compute(years: Collection[int]) -> dict[int, int]:
        asked.append(list(years))
        return {year: 10 * year for year in years if year != 3}

    assert kept_by_year("essai", {1: "a", 2: "a", 3: "a"}, compute) == {1: 10, 2: 20}
    assert kept_by_year("essai", {1: "a", 2: "b", 3: "a"}, compute) == {1: 10, 2: 20}
    assert kept_by_year("essai", {2: "b"}, compute) == {2: 20}
    assert asked == [[1, 2, 3], [2]]
