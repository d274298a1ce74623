"""Every conversion of Trajectoire goes through one registry."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import UnitError
from trajectoire.core.units import factor, is_known

MASSES = ["gCO2e", "kgCO2e", "tCO2e", "ktCO2e", "MtCO2e", "gC", "kgC", "tC", "molCO2"]


@pytest.mark.parametrize(
    ("unit", "to", "expected"),
    [
        ("kWh", "MJ", 3.6),
        ("tep", "GJ", 41.868),  # IEA: 1 toe = 41.868 GJ
        ("kgCO2", "kgCO2e", 1.0),
        ("MtCO2e", "kgCO2e", 1e9),
        ("ktCO2e", "tCO2e", 1e3),
        ("kt", "t", 1e3),  # a kilotonne, not a knot
        ("molCO2", "gCO2", 12.0107 + 2 * 15.9994),  # C and O, g/mol
        ("gC", "gCO2", 44.0095 / 12.0107),
        ("tC", "tCO2", 44.0095 / 12.0107),
        ("ppm", "mol/mol", 1e-6),
        ("ppb", "ppm", 1e-3),
        ("(mol/mol)/(mol/m^2/s)", "ppm/(µmol/m^2/s)", 1.0),
        # 1 µmol/m²/s over 1 km² and one day: 86,400 mol of 44.0095 g
        ("µmolCO2/m^2/s", "kgCO2e/km^2/day", 86_400 * 44.0095 / 1000),
    ],
)
def test_a_conversion_by_hand(unit, to, expected):
    assert factor(unit, to) == pytest.approx(expected, rel=1e-12)


@given(a=st.sampled_from(MASSES), b=st.sampled_from(MASSES), c=st.sampled_from(MASSES))
def test_conversions_compose_and_return(a, b, c):
    assert factor(a, b) * factor(b, c) == pytest.approx(factor(a, c), rel=1e-12)
    assert factor(a, b) * factor(b, a) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("unit", ["t", "kg", "mol", "kWh", "euro", "inhabitant"])
def test_a_tonne_of_co2e_is_a_mass_of_its_own(unit):
    with pytest.raises(UnitError, match="measure different things"):
        factor(unit, "kgCO2e")


def test_a_unit_that_nobody_knows_is_told_with_a_right_spelling():
    with pytest.raises(UnitError, match=r"found “tonnnes”.*Write it as kWh"):
        factor("tonnnes", "kg")


@pytest.mark.parametrize(("unit", "to"), [("degC", "K"), ("K", "°C"), ("degF", "degC")])
def test_a_temperature_with_another_zero_has_no_factor(unit, to):
    with pytest.raises(UnitError, match="share their zero"):
        factor(unit, to)


@pytest.mark.parametrize("unit", ["K", "kWh", "kgCO2e/inhabitant/year", "%", "1", "°C"])
def test_units_of_the_trade_are_known(unit):
    assert is_known(unit)


@pytest.mark.parametrize(
    "unit",
    [
        "",
        "  ",
        "-",
        "tonnnes",
        "2 kg",
        "kg per",
        "(((",
        "; import os",
        "a" * 100_000,
        "1e9**1e9",
        "9**9**9**9",
        "m**999999999",
        "<b>kg</b>",
        "=1+1",
        "🌍",
    ],
)
def test_free_text_is_not_a_unit(unit):
    assert not is_known(unit)


def test_units_load_only_when_one_is_used():
    code = "import sys, trajectoire.core.units; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
