"""The unit of an uncertainty or of a bound is the one that its column names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.instruments.inventory.gather.asides import spread_named
from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Role,
    Spread,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.methods.propagation.declared import COVERAGE_FACTOR
from trajectoire.sources.sheets import Sheet, sheet_of_text

HALF = COVERAGE_FACTOR["95 %"]
VALUE = "GES (ktCO2e)"
FIXED = Constants(
    territory="38185",
    year=2019,
    publisher="Observatoire",
    title="Inventaire",
    licence="Licence Ouverte 2.0",
)


def proposed(*names: str, rows: str) -> Drafts:
    """Read a table as it is proposed to be read."""
    text = ";".join(("Secteur", VALUE, *names)) + f"\n{rows}\n"
    sheet = sheet_of_text(text, "essai")
    mapping = propose(sheet, nomenclatures())
    return draft(
        sheet,
        Mapping(mapping.columns, FIXED, mapping.words, mapping.choices),
        nomenclatures(),
    )


def chosen(name: str, spread: Spread, *cells: object) -> Drafts:
    """Read a column of uncertainties as somebody says that it is to be read."""
    sectors = ["residential", "tertiary", "industry"][: len(cells)]
    values = [210.5] * len(cells)
    columns = {"Secteur": sectors, VALUE: values, name: list(cells)}
    sheet = Sheet("essai", columns, list(range(2, 2 + len(cells))))
    roles = (
        Column("Secteur", Role.SECTOR),
        Column(VALUE, Role.VALUE, "emission_ghg", unit="ktCO2e"),
        Column(name, Role.UNCERTAINTY),
    )
    mapping = Mapping(roles, FIXED, choices=Choices(spread=spread))
    return draft(sheet, mapping, nomenclatures())


def deviations(drafts: Drafts) -> list[float]:
    return [one.quantity.uncertainty for one in drafts.settle() if one.quantity]


@pytest.mark.parametrize(
    ("name", "written", "wanted"),
    [
        ("Incertitude (ktCO2e)", "5", 5000 / HALF),
        ("Incertitude (tCO2e)", "5000", 5000 / HALF),
        ("Incertitude à 95 % (ktCO2e)", "5", 5000 / HALF),
        ("Écart-type (tCO2e)", "5000", 5000),
        ("Écart-type (ktCO2e)", "5", 5000),
        ("Incertitude (%)", "5", 200_000 * 0.05 / HALF),
        ("Incertitude", "5", 200_000 * 0.05 / HALF),
        ("Incertitude (ktCO2e) en %", "5", 200_000 * 0.05 / HALF),
    ],
)
def test_an_uncertainty_is_read_in_the_unit_that_its_column_names(
    name: str, written: str, wanted: float
) -> None:
    # 200 kt beside 5 kt, 5000 t or 5 %; at 95 % unless deviations are spoken of.
    drafts = proposed(name, rows=f"Résidentiel;200;{written}")
    assert deviations(drafts) == [pytest.approx(wanted, rel=1e-9)]


def test_bounds_are_read_each_in_their_own_unit() -> None:
    same = proposed("Borne basse", "Borne haute", rows="Résidentiel;210,5;200;220")
    names = "Borne basse (tCO2e)", "Borne haute (ktCO2e)"
    other = proposed(*names, rows="Résidentiel;210,5;200000;220")
    assert deviations(other) == pytest.approx(deviations(same), rel=1e-12)


@pytest.mark.bad_input("wrong units", door="file")
def test_a_unit_of_another_quantity_is_a_fault() -> None:
    (fault,) = chosen("Incertitude (MWh)", Spread.ABSOLUTE_95, 5.0).faults
    assert (fault.found, fault.row) == ("“MWh”", 2)
    assert fault.column == "Incertitude (MWh)"
    assert "measure different things" in fault.remedy


@pytest.mark.bad_input("wrong units", door="file")
def test_a_bound_of_another_quantity_is_a_fault() -> None:
    names = "Borne basse (GWh)", "Borne haute (ktCO2e)"
    drafts = proposed(*names, rows="Résidentiel;210,5;200;220")
    assert [fault.column for fault in drafts.faults] == ["Borne basse (GWh)"]


@pytest.mark.parametrize(
    ("name", "spread"),
    [
        ("Incertitude (ktCO2e)", Spread.PERCENT_95),
        ("Incertitude (%)", Spread.ABSOLUTE_K1),
    ],
)
def test_a_choice_at_odds_with_the_name_of_the_column_is_a_fault(
    name: str, spread: Spread
) -> None:
    (fault,) = chosen(name, spread, 5.0).faults
    assert "the name of their column" in fault.expected
    assert fault.column == name


def test_bounds_in_per_cent_are_refused() -> None:
    names = "Borne basse (%)", "Borne haute (%)"
    drafts = proposed(*names, rows="Résidentiel;210,5;-5;5")
    named = [f.column for f in drafts.faults if "bounds in a unit" in f.expected]
    assert named == list(names)


@pytest.mark.parametrize("cells", [(0.05, 0.1), (1.0, 0.0), ("0,05", "±1")])
def test_per_cents_none_above_one_are_asked_about(cells: tuple[object, ...]) -> None:
    # A workbook keeps 0.05 in a cell that it shows as 5 %.
    (fault,) = chosen("Incertitude (%)", Spread.PERCENT_95, *cells).faults
    assert fault.expected == "uncertainties in per cent, not all of them below 1"
    assert "0.05 for 5 %" in fault.remedy


@pytest.mark.parametrize(
    ("name", "cells", "share"),
    [
        ("Incertitude (part)", (0.05, 0.1), (0.05, 0.1)),
        ("Incertitude (%)", ("0,05 %", "0,1 %"), (0.0005, 0.001)),
        ("Incertitude (%)", (0.5, 5.0), (0.005, 0.05)),
    ],
)
def test_shares_are_read_where_the_name_says_so_and_signs_where_they_stand(
    name: str, cells: tuple[object, ...], share: tuple[float, ...]
) -> None:
    found = deviations(chosen(name, Spread.PERCENT_K1, *cells))
    assert found == pytest.approx([210_500 * one for one in share], rel=1e-9)


def test_a_small_per_cent_among_larger_ones_is_said() -> None:
    drafts = chosen("Incertitude (%)", Spread.PERCENT_95, 0.5, 5.0)
    assert any("shares of one" in note.text for note in drafts.notes)


def test_nothing_is_asked_of_a_column_of_zeros_or_blanks() -> None:
    assert not chosen("Incertitude (%)", Spread.PERCENT_95, 0.0, "").faults


@pytest.mark.bad_input("wrong units", door="file")
def test_a_per_cent_among_absolute_numbers_is_a_fault() -> None:
    drafts = chosen("Écart-type", Spread.ABSOLUTE_K1, "5 %", 3.0)
    assert [(fault.found, fault.row) for fault in drafts.faults] == [("“5 %”", 2)]


@settings(deadline=None)  # the first reading loads the places of France
@given(
    st.floats(0.01, 100),
    st.sampled_from(
        [("ktCO2e", 1.0), ("tCO2e", 1e3), ("kgCO2e", 1e6), ("MtCO2e", 1e-3)]
    ),
)
def test_the_same_uncertainty_in_any_unit_is_the_same(
    kilotonnes: float, unit: tuple[str, float]
) -> None:
    name, per_kilotonne = unit
    drafts = chosen(
        f"Écart-type ({name})", Spread.ABSOLUTE_K1, kilotonnes * per_kilotonne
    )
    assert deviations(drafts) == [pytest.approx(kilotonnes * 1000, rel=1e-9)]


@pytest.mark.parametrize(
    ("name", "spread"),
    [
        ("Écart-type", Spread.ABSOLUTE_K1),
        ("Écart-type relatif", Spread.PERCENT_K1),
        ("Écart-type (%)", Spread.PERCENT_K1),
        ("Incertitude GWh", Spread.ABSOLUTE_95),
        ("Incertitude-type (GWh)", Spread.ABSOLUTE_K1),
        ("Incertitude (GES, tCO2e)", Spread.ABSOLUTE_95),
        ("Incertitude (95 %)", Spread.PERCENT_95),
        ("Uncertainty (k=1)", Spread.ABSOLUTE_K1),
    ],
)
def test_the_name_of_a_column_says_what_it_holds(name: str, spread: Spread) -> None:
    assert spread_named(name) is spread
