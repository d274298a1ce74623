"""Tables read as figures: values, units, states and laws, checked by hand."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.core.indicator import CellState
from trajectoire.core.period import Period
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Quality,
    Role,
    Spread,
    Translations,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.sheets import sheet_of_text

KNOWN = nomenclatures()
SAID = Constants(publisher="Atmo", title="Inventaire", licence="Licence Ouverte 2.0")
NAMES = ("insee", "secteur", "substance", "annee", "valeur", "unite")
ROLES = (Role.TERRITORY, Role.SECTOR, Role.SUBSTANCE, Role.YEAR, Role.VALUE, Role.UNIT)
ROW = ("75056", "Résidentiel", "NOx", "2018", "1,5", "kt")


def read(
    rows, extra=(), choices=None, words=None, constants=SAID, names=NAMES
) -> Drafts:
    """Read rows of six columns, and of extra ones with their roles."""
    heads = [*names, *(role.value for role in extra)]
    text = "\n".join("\t".join(row) for row in [heads, *rows])
    columns = [Column(n, r) for n, r in zip(heads, [*ROLES, *extra], strict=True)]
    mapping = Mapping(
        tuple(columns), constants, words or Translations(), choices or Choices()
    )
    return draft(sheet_of_text(text, "f.csv"), mapping, KNOWN)


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(NAMES, ROW, strict=True))


def test_a_row_becomes_a_figure():
    (figure,) = read([ROW]).settle()
    assert figure.definition.name == "pollutant_nox"
    assert (figure.territory.code, figure.territory.kind) == ("75056", "commune")
    assert (figure.sector.nomenclature, figure.sector.code) == ("PCAET", "residential")
    assert figure.period == Period.of_year(2018)
    assert figure.quantity.value == pytest.approx(1500)  # 1.5 kt
    assert figure.quantity.unit == "t"
    assert figure.source == Source("Atmo", "Inventaire", "Licence Ouverte 2.0")


def test_each_figure_keeps_its_row_in_the_file():
    drafts = read([ROW, changed(annee="2019"), changed(annee="2020")])
    assert drafts.rows == (2, 3, 4)


def test_an_unstated_uncertainty_is_an_assumption_that_is_named():
    (figure,) = read([ROW]).settle()
    assert figure.method.name == "inventory.import.unknown"
    assert figure.quantity.uncertainty > 0.4 * figure.quantity.value
    assert figure.state is CellState.ESTIMATED
    (sure,) = read([ROW], choices=Choices(quality=Quality.MEASURED)).settle()
    assert sure.method.name == "inventory.import.measured"
    assert sure.state is CellState.OBSERVED
    (marked,) = read([ROW], choices=Choices(marks=(2, 3, 5, 1, 2))).settle()
    assert marked.method.name == "inventory.import.23512"


def test_a_stated_uncertainty_is_taken():
    rows = [(*ROW, "20")]
    choices = Choices(spread=Spread.PERCENT_95)
    (figure,) = read(rows, [Role.UNCERTAINTY], choices).settle()
    assert figure.quantity.uncertainty == pytest.approx(1500 * 0.2 / 1.959964, rel=1e-6)
    assert figure.method.name == "inventory.import"
    rows = [(*ROW, "0,5")]
    choices = Choices(spread=Spread.ABSOLUTE_K1)
    (figure,) = read(rows, [Role.UNCERTAINTY], choices).settle()
    assert figure.quantity.uncertainty == pytest.approx(500)  # 0.5 kt


def test_bounds_are_taken_in_the_unit_of_the_value():
    (figure,) = read([(*ROW, "1", "2")], [Role.LOW, Role.HIGH]).settle()
    low, high = figure.quantity.interval
    assert 1000 < low < 1500 < high < 2000  # 90 % lies within 95 %


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("NO", CellState.NOT_OCCURRING),
        ("NE", CellState.MISSING),
        ("IE", CellState.INCLUDED_ELSEWHERE),
        ("C", CellState.CONFIDENTIAL),
        ("secret statistique", CellState.CONFIDENTIAL),
        ("n.d.", CellState.MISSING),
    ],
)
def test_notation_keys_stay_states(key, state):
    (figure,) = read([changed(valeur=key)]).settle()
    assert (figure.state, figure.quantity) == (state, None)
    (figure,) = read([(*changed(valeur=""), key)], [Role.STATE]).settle()
    assert (figure.state, figure.quantity) == (state, None)


def test_a_zero_says_what_was_decided_that_it_says():
    row = changed(valeur="0")
    (published,) = read([row]).settle()
    assert published.quantity.uncertainty is None
    assert published.quantity.reason
    assert published.state is CellState.ESTIMATED
    (confirmed,) = read([row], choices=Choices(zeros="confirmed")).settle()
    assert confirmed.state is CellState.CONFIRMED_ZERO
    (missing,) = read([row], choices=Choices(zeros="missing")).settle()
    assert (missing.state, missing.quantity) == (CellState.MISSING, None)
    (stated,) = read([(*row, "zéro confirmé")], [Role.STATE]).settle()
    assert stated.state is CellState.CONFIRMED_ZERO


def test_the_note_and_the_source_of_a_row_are_kept():
    rows = [(*ROW, "Airparif", "compté dans le tertiaire")]
    (figure,) = read(rows, [Role.SOURCE, Role.NOTE]).settle()
    assert figure.source.publisher == "Airparif"
    assert figure.note == "compté dans le tertiaire"


def test_two_sources_stand_side_by_side_on_one_cell():
    rows = [(*ROW, "Atmo"), (*changed(valeur="2"), "CITEPA")]
    drafts = read(rows, [Role.SOURCE])
    assert [figure.quantity.value for figure in drafts.settle()] == [1500, 2000]


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("kWh", "1000000"),
        ("MWh", "1000"),
        ("GJ", "3600"),
        ("GWh", "1"),
        ("tep", "85,98452278589854"),  # 1000 / 11.63
    ],
)
def test_the_unit_of_entry_changes_nothing(unit, value):
    row = changed(substance="énergie finale", valeur=value, unite=unit)
    (figure,) = read([row]).settle()
    assert figure.quantity.value == pytest.approx(1000, rel=1e-12)  # MWh
    assert figure.quantity.unit == "MWh"


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(shuffler: random.Random):
    rows = [
        changed(annee=str(year), secteur=sector, valeur=f"{year - 2000},5")
        for year in range(2015, 2019)
        for sector in ("Résidentiel", "Tertiaire", "Total")
    ]
    kept = Choices(totals="keep")  # invented ones are no sums
    before = set(read(rows, choices=kept).settle())
    shuffler.shuffle(rows)
    assert set(read(rows, choices=kept).settle()) == before


def test_words_translated_once_are_followed():
    row = changed(
        secteur="Maisons", substance="oxydes", unite="milliers", insee="Lutèce"
    )
    words = Translations(
        territories={"Lutèce": "75056"},
        sectors={"Maisons": "PCAET/residential"},
        substances={"oxydes": "pollutant_nox"},
        units={"milliers": "kt"},
    )
    (figure,) = read([row], words=words).settle()
    assert figure == read([ROW]).settle()[0]


def test_a_word_translated_to_nothing_leaves_its_rows_out_and_says_so():
    rows = [ROW, changed(secteur="Aviation internationale")]
    words = Translations(sectors={"Aviation internationale": ""})
    drafts = read(rows, words=words)
    assert len(drafts.settle()) == 1
    assert any("Aviation internationale" in note.text for note in drafts.notes)


def test_an_identifier_may_say_substance_and_sector_at_once():
    sheet = sheet_of_text("Identifiant\tUnité\t2018\ncae_1.c\tkteq CO2\t12,5\n")
    mapping = Mapping(
        (
            Column("Identifiant", Role.LINE),
            Column("Unité", Role.UNIT),
            Column("2018", Role.VALUE, year=2018),
        ),
        replace(SAID, territory="200054781"),
        Translations(lines={"cae_1.c": "emission_ghg@PCAET/residential"}),
    )
    (figure,) = draft(sheet, mapping, KNOWN).settle()
    assert figure.quantity.value == 12500
    assert figure.sector.code == "residential"
    assert figure.territory.kind == "epci"


def test_wide_tables_say_the_same_as_long_ones():
    long = read([ROW, changed(annee="2019", valeur="2,5")]).settle()
    wide = sheet_of_text("insee\tNOx 2018 (kt)\tNOx 2019 (kt)\n75056\t1,5\t2,5\n")
    given = [
        Column(
            f"NOx {year} (kt)",
            Role.VALUE,
            "pollutant_nox",
            "PCAET/residential",
            "kt",
            year,
        )
        for year in (2018, 2019)
    ]
    mapping = Mapping((Column("insee", Role.TERRITORY), *given), SAID)
    assert draft(wide, mapping, KNOWN).settle() == long


@pytest.mark.bad_input("merged communes", door="file")
def test_a_commune_that_was_merged_is_followed_and_it_is_said():
    drafts = read([changed(insee="01095"), changed(insee="01172")])  # Germagnat
    (figure,) = drafts.settle()
    assert figure.territory.code == "01095"  # Nivigne et Suran
    assert any("now part of Nivigne et Suran" in note.text for note in drafts.notes)


@pytest.mark.bad_input("merged communes", door="file")
@pytest.mark.parametrize(
    ("codes", "whole", "lacking"),
    [
        (["01091"], "Valserhône (01033)", "Bellegarde-sur-Valserine, Lancrans"),
        (["01033", "01091"], "Valserhône (01033)", "rows of Lancrans,"),
        (["75101"], "Paris (75056)", "and 17 more"),
    ],
)
def test_a_part_of_a_commune_is_not_taken_for_the_whole(codes, whole, lacking):
    with pytest.raises(InputError) as refused:
        read([changed(insee=code, annee="2018") for code in codes]).settle()
    (fault,) = refused.value.faults
    assert whole in fault.expected
    assert lacking in fault.remedy
    assert fault.row == 2


@pytest.mark.bad_input("merged communes", door="file")
def test_figures_of_communes_that_became_one_are_added():
    # Châtillon-en-Michaille and Lancrans joined Bellegarde in Valserhône in 2019.
    rows = [
        changed(insee=code, valeur=value)
        for code, value in (("01033", "1"), ("01091", "2"), ("01205", "4"))
    ]
    drafts = read(rows)
    (figure,) = drafts.settle()
    assert figure.quantity.value == pytest.approx(7000)
    assert any("were added" in note.text for note in drafts.notes)


def test_a_city_is_not_added_to_its_arrondissements():
    parts = [changed(insee=f"{code}", valeur="1") for code in range(75101, 75121)]
    (figure,) = read(parts).settle()
    assert figure.quantity.value == pytest.approx(20_000)
    drafts = read([*parts, changed(insee="75056", valeur="20")])
    with pytest.raises(InputError) as refused:
        drafts.settle()
    assert {one.expected for one in refused.value.faults} == {
        "one figure for each cell and source"
    }


def test_rows_on_one_cell_are_added_when_asked_with_their_errors():
    rows = [(*ROW, "20"), (*changed(valeur="2,5"), "10")]
    choices = Choices(repeats="sum", spread=Spread.PERCENT_K1)
    (figure,) = read(rows, [Role.UNCERTAINTY], choices).settle()
    assert figure.quantity.value == pytest.approx(4000)
    # One source, one method: errors are added, 20 % of 1500 and 10 % of 2500.
    assert figure.quantity.uncertainty == pytest.approx(300 + 250)


def test_a_total_that_its_parts_explain_is_left_out_and_said():
    rows = [
        ROW,
        changed(secteur="Déchets", valeur="0,5"),
        changed(secteur="Total", valeur="2"),
    ]
    drafts = read(rows)
    assert {one.sector.code for one in drafts.settle()} == {"residential", "waste"}
    assert any("left out" in note.text for note in drafts.notes)
    kept = read(rows, choices=Choices(totals="keep")).settle()
    assert len(kept) == 3


def test_a_total_of_parts_that_are_not_all_there_is_kept_where_asked():
    rows = [ROW, changed(secteur="Total", valeur="20")]
    drafts = read(rows, choices=Choices(totals="keep"))
    assert {one.sector.code for one in drafts.settle()} == {"residential", "total"}
    assert any("the total says 20000 t" in note.text for note in drafts.notes)


def test_a_total_with_a_part_that_is_secret_is_kept_and_said():
    rows = [ROW, changed(secteur="Industrie", valeur="C")]
    drafts = read([*rows, changed(secteur="Total", valeur="20")])
    assert len(drafts.settle()) == 3
    assert any("the total says 20000 t" in note.text for note in drafts.notes)


def test_a_total_alone_is_the_figure():
    (figure,) = read([changed(secteur="Tous secteurs")]).settle()
    assert (figure.sector.nomenclature, figure.sector.code) == ("all", "total")


def test_a_whole_beside_its_parts_on_one_line_is_said():
    rows = [
        changed(substance="GES", unite="ktCO2e"),
        changed(substance="CO2", unite="ktCO2e"),
    ]
    drafts = read(rows)
    assert len(drafts.settle()) == 2
    assert any("emission_ghg stands beside" in note.text for note in drafts.notes)


def test_sinks_may_be_negative_and_need_no_sector():
    row = changed(
        secteur="", substance="séquestration nette", valeur="-3", unite="ktCO2e"
    )
    (figure,) = read([row]).settle()
    assert figure.quantity.value == -3000
    assert figure.sector.code == "utcatf"


def test_one_s_own_territory_is_found_by_the_code_that_one_gave_it():
    own = Territory("mairie", "organisation", "Mairie", 2026)

    def find(code: str, kind: str = "") -> tuple[Territory, str] | None:
        return (own, "") if code == "mairie" else None

    text = "\n".join("\t".join(row) for row in [NAMES, changed(insee="mairie")])
    columns = tuple(Column(n, r) for n, r in zip(NAMES, ROLES, strict=True))
    drafts = draft(sheet_of_text(text), Mapping(columns, SAID), KNOWN, find)
    assert drafts.settle()[0].territory is own


def test_a_name_at_odds_with_its_code_is_said():
    rows = [(*ROW, "Marseille"), (*changed(annee="2019"), "Paris")]
    drafts = read(rows, [Role.TERRITORY_NAME])
    assert len(drafts.settle()) == 2
    assert any("75056 is the code of Paris" in note.text for note in drafts.notes)


def test_words_shared_by_figures_are_one_object():
    """The ledger knows words by their place: a hundred thousand copies would cost."""
    first, second = read([ROW, changed(annee="2019")]).settle()
    assert first.territory is second.territory
    assert first.sector is second.sector
    assert first.source is second.source
    assert first.definition is second.definition
