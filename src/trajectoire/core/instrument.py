"""The protocol that every instrument follows: a card, what it gathers, what it says."""

from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from trajectoire.core.action import Action
from trajectoire.core.indicator import Indicator
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory

InputsT = TypeVar("InputsT")


@dataclass(frozen=True)
class Card:
    """What an instrument says of itself.

    Parameters
    ----------
    name
        Name of its folder. [-]
    wing
        ``measure``, ``decide``, ``act``, ``prove`` or ``share``. [-]
    question
        The question that it answers, in French, as the screen shows it. [-]
    wants
        The data that it needs, in French, in order of use. [-]
    version
        Version of its method. [-]

    """

    name: str
    wing: str
    question: str
    wants: tuple[str, ...]
    version: str


@dataclass(frozen=True)
class Report:
    """What an instrument says, ready for the ledger.

    Parameters
    ----------
    indicators
        The figures. [-]
    actions
        What it advises. [-]
    diagnostics
        How far the figures can be trusted; JSON values only. [-]

    """

    indicators: tuple[Indicator, ...]
    actions: tuple[Action, ...] = ()
    diagnostics: dict[str, Any] = field(default_factory=dict)


class Instrument(Protocol[InputsT]):
    """Nothing to inherit: an object with these three is an instrument."""

    @property
    def card(self) -> Card:
        """What the instrument says of itself."""
        ...

    def gather(self, territory: Territory, period: Period) -> InputsT:
        """Bring together what a territory has for a period."""
        ...

    def run(self, inputs: InputsT) -> Report:
        """Compute: the same inputs give the same report."""
        ...
