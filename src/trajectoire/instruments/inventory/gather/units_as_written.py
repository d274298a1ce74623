"""Units as people write them at the head of a column, put as the registry reads them.

``kteq CO2``, ``t éq. CO₂/an``, ``tonnes équivalent CO2`` are the same unit; ``MWh PCS``
is not ``MWh PCI``, and says nothing until it is converted.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from trajectoire.core.errors import UnitError
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.model.nomenclature import Substance
from trajectoire.methods.warming import Potentials, has_potential, potential

# Written as multiples of the gram: the registry takes kt for knots.
_MASSES = {
    "t": "t",
    "tonne": "t",
    "tonnes": "t",
    "kg": "kg",
    "kilogramme": "kg",
    "kilogrammes": "kg",
    "kilograms": "kg",
    "g": "g",
    "kt": "Gg",
    "kilotonne": "Gg",
    "kilotonnes": "Gg",
    "ktonnes": "Gg",
    "milliersdetonnes": "Gg",
    "gg": "Gg",
    "mt": "Tg",
    "megatonne": "Tg",
    "megatonnes": "Tg",
    "millionsdetonnes": "Tg",
    "gt": "Pg",
    "metrictons": "t",
    "metrictonnes": "t",
}
_ENERGIES = {
    name.lower(): name
    for name in ("Wh", "kWh", "MWh", "GWh", "TWh", "J", "kJ", "MJ", "GJ", "TJ", "PJ")
} | {"tep": "tep", "toe": "tep", "ktep": "ktep", "ktoe": "ktep", "mtep": "Mtep"}
_PER_YEAR = re.compile(r"(/|par|per)(ans?|annee|year|yr|a|y)$|(an|yr|a)-1$")
_MEAN = re.compile(r"(pci|ncv|lhv|ef|energiefinale|parannee)$")
_EQUIVALENT = re.compile(
    r"(?P<mass>[a-z]*?)(de)?(eq|equivalents?|equiv|e)?(de)?(co2|dioxydedecarbone)"
    r"(e|eq|equivalents?|equiv)?"
)
_CARBON = re.compile(r"(?P<mass>[a-z]*?)(eq|equivalent|de)?(c|carbone)")
_GROSS = ("pcs", "gcv", "hhv")
_AS_CO2 = frozenset({"co2", "co2_biogenic"})
# Metric tonnes for some, a million for others; in small letters, co2 or eq follows.
_METRIC = re.compile(r"(MT|mt)(?![a-z])|mt(?=co2|eq)")
_ALL_GASES = "emission_ghg"
_LONGEST = 60
_TONNES = re.compile("^[GTP]g(?=CO2e$)")
_OF_GRAMS = {"Gg": "k", "Tg": "M", "Pg": "G"}  # as people write them


@lru_cache(maxsize=4096)
def unit_of(written: str) -> str:
    """Put a unit as the registry reads it.

    Parameters
    ----------
    written
        As the table writes it. [-]

    Returns
    -------
    unit
        ``GgCO2e``, ``GWh``, ``t``…; empty where it is not understood. [-]

    Examples
    --------
    >>> unit_of("kteq CO2"), unit_of("t éq. CO₂/an"), unit_of("GWh PCI")
    ('GgCO2e', 'tCO2e', 'GWh')

    """
    if not written.strip() or len(written) > _LONGEST:
        return ""
    parts = unicodedata.normalize("NFKD", written.strip())
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    bare = re.sub(r"[\s.\-_()\[\]'’]", "", plain.casefold().replace("-1", "¹"))
    bare = _PER_YEAR.sub("", bare.replace("¹", "-1"))
    bare = _MEAN.sub("", bare)
    if _METRIC.search(written):
        return ""
    if bare in _MASSES:
        return _MASSES[bare]
    if bare in _ENERGIES:
        return _ENERGIES[bare]
    if any(word in bare for word in _GROSS):
        return ""
    for pattern, suffix in ((_EQUIVALENT, "CO2e"), (_CARBON, "C")):
        match = pattern.fullmatch(bare)
        if match and match["mass"] in _MASSES:
            return f"{_MASSES[match['mass']]}{suffix}"
    return ""


def is_energy(written: str) -> bool:
    """Tell units of energy from those of mass.

    Parameters
    ----------
    written
        As the table writes it. [-]

    Returns
    -------
    energy
        Whether it is one. [-]

    """
    return unit_of(written) in _ENERGIES.values()


def multiplier(
    written: str,
    substance: Substance,
    potentials: str = "",
    translations: Mapping[str, str] | None = None,
) -> float:
    """Give by what a value is multiplied to be in the unit of the ledger.

    Parameters
    ----------
    written
        Unit as the table writes it. [-]
    substance
        What is counted. [-]
    potentials
        Set of warming potentials with which a single gas was put in equivalents; empty
        where nobody said it. [-]
    translations
        What somebody said that units stand for. [-]

    Returns
    -------
    multiplier
        From the unit written to that of the substance. [-]

    Raises
    ------
    UnitError
        If the unit is not understood, or measures something else.

    """
    given = (translations or {}).get(written, written)
    unit = unit_of(given)
    if not unit:
        gross = any(word in given.casefold() for word in _GROSS)
        raise UnitError(GROSS if gross else NOT_UNDERSTOOD)
    try:
        return factor(unit, substance.unit)
    except UnitError:
        pass
    if unit.endswith("CO2e") and substance.unit == "t" and substance.gas:
        return factor(unit, "tCO2e") / _warming(substance, potentials)
    equivalent = _equivalent(unit, substance)
    if equivalent:
        return factor(equivalent, substance.unit)
    if substance.unit == "tCO2e" and unit in _MASSES.values():
        raise UnitError(OF_WHAT)
    raise UnitError(OTHER_KIND)


def read_as_equivalent(
    written: str, substance: Substance, translations: Mapping[str, str] | None = None
) -> str:
    """Say which mass of CO2 equivalent a bare mass is taken for.

    Parameters
    ----------
    written
        Unit as the table writes it: ``kg`` beside a gas ``CO2e``. [-]
    substance
        What is counted. [-]
    translations
        What somebody said that units stand for. [-]

    Returns
    -------
    unit
        The same mass of CO2 equivalent, as ``ktCO2e``; empty for any other unit. [-]

    """
    unit = unit_of((translations or {}).get(written, written))
    equivalent = _equivalent(unit, substance)
    return _TONNES.sub(lambda sign: f"{_OF_GRAMS[sign[0]]}t", equivalent)


def _equivalent(unit: str, substance: Substance) -> str:
    """Put a bare mass as one of CO2 equivalent, where it can be nothing else.

    That of a sink may be carbon, and that of fluorinated gases the gases themselves.
    """
    is_bare = unit in _MASSES.values()
    return f"{unit}CO2e" if is_bare and substance.name == _ALL_GASES else ""


def _warming(substance: Substance, potentials: str) -> float:
    """Give the mass of CO2 that warms as much as a mass of the gas."""
    if substance.gas in _AS_CO2:
        return 1.0
    known: Sequence[Potentials] = ("AR4", "AR5", "AR6")
    for one in known:
        if one == potentials and has_potential(substance.gas):
            return potential(substance.gas, one)
    raise UnitError(WHICH_POTENTIALS)


NOT_UNDERSTOOD = (
    "Write it in full, of the same magnitude (kgCO2e, tCO2e, ktCO2e, kWh, MWh, kg, t), "
    "or say which of them it stands for."
)
GROSS = "Convert to PCI (net calorific value) first: final energy is counted so."
OF_WHAT = "Say what it is a mass of: write it with CO2e, or with C for carbon."
WHICH_POTENTIALS = (
    "Give the mass of the gas, or say which warming potentials were used (AR4, AR5, "
    "AR6)."
)
OTHER_KIND = "Check the unit and the substance: they measure different things."
