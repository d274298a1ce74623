"""How far an observation may be from a perfect model of it: the covariance R of a day.

Instrument noise is the least of it: the air's path is the first error, it lasts for
hours, and neighbouring sites make it together.
"""

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import (
    Indices,
    ObservatoryInputs,
    plane_distances,
)

HOUR = np.timedelta64(3600, "s")


def observation_covariance(inputs: ObservatoryInputs, rows: Indices) -> Array:
    r"""Covariance of the errors of the observations of a day.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    rows : (row,)
        Which observations. [-]

    Returns
    -------
    covariance : (row, row)
        Instrument + representativeness + transport. [unit2]

    Notes
    -----
    :math:`R_{ij} = \delta_{ij} n_i^2 + r_i r_j e^{-|t|/\tau} [\text{same sensor}] +
    T_i T_j e^{-|t|/\tau} (c + (1-c) e^{-d/L})`, with the common share c; two species
    share their transport error up to the declared correlation. Errors of two
    different days are taken as independent: afternoons are eighteen hours apart.

    """
    budget = inputs.errors
    seen = inputs.observations
    sensor = seen.sensor[rows]
    hours = (seen.start[rows] - seen.start[rows[0]]) / HOUR
    fade = np.exp(-np.abs(hours[:, None] - hours[None, :]) / budget.correlation_hours)
    own, transport = _deviations(inputs, rows)
    same = sensor[:, None] == sensor[None, :]
    return np.asarray(
        np.diag(_noise(inputs, rows) ** 2)
        + np.outer(own, own) * fade * same
        + np.outer(transport, transport)
        * fade
        * _between_sensors(inputs)[np.ix_(sensor, sensor)]
    )


def _deviations(inputs: ObservatoryInputs, rows: Indices) -> tuple[Array, Array]:
    budget = inputs.errors
    scale = np.array(
        [budget.species_scale.get(s.species, 1.0) for s in inputs.sensors]
    )[inputs.observations.sensor[rows]]
    hour = np.floor(inputs.observations.local_hour[rows]).astype(int) % 24
    return budget.representativeness * scale, budget.transport[hour] * scale


def _noise(inputs: ObservatoryInputs, rows: Indices) -> Array:
    declared = np.array([s.noise for s in inputs.sensors])
    own = inputs.observations.deviation[rows]
    usual = declared[inputs.observations.sensor[rows]]
    return np.where(np.isfinite(own), own, usual)


def _between_sensors(inputs: ObservatoryInputs) -> Array:
    budget = inputs.errors
    stations = [s.station for s in inputs.sensors]
    distances = plane_distances(
        np.array([s.latitude for s in stations]),
        np.array([s.longitude for s in stations]),
    )
    near = np.exp(-distances / budget.correlation_length)
    shared = budget.common_share + (1.0 - budget.common_share) * near
    species = np.array([s.species for s in inputs.sensors])
    alike = species[:, None] == species[None, :]
    other = np.where(alike, 1.0, budget.species_correlation)
    return np.asarray(shared * other)
