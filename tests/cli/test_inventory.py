"""The command of the first estimate, with right and wrong codes."""

import json

import pytest
from typer.testing import CliRunner

from trajectoire.cli.main import app
from trajectoire.core.errors import InputError, MissingData

RUNNER = CliRunner()


def asked(*words: str):
    return RUNNER.invoke(app, ["inventory", "estimate", *words])


def test_a_group_gets_a_readable_table():
    found = asked("200040715")
    assert found.exit_code == 0
    assert "Grenoble-Alpes-Métropole, première estimation pour 2021" in found.stdout
    assert "Industrie hors branche énergie" in found.stdout
    assert "9 chances sur 10" in found.stdout
    assert "Données à demander" in found.stdout


def test_the_year_is_chosen():
    assert "pour 2018" in asked("38185", "--year", "2018").stdout


def test_machines_read_the_same_figures():
    found = json.loads(asked("38185", "--json").stdout)
    total = found["totals"]["emission_ghg"]
    assert total["low"] < total["value"] < total["high"]
    assert total["unit"] == "tCO2e"


def test_overseas_is_told_why_there_is_nothing():
    found = asked("97411")
    assert found.exit_code == 0
    assert "Rien n'est estimé" in found.stdout
    assert "métropole" in found.stdout


@pytest.mark.parametrize("code", ["", "99999", "=1+1", "<b>38185</b>", "é" * 500])
def test_an_unknown_code_is_refused_with_a_remedy(code):
    found = asked(code)
    assert isinstance(found.exception, InputError)
    assert "Search the territory by its name" in str(found.exception)


@pytest.mark.parametrize("year", ["1990", "2050", "1"])
def test_a_year_without_national_figures_is_refused(year):
    found = asked("38185", "--year", year)
    assert found.exit_code != 0
    assert isinstance(found.exception, MissingData)
    assert "2015 to 2021" in str(found.exception)


@pytest.mark.parametrize("year", ["0", "-5", "99999", "deux mille"])
def test_what_is_no_year_is_refused(year):
    assert asked("38185", "--year", year).exit_code == 2
