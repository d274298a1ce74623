"""The file that describes a run: everything that it rests on, in one place.

Read with all its faults at once; paths are relative to the file.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory

Other = Annotated[str, Field(pattern="^(co|nox)$")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TerritoryConfig(_Closed):
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


class PeriodConfig(_Closed):
    """Which days, in UTC.

    Parameters
    ----------
    first_day
        The first. [UTC]
    days
        How many. [d]

    """

    first_day: date
    days: int = Field(ge=1, le=3660)


class HoursConfig(_Closed):
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


class ZonesConfig(_Closed):
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


class SectorConfig(_Closed):
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
        Moles of another species emitted with one mole of CO2, as ``{co = 0.005}``.
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
    ratios: dict[Other, float] = Field(default_factory=dict)
    ratio_uncertainty: float = Field(0.3, gt=0)


class StationConfig(_Closed):
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


class ObservationsConfig(_Closed):
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
        Instead of those of the class. [ppm]

    """

    file: Path
    mapping: Path | None = None
    station: StationConfig | None = None
    species: Literal["co2", "co", "nox"] = "co2"
    instrument_class: Literal["reference", "mid-cost", "low-cost"] = "mid-cost"
    noise_ppm: float | None = Field(None, ge=0)
    bias_ppm: float | None = Field(None, ge=0)
    drift_ppm_per_day: float | None = Field(None, ge=0)


class OperatorConfig(_Closed):
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
            raise ValueError("the plume operator needs operator.weather")
        if self.kind == "footprints" and not self.files:
            raise ValueError("the footprints operator needs operator.files")
        return self


class BackgroundConfig(_Closed):
    """Air that comes from outside the domain.

    Parameters
    ----------
    file
        Hourly background of CO2. [-]
    curtains
        NetCDF of the air at the sides of the footprints' domain. [-]
    value_ppm
        Constant, where there is no file. [ppm]
    others
        Background of the other species, as ``{co = 120}``. [nmol/mol]
    deviation_ppm
        Standard deviation of its daily offset. [ppm]
    correlation_time_d
        How long an offset lasts. [d]

    """

    file: Path | None = None
    curtains: Path | None = None
    value_ppm: float | None = Field(None, gt=0)
    others: dict[Other, float] = Field(default_factory=dict)
    deviation_ppm: float = Field(2.0, gt=0)
    correlation_time_d: float = Field(3.0, gt=0)

    @model_validator(mode="after")
    def _has_one(self) -> "BackgroundConfig":
        if (self.file is None) == (self.value_ppm is None):
            raise ValueError(
                "give background.file or background.value_ppm, one of them"
            )
        return self


class ErrorsConfig(_Closed):
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

    transport_ppm: tuple[float, ...] | None = Field(None, min_length=24, max_length=24)
    representativeness_ppm: float = Field(1.0, ge=0)
    correlation_hours: float = Field(3.0, gt=0)
    correlation_length_km: float = Field(5.0, gt=0)
    common_share: float = Field(0.3, ge=0, le=1)
    others: dict[Other, float] = Field(default_factory=dict)


class Config(_Closed):
    """A whole run.

    Parameters
    ----------
    title
        How it is called. [-]
    territory, period, hours, zones, sectors, observations, operator, background
        As above. [-]
    emissions
        CSV of yearly tonnes by zone and sector; left out when every sector has a flux.
        [-]
    errors
        As above. [-]
    declared_days
        Over how long the uncertainties are declared. [d]
    withhold
        Whether each station is foretold from the others. [-]

    """

    title: str = Field(min_length=1, max_length=200)
    territory: TerritoryConfig
    period: PeriodConfig
    hours: HoursConfig = HoursConfig()
    zones: ZonesConfig
    sectors: tuple[SectorConfig, ...] = Field(min_length=1)
    emissions: Path | None = None
    observations: tuple[ObservationsConfig, ...] = Field(min_length=1)
    operator: OperatorConfig
    background: BackgroundConfig
    errors: ErrorsConfig = ErrorsConfig()
    declared_days: int = Field(365, ge=1)
    withhold: bool = True

    @model_validator(mode="after")
    def _has_emissions(self) -> "Config":
        without = [s.code for s in self.sectors if not s.flux]
        if without and self.emissions is None:
            names = ", ".join(without)
            raise ValueError(f"give emissions, or a flux for each sector ({names})")
        return self

    @property
    def place(self) -> Territory:
        """The city. [-]"""
        t = self.territory
        return Territory(t.code, t.kind, t.name, t.vintage)

    @property
    def span(self) -> Period:
        """The period. [-]"""
        return Period.of_days(self.period.first_day, self.period.days)


def read_config(path: Path, *, confined: bool = False) -> Config:
    """Read the description of a run.

    Parameters
    ----------
    path
        A TOML file; paths within are relative to it. [-]
    confined
        Whether files outside its folder are refused: true for what comes from the
        web. [-]

    Returns
    -------
    config
        Checked; its paths made absolute. [-]

    Raises
    ------
    InputError
        With every fault: unknown or missing keys, wrong types, files that are not
        there.

    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        remedy = "Correct the file; `trajectoire observatory example` writes one."
        raise InputError(
            [Fault("a readable TOML file", str(error), remedy, file=path.name)]
        ) from error
    try:
        config = Config.model_validate(_anchored(raw, path.resolve().parent))
    except ValidationError as error:
        raise InputError(
            [_as_fault(one, path.name) for one in error.errors()]
        ) from error
    _look_for_files(config, path, confined=confined)
    return config


_PATHS = {"file", "mapping", "weather", "emissions", "curtains", "files", "flux"}


def _anchored(value: Any, folder: Path, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _anchored(v, folder, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_anchored(one, folder, key) for one in value]
    if isinstance(value, str) and value and key in _PATHS:
        return str(folder / value)
    return value


def _as_fault(error: Any, file: str) -> Fault:
    column = ".".join(str(part) for part in error["loc"])
    missing = error["type"] == "missing"
    found = "nothing" if missing else repr(error["input"])
    remedy = {
        "extra_forbidden": "Remove this key or correct its spelling.",
        "missing": "Add this key.",
    }.get(error["type"], "Correct this value.")
    message = error["msg"].removeprefix("Value error, ")
    expected = {"extra_forbidden": "only known keys", "missing": "a value"}.get(
        error["type"], message[:1].lower() + message[1:]
    )
    return Fault(expected, found, remedy, file=file, column=column)


def _look_for_files(config: Config, path: Path, *, confined: bool) -> None:
    folder, file = path.resolve().parent, path.name
    given = dict(_named_files(config))
    faults = [
        Fault("a file that is there", p.name, "Correct the path.", file, column=column)
        for column, p in given.items()
        if not any(p.parent.glob(p.name))
    ]
    faults += [
        Fault(
            "a file of this dossier", p.name, "Add it to the dossier.", file, 0, column
        )
        for column, p in given.items()
        if confined and not p.resolve().is_relative_to(folder)
    ]
    if faults:
        raise InputError(faults)


def files_of(config: Config) -> list[Path]:
    """List every file that a run rests on.

    Parameters
    ----------
    config
        Of the run. [-]

    Returns
    -------
    files
        Those that are there. [-]

    """
    found = (one for _, p in _named_files(config) for one in p.parent.glob(p.name))
    return sorted(set(found))


def _named_files(config: Config) -> Iterator[tuple[str, Path]]:
    singles = {
        "zones.file": config.zones.file,
        "emissions": config.emissions,
        "operator.weather": config.operator.weather,
        "background.file": config.background.file,
        "background.curtains": config.background.curtains,
    }
    for index, observed in enumerate(config.observations):
        singles[f"observations.{index}.file"] = observed.file
        singles[f"observations.{index}.mapping"] = observed.mapping
    for sector in config.sectors:
        singles[f"sectors.{sector.code}.flux"] = sector.flux
    for index, pattern in enumerate(config.operator.files):
        singles[f"operator.files.{index}"] = Path(pattern)
    yield from ((name, path) for name, path in singles.items() if path is not None)
