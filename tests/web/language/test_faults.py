"""Agents read faults in French; what is not translated yet can only become less."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.utils import translation

from trajectoire.core.errors import Fault, InputError, SourceUnavailable
from trajectoire.sources.tet_indicators import tet_landings
from trajectoire.web.language.faults import (
    fault_row,
    french,
    lines,
    message,
    said,
)
from trajectoire.web.observatory.presentation.steps import STEPS, step_words

SOURCES = Path(french.__code__.co_filename).parents[2]
# Places of the expected and of the remedy in each way to say a fault.
PLACES = {
    "Fault": (0, 2),
    "add": (0, 2),
    "refuse": (1, 3),
    ".fault": (0, 2),
    "fault": (1, 3),
    "._refuse": (0, 1, 2, 3),
    "._refuse_cell": (2, 4),
}
NAMES = {"expected", "remedy"}
# English on French pages, still: this list may only shrink.
UNTRANSLATED: set[str] = set()


def written(node: ast.expr, constants: Mapping[str, ast.expr]) -> list[str]:
    """Texts of an expression; « 7 » stands for what is put in them."""
    if isinstance(node, ast.Name) and node.id in constants:
        return written(constants[node.id], {})
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "7" for v in node.values)
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return [*written(node.body, constants), *written(node.orelse, constants)]
    return []


def sentences(tree: ast.Module) -> Iterator[str]:
    """Every expected and every remedy that a module writes."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for place in places(node.func):
                if len(node.args) > max(2, place):
                    yield from written(node.args[place], constants)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from assigned(target, node.value)


def places(called: ast.expr) -> tuple[int, ...]:
    """Places of what a call says; a method is not the function of its name."""
    if isinstance(called, ast.Attribute):
        return PLACES.get(f".{called.attr}") or PLACES.get(called.attr, ())
    return PLACES.get(getattr(called, "id", ""), ())


def assigned(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, its)
    elif isinstance(target, ast.Name) and target.id in NAMES:
        yield from written(value, {})


def reached() -> list[Path]:
    """Modules whose faults someone reads on a page or at the command line."""
    folders = ("sources", "instruments", "web", "cli")
    return [path for name in folders for path in (SOURCES / name).rglob("*.py")]


def test_every_fault_has_its_french() -> None:
    found = {
        sentence
        for path in reached()
        for sentence in sentences(ast.parse(path.read_text(encoding="utf-8")))
        if any(letter.isalpha() for letter in sentence)
    }
    assert len(found) > 450, "the sentences are no longer where this test looks"
    left = {one for one in found if french(one) is None}
    assert left == UNTRANSLATED, "add them to faults.csv"


def test_every_reason_to_leave_an_indicator_out_has_its_french() -> None:
    reasons = {one.reason for one in tet_landings().values() if one.reason}
    assert len(reasons) > 20
    assert {one for one in reasons if french(one) is None} == set()


def test_every_step_of_a_run_is_known() -> None:
    told = set()
    for path in (SOURCES / "instruments" / "observatory").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "progress"
            ):
                told |= {one.partition(" : ")[0] for one in written(node.args[0], {})}
    assert told <= set(STEPS)


def test_values_are_put_back_where_they_were() -> None:
    assert french("a column “co2”") == "une colonne « co2 »"
    assert french("Add ratios = { co = … } in mol/mol, 0 where it emits none.") == (
        "Ajoutez ratios = { co = … } en mol/mol, 0 là où il n’en émet pas."
    )
    assert french("nothing that the core says") is None


@pytest.mark.parametrize(
    "foreign",
    [
        "Unable to synchronously open file (file signature not found)",
        "Failed to read 3 of 7 and stopped",
        "one thing and another",
        "at most seven wonders",
        "the code of a French town, somewhere",
        "its cells: of another table",
        "Not a gzipped file (b'PK')",
    ],
)
def test_words_of_others_are_not_half_translated(foreign: str) -> None:
    assert french(foreign) is None
    row = fault_row(Fault("a number", foreign, "Correct it.").__dict__)
    assert row.found.text == foreign


def test_values_are_told_from_words() -> None:
    assert french("0.5 to 3.2 ppm") == "0.5 à 3.2 ppm"
    assert french("2023-01-01 00:30 and R02") == "2023-01-01 00:30 et R02"
    assert french("nothing around 3") == "rien autour de 3"


def test_codes_are_called_by_their_names() -> None:
    told = french("Say which sector it stands for, or leave its rows out. "
                  "It looks like PCAET/road.")  # fmt: skip
    assert told is not None
    assert told.endswith("Il ressemble à « Transport routier (PCAET) ».")
    assert french("its name says 2018, emission_n2o, kt") == (
        "son nom dit : 2018, Protoxyde d’azote, kt"
    )


def test_a_sentence_holds_others() -> None:
    assert french("its name and its cells: years") == (
        "son nom et ses cellules : des années"
    )
    told = french(
        "activity: no uncertainty was stated when it was entered; factor ADEME 13523: "
        "no uncertainty published"
    )
    assert told == (
        "activité : aucune incertitude n’a été donnée à la saisie ; facteur ADEME "
        "13523 : aucune incertitude publiée"
    )
    assert french("activity: compteur en panne") == "activité : compteur en panne"
    told = french("3 with the state not_occurring")
    assert told == "3 avec l’état « n’existe pas ici »"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("not UTF-8: read as windows-1252", "pas de l’UTF-8 : lu en windows-1252"),
        ("half a letter, as \\ud800", "une moitié de lettre, comme \\ud800"),
        ("“an, née” twice in an object", "« an, née » deux fois dans un objet"),
        (
            "38185 Grenoble: figures that others recorded under the same publisher "
            "and title",
            "38185 Grenoble : des chiffres que d’autres ont enregistrés sous le même "
            "éditeur et le même titre",
        ),
    ],
)
def test_what_readers_and_imports_find_is_said_in_french(
    found: str, expected: str
) -> None:
    assert french(found) == expected


def test_what_has_no_french_is_marked_as_english() -> None:
    assert said("an unheard-of thing").language == "en"
    assert said("a number").text == "un nombre"
    with translation.override("en"):
        assert said("a number").text == "a number"


def test_a_row_keeps_the_value_and_counts_it() -> None:
    fault = Fault("a number", "“x<y”", "Correct it.", "a.csv", 7, "co2", 3)
    row = fault_row({**fault.__dict__, "message": str(fault)})
    assert (row.place, row.found.text) == (
        "ligne 7, colonne co2",
        "«\u00a0x<y\u00a0» (×\u00a03)",
    )
    assert (row.expected.text, row.remedy.text) == ("un nombre", "Corrigez.")


WRONG = (
    Fault("a number", "“a, b. c”", "Correct it.", "a.csv", 7, "co2", 3),
    Fault("at least one good value", "none", "Check.", "b.csv"),
)


@pytest.mark.parametrize("count", [1, 2])
def test_the_message_of_a_run_is_read_back_as_its_faults(count: int) -> None:
    error = InputError(WRONG[:count])
    told = message(str(error))
    assert told.language == "fr"
    for line in lines(error):
        assert line in told.text
    assert "a.csv, ligne 7, colonne co2\u00a0: attendu un nombre" in told.text
    assert "«\u00a0a, b. c\u00a0» (×\u00a03)" in told.text


def test_a_message_that_cannot_be_read_back_stays_whole() -> None:
    assert message("Oh. Something else.").text == "Oh. Something else."
    assert message("Oh.\nCorrect it.").language == "en"
    assert lines(SourceUnavailable("x")) == ["x"]


def test_steps_are_said_in_english_too() -> None:
    assert step_words("Station mise de côté : R01") == "Station mise de côté : R01"
    with translation.override("en"):
        assert step_words("Station mise de côté : R01") == "Station kept aside : R01"
    assert step_words("") == ""
