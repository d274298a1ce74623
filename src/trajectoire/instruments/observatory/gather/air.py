"""The air that comes from outside: measured, constant, or from curtains."""

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.core.series import Series, Station
from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.gather.footprints import FootprintOperator
from trajectoire.instruments.observatory.inputs import Observations, Sensor
from trajectoire.instruments.observatory.model.operator import ObservationOperator
from trajectoire.methods.convolution import boundary
from trajectoire.sources.beacon import read_background
from trajectoire.sources.curtains import read_curtains

SIDES = ("n", "e", "s", "w")
ELSEWHERE = Station("FOND", 0.0, 0.0, 0.0)


def background_of(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> tuple[Array, Array]:
    """Give the background of every observation, and how it may be wrong.

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
    background : (observation,)
        The air without the emissions of the domain. [unit of the sensor]
    pattern : (observation, background)
        One offset of CO2 (or one for each side), then one for each other species. [-]

    Raises
    ------
    InputError
        If an hour has no background, or another species none at all.

    """
    species = np.array([s.species for s in sensors])[seen.sensor]
    main = species == "co2"
    value, pattern = _main(config, sensors, seen, operator)
    columns = [pattern * main[:, None]]
    for name in sorted(set(species) - {"co2"}):
        if name not in config.background.others:
            remedy = f"Add background.others = {{ {name} = … }} in nmol/mol."
            raise InputError([Fault(f"a background of {name}", "none", remedy)])
        own = species == name
        value = np.where(own, config.background.others[name], value)
        columns.append(own[:, None].astype(float))
    return value, np.concatenate(columns, axis=1)


def _main(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> tuple[Array, Array]:
    given, ones = config.background, np.ones((len(seen), 1))
    if given.value_ppm is not None:
        return np.full(len(seen), given.value_ppm), ones
    if given.file is not None:
        return _measured(read_background(given.file, ELSEWHERE).series[0], seen), ones
    return _curtains(config, sensors, seen, operator)


def _measured(series: Series, seen: Observations) -> Array:
    index = np.minimum(np.searchsorted(series.start, seen.start), len(series) - 1)
    missing = series.start[index] != seen.start
    if missing.any():
        hours = np.unique(seen.start[missing])
        remedy = "Fill the background, knowingly, or leave these hours out."
        found = f"none at {len(hours)} hours, the first {hours[0]}"
        raise InputError(
            [Fault("a background at each hour", found, remedy, series.source.address)]
        )
    return np.asarray(series.value[index])


def _curtains(
    config: Config,
    sensors: tuple[Sensor, ...],
    seen: Observations,
    operator: ObservationOperator,
) -> tuple[Array, Array]:
    path = config.background.curtains
    if not isinstance(operator, FootprintOperator) or path is None:
        remedy = "Use the footprints operator, or give background.file."
        raise InputError([Fault("footprints for the curtains", "a plume", remedy)])
    curtains = read_curtains(path).curtains
    partial = bool(config.operator.allow_truncated)
    value, pattern = np.zeros(len(seen)), np.zeros((len(seen), len(SIDES)))
    for index, sensor in enumerate(sensors):
        rows = np.flatnonzero(seen.sensor == index)
        footprint = operator.receptor(sensor.station)
        if footprint is None or not rows.size:
            continue
        place = np.searchsorted(footprint.start, seen.start[rows])
        value[rows] = boundary(footprint, curtains, accept_partial=partial)[place]
        for column, side in enumerate(SIDES):
            share = footprint.exits[side].sum(axis=(1, 2))
            pattern[rows, column] = share[place]
    return value, pattern
