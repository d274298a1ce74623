"""Units as files spell them, put as the unit registry reads them.

CF writes ``mol m-2 s-1``, ICOS ``nmol.mol-¹``, STILT ``umol*m-2*s-1``: same units.
"""

import re

from trajectoire.core.errors import UnitError
from trajectoire.core.units import factor

MOLAR_MASS = {
    "co2": 44.0095,
    "co": 28.0101,
    "ch4": 16.0425,
    "no2": 46.0055,
    "nox": 46.0055,
    "n2o": 44.0128,
}  # g/mol, IUPAC 2021; NOx is counted as NO2, as inventories do

MOLE_FRACTION = {"co2": "ppm"}  # the unit in which each species is kept
OTHER_MOLE_FRACTION = "nmol/mol"
FLUX = "µmol/m^2/s"
SENSITIVITY = "ppm/(µmol/m^2/s)"

_RATIOS = {
    "1": "mol/mol",
    "1e-6": "µmol/mol",
    "1e-9": "nmol/mol",
    "1e-12": "pmol/mol",
    "ppmv": "ppm",
    "ppb": "nmol/mol",
    "ppbv": "nmol/mol",
    "ppt": "pmol/mol",
}
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def plain(unit: str) -> str:
    """Put a unit as the registry reads it.

    Parameters
    ----------
    unit
        As the file spells it. [-]

    Returns
    -------
    unit
        As Pint reads it. [-]

    Examples
    --------
    >>> plain("kg m-2 s-1")
    'kg*m**-2*s**-1'
    >>> plain("nmol.mol-¹")
    'nmol*mol**-1'

    """
    text = unit.strip().translate(_SUPERSCRIPTS)
    if text in _RATIOS:
        return _RATIOS[text]
    text = re.sub(r"(?<=[A-Za-zµμ])\s*\^?\**\s*(-?\d)", r"**\1", text)
    text = re.sub(r"(?<=[\w)])\s*[.·]\s*(?=[A-Za-zµμ(])", "*", text)
    return re.sub(r"(?<=[\w)])\s+(?=[A-Za-zµμ(])", "*", text)


def mole_fraction_unit(species: str) -> str:
    """Give the unit in which the mole fraction of a species is kept.

    Parameters
    ----------
    species
        ``co2``, ``co``… [-]

    Returns
    -------
    unit
        ``ppm`` for CO2, ``nmol/mol`` for the others. [-]

    """
    return MOLE_FRACTION.get(species, OTHER_MOLE_FRACTION)


def conversion(unit: str, to: str) -> float:
    """Give the multiplier from a file's unit to ours.

    Parameters
    ----------
    unit
        As the file spells it. [-]
    to
        The unit kept. [-]

    Returns
    -------
    multiplier
        The one and only conversion of these values. [-]

    Raises
    ------
    UnitError
        If the unit is absent, unknown, or measures something else.

    """
    if not unit.strip() or unit.strip().lower() in {"unknown", "na", "none"}:
        raise UnitError(f"expected a unit that converts to “{to}”, found none")
    return factor(plain(unit), to)


def flux_conversion(unit: str, species: str) -> float:
    """Give the multiplier from a file's flux unit to µmol m-2 s-1.

    Parameters
    ----------
    unit
        Amount or mass per area and time, as the file spells it. [-]
    species
        Whose molar mass turns a mass into an amount. [-]

    Returns
    -------
    multiplier
        To µmol m-2 s-1. [-]

    Raises
    ------
    UnitError
        If the unit is absent or no flux, or the molar mass is not known.

    Notes
    -----
    Masses are masses of the species itself: kilograms of CO2, not of carbon.

    """
    try:
        return conversion(unit, FLUX)
    except UnitError:
        by_mass = conversion(unit, "g/m^2/s")
    if species not in MOLAR_MASS:
        known = ", ".join(MOLAR_MASS)
        raise UnitError(f"expected a species with a molar mass ({known}): {species!r}")
    return by_mass / MOLAR_MASS[species] * 1e6
