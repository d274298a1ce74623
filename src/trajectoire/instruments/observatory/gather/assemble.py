"""From a configuration to the inputs of an inversion."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.air import (
    OutsideAir,
    background_of,
    offsets,
)
from trajectoire.instruments.observatory.gather.config import Config, files_of
from trajectoire.instruments.observatory.gather.footprints import (
    FootprintOperator,
    folded,
)
from trajectoire.instruments.observatory.gather.inventory import (
    Declared,
    declared_emission,
)
from trajectoire.instruments.observatory.gather.observations import (
    PARTS,
    Watched,
    read_observations,
)
from trajectoire.instruments.observatory.gather.paths import operator_of
from trajectoire.instruments.observatory.gather.plume import PlumeOperator
from trajectoire.instruments.observatory.gather.provenance import (
    counted,
    distinct,
    percent,
    supplied,
)
from trajectoire.instruments.observatory.gather.sections import SectorConfig
from trajectoire.instruments.observatory.gather.tables import (
    sector_priors,
    transport_error,
)
from trajectoire.instruments.observatory.gather.zones import read_zones
from trajectoire.instruments.observatory.inputs import (
    LAGS,
    Contributions,
    ErrorBudget,
    Observations,
    ObservatoryInputs,
    SectorPrior,
    Sensor,
)
from trajectoire.instruments.observatory.model.operator import ObservationOperator
from trajectoire.store.checkpoints import Checkpoints, digest_of
from trajectoire.store.series import SeriesStore

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
    config: Config,
    kept: Checkpoints,
    progress: Progress,
    store: SeriesStore | None = None,
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
    store
        Where the observations used are kept, and read from; None keeps nothing. [-]

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
    watched = read_observations(config, store)
    _look_at_species(config, watched.sensors)
    progress("Chemin de l'air jusqu'aux capteurs", 0.2)
    operator = operator_of(config, declared, shapes)
    aged = kept.array("signal", lambda: _signal(config, operator, watched))
    air = background_of(config, watched.sensors, watched.observations, operator)
    path = np.asarray(np.isfinite(aged).all(axis=(1, 2, 3)))
    known = path & np.isfinite(air.value)
    notes = [*declared.notes, *watched.notes]
    notes += _lost(watched, operator, path, air)
    if not known.any():
        raise InputError([_nothing_known(notes)])
    sensors, seen, silent = _left(watched, known)
    pattern, offset = offsets(config, sensors, seen, air.share[known])
    notes += [*silent, *_old_air(aged[known])]
    return ObservatoryInputs(
        territory=config.place,
        period=config.span,
        sectors=priors,
        zones=zones,
        sensors=sensors,
        sector_correlation=config.sector_correlation,
        emission=declared.emission,
        observations=seen,
        contributions=Contributions(folded(aged[known]), air.value[known], pattern),
        errors=_errors(config),
        background=offset,
        declared_days=config.declared_days,
        sources=_sources(config, declared, operator, [*watched.sources, *air.sources]),
        title=config.title,
        notes=tuple(notes),
        licence=config.licence,
    )


def _nothing_known(notes: list[str]) -> Fault:
    remedy = (
        "Check the places of the receptors, their heights, and the dates of "
        "footprints, weather and background."
    )
    expected = "an observation whose path and background are known"
    return Fault(expected, f"none ({' '.join(notes)})", remedy, column="operator")


def _lost(
    watched: Watched, operator: ObservationOperator, path: Mask, air: OutsideAir
) -> Iterator[str]:
    start = watched.observations.start
    if isinstance(operator, PlumeOperator):
        reasons = operator.lost_among(start)
    else:
        reasons = {"pas d’empreinte à ce lieu et à cette heure": int(np.sum(~path))}
    gaps = int(np.sum(path & ~np.isfinite(air.value)))
    reasons["pas de fond à cette heure"] = gaps
    yield from (counted(number, why) for why, number in reasons.items() if number)


def _left(
    watched: Watched, known: Mask
) -> tuple[tuple[Sensor, ...], Observations, list[str]]:
    """Keep what is known; a sensor of which nothing is left is none."""
    sensors, seen = watched.sensors, watched.observations
    names = ("sensor", "start", "local_hour", "value", "deviation")
    kept = Observations(*(getattr(seen, name)[known] for name in names))
    ranks, renumbered = np.unique(kept.sensor, return_inverse=True)
    silent = [
        f"{s.station.code} ({s.species}) : aucune observation utilisable, "
        "capteur laissé de côté."
        for rank, s in enumerate(sensors)
        if rank not in ranks
    ]
    left = tuple(sensors[rank] for rank in ranks)
    return left, replace(kept, sensor=renumbered), silent


def _old_air(aged: Array) -> Iterator[str]:
    older = np.abs(aged[:, LAGS:]).sum()
    if older:
        share = percent(float(older / np.abs(aged).sum()))
        yield (
            f"{share} du signal vient d’air plus vieux que la veille : il est compté "
            "avec les émissions de la veille."
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


def _signal(config: Config, operator: ObservationOperator, watched: Watched) -> Array:
    species = [sensor.species for sensor in watched.sensors]
    lifetime = np.array([NOX_LIFETIME if s == "nox" else np.inf for s in species])
    stations = tuple(sensor.station for sensor in watched.sensors)
    seen = watched.observations
    followed = operator.signal
    if isinstance(operator, FootprintOperator):
        followed = operator.aged
    signal = followed(stations, seen.sensor, seen.start, lifetime)
    scale = np.array(
        [
            [1.0 if s == "co2" else PARTS * c.ratios[s] for c in config.sectors]
            for s in species
        ]
    )
    return np.asarray(signal * scale[seen.sensor][:, None, :, None])


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


def _sources(
    config: Config,
    declared: Declared,
    operator: ObservationOperator,
    watched: list[Source],
) -> tuple[Source, ...]:
    """Name the inventory first, then zones, observations, background, path of air."""
    path: list[Source] = []
    if isinstance(operator, FootprintOperator):
        path = [footprint.source for footprint in operator.footprints]
    elif config.operator.weather is not None:
        path = [supplied(config, config.operator.weather)]
    zones = supplied(config, config.zones.file)
    return distinct([*declared.sources, zones, *watched, *path])
