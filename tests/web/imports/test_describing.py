"""What the screen of a mapping gathers, asks and keeps."""

import io
import re
from collections.abc import Callable

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import (
    Column,
    Constants,
    Mapping,
    Role,
    Translations,
)
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.editing import (
    Kind,
    Word,
    confirmed,
    groups_of,
    with_group,
    with_words,
    words_of,
)
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.presentation.mapping import (
    asked_now,
    group_rows,
    understood,
)
from trajectoire.web.imports.presentation.page import written

pytestmark = pytest.mark.django_db
YEARS = tuple(
    Column(str(year), Role.VALUE, "emission_ghg", "", "kt", year, 0.5)
    for year in (2019, 2020, 2021)
)
WIDE = Mapping((Column("Secteur", Role.SECTOR), *YEARS, Column("x", Role.IGNORED)))


def test_columns_that_differ_by_their_year_are_one_line() -> None:
    titles = [group.title for group in groups_of(WIDE)]
    assert titles == ["Secteur", "2019, 2020, 2021", "x"]
    assert [group.sure for group in groups_of(WIDE)] == [True, False, True]


def test_a_correction_reaches_all_of_them_and_keeps_their_years() -> None:
    said = {"role": "value", "substance": "energy_final", "unit": "GWh"}
    changed = with_group(WIDE, groups_of(WIDE)[1], said)
    found = [(c.substance, c.unit, c.year, c.confidence) for c in changed.columns[1:4]]
    assert found == [("energy_final", "GWh", year, 1.0) for year in (2019, 2020, 2021)]
    assert changed.columns[0] == WIDE.columns[0]


def test_a_column_that_is_no_value_has_no_substance() -> None:
    said = {"role": "ignored", "substance": "energy_final", "unit": "GWh"}
    changed = with_group(WIDE, groups_of(WIDE)[1], said)
    assert {(c.role, c.substance, c.unit) for c in changed.columns[1:4]} == {
        (Role.IGNORED, "", "")
    }


def test_a_mapping_that_was_looked_at_is_sure() -> None:
    assert confirmed(WIDE).unsure == ()
    assert confirmed(WIDE).choices.confirmed


def test_words_are_asked_once_the_unknown_first() -> None:
    mapping = Mapping(
        (Column("Secteur", Role.SECTOR), Column("Unité", Role.UNIT)),
        words=Translations(sectors={"Divers": ""}),
    )
    counted = {
        "Secteur": {"Résidentiel": 9, "Zorglub": 2, "Divers": 1},
        "Unité": {"GWh PCI": 5, "bidule": 7},
    }
    words = words_of(mapping, counted)
    assert [(word.text, word.meaning) for word in words] == [
        ("bidule", None),
        ("Zorglub", None),
        ("Résidentiel", "PCAET/residential"),
        ("GWh PCI", "GWh"),
        ("Divers", ""),
    ]
    told = {words[0].key: "GWh", words[1].key: None}
    changed = with_words(mapping, words[:2], told)
    assert changed.words.units == {"bidule": "GWh"}
    assert changed.words.sectors == {"Divers": ""}


@pytest.mark.parametrize(
    ("kind", "text", "meaning", "shown"),
    [
        ("units", "kteq CO2", "GgCO2e", "ktCO2e"),
        ("units", "Mt", "Tg", "Mt"),
        ("units", "GWh PCI", "GWh", "GWh"),
        ("territories", "38185", "38185", "Grenoble (38185)"),
        ("territories", "grenoble", "grenoble", "Grenoble (38185)"),
        ("territories", "La ville", "69123", "Lyon (69123)"),
        ("territories", "Lutèce", "", "lignes laissées de côté"),
    ],
)
def test_words_understood_are_shown_as_people_write_them(
    kind: Kind, text: str, meaning: str, shown: str
) -> None:
    word = Word(kind, text, 1, meaning)
    assert understood([word]) == [(text, shown, word.key)]


def test_not_more_words_are_asked_than_a_screen_bears() -> None:
    mapping = Mapping((Column("S", Role.SECTOR),), Constants(nomenclature="accounts"))
    words = words_of(mapping, {"S": {f"Mot {n}": 1 for n in range(300)}})
    assert 8 <= len(asked_now(mapping, words)) < 40


def test_what_a_column_of_values_lacks_is_said() -> None:
    value = Mapping((Column("V", Role.VALUE, unit="t"), Column("A", Role.YEAR)))
    (row, _year) = group_rows(Import(), value)
    assert [str(want) for want in row.wants] == [
        "il manque la substance",
        "il manque le secteur",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (210_500.0, "210\u202f500"),
        (12.345678, "12,346"),
        (0.00012345678, "0,00012346"),
        (0.0, "0"),
        (-3.5, "\u22123,5000"),
        (None, "–"),
    ],
)
def test_numbers_are_written_to_be_checked(value: float | None, text: str) -> None:
    assert written(value) == text


SHEETS = (("Énergie", "Consommation (GWh)"), ("GES", "GES (kteq CO2)"))


def workbook(sheets: tuple[tuple[str, str], ...] = SHEETS) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, unit in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Secteur", "Année", unit])
        sheet.write_row(1, 0, ["Résidentiel", 2021, 12.5])
    book.close()
    return content.getvalue()


def test_another_sheet_of_a_workbook_is_read(
    agent: Client, ada: User, grenoble: Territory, work: Callable[[], int]
) -> None:
    source = Source("A", "B", "C")
    one = begin(ada, grenoble, source, Sent("classeur.xlsx", [workbook()]))
    work()
    page = agent.get(f"/espace/imports/{one.pk}/colonnes/").content.decode()
    assert re.findall(r"<option( selected)?>(\w+)</option>", page) == [
        (" selected", "Énergie"),
        ("", "GES"),
    ]
    agent.post(f"/espace/imports/{one.pk}/feuille/", {"sheet": "GES"})
    work()
    one.refresh_from_db()
    assert one.sheet == "GES"
    assert one.proposal["columns"][2] == "GES (kteq CO2)"
    assert agent.post(f"/espace/imports/{one.pk}/feuille/").status_code == 404


def test_what_was_changed_for_a_sheet_is_not_taken_up_by_another_like_it(
    agent: Client, ada: User, grenoble: Territory, work: Callable[[], int]
) -> None:
    sent = Sent("a.xlsx", [workbook(tuple((n, SHEETS[0][1]) for n in ("A", "B")))])
    one = begin(ada, grenoble, Source("A", "B", "C"), sent)
    work()
    one.refresh_from_db()
    proposed = [column["role"] for column in one.mapping["columns"]]
    assert "value" in proposed
    for column in one.mapping["columns"]:
        column["role"] = "ignored"
    one.save()
    agent.post(f"/espace/imports/{one.pk}/feuille/", {"sheet": "B"})
    work()
    one.refresh_from_db()
    assert one.sheet == "B"
    assert not one.proposal["remembered"]
    assert [column["role"] for column in one.mapping["columns"]] == proposed


def test_a_large_file_is_taken_from_whoever_is_known(agent: Client) -> None:
    """Three megabytes: more than a form may hold, less than a file may."""
    address = "/espace/imports/nouveau/"
    file = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    assert agent.post(address, {"file": file}).status_code == 422  # nothing else said
    file = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    assert Client().post(address, {"file": file}).status_code == 413
    file = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    assert Client().post("/api/v1/imports", {"file": file}).status_code == 413
