"""The one unit registry: every conversion of Trajectoire goes through it.

Built on Pint, which loads on first use so that commands and pages start at once.
``kgCO2e`` and its multiples are masses of their own dimension: a tonne of CO2e is
not added to a tonne of waste.
"""

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
    "gC = 3.664191 * gCO2",  # 44.0095 / 12.0107 g/mol (IUPAC 2021)
    "molCO2 = 44.0095 * gCO2",  # molar mass of CO2, g/mol (IUPAC 2021)
    "tep = 11.63 MWh",  # tonne d'équivalent pétrole (IEA convention: 41.868 GJ)
    "ppm_mole = 1e-6 mol/mol",
    "euro = [currency]",
    "inhabitant = [population]",
)


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
    try:
        quantity = registry().Quantity(1.0, unit).to(to)
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
    return float(quantity.magnitude)


def is_known(unit: str) -> bool:
    """Say whether the registry knows a unit.

    Parameters
    ----------
    unit
        The unit, as written. [-]

    Returns
    -------
    known
        True when it can be used. [-]

    """
    try:
        factor(unit, f"1 * ({unit})" if unit else unit)
    except UnitError:
        return False
    return True
