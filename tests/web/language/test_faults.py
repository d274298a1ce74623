"""Agents read faults in French; what is not translated yet can only become less."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from trajectoire.core.errors import Fault, InputError, SourceUnavailable
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
PLACES = {"Fault": (0, 2), "add": (0, 2), "refuse": (1, 3)}
NAMES = {"expected", "remedy"}
# English on French pages, still: this list may only shrink.
UNTRANSLATED: set[str] = set()


def written(node: ast.expr) -> list[str]:
    """Texts of an expression; « x » stands for what is put in them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "x" for v in node.values)
        return ["".join(parts)]
    if isinstance(node, ast.IfExp):
        return [*written(node.body), *written(node.orelse)]
    return []


def sentences(tree: ast.AST) -> Iterator[str]:
    """Every expected and every remedy that a module writes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for place in PLACES.get(name, ()):
                if len(node.args) > max(2, place):
                    yield from written(node.args[place])
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from assigned(target, node.value)


def assigned(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, its)
    elif isinstance(target, ast.Name) and target.id in NAMES:
        yield from written(value)


def reached() -> set[Path]:
    """Modules of the observatory, and the readers that it or the check reaches."""
    seen = set((SOURCES / "instruments" / "observatory").rglob("*.py"))
    left = [*seen, SOURCES / "sources" / "check.py"]
    while left:
        path = left.pop()
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                left += {p for p in readers(node) if p.is_file()} - seen
    return seen


def readers(node: ast.ImportFrom) -> set[Path]:
    """Files of the modules of sources that a statement imports."""
    module = node.module or ""
    if not module.startswith("trajectoire.sources"):
        return set()
    names = [module, *(f"{module}.{one.name}" for one in node.names)]
    parts = (name.split(".")[1:] for name in names)
    return {SOURCES.joinpath(*part).with_suffix(".py") for part in parts}


def test_every_fault_of_the_readers_has_its_french() -> None:
    found = {
        sentence
        for path in reached()
        for sentence in sentences(ast.parse(path.read_text(encoding="utf-8")))
        if any(letter.isalpha() for letter in sentence.replace("x", ""))
    }
    assert len(found) > 200, "the sentences are no longer where this test looks"
    left = {one for one in found if french(one) is None}
    assert left == UNTRANSLATED, "add them to faults.csv"


def test_every_step_of_a_run_is_known() -> None:
    told = set()
    for path in (SOURCES / "instruments" / "observatory").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "progress"
            ):
                told |= {one.partition(" : ")[0] for one in written(node.args[0])}
    assert told <= set(STEPS)


def test_values_are_put_back_where_they_were() -> None:
    assert french("a column “co2”") == "une colonne « co2 »"
    assert french("Add ratios = { co = … } in mol/mol, 0 where it emits none.") == (
        "Ajoutez ratios = { co = … } en mol/mol, 0 là où il n’en émet pas."
    )
    assert french("nothing that the core says") is None


def test_what_has_no_french_is_marked_as_english() -> None:
    assert said("an unheard-of thing").language == "en"
    assert said("a number").text == "un nombre"
    with translation.override("en"):
        assert said("a number").text == "a number"


def test_a_row_keeps_the_value_and_counts_it() -> None:
    fault = Fault("a number", "“x<y”", "Correct it.", "a.csv", 7, "co2", 3)
    row = fault_row({**fault.__dict__, "message": str(fault)})
    assert (row.place, row.found.text) == ("ligne 7, colonne co2", "“x<y” (×\u00a03)")
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
    assert "“a, b. c” (×\u00a03)" in told.text


def test_a_message_that_cannot_be_read_back_stays_whole() -> None:
    assert message("Oh. Something else.").text == "Oh. Something else."
    assert message("Oh.\nCorrect it.").language == "en"
    assert lines(SourceUnavailable("x")) == ["x"]


def test_steps_are_said_in_english_too() -> None:
    assert step_words("Station mise de côté : R01") == "Station mise de côté : R01"
    with translation.override("en"):
        assert step_words("Station mise de côté : R01") == "Station kept aside : R01"
    assert step_words("") == ""
