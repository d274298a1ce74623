"""How fast a plume spreads over a city: stability classes and Briggs' urban curves."""

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.quantity import Array

CLASSES = "ABCDEF"  # Pasquill: from very unstable (A) to stable (F)

Classes = NDArray[np.int64]

# Briggs (1973), urban, 100 m to 10 km: sigma = a x (1 + b x)^c, by Pasquill class.
_ACROSS = {"A": 0.32, "B": 0.32, "C": 0.22, "D": 0.16, "E": 0.11, "F": 0.11}  # [-]
_ACROSS_BEND = 0.0004  # m-1, with c = -1/2 for every class
_UPWARD = {  # a [-], b [m-1], c [-]
    "A": (0.24, 0.001, 0.5),
    "B": (0.24, 0.001, 0.5),
    "C": (0.20, 0.0, 1.0),
    "D": (0.14, 0.0003, -0.5),
    "E": (0.08, 0.0015, -0.5),
    "F": (0.08, 0.0015, -0.5),
}
# Exponent of the wind profile over a city, [-]: EPA, Guideline on Air Quality Models
# (1986), after Irwin, Atmos. Environ. 13, 191-194, 1979.
_WIND_EXPONENT = np.array([0.15, 0.15, 0.20, 0.25, 0.30, 0.30])

# SRDT method, EPA-454/R-99-005 (2000), table 6-7: rows by wind, columns by radiation.
_DAY_WIND = np.array([2.0, 3.0, 5.0, 6.0])  # m s-1
_DAY_RADIATION = np.array([175.0, 675.0, 925.0])  # W m-2
_DAY = np.array(["DBAA", "DCBA", "DCBB", "DDCC", "DDDC"])
# Night: Turner, "Workbook of atmospheric dispersion estimates", EPA, 1970, table 3-1.
_NIGHT_WIND = np.array([3.0, 5.0])  # m s-1
_NIGHT = {True: "EDD", False: "FED"}  # four eighths of low cloud or more; less


def stability_class(wind_speed: Array, radiation: Array, cloud: Array) -> Classes:
    """Give the Pasquill class of the air near the ground.

    Parameters
    ----------
    wind_speed : (time,)
        At 10 m. [m s-1]
    radiation : (time,)
        Global solar radiation; zero by night. [W m-2]
    cloud : (time,)
        Cloud cover, used by night. [-]

    Returns
    -------
    stability : (time,)
        0 for A to 5 for F. [-]

    Raises
    ------
    OutOfDomain
        If a value is missing or negative, or a cloud cover above 1.

    Notes
    -----
    By day the solar radiation method (SRDT) [1]_; by night Turner's table [2]_, whose
    row below 2 m/s is taken equal to that of 2 to 3 m/s.

    References
    ----------
    .. [1] EPA, "Meteorological monitoring guidance for regulatory modeling
       applications", EPA-454/R-99-005, 2000, table 6-7.
    .. [2] Turner, "Workbook of atmospheric dispersion estimates", EPA AP-26, 1970,
       table 3-1.

    """
    wind, sun, cover = (np.asarray(a, float) for a in (wind_speed, radiation, cloud))
    ok = (wind >= 0) & (sun >= 0) & (cover >= 0) & (cover <= 1)
    if not ok.all():
        raise OutOfDomain(
            "expected wind and radiation of 0 or more and a cloud cover from 0 to 1, "
            f"found {int((~ok).sum())} instants with another value. Drop them first."
        )
    day = _codes(list(_DAY))[
        np.searchsorted(_DAY_WIND, wind, "right"),
        np.searchsorted(_DAY_RADIATION, sun, "right"),
    ]
    night = _codes([_NIGHT[False], _NIGHT[True]])[
        (cover >= 0.5).astype(int), np.searchsorted(_NIGHT_WIND, wind, "right")
    ]
    return np.asarray(np.where(sun > 0, day, night), dtype=np.int64)


def _codes(rows: list[str]) -> Classes:
    return np.array([[CLASSES.index(letter) for letter in row] for row in rows])


def spread_across(distance: Array, stability: Classes) -> Array:
    """Give the crosswind standard deviation of a plume over a city.

    Parameters
    ----------
    distance : (...)
        Downwind distance. [m]
    stability : (...)
        Pasquill class, 0 for A to 5 for F. [-]

    Returns
    -------
    spread : (...)
        Briggs' urban sigma_y [1]_. [m]

    Notes
    -----
    Fitted between 100 m and 10 km; beyond, an extrapolation as the square root of the
    distance.

    References
    ----------
    .. [1] Briggs, "Diffusion estimation for small emissions", ATDL contribution 79,
       NOAA, 1973, as table 4.5 of Hanna, Briggs and Hosker, "Handbook on atmospheric
       diffusion", DOE/TIC-11223, 1982.

    """
    slope = np.array([_ACROSS[letter] for letter in CLASSES])[stability]
    return np.asarray(slope * distance / np.sqrt(1 + _ACROSS_BEND * distance))


def spread_upward(distance: Array, stability: Classes) -> Array:
    """Give the vertical standard deviation of a plume over a city.

    Parameters
    ----------
    distance : (...)
        Downwind distance. [m]
    stability : (...)
        Pasquill class, 0 for A to 5 for F. [-]

    Returns
    -------
    spread : (...)
        Briggs' urban sigma_z, before any lid [1]_. [m]

    References
    ----------
    .. [1] Briggs, ATDL contribution 79, NOAA, 1973, as table 4.5 of Hanna, Briggs and
       Hosker, DOE/TIC-11223, 1982.

    """
    table = np.array([_UPWARD[letter] for letter in CLASSES])[stability]
    slope, bend, power = table[..., 0], table[..., 1], table[..., 2]
    return np.asarray(slope * distance * (1 + bend * distance) ** power)


def wind_at(
    height: Array | float, wind_speed: Array, stability: Classes, reference: float = 10
) -> Array:
    """Carry the wind to another height over a city.

    Parameters
    ----------
    height : (time,)
        Where the wind is wanted. [m]
    wind_speed : (time,)
        Wind at the reference height. [m s-1]
    stability : (time,)
        Pasquill class, 0 for A to 5 for F. [-]
    reference
        Height of the wind given. [m]

    Returns
    -------
    wind : (time,)
        Power law with the urban exponents of EPA (1986). [m s-1]

    """
    ratio = np.asarray(height, dtype=np.float64) / reference
    return np.asarray(wind_speed * ratio ** _WIND_EXPONENT[stability])
