"""Hyper-parameters that make the observations most likely, on request.

Three multipliers: of the declared uncertainties, of the transport error and
representativeness, of the background's deviation. More would not be identified by the
data of one city.
"""

from dataclasses import dataclass, replace

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import day_data
from trajectoire.instruments.observatory.model.prior import prior_chain
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.likelihood import Estimate as Likely
from trajectoire.methods.gaussian.likelihood import most_likely

NAMES = ("incertitude déclarée", "erreur de transport", "écart du fond")  # as shown
LEAST, MOST = 0.1, 10.0  # multipliers beyond which the declared values are no guide


@dataclass(frozen=True, eq=False)
class Tuned:
    """Inputs whose uncertainties were scaled, and by how much.

    Parameters
    ----------
    inputs
        With the scaled uncertainties. [-]
    likely
        Multipliers, in the order of ``NAMES``, with their own uncertainty. [-]

    """

    inputs: ObservatoryInputs
    likely: Likely


def tune(inputs: ObservatoryInputs) -> Tuned:
    """Scale the uncertainties by maximum marginal likelihood.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]

    Returns
    -------
    tuned
        The same, scaled. [-]

    Raises
    ------
    OutOfDomain
        If the search does not converge.

    Notes
    -----
    Wu 2013 (GMD 6, 783): the maximum makes the reduced chi-square consistent.

    """
    count = len(NAMES) if inputs.background.deviation else len(NAMES) - 1

    def problem(multipliers: Array) -> tuple[Chain, list[DayData]]:
        trial = scaled(inputs, multipliers)
        return prior_chain(trial), day_data(trial)

    ones = np.ones(count)
    likely = most_likely(problem, ones, LEAST * ones, MOST * ones)
    return Tuned(scaled(inputs, likely.value), likely)


def scaled(inputs: ObservatoryInputs, multipliers: Array) -> ObservatoryInputs:
    """Multiply the uncertainties.

    Parameters
    ----------
    inputs
        What the inversion rests on. [-]
    multipliers : (parameter,)
        In the order of ``NAMES``; the last may be left out. [-]

    Returns
    -------
    inputs
        The same, scaled. [-]

    """
    declared, transport, *rest = (float(value) for value in multipliers)
    background = rest[0] if rest else 1.0
    return replace(
        inputs,
        sectors=tuple(
            replace(prior, relative_uncertainty=prior.relative_uncertainty * declared)
            for prior in inputs.sectors
        ),
        errors=replace(
            inputs.errors,
            transport=inputs.errors.transport * transport,
            representativeness=inputs.errors.representativeness * transport,
        ),
        background=replace(
            inputs.background,
            deviation=tuple(v * background for v in inputs.background.deviation),
        ),
    )
