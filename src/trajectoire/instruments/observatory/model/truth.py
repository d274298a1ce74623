"""A truth drawn from the prior, and what the sensors would have seen of it."""

from dataclasses import replace

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import day_data, expected
from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.instruments.observatory.model.prior import prior_chain
from trajectoire.instruments.observatory.model.totals import emission_factor
from trajectoire.methods.gaussian.draws import draw_errors, draw_prior


def invent_truth(
    inputs: ObservatoryInputs, random: np.random.Generator
) -> ObservatoryInputs:
    """Draw true emissions, background and biases, then observations.

    Parameters
    ----------
    inputs
        With contributions; the values of the observations are replaced. [-]
    random
        Generator, with its seed. [-]

    Returns
    -------
    inputs
        With a truth and the observations of it. [-]

    Notes
    -----
    An identical twin: the truth is drawn from the prior, the errors from R. It shows
    what the instrument can do when its assumptions hold, nothing more.

    """
    layout = Layout.of(inputs)
    state = draw_prior(prior_chain(inputs), random)[0]
    seen = _seen(inputs, state, random)
    return replace(seen, truth=inputs.emission * emission_factor(state, layout))


def observe_truth(
    inputs: ObservatoryInputs, signal: Array, random: np.random.Generator
) -> ObservatoryInputs:
    """Draw background, biases and errors around a truth that is given.

    Parameters
    ----------
    inputs
        With contributions of the prior; the values of the observations are replaced.
        [-]
    signal : (observation, lag, sector, zone)
        What the true emission adds to each observation. [unit of the sensor]
    random
        Generator, with its seed. [-]

    Returns
    -------
    inputs
        With the observations of that truth. [-]

    """
    layout = Layout.of(inputs)
    state = draw_prior(prior_chain(inputs), random)[0]
    for emitted in (layout.fast, layout.slow, layout.ratio):
        state[:, emitted] = 0.0
    seen = _seen(inputs, state, random)
    more = (signal - inputs.contributions.signal).sum(axis=(1, 2, 3))
    values = seen.observations.value + more
    return replace(seen, observations=replace(seen.observations, value=values))


def _seen(
    inputs: ObservatoryInputs, state: Array, random: np.random.Generator
) -> ObservatoryInputs:
    day = inputs.day_of(inputs.observations.start)
    value = expected(inputs, np.arange(len(inputs.observations)))
    for index, data in enumerate(day_data(inputs)):
        rows = np.flatnonzero(day == index)
        if not rows.size:
            continue
        value[rows] += data.today @ state[index]
        value[rows] += draw_errors(data.covariance, random)[0]
        if data.yesterday is not None:
            value[rows] += data.yesterday @ state[index - 1]
    return replace(inputs, observations=replace(inputs.observations, value=value))
