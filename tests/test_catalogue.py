"""The list of instruments: those of the house, and those that are installed."""

import sys

import pytest

from trajectoire import catalogue

INSTRUMENT = """
from trajectoire.core.instrument import Card, Report

class Thermometer:
    card = Card("{name}", "measure", "Fait-il chaud ?", ("un thermomètre",), "1")

    def gather(self, territory, period):
        return 20.0

    def run(self, inputs):
        return Report(())
"""
POINT = "[trajectoire.instruments]\nthermometer = invented_thermometer:Thermometer\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a package as pip does: a module, and a folder that describes it."""

    def place(name: str) -> None:
        (tmp_path / "invented_thermometer.py").write_text(
            INSTRUMENT.format(name=name), encoding="utf-8"
        )
        described = tmp_path / "invented_thermometer-1.0.dist-info"
        described.mkdir()
        metadata = "Metadata-Version: 2.1\nName: invented-thermometer\nVersion: 1.0\n"
        (described / "METADATA").write_text(metadata, encoding="utf-8")
        (described / "entry_points.txt").write_text(POINT, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    yield place
    sys.modules.pop("invented_thermometer", None)


def test_the_observatory_is_built_in():
    found = catalogue.instruments()
    assert next(iter(found)) == "observatory"
    card = found["observatory"].card
    assert card.wing == "measure"
    assert card.question.endswith("?")
    assert len(card.wants) >= 3


def test_the_inventory_is_built_in_beside_it():
    card = catalogue.instruments()["inventory"].card
    assert card.wing == "measure"
    assert card.question.endswith("?")
    assert len(card.wants) >= 3


def test_an_installed_instrument_is_found_after_those_of_the_house(install):
    install("thermometer")
    assert [card.name for card in catalogue.cards()] == [
        "observatory",
        "inventory",
        "thermometer",
    ]


def test_two_instruments_of_one_name_are_refused(install):
    install("observatory")
    with pytest.raises(ValueError, match="two instruments are called 'observatory'"):
        catalogue.instruments()
