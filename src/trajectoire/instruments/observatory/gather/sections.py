"""Sections of the file that describes a run: names, types and bounds of its keys."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

RESERVED = ("total", "month")  # keys of the summary, beside the codes of sectors
Other = Annotated[str, Field(pattern="^(co|nox)$")]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class Closed(BaseModel):
    """A section whose keys are all known and whose numbers are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class TerritoryConfig(Closed):
    """Which city.

    Parameters
    ----------
    code, kind, name, vintage
        As in the core. [-]

    """

    code: str = Field(min_length=1, max_length=40)
    kind: Literal["commune", "epci", "departement", "region", "city"] = "city"
    name: str = Field(min_length=1, max_length=200)
    vintage: int = Field(ge=1900, le=2200)


class PeriodConfig(Closed):
    """Which days, in UTC.

    Parameters
    ----------
    first_day
        The first. [UTC]
    days
        How many. [d]

    """

    first_day: date = Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))
    days: int = Field(ge=1, le=3660)


class HoursConfig(Closed):
    """Which hours of the day are used.

    Parameters
    ----------
    timezone
        Name of the local time zone. [-]
    first, last
        Local hours, the last one excluded. [h]

    """

    timezone: str = "Europe/Paris"
    first: float = Field(12, ge=0, lt=24)
    last: float = Field(17, gt=0, le=24)

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise ValueError("a time zone such as Europe/Paris or UTC") from error
        return name

    @model_validator(mode="after")
    def _goes_forward(self) -> "HoursConfig":
        if self.first >= self.last:
            raise ValueError("first hour before the last")
        return self


class ZonesConfig(Closed):
    """The parts of the city and its rim.

    Parameters
    ----------
    file
        GeoJSON or GeoPackage of polygons. [-]
    code, name, inside
        Names of its properties; ``inside`` is true in the city. [-]

    """

    file: Path
    code: str = "code"
    name: str = "name"
    inside: str = "inside"


class SectorConfig(Closed):
    """What is believed of a sector; what is left out takes the default table.

    Parameters
    ----------
    code
        Of the default table, or a new one. [-]
    relative_uncertainty, biosphere, correlation_length_km, correlation_time_d
        As in the core of the instrument. [-]
    slow_share
        Share of the variance in the slow mode. [-]
    flux
        Gridded flux, as ``file.nc``, with a variable of the same name as the sector or
        only one; empty when the emissions come from the table. [-]
    ratios
        Moles of another species emitted with one mole of CO2, as ``{co = 0.005}``; 0
        where the sector emits none.
        [mol/mol]
    ratio_uncertainty
        Of these ratios, k = 1. [-]

    """

    code: str = Field(min_length=1)
    relative_uncertainty: float | None = Field(None, gt=0, le=10)
    biosphere: bool | None = None
    correlation_length_km: float | None = Field(None, gt=0)
    correlation_time_d: float | None = Field(None, gt=0)
    slow_share: float | None = Field(None, ge=0, le=1)
    flux: Path | None = None
    ratios: dict[Other, NotNegative] = Field(default_factory=dict)
    ratio_uncertainty: float = Field(0.3, gt=0)

    @field_validator("code")
    @classmethod
    def _is_free(cls, code: str) -> str:
        if code in RESERVED:
            raise ValueError(f"a code other than {' and '.join(RESERVED)}")
        return code


class CorrelationConfig(Closed):
    """Errors of two sectors that go together.

    Parameters
    ----------
    sectors
        Codes of the two. [-]
    value
        Correlation of the errors of their declared emissions. [-]

    """

    sectors: tuple[str, str]
    value: float = Field(gt=-1, lt=1)


class StationConfig(Closed):
    """Where a sensor stands, for files that do not say.

    Parameters
    ----------
    code, name
        As in the core. [-]
    latitude, longitude
        WGS 84. [degree]
    height_m
        Of the inlet above the ground. [m]

    """

    code: str = Field(min_length=1, max_length=40)
    name: str = ""
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    height_m: float = Field(gt=0, le=1000)


class ObservationsConfig(Closed):
    """A file of observations.

    Parameters
    ----------
    file
        Any format that ``trajectoire observatory check`` knows. [-]
    mapping
        TOML that describes a generic CSV. [-]
    station
        Where it was measured, for files that do not say. [-]
    species
        ``co2``, ``co`` or ``nox``, for files that do not say. [-]
    instrument_class
        ``reference``, ``mid-cost`` or ``low-cost``. [-]
    noise_ppm, bias_ppm, drift_ppm_per_day
        Instead of those of the class; in ppm for every species (2 nmol/mol of CO is
        0.002 ppm). [ppm]

    """

    file: Path
    mapping: Path | None = None
    station: StationConfig | None = None
    species: Literal["co2", "co", "nox"] = "co2"
    instrument_class: Literal["reference", "mid-cost", "low-cost"] = "mid-cost"
    noise_ppm: float | None = Field(None, ge=0)
    bias_ppm: float | None = Field(None, ge=0)
    drift_ppm_per_day: float | None = Field(None, ge=0)


class OperatorConfig(Closed):
    """How the air is followed.

    Parameters
    ----------
    kind
        ``plume`` (weather needed) or ``footprints`` (files needed). [-]
    weather
        CSV of hourly weather, for the plume. [-]
    files
        Footprint files; ``*`` allowed. [-]
    hours_back
        Age of the oldest air that counts, for the plume. [h]
    cell_m
        Side of the cells, for the plume. [m]
    allow_truncated
        Reason to accept a truncated or cropped footprint; empty refuses it. [-]

    """

    kind: Literal["plume", "footprints"]
    weather: Path | None = None
    files: tuple[str, ...] = ()
    hours_back: int = Field(12, ge=1, le=24)
    cell_m: float = Field(1000.0, ge=100, le=20_000)
    allow_truncated: str = ""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "OperatorConfig":
        if self.kind == "plume" and self.weather is None:
            raise ValueError("operator.weather for the plume operator")
        if self.kind == "footprints" and not self.files:
            raise ValueError("operator.files for the footprints operator")
        return self


class BackgroundConfig(Closed):
    """Air that comes from outside the domain.

    Parameters
    ----------
    file
        Hourly background of CO2. [-]
    mapping
        TOML that describes a generic CSV of background. [-]
    curtains
        NetCDF of the air at the sides of the footprints' domain. [-]
    value_ppm
        Constant. Just one of the three is given. [ppm]
    others
        Background of the other species, as ``{co = 120}``. [nmol/mol]
    deviation_ppm
        Standard deviation of its daily offset. [ppm]
    correlation_time_d
        How long an offset lasts. [d]

    """

    file: Path | None = None
    mapping: Path | None = None
    curtains: Path | None = None
    value_ppm: float | None = Field(None, gt=0)
    others: dict[Other, Positive] = Field(default_factory=dict)
    deviation_ppm: float = Field(2.0, gt=0)
    correlation_time_d: float = Field(3.0, gt=0)

    @model_validator(mode="after")
    def _has_one(self) -> "BackgroundConfig":
        given = (self.file, self.curtains, self.value_ppm)
        if sum(one is not None for one in given) != 1:
            raise ValueError("just one of file, curtains and value_ppm")
        if self.mapping is not None and self.file is None:
            raise ValueError("a file for the mapping of the background")
        return self


class ErrorsConfig(Closed):
    """How far a perfect model may be from an observation.

    Parameters
    ----------
    transport_ppm
        By local hour; left out, the published table. [ppm]
    representativeness_ppm
        What a place has of its own. [ppm]
    correlation_hours, correlation_length_km, common_share
        As in the core of the instrument. [-]
    others
        Errors of another species for 1 ppm of CO2, as ``{co = 5}``. [nmol/mol/ppm]

    """

    transport_ppm: tuple[NotNegative, ...] | None = Field(
        None, min_length=24, max_length=24
    )
    representativeness_ppm: float = Field(1.0, ge=0)
    correlation_hours: float = Field(3.0, gt=0)
    correlation_length_km: float = Field(5.0, gt=0)
    common_share: float = Field(0.3, ge=0, le=1)
    others: dict[Other, Positive] = Field(default_factory=dict)
