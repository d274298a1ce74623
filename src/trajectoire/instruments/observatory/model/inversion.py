"""From observations to emissions: the problem assembled day by day, and its answer."""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import Indices, ObservatoryInputs
from trajectoire.instruments.observatory.model.error import observation_covariance
from trajectoire.instruments.observatory.model.layout import MAIN_SPECIES, Layout
from trajectoire.instruments.observatory.model.prior import prior_chain
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.posterior import Posterior
from trajectoire.methods.gaussian.smoother import smooth


@dataclass(frozen=True, eq=False)
class Estimate:
    """The answer of an inversion, with the question.

    Parameters
    ----------
    inputs
        What it rests on. [-]
    layout
        Where each unknown stands. [-]
    chain
        The prior. [-]
    data
        Observations of each day, as the solver saw them. [-]
    posterior
        Deviations from the prior, given the data. [-]
    solved
        Answer of the linear problem that ``data`` states: the posterior itself, or
        that of the logarithms where emissions keep their sign. [-]

    """

    inputs: ObservatoryInputs
    layout: Layout
    chain: Chain
    data: tuple[DayData, ...]
    posterior: Posterior
    solved: Posterior


def estimate(inputs: ObservatoryInputs) -> Estimate:
    """Infer the emissions.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    estimate
        The exact Gaussian posterior. [-]

    """
    chain = prior_chain(inputs)
    data = tuple(day_data(inputs))
    found = smooth(chain, data)
    return Estimate(inputs, Layout.of(inputs), chain, data, found, found)


def day_data(inputs: ObservatoryInputs) -> list[DayData]:
    """Lay out the observations of each day for the solver.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    days
        One element a day, empty where nothing was seen. [-]

    """
    day = inputs.day_of(inputs.observations.start)
    return [_one_day(inputs, np.flatnonzero(day == d), d) for d in range(inputs.days)]


def design(
    inputs: ObservatoryInputs, rows: Indices, *, yesterday: bool = False
) -> Array:
    """Give the response of observations to the unknowns of a day.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    rows : (row,)
        Which observations. [-]
    yesterday
        Whether the unknowns are those of the day before the observations. [-]

    Returns
    -------
    response : (row, unknown)
        The rows of H. [unit of the sensor]

    """
    layout = Layout.of(inputs)
    response = np.zeros((len(rows), layout.unknowns))
    signal = inputs.contributions.signal[rows, int(yesterday)]
    by_sector = signal.sum(axis=2)
    response[:, layout.fast] = signal.reshape(len(rows), layout.sectors * layout.zones)
    response[:, layout.slow] = by_sector
    response[:, layout.ratio] = _ratio_response(inputs, rows, by_sector, layout)
    if not yesterday:
        sensor = inputs.observations.sensor[rows]
        response[:, layout.background] = inputs.contributions.pattern[rows]
        response[np.arange(len(rows)), layout.bias.start + sensor] = 1.0
    return response


def expected(inputs: ObservatoryInputs, rows: Indices) -> Array:
    """Give the observations that the prior expects.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    rows : (row,)
        Which observations. [-]

    Returns
    -------
    value : (row,)
        Background plus the signal of the prior emission. [unit of the sensor]

    """
    given = inputs.contributions
    return np.asarray(given.background[rows] + given.signal[rows].sum(axis=(1, 2, 3)))


def _one_day(inputs: ObservatoryInputs, rows: Indices, day: int) -> DayData:
    before = design(inputs, rows, yesterday=True) if day > 0 and len(rows) else None
    covariance = observation_covariance(inputs, rows) if len(rows) else np.zeros((0, 0))
    return DayData(
        residual=inputs.observations.value[rows] - expected(inputs, rows),
        today=design(inputs, rows),
        yesterday=before if before is not None and np.any(before) else None,
        covariance=covariance,
    )


def _ratio_response(
    inputs: ObservatoryInputs, rows: Indices, by_sector: Array, layout: Layout
) -> Array:
    species = np.array([s.species for s in inputs.sensors])
    seen = species[inputs.observations.sensor[rows]]
    parts = [by_sector * (seen == name)[:, None] for name in layout.species]
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(rows), 0))


def main_sensors(inputs: ObservatoryInputs) -> list[int]:
    """List the sensors of the main species.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    sensors
        Their indices. [-]

    """
    return [i for i, s in enumerate(inputs.sensors) if s.species in MAIN_SPECIES]
