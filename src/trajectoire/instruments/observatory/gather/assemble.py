"""From a configuration to the inputs of an inversion."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.air import background_of
from trajectoire.instruments.observatory.gather.config import Config, files_of
from trajectoire.instruments.observatory.gather.observations import (
    PARTS,
    read_observations,
)
from trajectoire.instruments.observatory.gather.paths import (
    declared_emission,
    operator_of,
)
from trajectoire.instruments.observatory.gather.sections import SectorConfig
from trajectoire.instruments.observatory.gather.tables import (
    sector_priors,
    transport_error,
)
from trajectoire.instruments.observatory.gather.zones import read_zones
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Contributions,
    ErrorBudget,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
)
from trajectoire.instruments.observatory.model.operator import ObservationOperator
from trajectoire.store.checkpoints import Checkpoints, digest_of

Progress = Callable[[str, float], None]
Mask = NDArray[np.bool_]

NOX_LIFETIME = 4.0  # h, of NOx by day over a city: 2 to 8 h (Beirle 2011, Science 333)
GATHERING = "observatory.gather/2"  # method and its version, of the parts kept aside
UNDECLARED = 0.5  # relative uncertainty of a sector that the table does not know


def digest_of_run(config: Config, path: Path) -> str:
    """Name what a run rests on: configuration, content of the files, code.

    Parameters
    ----------
    config
        The configuration. [-]
    path
        Its file. [-]

    Returns
    -------
    digest
        Changes when any of them does. [-]

    """
    return digest_of([path, *files_of(config)], version("trajectoire"), GATHERING)


def gather_inputs(
    config: Config, kept: Checkpoints, progress: Progress
) -> ObservatoryInputs:
    """Read all that a run rests on.

    Parameters
    ----------
    config
        The configuration. [-]
    kept
        Where finished parts wait for the rest. [-]
    progress
        Told of each step. [-]

    Returns
    -------
    inputs
        What the inversion rests on. [-]

    Raises
    ------
    InputError
        With every fault of a file.

    """
    progress("Lecture des zones et de l'inventaire", 0.05)
    zones, shapes = read_zones(config.zones)
    priors = tuple(_prior(sector) for sector in config.sectors)
    declared = declared_emission(config, zones, shapes)
    progress("Lecture des observations", 0.1)
    sensors, seen = read_observations(config)
    _look_at_species(config, sensors)
    progress("Chemin de l'air jusqu'aux capteurs", 0.2)
    operator = operator_of(config, declared, shapes)
    signal = kept.array("signal", lambda: _signal(config, operator, sensors, seen))
    known = np.asarray(np.isfinite(signal).all(axis=(1, 2, 3)))
    if not known.any():
        raise InputError([_NO_PATH])
    seen, signal = _kept(seen, known), signal[known]
    background, pattern = background_of(config, sensors, seen, operator)
    return ObservatoryInputs(
        territory=config.place,
        period=config.span,
        sectors=priors,
        zones=zones,
        sensors=sensors,
        sector_correlation=np.eye(len(priors)),
        emission=declared.emission,
        observations=seen,
        contributions=Contributions(signal, background, pattern),
        errors=_errors(config),
        background=_background_prior(config, pattern.shape[1], sensors),
        declared_days=config.declared_days,
        sources=_sources(config),
        title=config.title,
        notes=_notes(known),
    )


_NO_PATH = Fault(
    "a footprint at the place and hour of an observation",
    "none",
    "Check the places of the receptors, their heights and their dates.",
    column="operator.files",
)


def _look_at_species(config: Config, sensors: tuple[Sensor, ...]) -> None:
    """Refuse a species whose errors or ratios nobody declared: both would flatter."""
    faults = []
    for name in sorted({s.species for s in sensors} - {"co2"}):
        if name not in config.errors.others:
            remedy = f"Add errors.others = {{ {name} = … }} in nmol/mol per ppm."
            faults.append(Fault(f"the transport error of {name}", "none", remedy))
        without = [s.code for s in config.sectors if name not in s.ratios]
        if without:
            found = f"none for {', '.join(without)}"
            remedy = f"Add ratios = {{ {name} = … }} in mol/mol, 0 where it emits none."
            faults.append(Fault(f"a ratio of {name} for each sector", found, remedy))
    if faults:
        raise InputError(faults)


def _signal(
    config: Config,
    operator: ObservationOperator,
    sensors: tuple[Sensor, ...],
    seen: Observations,
) -> Array:
    species = [sensor.species for sensor in sensors]
    lifetime = np.array([NOX_LIFETIME if s == "nox" else np.inf for s in species])
    stations = tuple(sensor.station for sensor in sensors)
    signal = operator.signal(stations, seen.sensor, seen.start, lifetime)
    scale = np.array(
        [
            [1.0 if s == "co2" else PARTS * c.ratios[s] for c in config.sectors]
            for s in species
        ]
    )
    return np.asarray(signal * scale[seen.sensor][:, None, :, None])


def _kept(seen: Observations, mask: Mask) -> Observations:
    names = ("sensor", "start", "local_hour", "value", "deviation")
    return Observations(*(getattr(seen, name)[mask] for name in names))


def _notes(known: Mask) -> tuple[str, ...]:
    lost = int(np.sum(~known))
    return (f"{lost} observations without footprint were left out",) if lost else ()


def _prior(config: SectorConfig) -> SectorPrior:
    usual = sector_priors().get(
        config.code,
        SectorPrior(Sector("observatory", config.code, config.code), UNDECLARED),
    )
    own = {
        "relative_uncertainty": config.relative_uncertainty,
        "biosphere": config.biosphere,
        "correlation_length": config.correlation_length_km,
        "correlation_time": config.correlation_time_d,
        "slow_share": config.slow_share,
        "ratio_uncertainty": config.ratio_uncertainty,
    }
    return replace(usual, **{k: v for k, v in own.items() if v is not None})  # type: ignore[arg-type]


def _errors(config: Config) -> ErrorBudget:
    given = config.errors
    table = transport_error() if given.transport_ppm is None else given.transport_ppm
    return ErrorBudget(
        np.array(table),
        given.representativeness_ppm,
        {"co2": 1.0, **given.others},
        given.correlation_hours,
        given.correlation_length_km,
        given.common_share,
    )


def _background_prior(
    config: Config, columns: int, sensors: tuple[Sensor, ...]
) -> BackgroundPrior:
    given = config.background
    others = sorted({s.species for s in sensors} - {"co2"})
    own = columns - len(others)
    deviations = [given.deviation_ppm] * own + [
        given.deviation_ppm * config.errors.others[s] for s in others
    ]
    return BackgroundPrior(tuple(deviations), given.correlation_time_d)


def _sources(config: Config) -> tuple[Source, ...]:
    inventory = config.emissions or config.sectors[0].flux
    files = [inventory, *(one.file for one in config.observations)]
    return tuple(
        Source(config.place.name, path.stem, "celle du fichier fourni", None, path.name)
        for path in files
        if path is not None
    )
