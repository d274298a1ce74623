"""What is said of the figures of a territory, before it is written in any format."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from trajectoire.web.ledger.dimensions import Source, Territory

Address = Callable[[str], str]


@dataclass(frozen=True)
class DataSet:
    """The figures of a territory, as a portal presents them.

    Parameters
    ----------
    territory
        Where. [-]
    start, end
        Period that they cover, half-open. [UTC]
    modified
        When the last one was recorded. [UTC]
    sources
        Who says them. [-]

    """

    territory: Territory
    start: datetime
    end: datetime
    modified: datetime
    sources: tuple[Source, ...]
