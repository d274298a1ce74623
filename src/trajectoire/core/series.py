"""A series of measurements at one place, with the interval of each value made plain.

Files stamp an average at its beginning, its middle or its end; a series always knows
the beginning and the duration, so that half an interval is never lost.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array
from trajectoire.core.source import Source
from trajectoire.core.units import factor

Instants = NDArray[np.datetime64]


@dataclass(frozen=True)
class Station:
    """Where a sensor stands.

    Parameters
    ----------
    code
        Short code, unique in a network. [-]
    latitude, longitude
        WGS 84. [degree]
    height
        Of the inlet above the ground. [m]
    elevation
        Of the ground above the sea; NaN where unknown. [m]
    name
        As people call it. [-]
    instrument_class
        ``reference``, ``mid-cost``, ``low-cost``, ``eddy-covariance`` or empty. [-]

    """

    code: str
    latitude: float
    longitude: float
    height: float
    elevation: float = float("nan")
    name: str = ""
    instrument_class: str = ""

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 360):
            raise ValueError(
                f"station {self.code}: latitude in [-90, 90] and longitude in "
                f"[-180, 360], found {self.latitude}, {self.longitude}"
            )


@dataclass(frozen=True, eq=False)
class Series:
    """Values of one species at one station; what is missing is absent.

    Parameters
    ----------
    station
        Where. [-]
    species
        ``co2``, ``co``, ``nox``, ``ch4``, ``co2_flux``… [-]
    unit
        Of the values: ``ppm`` for mole fractions of CO2. [-]
    start : (time,)
        Beginning of each interval, datetime64[s], ascending. [UTC]
    duration : (time,)
        Length of each interval. [s]
    value : (time,)
        Finite values. [unit]
    deviation : (time,)
        Standard uncertainty of each value; NaN where the file gives none. [unit]
    source
        Who publishes it. [-]
    refused
        How many values were left out, by reason. [-]

    """

    station: Station
    species: str
    unit: str
    start: Instants
    duration: Array
    value: Array
    deviation: Array
    source: Source
    refused: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = {len(self.start), *(len(a) for a in self._columns())}
        if len(lengths) != 1:
            raise ValueError(f"columns of one length, found {sorted(lengths)}")
        if not np.all(np.isfinite(self.value)):
            raise ValueError("a series holds finite values: drop what is missing")
        if np.any(self.start[1:] <= self.start[:-1]):
            raise ValueError("intervals ascend without repetition")

    def _columns(self) -> tuple[Array, Array, Array]:
        return self.duration, self.value, self.deviation

    def __len__(self) -> int:
        """Count the values."""
        return len(self.value)

    def to(self, unit: str) -> "Series":
        """Give the same series in another unit.

        Parameters
        ----------
        unit
            The unit wanted. [-]

        Returns
        -------
        series
            The same, converted. [unit]

        Raises
        ------
        UnitError
            If the two units measure different things.

        """
        by = factor(self.unit, unit)
        return replace(
            self, unit=unit, value=self.value * by, deviation=self.deviation * abs(by)
        )
