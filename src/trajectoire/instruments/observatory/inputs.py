"""What the observatory needs, checked on entry.

Everything is an array on three axes: days of the run, sectors, zones. A zone is inside
the city, or on its rim: the rim emits too, but does not count in the city's total.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.series import Instants, Station
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.methods.plane import plane_distances

Indices = NDArray[np.int64]

LAGS = 2  # today and yesterday: the age of the air that a city's network sees


@dataclass(frozen=True)
class SectorPrior:
    """What is believed of a sector before looking at the air.

    Parameters
    ----------
    sector
        The sector. [-]
    relative_uncertainty
        Of the city's total over the declared period, k = 1. [-]
    biosphere
        Whether it is biogenic, thus outside the fossil total. [-]
    correlation_length
        Distance over which errors in space fade by e. [km]
    correlation_time
        Time over which errors from day to day fade by e. [d]
    slow_share
        Share of the declared variance carried by one slow mode, common to all
        zones: the error of the annual total itself. [-]
    ratio_uncertainty
        Of its CO:CO2 and NOx:CO2 emission ratios, k = 1. [-]

    """

    sector: Sector
    relative_uncertainty: float
    biosphere: bool = False
    correlation_length: float = 5.0
    correlation_time: float = 7.0
    slow_share: float = 0.5
    ratio_uncertainty: float = 0.3


@dataclass(frozen=True, eq=False)
class Zones:
    """The parts of the city, and the rim around it.

    Parameters
    ----------
    code, name
        One of each by zone. [-]
    inside : (zone,)
        True in the city, False on the rim. [-]
    latitude, longitude : (zone,)
        Of the centre. [degree]
    outline
        GeoJSON geometry of each zone; empty where unknown. [-]

    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    inside: NDArray[np.bool_]
    latitude: Array
    longitude: Array
    outline: tuple[dict[str, object], ...] = ()

    def distances(self) -> Array:
        """Give the distance between the centres of zones.

        Returns
        -------
        distances : (zone, zone)
            On a plane tangent at the city. [km]

        """
        return plane_distances(self.latitude, self.longitude)

    def __len__(self) -> int:
        """Count the zones."""
        return len(self.code)


@dataclass(frozen=True)
class Sensor:
    """One species measured at one station.

    Parameters
    ----------
    station
        Where. [-]
    species
        ``co2``, ``co``, ``nox`` or ``co2_flux``. [-]
    unit
        Of its values. [-]
    noise
        Instrument noise of one value, k = 1. [unit]
    bias
        Standard deviation of its bias on the first day. [unit]
    drift
        Standard deviation of the change of its bias over a day. [unit]

    """

    station: Station
    species: str
    unit: str
    noise: float
    bias: float
    drift: float


@dataclass(frozen=True, eq=False)
class Observations:
    """What the sensors saw.

    Parameters
    ----------
    sensor : (observation,)
        Index of the sensor. [-]
    start : (observation,)
        Beginning of the interval. [UTC]
    local_hour : (observation,)
        Hour of the day at the place, 0 to 24. [h]
    value : (observation,)
        What was measured. [unit of the sensor]
    deviation : (observation,)
        Noise of each value; NaN takes the sensor's. [unit of the sensor]

    """

    sensor: Indices
    start: Instants
    local_hour: Array
    value: Array
    deviation: Array

    def __len__(self) -> int:
        """Count the observations."""
        return len(self.value)


@dataclass(frozen=True, eq=False)
class Contributions:
    """What the prior emission adds to each observation.

    Parameters
    ----------
    signal : (observation, lag, sector, zone)
        By day of emission: lag 0 the day of the observation, 1 the day before.
        [unit of the sensor]
    background : (observation,)
        The observation with no emission in the domain. [unit of the sensor]
    pattern : (observation, background)
        Response to each background unknown; ones for one offset a day, the share of
        the air that came by each side for curtains, no column at all for fluxes.
        [unit of the sensor]

    """

    signal: Array
    background: Array
    pattern: Array


@dataclass(frozen=True, eq=False)
class ErrorBudget:
    """Why an observation differs from a perfect model of it.

    Parameters
    ----------
    transport : (24,)
        Error of the transport model by local hour, k = 1, for CO2. [ppm]
    representativeness
        What the place has of its own, k = 1, for CO2. [ppm]
    species_scale
        Both errors for another species, as a multiple of those of CO2. [unit/ppm]
    correlation_hours
        Time over which the transport error fades by e. [h]
    correlation_length
        Distance over which it fades by e. [km]
    common_share
        Share of its variance common to all sites at a time. [-]
    species_correlation
        Correlation of the transport errors of two species. [-]

    """

    transport: Array
    representativeness: float = 1.0
    species_scale: dict[str, float] = field(default_factory=lambda: {"co2": 1.0})
    correlation_hours: float = 3.0
    correlation_length: float = 5.0
    common_share: float = 0.3
    species_correlation: float = 0.5

    def __post_init__(self) -> None:
        if self.transport.shape != (24,):
            raise ValueError("the transport error has 24 values, one an hour")
        self.refuse_noise_alone(np.arange(24.0))

    def refuse_noise_alone(self, local_hour: Array) -> None:
        """Refuse a budget that holds nothing but the noise of instruments.

        Parameters
        ----------
        local_hour : (observation,)
            Hours that are used. [h]

        Raises
        ------
        InputError
            With the reason, where these hours have no other error.

        """
        used = self.transport[np.floor(local_hour).astype(int) % 24]
        if self.representativeness <= 0 and not np.all(used > 0):
            raise InputError([_NOISE_ALONE])


_NOISE_ALONE = Fault(
    "an error budget with transport and representativeness",
    "instrument noise alone",
    "The air's path is never known as well as a sensor measures: with noise alone "
    "the intervals would be several times too narrow and few precise sensors would "
    "look better than they are (Turner 2016). Set errors.transport_ppm (1 to 8 ppm "
    "by hour) or errors.representativeness_ppm.",
    column="errors",
)


@dataclass(frozen=True)
class BackgroundPrior:
    """What is believed of the daily offset of the background.

    Parameters
    ----------
    deviation : (background,)
        Standard deviation of each background unknown, k = 1. [unit of pattern]
    correlation_time
        Time over which it fades by e. [d]

    """

    deviation: tuple[float, ...]
    correlation_time: float = 3.0


@dataclass(frozen=True, eq=False)
class ObservatoryInputs:
    """All that one inversion rests on.

    Parameters
    ----------
    territory
        The city. [-]
    period
        Whole UTC days. [-]
    sectors, zones, sensors
        The axes. [-]
    sector_correlation : (sector, sector)
        Correlation of the errors of two sectors. [-]
    emission : (day, sector, zone)
        Declared emission of each day; negative for uptake. [tCO2]
    observations, contributions, errors, background
        What was seen, what it should be, how far it may differ. [-]
    declared_days
        Length of the period over which the uncertainties are declared. [d]
    sources
        Inventory first, then observations, transport, background. [-]
    truth : (day, sector, zone)
        True emission, for a twin only. [tCO2]
    title
        How the run is called. [-]
    notes
        What the reader should know: what was left out, and why. [-]
    licence
        Under which the results are published; empty when nobody said. [-]

    """

    territory: Territory
    period: Period
    sectors: tuple[SectorPrior, ...]
    zones: Zones
    sensors: tuple[Sensor, ...]
    sector_correlation: Array
    emission: Array
    observations: Observations
    contributions: Contributions
    errors: ErrorBudget
    background: BackgroundPrior
    declared_days: int
    sources: tuple[Source, ...]
    truth: Array | None = None
    title: str = ""
    notes: tuple[str, ...] = ()
    licence: str = ""

    def __post_init__(self) -> None:
        faults = _shape_faults(self) + _value_faults(self)
        if faults:
            raise InputError(faults)
        self.errors.refuse_noise_alone(self.observations.local_hour)

    @property
    def days(self) -> int:
        """Whole days of the period. [d]"""
        return self.period.duration.days

    def day_of(self, start: Instants) -> Indices:
        """Give the day of the run in which each instant falls.

        Parameters
        ----------
        start : (observation,)
            Instants. [UTC]

        Returns
        -------
        day : (observation,)
            Index from 0; outside the run it is negative or too large. [d]

        """
        first = np.datetime64(self.period.start.replace(tzinfo=None), "s")
        return np.asarray((start - first) // np.timedelta64(1, "D"), dtype=np.int64)


def _shape_faults(inputs: ObservatoryInputs) -> list[Fault]:
    count = len(inputs.observations)
    axes = (len(inputs.sectors), len(inputs.zones))
    expected = {
        "emission": (inputs.emission.shape, (inputs.days, *axes)),
        "contributions.signal": (
            inputs.contributions.signal.shape,
            (count, LAGS, *axes),
        ),
        "contributions.background": (inputs.contributions.background.shape, (count,)),
        "contributions.pattern": (
            inputs.contributions.pattern.shape,
            (count, len(inputs.background.deviation)),
        ),
        "sector_correlation": (inputs.sector_correlation.shape, (axes[0], axes[0])),
    }
    return [
        Fault(f"shape {right}", f"shape {shape}", "Align the axes.", column=name)
        for name, (shape, right) in expected.items()
        if shape != right
    ]


def _value_faults(inputs: ObservatoryInputs) -> list[Fault]:
    observed, given = inputs.observations, inputs.contributions
    arrays = {
        "emission": inputs.emission,
        "contributions.signal": given.signal,
        "contributions.background": given.background,
        "observations.value": observed.value,
    }
    faults = [
        Fault(
            "finite numbers",
            f"{int(np.sum(~np.isfinite(values)))} that are not",
            "Leave out what is missing: missing is never zero.",
            column=name,
        )
        for name, values in arrays.items()
        if not np.all(np.isfinite(values))
    ]
    day = inputs.day_of(observed.start)
    outside = int(np.sum((day < 0) | (day >= inputs.days)))
    if outside:
        faults.append(
            Fault(
                f"observations within {inputs.period.start:%Y-%m-%d} → "
                f"{inputs.period.end:%Y-%m-%d}",
                f"{outside} outside",
                "Widen the period or leave them out.",
                column="observations.start",
            )
        )
    return faults
