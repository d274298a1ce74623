"""Every screen exists in French and in English, set with the right spaces."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The tool that gathers and compiles."""
    path = ROOT / "tools" / "messages.py"
    spec = importlib.util.spec_from_file_location("messages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_string_of_the_screens_is_translated(messages: ModuleType) -> None:
    known = messages.read(messages.CATALOGUE)
    missing = [key[1] for key in messages.messages() if not all(known.get(key, [""]))]
    assert missing == [], "run python tools/messages.py, then translate"


def test_nothing_is_translated_that_no_screen_says(messages: ModuleType) -> None:
    stale = set(messages.read(messages.CATALOGUE)) - set(messages.messages())
    assert stale == set(), "run python tools/messages.py"


def test_the_compiled_catalogue_is_that_of_the_text(messages: ModuleType) -> None:
    known = messages.read(messages.CATALOGUE)
    expected = messages.compiled(known, messages.ENGLISH_HEADER)
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == expected
    plurals = {key: key[1:] for key in known if key[2]}
    expected = messages.compiled(plurals, messages.FRENCH_HEADER)
    assert messages.FRENCH.read_bytes() == expected


def test_translations_keep_the_names_of_their_values(messages: ModuleType) -> None:
    names = re.compile(r"%\(\w+\)s|%s|{\w+}")
    for (_context, one, many), said in messages.read(messages.CATALOGUE).items():
        wanted = sorted(names.findall(many or one))
        assert sorted(names.findall(said[-1])) == wanted, one


def test_french_marks_are_never_separated_from_their_word(
    messages: ModuleType,
) -> None:
    loose = re.compile(r" [;:?!»]|« |\d %(?!\()")
    wrong = [key[1] for key in messages.messages() if loose.search(key[1])]
    assert wrong == []


def test_django_reads_the_compiled_catalogue() -> None:
    with translation.override("en"):
        assert translation.gettext("Accueil") == "Home"
        assert translation.pgettext("intervalle", "à") == "to"


def test_the_tool_reads_templates_and_modules(messages: ModuleType) -> None:
    found = list(
        messages.from_template(
            '{% translate "Un" %}{% blocktranslate count n=k %}Une{{ n }}{% plural %}'
            "Des {{ n }}{% endblocktranslate %}"
        )
    )
    assert found == [("", "Un", ""), ("", "Une%(n)s", "Des %(n)s")]
    assert list(messages.from_python('x = _("Deux " "mots")')) == [
        ("", "Deux mots", "")
    ]
