"""Tables that the service wrote are read as it wrote them, or refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Mapping,
    Role,
    Spread,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.own_table import is_own, own_sheet
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

GAS: dict[str, Cell] = {
    "definition": "emission_ghg",
    "territory_kind": "commune",
    "territory_code": "38185",
    "sector_nomenclature": "PCAET",
    "sector_code": "residential",
    "start_utc": "2023-01-01T00:00:00+00:00",
    "end_utc": "2024-01-01T00:00:00+00:00",
    "year": 2023.0,
    "state": "estimated",
    "value": 200.0,
    "unit": "tCO2e",
    "standard_uncertainty": 14.1,
    "law": "normal",
    "publisher": "Observatoire",
    "source_title": "Comptes",
    "licence": "Licence Ouverte 2.0",
}


def table(*rows: dict[str, Cell]) -> Sheet:
    """Put rows that differ from a usual one in a table."""
    lines = [GAS | row for row in rows]
    names = list(dict.fromkeys(name for line in lines for name in line))
    columns = {name: [line.get(name, "") for line in lines] for name in names}
    return Sheet("chiffres.csv", columns, list(range(2, 2 + len(rows))))


def read(sheet: Sheet, *columns: Column, **choices: object) -> Drafts:
    mapping = propose(sheet, nomenclatures())
    for column in columns:
        mapping = mapping.with_column(column)
    said = replace(mapping.choices, **choices)
    return draft(sheet, replace(mapping, choices=said), nomenclatures())


def faults(drafts: Drafts) -> list[tuple[str, str, int, str]]:
    return [(f.expected, f.found, f.row, f.column) for f in drafts.faults]


@settings(deadline=None)  # the first reading loads the places of France
@given(
    st.floats(1e-3, 1e9),
    st.floats(0, 3),
    st.sampled_from(["normal", "lognormal", "triangular"]),
    st.booleans(),
)
def test_any_law_comes_back(
    value: float, variation: float, law: str, stated: bool
) -> None:
    written = Quantity(value, "tCO2e", value * variation, None, "", law)  # type: ignore[arg-type]
    low, high = written.bounds() or (0.0, 0.0)
    bounds: dict[str, Cell] = {"low_90": low, "high_90": high} if stated else {}
    row = {"value": value, "standard_uncertainty": value * variation, "law": law}
    (figure,) = read(table(row | bounds)).settle()
    assert figure.quantity == written


@pytest.mark.parametrize("spread", list(Spread))
def test_a_deviation_of_ours_is_one_whatever_is_said_of_it(spread: Spread) -> None:
    sheet = table({})
    (figure,) = draft(
        sheet,
        replace(propose(sheet, nomenclatures()), choices=Choices(spread=spread)),
        nomenclatures(),
    ).settle()
    assert figure.quantity == Quantity(200.0, "tCO2e", 14.1)


def test_deviations_and_bounds_follow_the_unit_of_their_row() -> None:
    kilo = {"value": 0.2, "standard_uncertainty": 0.0141, "unit": "ktCO2e"}
    (figure,) = read(table(kilo)).settle()
    assert figure.quantity is not None
    assert figure.quantity.value == pytest.approx(200.0)
    assert figure.quantity.uncertainty == pytest.approx(14.1)


def test_every_sector_of_every_nomenclature_comes_back() -> None:
    known = nomenclatures()
    lines = [
        (name, code, line)
        for name, lines in known.lines.items()
        for code, line in lines.items()
        if "ghg" in line.families or (name, code) == ("all", "total")
    ]
    rows = [
        {"sector_nomenclature": name, "sector_code": code} for name, code, _ in lines
    ]
    figures = read(table(*rows)).settle()
    found = [(one.sector.nomenclature, one.sector.code) for one in figures]
    assert found == [(name, code) for name, code, _ in lines]
    assert len({name for name, _ in found}) == len(known.lines)


def test_a_table_is_of_ours_by_its_columns() -> None:
    sheet = table({})
    assert is_own(sheet)
    columns = {k: v for k, v in sheet.columns.items() if k != "sector_nomenclature"}
    other = replace(sheet, columns=columns)
    assert not is_own(other)
    assert own_sheet(other) is other
    assert own_sheet(own_sheet(sheet)) == own_sheet(sheet)


def test_a_row_added_by_hand_without_uncertainty_is_assumed_as_elsewhere() -> None:
    (figure,) = read(table({"standard_uncertainty": "", "law": ""})).settle()
    assert figure.method.name == "inventory.import.unknown"


@pytest.mark.parametrize(
    ("row", "expected", "column"),
    [
        ({"law": "gamma"}, "a law among normal, lognormal, triangular", "law"),
        (
            {"standard_uncertainty": "", "low_90": 190.0, "high_90": 210.0},
            "a standard uncertainty beside the bounds",
            "low_90",
        ),
        ({"low_90": 190.0}, "two bounds, the value between them", "low_90"),
        (
            {"low_90": 210.0, "high_90": 220.0},
            "two bounds, the value between them",
            "low_90",
        ),
        (
            {"low_90": "peu", "high_90": 220.0},
            "a finite number written with “.”",
            "low_90",
        ),
        ({"territory_kind": "epci"}, "a territory of kind epci", "territory_kind"),
        (
            {"licence": ""},
            "a publisher, a title and a licence of the source",
            "publisher",
        ),
        ({"published": "hier"}, "a day, as 2025-03-01", "published"),
        ({"year": 2022.0}, "figures of calendar years, as their column says", "year"),
        ({"year": ""}, "figures of calendar years, as their column says", "year"),
    ],
)
def test_what_is_wrong_in_a_table_of_ours_is_named(
    row: dict[str, Cell], expected: str, column: str
) -> None:
    found = faults(read(table({"sector_code": "tertiary"}, row)))
    assert (expected, 3, column) in [(f[0], f[2], f[3]) for f in found]


@pytest.mark.parametrize("name", ["definition", "territory_code", "sector_code"])
def test_a_mapping_that_fuses_the_cells_is_refused(name: str) -> None:
    drafts = read(table({}), Column(name, Role.IGNORED))
    assert f"the column “{name}” read as" in " ".join(f[0] for f in faults(drafts))


def test_a_nomenclature_that_no_inventory_has_is_named() -> None:
    row: dict[str, Cell] = {"sector_nomenclature": "GNFR", "sector_code": "A"}
    assert faults(read(table(row))) == [
        ("a sector that is known", "“GNFR/A”", 2, "sector_code")
    ]


def test_the_same_figure_under_two_titles_is_two() -> None:
    drafts = read(table({}, {"source_title": "Étude"}))
    assert [one.source.title for one in drafts.settle()] == ["Comptes", "Étude"]


def test_the_same_deviation_under_two_laws_is_a_contradiction() -> None:
    drafts = read(table({}, {"law": "lognormal"}))
    assert [f[0] for f in faults(drafts)] == ["one figure for each cell and source"]


def test_parts_that_are_added_lose_their_own_law() -> None:
    (figure,) = read(table({}, {"value": 100.0}), repeats="sum").settle()
    assert figure.quantity is not None
    assert (figure.quantity.value, figure.quantity.uncertainty) == (300.0, 28.2)


def test_a_table_saved_again_with_commas_is_read() -> None:
    commas = {"value": "200,25", "standard_uncertainty": "14,1", "year": "2023"}
    (figure,) = read(table(commas)).settle()
    assert figure.quantity == Quantity(200.25, "tCO2e", 14.1)


def test_bounds_of_another_shape_are_kept_and_said() -> None:
    drafts = read(table({"low_90": 180.0, "high_90": 230.0}))
    (figure,) = drafts.settle()
    assert figure.quantity == Quantity(200.0, "tCO2e", 14.1, (180.0, 230.0))
    assert any("kept as written" in note.text for note in drafts.notes)


def test_the_mapping_proposed_is_sure_and_keeps_totals() -> None:
    mapping: Mapping = propose(table({}), nomenclatures())
    assert not mapping.unsure
    assert mapping.choices.totals == "keep"
