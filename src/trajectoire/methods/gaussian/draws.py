"""Draws from the prior and of the errors of observations, for twins."""

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain
from trajectoire.methods.gaussian.whitening import lower_root


def draw_prior(chain: Chain, generator: np.random.Generator, draws: int = 1) -> Array:
    """Draw deviations from the prior.

    Parameters
    ----------
    chain
        The prior. [-]
    generator
        Where chance comes from. [-]
    draws
        How many. [-]

    Returns
    -------
    deviations : (draw, day, unknown)
        Independent draws. [unit]

    """
    drawn = generator.standard_normal((draws, chain.days, chain.unknowns))
    drawn[:, 0] = drawn[:, 0] @ lower_root(chain.initial, "initial").T
    drawn[:, 1:] = drawn[:, 1:] @ lower_root(chain.innovation, "innovation").T
    for day in range(1, chain.days):
        drawn[:, day] += chain.transition * drawn[:, day - 1]
    return drawn


def draw_errors(
    covariance: Array, generator: np.random.Generator, draws: int = 1
) -> Array:
    """Draw the errors of one day's observations.

    Parameters
    ----------
    covariance : (observation, observation)
        Positive definite. [unit²]
    generator
        Where chance comes from. [-]
    draws
        How many. [-]

    Returns
    -------
    errors : (draw, observation)
        Independent draws. [unit]

    """
    root = lower_root(covariance, "covariance")
    errors: Array = generator.standard_normal((draws, len(root))) @ root.T
    return errors
