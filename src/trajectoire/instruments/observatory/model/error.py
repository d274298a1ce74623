"""How far an observation may be from a perfect model of it: the covariance R of a day.

Instrument noise is the least of it: the air's path is the first error, it lasts for
hours, and neighbouring sites make it together.
"""

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import Indices, ObservatoryInputs
from trajectoire.methods.gaussian.covariance import (
    by_index,
    distance_correlation,
    error_covariance,
    time_correlation,
)
from trajectoire.methods.plane import plane_distances

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
    hours = np.asarray((seen.start[rows] - seen.start[rows[0]]) / HOUR)
    fade = time_correlation(hours, budget.correlation_hours)
    own, transport = _deviations(inputs, rows)
    same = np.equal.outer(sensor, sensor).astype(float)
    between = by_index(_between(inputs), sensor)
    noise = error_covariance(_noise(inputs, rows))
    place = error_covariance(own, fade, same)
    return np.asarray(noise + place + error_covariance(transport, fade, between))


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


def _between(inputs: ObservatoryInputs) -> Array:
    budget = inputs.errors
    stations = [s.station for s in inputs.sensors]
    distances = plane_distances(
        np.array([s.latitude for s in stations]),
        np.array([s.longitude for s in stations]),
    )
    near = distance_correlation(distances, budget.correlation_length)
    shared = budget.common_share + (1.0 - budget.common_share) * near
    species = np.array([s.species for s in inputs.sensors])
    alike = species[:, None] == species[None, :]
    other = np.where(alike, 1.0, budget.species_correlation)
    return np.asarray(shared * other)
