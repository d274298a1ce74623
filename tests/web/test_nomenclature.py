"""The dictionary is found where it is written, and goes with the wheel."""

import tomllib
from importlib.resources import files
from pathlib import Path

from trajectoire.web.pages import glossary

ROOT = Path(__file__).parents[2]


def test_the_words_are_found() -> None:
    names = {term.name for term in glossary.terms()}
    assert "emission_measured" in names
    assert len(names) > 20


def test_the_wheel_carries_the_dictionary_where_it_is_read() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = said["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    (written,) = wheel
    installed = files("trajectoire.web.pages") / "nomenclature.csv"
    assert (ROOT / written).is_file()
    assert str(installed).endswith(wheel[written])
    assert glossary._PLACES[0] == installed
