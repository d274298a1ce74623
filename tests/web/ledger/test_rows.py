"""The ledger read as the rows of the accounts."""

from collections.abc import Callable

import pytest

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Definition, Derivation, Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.sources.communes import places
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choose
from trajectoire.web.ledger.mergers import wholes_of
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of, sources_of

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
TOWN = [("city", "99001")]
YEAR = Period.of_year(2022)


@pytest.fixture
def annual(figure: Figure) -> Figure:
    """Make a figure: 100 ± 10 tCO2e of road in 2022, unless said otherwise."""
    road = Sector("PCAET", "road", "Road")
    emission = Definition("emission_ghg", "tCO2e", "down")
    usual = {"definition": emission, "sector": road, "period": YEAR}
    return lambda **changes: figure(**usual | changes)


def test_a_row_says_what_was_recorded(annual: Figure) -> None:
    note = "compté à part"
    quantity = Quantity(100.0, "tCO2e", 10.0, law="lognormal")
    record([annual(quantity=quantity, note=note)])
    (row,) = rows_of(TOWN)
    assert row.number == Entry.objects.get().pk
    assert (row.territory, row.substance) == ("99001", "emission_ghg")
    assert (row.nomenclature, row.sector, row.year) == ("PCAET", "road", 2022)
    assert (row.state, row.value, row.deviation) == (CellState.ESTIMATED, 100, 10)
    assert (row.law, row.note, row.chosen) == ("lognormal", note, False)
    assert (row.activity, row.factor) == (0, "")
    assert sources_of({row.source}) == {row.source: annual().source}


def test_a_row_is_in_the_unit_of_its_definition(annual: Figure) -> None:
    record([annual(quantity=Quantity(2.0, "ktCO2e", 0.5))])
    (row,) = rows_of(TOWN)
    # 2 kt = 2,000 t; 0.5 kt = 500 t
    assert (row.value, row.deviation) == pytest.approx((2000.0, 500.0))


def test_only_what_stands_and_is_published_is_a_row(annual: Figure) -> None:
    run = Run.objects.create(instrument="inventory", version="1")
    record([annual()])
    record([annual(quantity=Quantity(90.0, "tCO2e", 5.0))])
    record([annual(quantity=Quantity(80.0, "tCO2e", 5.0))], run=run)
    assert [row.value for row in rows_of(TOWN)] == [80.0]
    Run.objects.update(published=False)
    assert [row.value for row in rows_of(TOWN)] == [90.0]


def test_only_calendar_years_are_rows(annual: Figure, figure: Figure) -> None:
    record(
        [
            annual(),
            figure(),
            annual(period=Period(YEAR.start, YEAR.start.replace(month=7))),
        ]
    )
    assert [row.year for row in rows_of(TOWN)] == [2022]


def test_years_and_substances_narrow_what_is_read(annual: Figure) -> None:
    before = annual(period=Period.of_year(2021))
    energy = annual(
        definition=Definition("energy_final", "MWh", "down"),
        quantity=Quantity(5.0, "GWh", 1.0),
    )
    record([annual(), before, energy])
    assert len(rows_of(TOWN)) == 3
    assert [row.year for row in rows_of(TOWN, years=[2021])] == [2021]
    (row,) = rows_of(TOWN, definitions=["energy_final"])
    assert row.value == pytest.approx(5000.0)  # MWh
    assert rows_of([("city", "99002")]) == []
    assert rows_of([]) == []


def test_a_row_knows_the_activity_and_the_factor_that_it_shares(annual: Figure) -> None:
    published = Source("ADEME", "Base Carbone", "Licence Ouverte 2.0")
    gas = Factor(
        "base_carbone", "22", "1", "Gaz naturel", "kWh", 0.2,
        (("co2_fossil", 0.19), ("ch4_fossil", 0.01)), "AR5", 0.05, published,
    )  # fmt: skip
    burnt = annual(
        definition=Definition("energy_natural_gas", "MWh", "down"),
        quantity=Quantity(500.0, "MWh", 50.0, law="triangular"),
    )
    record([annual(derivation=Derivation(burnt, gas))])
    activity, emission = sorted(rows_of(TOWN), key=lambda row: row.number)
    assert emission.activity == activity.number
    assert emission.activity_variation == pytest.approx(0.1)  # 50 / 500
    assert emission.activity_law == "triangular"
    assert (emission.factor, emission.factor_variation) == ("base_carbone/22/1", 0.05)


def test_the_chosen_source_is_known_in_its_later_revisions(annual: Figure) -> None:
    declared = annual(source=Source("Airparif", "Inventaire", "ODbL"))
    record([annual(), declared])
    choose(Cell.of(declared), declared.source, "Mesuré sur place", "7")
    later = annual(source=declared.source, quantity=Quantity(1.0, "tCO2e", 1.0))
    record([later])
    chosen = {row.value: row.chosen for row in rows_of(TOWN)}
    assert chosen == {100.0: False, 1.0: True}
    choose(Cell.of(declared), None, "Finalement non", "7")
    assert not any(row.chosen for row in rows_of(TOWN))


def test_the_later_vintage_of_a_source_stands(annual: Figure) -> None:
    again = annual(
        territory=Territory("99001", "city", "Ville-Témoin", 2026),
        quantity=Quantity(70.0, "tCO2e", 7.0),
    )
    beside = annual(source=Source("Airparif", "Inventaire", "ODbL"))
    record([annual(), again, beside])
    assert sorted(row.value for row in rows_of(TOWN)) == [70.0, 100.0]


def test_a_commune_brings_those_that_were_merged_into_it(annual: Figure) -> None:
    """01033 Valserhône absorbed 01091 Châtillon-en-Michaille and 01205 Lancrans."""
    assert {"01091", "01205"} <= {old.code for old in places().formers("01033")}
    record(
        [
            annual(territory=Territory(code, "commune", code, 2018))
            for code in ("01033", "01091", "01205", "01004")
        ]
    )
    codes = [("commune", "01033")]
    assert sorted(row.territory for row in rows_of(codes)) == [
        "01033@2018",  # Bellegarde-sur-Valserine, of which Valserhône has the code
        "01091",
        "01205",
    ]
    assert wholes_of(codes)["01091"] == "01033"
    assert wholes_of(codes)["01033@2018"] == "01033"
    assert "01033" not in wholes_of(codes)


def test_a_part_that_left_its_code_to_the_whole_is_added_to_the_others(
    annual: Figure,
) -> None:
    parts = {"01033": 100.0, "01091": 20.0, "01205": 3.0}
    for code, value in parts.items():
        place = Territory(code, "commune", code, 2018)
        record([annual(territory=place, quantity=Quantity(value, "tCO2e", 1.0))])
    codes = [("commune", "01033")]

    def counted() -> float:
        standing = stand(rows_of(codes), nomenclatures(), None, wholes_of(codes))
        return sum(row.value or 0.0 for row in standing.within("PCAET"))

    assert counted() == 123.0
    whole = Territory("01033", "commune", "Valserhône", 2019)
    record([annual(territory=whole, quantity=Quantity(125.0, "tCO2e", 1.0))])
    assert counted() == 125.0
