"""Territories that look alike, and where one stands among those that have data."""

from dataclasses import dataclass

from trajectoire.core.quantity import Quantity


@dataclass(frozen=True)
class Profile:
    """What makes two territories alike, known without any account.

    Parameters
    ----------
    code, kind, name
        The territory. [-]
    population
        Inhabitants. [inhabitant]
    communes
        How many it is made of. [-]
    region
        Its region; empty where it has several. [-]

    """

    code: str
    kind: str
    name: str
    population: int
    communes: int
    region: str


@dataclass(frozen=True)
class Account:
    """What a territory emits in one year, by sector.

    Parameters
    ----------
    code
        Of the territory. [-]
    sectors
        Amount of each sector. [tCO2e]
    first_estimate
        Whether it is only a first estimate: it is then never a term of comparison. [-]

    """

    code: str
    sectors: dict[str, Quantity]
    first_estimate: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A territory that looks alike.

    Parameters
    ----------
    profile
        Which. [-]
    distance
        0 for a twin. [-]

    """

    profile: Profile
    distance: float


@dataclass(frozen=True)
class Standing:
    """Where a territory stands among those that look alike, for one sector.

    Parameters
    ----------
    sector
        Sector, or ``total``. [-]
    count
        How many of them have a figure for it. [-]
    shown
        Whether they are enough to say anything. [-]
    value
        Of the territory, by inhabitant, with its 90 %; None where it has none.
        [tCO2e/inhabitant]
    low, median, high
        Of the others: one in ten below, one in two, one in ten above; None unless
        shown. [tCO2e/inhabitant]
    rank
        Share of the others that emit less by inhabitant; None unless shown. [-]
    rank_low, rank_high
        Its central 90 %, given how sure the figures are. [-]

    """

    sector: str
    count: int
    shown: bool
    value: tuple[float, float, float] | None
    low: float | None
    median: float | None
    high: float | None
    rank: float | None
    rank_low: float | None
    rank_high: float | None


@dataclass(frozen=True)
class Lookalikes:
    """Everything that the page of look-alike territories shows.

    Parameters
    ----------
    neighbours
        Nearest first; only territories that have data of their own. [-]
    standings
        By sector, total first. [-]
    sentence_fr, sentence_en
        What can be said, or why nothing can. [-]

    """

    neighbours: tuple[Neighbour, ...]
    standings: tuple[Standing, ...]
    sentence_fr: str
    sentence_en: str
