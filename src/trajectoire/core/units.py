"""The one unit registry: every conversion of Trajectoire goes through it.

Built on Pint, which loads on first use so that commands and pages start at once.
``kgCO2e`` and its multiples are masses of their own dimension: a tonne of CO2e is
not added to a tonne of waste.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from trajectoire.core.errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

_DEFINITIONS = (
    "gCO2e = [carbon_dioxide_equivalent]",
    "gCO2 = 1 * gCO2e",  # GWP of CO2 is 1 by definition (IPCC AR6 WG1, ch. 7)
    "tCO2e = 1e6 * gCO2e",  # so that tCO2e, ktCO2e and MtCO2e are read
    "tCO2 = 1e6 * gCO2",
    "molCO2 = 44.0095 * gCO2",  # g/mol: C 12.0107, O 15.9994 (IUPAC 2007)
    "gC = molCO2 / 12.0107",  # a gram of carbon, once burnt; the same weights
    "tC = 1e6 * gC",
    "tep = 11.63 MWh",  # tonne d'équivalent pétrole (IEA convention: 41.868 GJ)
    "kilotonne = 1e3 * t = kt",  # a knot elsewhere: ships are not accounted for
    "ppm_mole = 1e-6 mol/mol",
    "ppb = 1e-9",
    "euro = [currency]",
    "inhabitant = [population]",
)

_UNIT = re.compile(r"\s*[\w%°(][\w\s%°·.^*/()+-]{0,59}")
_POWER = r"(?:\^|\*\*)"
_HUGE = re.compile(rf"{_POWER}[\s\d.+()-]*{_POWER}|{_POWER}[\s+(-]*\d\d\d")


@lru_cache(maxsize=1)
def registry() -> "UnitRegistry[float]":
    """Return the registry, the same for all.

    Returns
    -------
    registry
        Pint's registry, with the words of the trade added. [-]

    """
    from pint import UnitRegistry  # noqa: PLC0415  (0.4 s: only when a unit is used)

    units: UnitRegistry[float] = UnitRegistry(cache_folder=None)
    for definition in _DEFINITIONS:
        units.define(definition)
    return units


@lru_cache(maxsize=1024)
def factor(unit: str, to: str) -> float:
    """Return by what a value in a unit is multiplied to be in another.

    Parameters
    ----------
    unit
        The unit that the value has, as ``kgCO2e/day``. [-]
    to
        The unit that is wanted. [-]

    Returns
    -------
    factor
        The multiplier. [-]

    Raises
    ------
    UnitError
        If a unit is unknown, or if the two measure different things.

    Notes
    -----
    Only proportional units: a temperature in °C is converted where it is read.

    Examples
    --------
    >>> factor("kWh", "MJ")
    3.6

    """
    import pint  # noqa: PLC0415  (see registry)

    if unit == to:
        return 1.0
    _refuse_what_is_not_a_unit(unit)
    try:
        zero, one = (registry().Quantity(v, unit).to(to).magnitude for v in (0.0, 1.0))
    except pint.DimensionalityError as error:
        raise UnitError(
            f"expected a unit that converts to “{to}”, found “{unit}”: "
            "they measure different things. Check the unit of the column."
        ) from error
    except Exception as error:
        raise UnitError(
            f"expected a unit that the registry knows, found “{unit}” "
            f"(asked as “{to}”). Write it as kWh, kgCO2e/day or µmol/m^2/s."
        ) from error
    if zero != 0:
        raise UnitError(
            f"expected units that share their zero, found “{unit}” and “{to}”: convert "
            "the values where they are read."
        )
    return float(one)


def _refuse_what_is_not_a_unit(unit: str) -> None:
    """Keep free text, and powers that would take a day to compute, from the parser."""
    if not _UNIT.fullmatch(unit) or _HUGE.search(unit):
        raise UnitError(
            f"expected a unit as kWh, kgCO2e/day or µmol/m^2/s, found “{unit[:40]}”."
        )


def is_known(unit: str) -> bool:
    """Say whether the registry knows a unit.

    Parameters
    ----------
    unit
        The unit, as written. [-]

    Returns
    -------
    known
        True when it can be used; nothing written is not a unit. [-]

    """
    try:
        _refuse_what_is_not_a_unit(unit)
        registry().parse_units(unit)
    except Exception:  # noqa: BLE001  (Pint's parser fails in a dozen ways on free text)
        return False
    return True
