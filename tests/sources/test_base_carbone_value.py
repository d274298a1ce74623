"""Rows of the Base Carbone as factors of the core, and the table that is shipped."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from trajectoire.core.errors import UnitError
from trajectoire.core.source import Source
from trajectoire.sources.base_carbone import read_base_carbone
from trajectoire.sources.base_carbone_factor import (
    EmissionFactor,
    FactorTable,
    Gases,
    Item,
    Origin,
    Place,
    Quality,
    Words,
)
from trajectoire.sources.base_carbone_shipped import (
    PATH,
    VERSION,
    read_shipped,
    rows_of,
)
from trajectoire.sources.base_carbone_unit import unit_of
from trajectoire.sources.base_carbone_value import (
    POTENTIALS,
    activity_unit,
    gases_of,
    line_of,
    name_of,
    potentials_of,
    signs,
    to_factor,
)

ADEME = Source("ADEME", "Base Carbone V22.0", "Licence Ouverte (Etalab)")
SETS = {"AR4": (25.0, 298.0), "AR5": (30.0, 265.0), "AR6": (29.8, 273.0)}
Row = Callable[..., EmissionFactor]


@pytest.fixture
def row() -> Row:
    """Make a row: natural gas, 0.25 kgCO2e/kWh PCI, unless said otherwise."""
    usual = EmissionFactor(
        identifier="7",
        version="22.0",
        row=12,
        item=None,
        nature="Facteur d'émission",
        structure="",
        status="Valide générique",
        name=Words("Gaz naturel", "Natural gas"),
        attribute=Words("2015"),
        boundary=Words("France", "France"),
        category=("Combustibles", "Fossiles"),
        tags=Words(),
        unit=unit_of("kgCO2e/kWh PCI"),
        unit_words=Words("kgCO2e/kWh PCI"),
        place=Place("France continentale", Words()),
        total=0.25,
        gases=Gases(0.2, 0.03, 0.0, 0.01, 0.0, (("SF6", 0.01),), 0.4),
        uncertainty=5.0,
        quality=Quality(*(None,) * 8),
        origin=Origin("", "", "", "", "", "", None, date(2022, 6, 24), ""),
        comment=Words(),
    )
    return lambda **changes: replace(usual, **changes)


def test_a_row_becomes_a_factor_with_its_gases_and_half_its_percentage(row):
    factor = to_factor(row(), ADEME, "AR5")
    assert factor.key == "base-carbone/22.0/7"
    assert (factor.unit, factor.total, factor.potentials) == ("kWh PCI", 0.25, "AR5")
    # 5 % is half of a 95 % interval (decision 9): 2.5 % at k = 1.
    assert factor.uncertainty == pytest.approx(0.025)
    assert dict(factor.gases) == {
        "co2_fossil": 0.2,
        "ch4_fossil": 0.03,
        "ch4_biogenic": 0.0,
        "n2o": 0.01,
        "other": 0.0,
        "co2_biogenic": 0.4,
        "sf6": 0.01,
    }


def test_gases_without_a_name_are_put_together_and_absent_ones_left_out(row):
    gases = Gases(1.0, None, None, None, 0.5, (("Divers", 0.2), ("", 0.1)), None)
    assert dict(gases_of(gases)) == {"co2_fossil": 1.0, "other": pytest.approx(0.8)}
    assert gases_of(None) == ()


def test_an_unknown_uncertainty_stays_unknown(row):
    assert to_factor(row(uncertainty=None), ADEME).uncertainty is None


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("kgCO2e/kWh PCI", "kWh PCI"),
        ("kgCO2e/kWhPCS", "kWh PCS"),
        ("kgCO2e/t.km", "tonne*km"),
        ("kgCO2e/kg de poids net", "kg de poids net"),
        ("kgCO2e/repas", "repas"),
        ("kgCO2e/passager.km", "passager.km"),
        ("GJ / tonne", ""),
        ("%", ""),
        ("kWh / (ménage.an)", ""),
        ("", ""),
    ],
)
def test_the_unit_of_the_activity_keeps_its_basis(row, written, unit):
    assert activity_unit(row(unit=unit_of(written))) == unit


def test_a_datum_is_no_factor(row):
    with pytest.raises(UnitError, match="a datum, not a factor"):
        to_factor(row(unit=unit_of("GJ / tonne")), ADEME)


def test_an_item_is_named_by_its_line_and_by_what_it_is(row):
    item = row(item=Item("Amont", Words("Extraction", "Mining")), row=13)
    assert line_of(item) == "7-13"
    assert name_of(item) == "Gaz naturel, 2015, France, Amont : Extraction"
    assert name_of(item, "english") == "Natural gas, 2015, France, Amont : Mining"


def burnt(row: Row, methane: float, nitrous: float) -> EmissionFactor:
    gases = Gases(50.0, methane, 0.0, nitrous, 0.0, (), None)
    item = Item("Combustion", Words())
    return row(item=item, gases=gases, unit=unit_of("kgCO2e/GJ PCI"))


def test_factors_tell_the_set_that_they_were_made_with(row):
    # 3 g of CH4 and 0.6 g of N2O per GJ, in AR4: 3 × 25 and 0.6 × 298, in grams.
    rows = tuple(burnt(row, 0.075, 0.179) for _ in range(6))
    table = FactorTable(rows, (), ADEME, "99.0")
    assert signs(table, SETS) == {"AR4": (6, 6), "AR5": (0, 0), "AR6": (0, 0)}
    assert potentials_of(table, SETS) == "AR4"


def test_a_table_that_does_not_tell_its_set_is_asked_about(row):
    assert potentials_of(FactorTable((row(),), (), ADEME, "99.0"), SETS) == ""
    mixed = [burnt(row, 0.075, 0.179)] * 6 + [burnt(row, 0.09, 0.159)] * 6
    assert potentials_of(FactorTable(tuple(mixed), (), ADEME, "99.0"), SETS) == ""


@pytest.mark.real
def test_the_published_version_was_made_with_ar5_and_with_no_other(whole):
    found = signs(whole, SETS)
    assert found["AR5"][0] > 20
    assert found["AR5"][1] > 20
    assert found["AR4"] == found["AR6"] == (0, 0)
    unknown = replace(whole, version="99.0")
    assert potentials_of(unknown, SETS) == POTENTIALS["22.0"] == "AR5"


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> FactorTable:
    """The version 22 that ADEME published, whole."""
    return read_base_carbone(
        shared_data / "territory/emission_factors/Base_Carbone_V22.0.csv"
    )


@pytest.fixture(scope="module")
def shipped() -> FactorTable:
    """The table that comes with Trajectoire."""
    return read_shipped()


def load_tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools/factors.py"
    spec = importlib.util.spec_from_file_location("factors_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.real
def test_the_shipped_table_is_the_published_one_without_archives(whole, shipped):
    assert shipped.factors == load_tool().kept(whole)
    assert shipped.source == whole.source


def test_the_shipped_table_holds_what_its_page_says(shipped):
    # ADEME's file counts 10,054 “Valide générique” and 78 “Valide spécifique”.
    assert len(shipped.factors) == 10_054 + 78
    assert all(factor.is_current for factor in shipped.factors)
    assert len({line_of(factor) for factor in shipped.factors}) == 10_132
    assert shipped.version == VERSION
    assert PATH.stat().st_size < 700_000
    page = PATH.with_name("base_carbone.md").read_text(encoding="utf-8")
    for said in ("ADEME", "V22.0", "24 June 2022", "Licence Ouverte"):
        assert said in page


def test_a_figure_of_the_shipped_table_by_hand(shipped):
    # Typed from ADEME's line: Elément;13523 … Gaz naturel … 67,7 … 63,1;3,93;0;0,663
    by_line = {line_of(factor): factor for factor in shipped.factors}
    gas = to_factor(by_line["13523"], shipped.source)
    assert (gas.unit, gas.total) == ("GJ PCI", 67.7)
    assert dict(gas.gases)["ch4_fossil"] == 3.93
    assert gas.uncertainty == pytest.approx(0.025)


def test_what_is_written_is_what_is_read(row, tmp_path):
    tool = load_tool()
    rows = (
        row(),
        row(row=13, item=Item("", Words("a;b", 'c"d')), gases=None, uncertainty=None),
        row(identifier="8", row=14, comment=Words("deux\nlignes", "=cmd"), total=-1e-9),
        row(identifier="9", row=15, status="Archivé"),
    )
    table = FactorTable(rows, (), ADEME, VERSION)
    assert len(list(rows_of(table))) == 3
    tool.read_base_carbone = lambda _path: table
    target = tmp_path / "table.csv.gz"
    tool.main(Path("any"), target)
    assert read_shipped(target).factors == tool.kept(table)
