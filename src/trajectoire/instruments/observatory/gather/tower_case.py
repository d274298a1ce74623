"""The file that describes a tower and its seasons, read with all its faults at once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.series import Station
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.tower import Footing
from trajectoire.instruments.observatory.gather.tower_inputs import Beliefs
from trajectoire.methods.transport.kormann_meixner import Domain
from trajectoire.sources.tower import TowerRecord, read_tower


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Tower(_Closed):
    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=360)
    timezone: str
    file: str
    training_heights_m: tuple[int, ...] = Field(min_length=1)
    withheld_heights_m: tuple[int, ...]


class _Footprint(_Closed):
    displacement_m: float = Field(ge=0)
    directions: int = Field(ge=4, le=360)
    rings_m: tuple[float, ...] = Field(min_length=2)
    hours: tuple[float, float]
    least_friction_velocity: float = Field(gt=0)
    unstable: float
    stable: float


class _Beliefs(_Closed):
    zone: float = Field(gt=0)
    whole: float = Field(gt=0)
    length_km: float = Field(gt=0)
    noise: float = Field(gt=0)
    shared: float = Field(gt=0)
    own: float = Field(gt=0)
    hours: float = Field(gt=0)
    storage: float = Field(gt=0)
    flow: float = Field(gt=0)
    bias: float = Field(gt=0)


class _Season(_Closed):
    name: str
    first_day: date
    days: int = Field(ge=10, le=100)
    beliefs: _Beliefs


class _File(_Closed):
    tower: _Tower
    footprint: _Footprint
    season: tuple[_Season, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Season:
    """One season of a tower.

    Parameters
    ----------
    name
        As printed. [-]
    footing
        Where and when. [-]
    beliefs
        Where the search for the most likely ones starts; the flux is set from the
        training data. [-]

    """

    name: str
    footing: Footing
    beliefs: Beliefs


@dataclass(frozen=True, eq=False)
class Case:
    """A tower with its levels and its seasons.

    Parameters
    ----------
    territory
        What the tower stands in. [-]
    records
        The levels, those of training first, lowest first. [-]
    training
        How many levels are for training; the others are withheld. [-]
    seasons
        The seasons. [-]

    """

    territory: Territory
    records: tuple[TowerRecord, ...]
    training: int
    seasons: tuple[Season, ...]


def read_case(path: Path, folder: Path) -> Case:
    """Read the description of a tower, then its levels.

    Parameters
    ----------
    path
        The TOML file. [-]
    folder
        Where the levels' CSV are. [-]

    Returns
    -------
    case
        Ready for inversion. [-]

    Raises
    ------
    InputError
        With the faults of the description, or those of every level.

    """
    try:
        said = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        remedy = "Start from examples/beijing_tower.toml."
        fault = Fault("a readable TOML file", str(error), remedy, path.name)
        raise InputError([fault]) from error
    except ValidationError as error:
        raise InputError([_fault(one, path.name) for one in error.errors()]) from error
    tower = said.tower
    return Case(
        Territory(tower.code, "city", tower.name, said.season[0].first_day.year),
        _levels(tower, folder),
        len(tower.training_heights_m),
        tuple(_season(said, one) for one in said.season),
    )


def _levels(tower: _Tower, folder: Path) -> tuple[TowerRecord, ...]:
    records: list[TowerRecord] = []
    faults: list[Fault] = []
    for height in (*tower.training_heights_m, *tower.withheld_heights_m):
        station = Station(
            f"{tower.code}-{height}",
            tower.latitude,
            tower.longitude,
            height,
            name=f"{tower.name}, {height} m",
            instrument_class="eddy-covariance",
        )
        try:
            path = folder / tower.file.format(height=height)
            records.append(read_tower(path, station))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return tuple(records)


def _season(said: _File, season: _Season) -> Season:
    place, believed = said.footprint, season.beliefs.model_dump()
    footing = Footing(
        season.first_day,
        season.days,
        said.tower.timezone,
        place.hours,
        place.displacement_m,
        place.rings_m,
        place.directions,
        Domain(
            friction_velocity=place.least_friction_velocity,
            unstable=place.unstable,
            stable=place.stable,
        ),
    )
    length = believed.pop("length_km")
    return Season(season.name, footing, Beliefs(flux=1.0, length=length, **believed))


def _fault(error: object, file: str) -> Fault:
    details = dict(error)  # type: ignore[call-overload]
    column = ".".join(str(part) for part in details["loc"])
    remedy = "Compare with examples/beijing_tower.toml."
    return Fault(details["msg"], repr(details["input"])[:60], remedy, file, 0, column)
