"""An action: who does what, and what it changes."""

from dataclasses import dataclass

from trajectoire.core.indicator import Definition
from trajectoire.core.quantity import Quantity
from trajectoire.core.territory import Territory


@dataclass(frozen=True)
class Effect:
    """Difference of an indicator with and without an action.

    Parameters
    ----------
    definition
        The indicator that changes. [-]
    difference
        With the action minus without it. [unit]
    baseline
        What it is compared with, in words. [-]

    """

    definition: Definition
    difference: Quantity
    baseline: str


@dataclass(frozen=True)
class Action:
    """Something that an actor does on a territory.

    Parameters
    ----------
    title
        What is done, in one line. [-]
    actor
        Who does it. [-]
    territory
        Where. [-]
    effects
        What it changes. [-]
    cost
        What it costs; None while unknown. [euro]

    """

    title: str
    actor: str
    territory: Territory
    effects: tuple[Effect, ...]
    cost: Quantity | None = None
