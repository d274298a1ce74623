"""The air that comes from outside: measured, constant, or from curtains."""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.footprints import (
    FootprintOperator,
    at_hours,
    hours_met,
)
from trajectoire.instruments.observatory.gather.observations import hourly
from trajectoire.instruments.observatory.inputs import (
    BackgroundPrior,
    Observations,
    Sensor,
)
from trajectoire.instruments.observatory.model.operator import ObservationOperator
from trajectoire.methods.convolution import LEAST_LEFT, boundary
from trajectoire.sources.beacon import read_background
from trajectoire.sources.column_map import read_column_map
from trajectoire.sources.curtains import read_curtains
from trajectoire.sources.mapped import read_mapped

SIDES = ("n", "e", "s", "w")
ELSEWHERE = Station("FOND", 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class OutsideAir:
    """The air without the emissions of the domain.

    Parameters
    ----------
    value : (observation,)
        NaN where nothing is known of it. [unit of the sensor]
    share : (observation, side)
        Part of it that came by each side; a single column of ones without curtains.
        [-]
    sources
        Of a measured background, or of curtains. [-]

    """

    value: Array
    share: Array
    sources: tuple[Source, ...] = ()


def background_of(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> OutsideAir:
    """Give the background of every observation.

    Parameters
    ----------
    config
        Of the run. [-]
    sensors, seen
        What was observed. [-]
    operator
        With footprints, where curtains are used. [-]

    Returns
    -------
    air
        NaN at the hours that the background leaves out. [unit of the sensor]

    Raises
    ------
    InputError
        If a species has no background at all, or if too few particles reached the
        curtains.

    """
    species = np.array([s.species for s in sensors])[seen.sensor]
    air = _main(config, sensors, seen, operator)
    value = air.value
    for name in sorted(set(species) - {"co2"}):
        if name not in config.background.others:
            remedy = f"Add background.others = {{ {name} = … }} in nmol/mol."
            raise InputError([Fault(f"a background of {name}", "none", remedy)])
        value = np.where(species == name, config.background.others[name], value)
    return OutsideAir(value, air.share, air.sources)


def offsets(
    config: Config, sensors: tuple[Sensor, ...], seen: Observations, share: Array
) -> tuple[Array, BackgroundPrior]:
    """Say how the background may be wrong: the unknowns and what is believed of them.

    Parameters
    ----------
    config
        Of the run. [-]
    sensors, seen
        What is left to be used. [-]
    share : (observation, side)
        As in `OutsideAir`. [-]

    Returns
    -------
    pattern : (observation, background)
        One offset of CO2 (or one for each side), then one for each other species. [-]
    prior
        One deviation a column, in the same order. [unit of the species]

    """
    given = config.background
    species = np.array([s.species for s in sensors])[seen.sensor]
    others = sorted(set(species) - {"co2"})
    columns = [share * (species == "co2")[:, None]]
    columns += [(species == name)[:, None].astype(float) for name in others]
    deviations = [given.deviation_ppm] * share.shape[1]
    deviations += [given.deviation_ppm * config.errors.others[name] for name in others]
    prior = BackgroundPrior(tuple(deviations), given.correlation_time_d)
    return np.concatenate(columns, axis=1), prior


def _main(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> OutsideAir:
    given, ones = config.background, np.ones((len(seen), 1))
    if given.value_ppm is not None:
        return OutsideAir(np.full(len(seen), given.value_ppm), ones)
    if given.file is not None:
        series = _read(config)
        return OutsideAir(_measured(series, seen), ones, (series.source,))
    return _curtains(config, sensors, seen, operator)


def _read(config: Config) -> Series:
    given = config.background
    if given.file is None:
        raise ValueError("the background has no file")
    if given.mapping is None:
        return read_background(given.file, ELSEWHERE).series[0]
    series = read_mapped(given.file, read_column_map(given.mapping)).series[0]
    if series.species != "co2":
        remedy = "Give that of CO2; those of others are numbers in background.others."
        found = f"that of {series.species}"
        raise InputError([Fault("a background of co2", found, remedy, given.file.name)])
    return hourly(series.to("ppm"))


def _measured(series: Series, seen: Observations) -> Array:
    if not len(series):
        return np.full(len(seen), np.nan)
    index = np.minimum(np.searchsorted(series.start, seen.start), len(series) - 1)
    met = series.start[index] == seen.start
    return np.where(met, series.value[index], np.nan)


def _curtains(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> OutsideAir:
    path = config.background.curtains
    if not isinstance(operator, FootprintOperator) or path is None:
        remedy = "Use the footprints operator, or give background.file."
        raise InputError([Fault("footprints for the curtains", "a plume", remedy)])
    curtains = read_curtains(path).curtains
    value = np.full(len(seen), np.nan)
    share = np.zeros((len(seen), len(SIDES)))
    faults = []
    for index, sensor in enumerate(sensors):
        rows = np.flatnonzero(seen.sensor == index)
        footprint = operator.receptor(sensor.station) if rows.size else None
        if footprint is None:
            continue
        place, met = hours_met(footprint, seen.start[rows])
        own = at_hours(footprint, place[met])
        if own.exits and np.any(own.left < LEAST_LEFT):
            faults.append(_few(sensor.station, float(own.left.min())))
            continue
        # What left is the whole: the few particles still inside entered like the rest.
        value[rows[met]] = boundary(own, curtains) / own.left
        for column, side in enumerate(SIDES):
            came = own.exits[side].sum(axis=(1, 2)) / own.left
            share[rows[met], column] = came
    if faults:
        raise InputError(faults)
    return OutsideAir(value, share, (curtains.source,))


def _few(station: Station, left: float) -> Fault:
    return Fault(
        f"{LEAST_LEFT:.0%} or more of the particles leaving by the sides, for curtains",
        f"{left:.0%} at {station.code}",
        "The others have no background: follow the air longer, over the whole domain "
        "of the curtains, or give background.file or background.value_ppm instead.",
        column="background.curtains",
    )
