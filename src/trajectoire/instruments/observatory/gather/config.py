"""The file that describes a run: everything that it rests on, in one place.

Read with all its faults at once; paths are relative to the file.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, ValidationError, model_validator

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.sections import (
    BackgroundConfig,
    Closed,
    CorrelationConfig,
    ErrorsConfig,
    HoursConfig,
    ObservationsConfig,
    OperatorConfig,
    PeriodConfig,
    SectorConfig,
    TerritoryConfig,
    ZonesConfig,
)

LEAST_EIGENVALUE = 1e-6  # of correlations: below, errors would cancel exactly
LARGEST = 1_000_000  # bytes of a configuration; real ones have some thousands


class Config(Closed):
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
    correlations
        Of the errors of two sectors; independent where nothing is said. [-]
    licence
        Under which the results are published. [-]
    declared_days
        Over how long the uncertainties are declared. [d]
    withhold
        Whether each station is foretold from the others. [-]
    positive
        Whether emissions keep their sign: lognormal, Gauss-Newton. [-]
    tune
        Whether uncertainties are scaled by maximum marginal likelihood. [-]

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
    correlations: tuple[CorrelationConfig, ...] = ()
    licence: str = Field("non précisée", min_length=1, max_length=200)
    declared_days: int = Field(365, ge=1)
    withhold: bool = True
    positive: bool = False
    tune: bool = False

    @model_validator(mode="after")
    def _has_emissions(self) -> "Config":
        without = [s.code for s in self.sectors if not s.flux]
        if without and self.emissions is None:
            names = ", ".join(without)
            raise ValueError(f"emissions, or a flux for each sector ({names})")
        return self

    @model_validator(mode="after")
    def _names_each_once(self) -> "Config":
        named = {
            "sector": [s.code for s in self.sectors],
            "file of observations": [str(o.file) for o in self.observations],
        }
        for what, names in named.items():
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                named_twice = ", ".join(Path(name).name for name in twice)
                raise ValueError(f"each {what} once, not {named_twice} again")
        return self

    @model_validator(mode="after")
    def _correlates_well(self) -> "Config":
        codes = [s.code for s in self.sectors]
        pairs = [frozenset(one.sectors) for one in self.correlations]
        for pair in pairs:
            if len(pair) != 2 or not pair <= set(codes):
                raise ValueError(f"correlations of two of {', '.join(codes)}")
            if pairs.count(pair) > 1:
                raise ValueError(f"one correlation of {' and '.join(sorted(pair))}")
        if np.linalg.eigvalsh(self.sector_correlation).min() < LEAST_EIGENVALUE:
            raise ValueError("correlations that can hold together: positive definite")
        return self

    @property
    def sector_correlation(self) -> Array:
        """Correlation of the errors of two sectors, (sector, sector). [-]"""
        codes = [s.code for s in self.sectors]
        matrix = np.eye(len(codes))
        for given in self.correlations:
            one, other = (codes.index(code) for code in given.sectors)
            matrix[one, other] = matrix[other, one] = given.value
        return matrix

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
    folder = path.resolve().parent
    try:
        config = Config.model_validate(_anchored(_toml(path), folder))
    except ValidationError as error:
        found = [one for one in error.errors() if not _is_echo(one, error.errors())]
        raise InputError(
            [_as_fault(one, path.name, folder) for one in found]
        ) from error
    _look_for_files(config, path, confined=confined)
    return config


def _toml(path: Path) -> dict[str, Any]:
    remedy = "Correct the file; `trajectoire observatory example` writes one."
    try:
        size = path.stat().st_size
        if size <= LARGEST:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        found = f"{size} bytes: data have their own files"
    except OSError as error:
        found = error.strerror or type(error).__name__
    except UnicodeDecodeError as error:
        found = f"{error.reason} at byte {error.start}: save it in UTF-8"
    except (ValueError, RecursionError) as error:
        found = str(error)
    raise InputError([Fault("a readable TOML file", found, remedy, file=path.name)])


# Keys whose values are paths, relative to the configuration.
PATHS = {"file", "mapping", "weather", "emissions", "curtains", "files", "flux"}


def _anchored(value: Any, folder: Path, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _anchored(v, folder, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_anchored(one, folder, key) for one in value]
    if isinstance(value, str) and key in PATHS:
        return str(folder / value)
    return value


def _is_echo(error: Any, errors: list[Any]) -> bool:
    """Tell a list that only seems short since its items have their own faults."""
    place = error["loc"]
    inside = any(e["loc"][: len(place)] == place != e["loc"] for e in errors)
    return bool(error["type"] == "too_short" and inside)


_EXPECTED = {  # what a reader understands, by pydantic's type of error
    "extra_forbidden": "only known keys",
    "missing": "a value",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_parsing", "float_type"), "a number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "true or false"),
    "string_type": "a text",
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"), "a date"
    ),
    **dict.fromkeys(("list_type", "tuple_type"), "a list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "a section"),
}


def _as_fault(error: Any, file: str, folder: Path) -> Fault:
    column = ".".join(str(part) for part in error["loc"])
    given, kind = error["input"], error["type"]
    found = repr(given).replace(f"{folder}/", "")
    if kind == "missing":
        found = "nothing"
    elif isinstance(given, dict):
        found = f"the keys {', '.join(given)}" if given else "no key"
    remedy = {
        "extra_forbidden": "Remove this key or correct its spelling.",
        "missing": "Add this key.",
    }.get(kind, "Correct this value.")
    message = (
        error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    )
    expected = _EXPECTED.get(kind, message[:1].lower() + message[1:])
    return Fault(expected, found, remedy, file=file, column=column)


def _look_for_files(config: Config, path: Path, *, confined: bool) -> None:
    folder, faults = path.resolve().parent, []
    for column, wanted in _named_files(config):
        found = matching(wanted)
        places = [wanted.parent, *found] if found else [wanted.parent]
        within = all(p.resolve().is_relative_to(folder) for p in places)
        if confined and not within:
            # Said of files that are there and of those that are not: nobody may
            # learn from here what the server holds.
            expected, remedy = "a file of this dossier", "Add it to the dossier."
        elif not found:
            expected, remedy = "a file that is there", "Correct the path."
        else:
            continue
        name = str(wanted).removeprefix(f"{folder}/")
        faults.append(Fault(expected, f"“{name}”", remedy, path.name, 0, column))
    if faults:
        raise InputError(faults)


def matching(wanted: Path) -> list[Path]:
    """List the files that a path names.

    Parameters
    ----------
    wanted
        A path, or a pattern with ``*`` in its last part. [-]

    Returns
    -------
    files
        A file of just that name comes before any pattern. [-]

    """
    if wanted.is_file():
        return [wanted]
    if "*" not in wanted.name:
        return []
    return sorted(p for p in wanted.parent.glob(wanted.name) if p.is_file())


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
    found = (one for _, path in _named_files(config) for one in matching(path))
    return sorted(set(found))


def _named_files(config: Config) -> Iterator[tuple[str, Path]]:
    singles = {
        "zones.file": config.zones.file,
        "emissions": config.emissions,
        "operator.weather": config.operator.weather,
        "background.file": config.background.file,
        "background.mapping": config.background.mapping,
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
