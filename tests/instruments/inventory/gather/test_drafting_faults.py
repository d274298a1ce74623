"""What is wrong with a table: all at once, each thing once, with place and remedy."""

from dataclasses import replace

import pytest

from trajectoire.core.errors import Fault, InputError
from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.findings import MOST_LISTED
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Role,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.sources.sheets import Sheet, sheet_of_text

KNOWN = nomenclatures()
SAID = Constants(publisher="Atmo", title="Inventaire", licence="Licence Ouverte 2.0")
NAMES = ("insee", "secteur", "substance", "annee", "valeur", "unite")
ROLES = (Role.TERRITORY, Role.SECTOR, Role.SUBSTANCE, Role.YEAR, Role.VALUE, Role.UNIT)
ROW = ("75056", "Résidentiel", "NOx", "2018", "1,5", "kt")


def read(rows, extra=(), choices=None, constants=SAID) -> Drafts:
    heads = [*NAMES, *(role.value for role in extra)]
    text = "\n".join("\t".join(row) for row in [heads, *rows])
    columns = [Column(n, r) for n, r in zip(heads, [*ROLES, *extra], strict=True)]
    mapping = Mapping(tuple(columns), constants, choices=choices or Choices())
    return draft(sheet_of_text(text, "f.csv"), mapping, KNOWN)


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(NAMES, ROW, strict=True))


def only(drafts: Drafts) -> Fault:
    (fault,) = drafts.faults
    assert fault.file == "f.csv"
    assert fault.remedy.endswith(".")
    return fault


@pytest.mark.parametrize(
    ("cells", "column", "expected", "found"),
    [
        ({"insee": "99999"}, "insee", "a territory that is known", "“99999”"),
        ({"insee": ""}, "insee", "a territory that is known", "nothing"),
        ({"insee": "=cmd|'/C calc'!A0"}, "insee", "a territory that is known", "=cmd"),
        ({"secteur": "Maisons"}, "secteur", "a sector that is known", "“Maisons”"),
        ({"secteur": ""}, "secteur", "a sector that is known", "nothing"),
        ({"substance": "CO"}, "substance", "a substance that is known", "“CO”"),
        ({"annee": "2018-2019"}, "annee", "a calendar year", "“2018-2019”"),
        ({"annee": "18"}, "annee", "a calendar year", "“18”"),
        ({"annee": ""}, "annee", "a calendar year", "nothing"),
        ({"valeur": "abc"}, "valeur", "a finite number", "“abc”"),
        ({"valeur": "NaN"}, "valeur", "a finite number", "“NaN”"),
        ({"valeur": "inf"}, "valeur", "a finite number", "“inf”"),
        ({"valeur": "1e400"}, "valeur", "a finite number", "“1e400”"),
        ({"valeur": "<0,1"}, "valeur", "a finite number", "“<0,1”"),
        ({"valeur": "-"}, "valeur", "a finite number", "“-”"),
        ({"valeur": "#DIV/0!"}, "valeur", "a finite number", "“#DIV/0!”"),
        ({"valeur": "-3"}, "valeur", "a value of at least 0", "-3000"),
        ({"unite": "GWh"}, "valeur", "a unit that converts to t", "“GWh”"),
        ({"unite": "bananes"}, "valeur", "a unit that converts to t", "“bananes”"),
        ({"unite": ""}, "valeur", "a unit that converts to t", "nothing"),
        (
            {"substance": "séquestration nette", "unite": "tCO2e"},
            "",
            "a sector that carries sink figures",
            "PCAET/residential",
        ),
    ],
)
def test_a_cell_that_is_wrong_is_named(cells, column, expected, found):
    fault = only(read([ROW, changed(annee="2019") if "annee" not in cells else ROW,
                       changed(**({"annee": "2020"} | cells))]))  # fmt: skip
    assert (fault.row, fault.column) == (4, column)
    assert expected in fault.expected
    assert found in fault.found


def test_all_the_faults_of_a_table_come_together():
    rows = [
        changed(insee="99999"),
        changed(secteur="Maisons", annee="2017"),
        changed(valeur="abc", annee="2016"),
        changed(unite="GWh", annee="2015"),
        changed(annee="MMXV"),
    ]
    drafts = read(rows)
    assert [fault.row for fault in drafts.faults] == [2, 3, 4, 5, 6]
    with pytest.raises(InputError) as caught:
        drafts.settle()
    assert len(caught.value.faults) == 5


def test_a_row_with_several_faults_says_them_all():
    drafts = read([changed(insee="99999", secteur="Maisons", substance="CO")])
    assert {fault.column for fault in drafts.faults} == {
        "insee",
        "secteur",
        "substance",
    }


def test_a_wrong_value_is_told_whatever_else_is_wrong_in_its_row():
    drafts = read([changed(secteur="Maisons", annee="MMXV", valeur="abc")])
    assert {fault.column for fault in drafts.faults} == {"secteur", "annee", "valeur"}


def test_a_wrong_word_that_comes_a_thousand_times_is_said_once_and_counted():
    rows = [changed(secteur="Maisons", annee=str(1950 + n % 70)) for n in range(1000)]
    fault = only(read(rows))
    assert (fault.row, fault.count) == (2, 1000)


def test_too_many_different_faults_are_counted_beyond():
    rows = [changed(secteur=f"inconnu {n}") for n in range(MOST_LISTED + 17)]
    drafts = read(rows)
    assert (len(drafts.faults), drafts.beyond) == (MOST_LISTED, 17)
    assert drafts.faults[0].row == 2


@pytest.mark.bad_input("10 MB strings", door="file")
def test_a_text_of_ten_megabytes_is_not_repeated_in_the_fault():
    sheet = sheet_of_text("\n".join("\t".join(row) for row in [NAMES, ROW]), "f.csv")
    sheet.columns["secteur"][0] = "x" * (10 * 2**20)
    mapping = Mapping(
        tuple(Column(n, r) for n, r in zip(NAMES, ROLES, strict=True)), SAID
    )
    fault = only(draft(sheet, mapping, KNOWN))
    assert len(fault.found) < 100


def test_a_word_that_looks_like_a_known_one_is_a_fault_that_says_so():
    fault = only(read([changed(secteur="Résidentielle")]))
    assert fault.remedy.endswith("It looks like PCAET/residential.")
    fault = only(read([changed(substance="Oxyde d'azotes")]))
    assert "pollutant_nox" in fault.remedy
    fault = only(read([changed(secteur="Tertiair")]))
    assert fault.remedy.endswith("It looks like PCAET/tertiary.")


@pytest.mark.parametrize(
    ("word", "likely"),
    [
        ("Tertiair", "PCAET/tertiary"),
        ("Agricultur", "PCAET/agriculture"),  # « agriculture bois » is further
        ("zorglub", ""),
        ("abc", ""),
    ],
)
def test_the_nearest_sector_is_proposed_and_not_taken(word, likely):
    vocabulary = Vocabulary(KNOWN, "PCAET")
    assert vocabulary.sector(word) is None
    assert vocabulary.likely_sector(word) == likely


def test_between_two_meanings_as_near_none_is_proposed():
    vocabulary = Vocabulary(KNOWN, "PCAET")
    # as near of “agriculture” (its letters, then three more) as of “agriculture coal”
    assert vocabulary.likely_sector("Agriculture gaz") == ""
    assert vocabulary.likely_state("nee") == ""  # too short to tell a slip


def test_an_unknown_state_that_looks_like_one_is_a_fault_that_says_so():
    fault = only(read([[*ROW, "Estimmé"]], extra=(Role.STATE,)))
    assert fault.remedy.endswith("It looks like the state estimated.")
    fault = only(read([[*ROW, "zorglub"]], extra=(Role.STATE,)))
    assert fault.remedy == "Say which state it stands for."


def test_a_fault_needs_a_figure_in_its_row():
    drafts = read([ROW, changed(insee="Source : Atmo", valeur=""), ("",) * 6])
    assert drafts.faults == ()
    assert any("without any value" in note.text for note in drafts.notes)


@pytest.mark.bad_input("duplicated rows", door="file")
def test_two_rows_that_contradict_each_other_are_both_named():
    fault = only(read([ROW, changed(annee="2019"), changed(valeur="2")]))
    assert fault.row == 4
    assert "2000 t, and 1500 t in row 2" in fault.found
    fault = only(read([ROW, changed(valeur="NO")]))
    assert "not_occurring, and 1500 t" in fault.found


@pytest.mark.bad_input("duplicated rows", door="file")
def test_a_row_said_twice_counts_once_and_is_said():
    drafts = read([ROW, ROW, ROW])
    assert len(drafts.settle()) == 1
    (note,) = drafts.notes
    assert "counted once" in note.text
    assert (note.row, note.count) == (3, 2)


@pytest.mark.bad_input("overlapping periods", door="file")
def test_two_columns_of_one_year_contradict_each_other():
    sheet = sheet_of_text("insee\t2018\t2018 (provisoire)\n75056\t1\t2\n", "f.csv")
    columns = (
        Column("insee", Role.TERRITORY),
        *(
            Column(name, Role.VALUE, "pollutant_nox", "PCAET/road", "t", 2018)
            for name in ("2018", "2018 (provisoire)")
        ),
    )
    fault = only(draft(sheet, Mapping(columns, SAID), KNOWN))
    assert fault.column == "2018 (provisoire)"


def test_exchanged_columns_are_said_once_rather_than_for_each_cell():
    rows = [
        (insee, substance, sector, year, value, unit)
        for insee, sector, substance, year, value, unit in [
            ROW,
            changed(annee="2019"),
            changed(secteur="Tertiaire"),
        ]
    ]
    drafts = read(rows)
    assert {fault.column for fault in drafts.faults} == {"secteur", "substance"}
    assert all("exchange" in fault.remedy.lower() for fault in drafts.faults)
    years = [changed(annee="12,5", valeur="2018"), changed(annee="13,5", valeur="2019")]
    assert "“valeur”" in read(years).faults[0].found


@pytest.mark.bad_input("comma decimals", door="file")
def test_mixed_decimal_marks_are_named_and_not_guessed():
    rows = [
        ROW,
        changed(annee="2019", valeur="2,5"),
        changed(annee="2020", valeur="3.5"),
    ]
    fault = only(read(rows))
    assert fault.row == 4
    assert "“3.5”" in fault.found


@pytest.mark.bad_input("comma decimals", door="file")
@pytest.mark.parametrize("decimal", ["", ",", "."])
def test_bad_marks_that_read_both_ways_in_one_column_are_never_guessed(decimal):
    rows = [changed(valeur="1,234"), changed(annee="2019", valeur="1.234")]
    faults = read(rows, choices=Choices(decimal=decimal)).faults
    (fault,) = (one for one in faults if "one decimal mark" in one.expected)
    assert fault.found == "“1,234” and “1.234”"
    assert (fault.row, fault.column) == (3, "valeur")


@pytest.mark.parametrize(
    ("total", "secret"), [("99", False), ("9", False), ("9", True)]
)
def test_bad_total_that_contradicts_its_parts_is_told_with_both_sums(total, secret):
    """10 and 5 kt are 15 kt; a secret part may only add to them."""
    rows = [changed(valeur="10"), changed(secteur="Déchets", valeur="5")]
    rows += [changed(secteur="Industrie", valeur="C")] if secret else []
    fault = only(read([*rows, changed(secteur="TOTAL", valeur=total)]))
    assert "15000 t" in fault.expected
    assert fault.found == f"{total}000 t"
    assert fault.row == len(rows) + 2


def test_numbers_that_read_both_ways_ask_for_the_mark():
    rows = [changed(valeur="1,234"), changed(annee="2019", valeur="2,345")]
    drafts = read(rows)
    assert any("decimal mark" in fault.expected for fault in drafts.faults)
    (small, _) = read(rows, choices=Choices(decimal=",")).settle()
    (large, _) = read(rows, choices=Choices(decimal=".")).settle()
    assert small.quantity.value == pytest.approx(1234)  # 1.234 kt
    assert large.quantity.value == pytest.approx(1_234_000)


@pytest.mark.parametrize(
    ("state", "value", "expected"),
    [
        ("NO", "3", "no value beside this state"),
        ("zéro confirmé", "3", "zero where it is confirmed"),
        ("estimé", "", "a value"),
        ("peut-être", "3", "a state or a notation key"),
    ],
)
def test_a_state_and_a_value_that_contradict_each_other(state, value, expected):
    fault = only(read([(*changed(valeur=value), state)], [Role.STATE]))
    assert expected in fault.expected


@pytest.mark.parametrize(
    ("low", "high"), [("2", "1"), ("", "2"), ("2", "3"), ("0", "1"), ("a", "2")]
)
def test_bounds_must_hold_the_value(low, high):
    drafts = read([(*ROW, low, high)], [Role.LOW, Role.HIGH])
    assert any("two bounds" in fault.expected for fault in drafts.faults)


def test_uncertainties_that_are_none_or_negative():
    for written in ("-5", "beaucoup"):
        drafts = read([(*ROW, written)], [Role.UNCERTAINTY])
        assert drafts.faults


def test_a_note_too_long_for_the_ledger_is_named():
    fault = only(read([(*ROW, "x" * 2001)], [Role.NOTE]))
    assert "2000 characters" in fault.expected


@pytest.mark.bad_input("formulas in text", door="file")
def test_a_note_that_looks_like_a_formula_is_only_text():
    (figure,) = read([(*ROW, "=cmd|'/C calc'!A0")], [Role.NOTE]).settle()
    assert figure.note == "=cmd|'/C calc'!A0"  # neutralised where it is exported


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"publisher": ""}, "publisher"),
        ({"title": " "}, "title"),
        ({"licence": ""}, "licence"),
    ],
)
def test_nothing_is_kept_without_its_source(missing, expected):
    drafts = read([ROW], constants=replace(SAID, **missing))
    assert any(expected in fault.expected for fault in drafts.faults)
    with pytest.raises(InputError):
        drafts.settle()


@pytest.mark.bad_input("renamed columns", door="file")
def test_a_mapping_of_another_table_is_refused():
    sheet = sheet_of_text("a\tb\n1\t2\n", "f.csv")
    columns = tuple(Column(n, r) for n, r in zip(NAMES, ROLES, strict=True))
    drafts = draft(sheet, Mapping(columns, SAID), KNOWN)
    assert {f.expected for f in drafts.faults} >= {
        f"a column “{name}”" for name in NAMES
    }


def test_a_mapping_that_leaves_out_what_must_be_said_is_refused():
    sheet = sheet_of_text("\n".join("\t".join(row) for row in [NAMES, ROW]), "f.csv")
    ignored = tuple(Column(name, Role.IGNORED) for name in NAMES)
    drafts = draft(sheet, Mapping(ignored, SAID), KNOWN)
    expected = {fault.expected for fault in drafts.faults}
    wanted = {
        f"{what}, in a column or for the whole table"
        for what in ("a year", "a territory", "a substance")
    }
    assert wanted | {"a column of values"} <= expected
    assert f"only the columns {', '.join(NAMES)}" in {f.found for f in drafts.faults}


def test_two_columns_for_one_role_are_refused():
    drafts = read([(*ROW, "2019")], [Role.YEAR])
    assert any("one column for year" in fault.expected for fault in drafts.faults)


@pytest.mark.parametrize(
    ("constant", "expected"),
    [
        ({"territory": "99999"}, "a territory"),
        ({"sector": "PCAET/nowhere"}, "a sector"),
        ({"substance": "bananas"}, "a substance"),
    ],
)
def test_a_constant_that_stands_for_nothing_is_refused(constant, expected):
    drafts = read([ROW], constants=replace(SAID, **constant))
    assert any(fault.expected.startswith(expected) for fault in drafts.faults)


def test_parts_of_which_one_is_not_known_are_not_added():
    rows = [ROW, changed(valeur="NE")]
    fault = only(read(rows, choices=Choices(repeats="sum")))
    assert "parts that all have a value" in fault.expected


@pytest.mark.bad_input("infinities", door="file")
def test_numbers_that_are_none_in_a_workbook_are_named():
    columns = {name: [cell] for name, cell in zip(NAMES, ROW, strict=True)}
    for value in (float("nan"), float("inf"), -0.5):
        columns["valeur"] = [value]
        sheet = Sheet("f.csv", dict(columns), [2])
        mapping = Mapping(
            tuple(Column(n, r) for n, r in zip(NAMES, ROLES, strict=True)), SAID
        )
        assert only(draft(sheet, mapping, KNOWN)).row == 2


def test_one_wrong_row_among_many_leaves_nothing_to_store():
    rows = [changed(annee=str(year)) for year in range(1950, 2020)]
    drafts = read([*rows, changed(secteur="Maisons", annee="2020")])
    assert len(drafts.indicators) == len(rows)  # shown
    with pytest.raises(InputError):
        drafts.settle()  # not stored
