"""Territories that look alike, and where one stands among those that have data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trajectoire.core.quantity import Array, Quantity
from trajectoire.instruments.inventory.model.lattice import lattice, law_of
from trajectoire.instruments.inventory.model.sentences import Sentence
from trajectoire.instruments.inventory.model.sentences import (
    lookalikes as words,
)

FEWEST = 5  # territories under which nothing of them is shown. [-]
MOST = 12  # that are compared with. [-]
TOTAL = "total"
# A factor of e in population or in the mean size of a commune counts 1; another region
# counts half of that: climate and heating differ less than town and country. [-]
_ELSEWHERE = 0.5


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
    profile
        The territory. [-]
    sectors
        Amount of each sector. [tCO2e]
    first_estimate
        Whether it is only a first estimate: it is then never a term of comparison. [-]
    least
        Sectors of which a part has no figure: their amounts, and the total, are least
        amounts, neither ranked nor a term of comparison. [-]

    """

    profile: Profile
    sectors: Mapping[str, Quantity]
    first_estimate: bool = False
    least: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Neighbour:
    """A territory that looks alike.

    Parameters
    ----------
    account
        Which, and what it emits. [-]
    distance
        0 for a twin; 1 for one that is e times as populated. [-]

    """

    account: Account
    distance: float


@dataclass(frozen=True)
class Standing:
    """Where a territory stands among those that look alike, for one sector.

    Parameters
    ----------
    sector
        Sector, or ``total`` of the sectors that all of them have. [-]
    count
        How many of them have a figure for it. [-]
    shown
        Whether they are enough to say anything. [-]
    value
        Of the territory by inhabitant, with its 90 %; None where it has none of its
        own. [tCO2e/inhabitant]
    low, median, high
        Of the others: one in ten below, one in two, one in ten above; None unless
        shown. [tCO2e/inhabitant]
    rank
        Share of the others that emit less by inhabitant; None unless shown. [-]
    rank_low, rank_high
        Its central 90 %, given how sure the figures are. [-]
    least
        Whether the value of the territory is a least amount: it then has no rank. [-]

    """

    sector: str
    count: int
    shown: bool
    value: tuple[float, float, float] | None
    low: float | None = None
    median: float | None = None
    high: float | None = None
    rank: float | None = None
    rank_low: float | None = None
    rank_high: float | None = None
    least: bool = False


@dataclass(frozen=True)
class Lookalikes:
    """Everything that the page of look-alike territories shows.

    Parameters
    ----------
    neighbours
        Nearest first; only territories that have data of their own. [-]
    standings
        By sector, total first. [-]
    sentence
        What can be said, or why nothing can. [-]

    """

    neighbours: tuple[Neighbour, ...]
    standings: tuple[Standing, ...]
    sentence: Sentence


def distance(one: Profile, other: Profile) -> float:
    """Say how far two territories are from looking alike.

    Parameters
    ----------
    one, other
        Two territories. [-]

    Returns
    -------
    distance
        Root of the summed squares of the logarithms of the ratios of populations and
        of mean sizes of communes, and of half for another region. [-]

    """
    size = np.log(max(one.population, 1) / max(other.population, 1))
    first, second = (p.population / max(p.communes, 1) for p in (one, other))
    crowding = np.log(max(first, 1.0) / max(second, 1.0))
    elsewhere = _ELSEWHERE * (one.region != other.region)
    return float(np.sqrt(size**2 + crowding**2 + elsewhere**2))


def look_alike(own: Account, others: Iterable[Account], most: int = MOST) -> Lookalikes:
    """Compare a territory with those that look most alike.

    Parameters
    ----------
    own
        The territory; its first estimate serves to be placed by size, never as a
        figure. [-]
    others
        Territories of the same kind that have accounts. [-]
    most
        How many are kept at most. [-]

    Returns
    -------
    lookalikes
        Where it stands, sector by sector. [-]

    Notes
    -----
    Errors of two territories are taken as independent. Under five neighbours with a
    figure, nothing of them is shown, not even their median: with one of them known,
    the others could be told. What hides a part could stand anywhere above what it says.

    """
    kept = [
        Neighbour(account, distance(own.profile, account.profile))
        for account in others
        if not account.first_estimate
        and account.profile.kind == own.profile.kind
        and account.profile.code != own.profile.code
        and account.profile.population > 0
    ]
    nearest = sorted(kept, key=lambda one: (one.distance, one.account.profile.code))
    nearest = nearest[:most]
    peers = [one.account for one in nearest]
    sectors = dict.fromkeys(sector for peer in peers for sector in peer.sectors)
    standings = [_total(own, peers), *(_standing(own, peers, s) for s in sectors)]
    shown = tuple(nearest) if len(nearest) >= FEWEST else ()
    return Lookalikes(
        shown, tuple(standings) if peers else (), words(len(peers), FEWEST)
    )


def _standing(own: Account, peers: Sequence[Account], sector: str) -> Standing:
    having = [
        _drawn(peer, (sector,))
        for peer in peers
        if sector in peer.sectors and sector not in peer.least
    ]
    mine = None
    if sector in own.sectors and not own.first_estimate:
        mine = _drawn(own, (sector,))
    return _placed(sector, mine, having, least=sector in own.least)


def _total(own: Account, peers: Sequence[Account]) -> Standing:
    """Place the total, of territories that have every sector that any of them has."""
    every = {sector for peer in peers for sector in peer.sectors}
    having = [
        _drawn(peer, sorted(every))
        for peer in peers
        if every <= set(peer.sectors) and not peer.least
    ]
    mine = None
    if every and every <= set(own.sectors) and not own.first_estimate:
        mine = _drawn(own, sorted(every))
    return _placed(TOTAL, mine, having, least=bool(own.least))


def _drawn(account: Account, sectors: Sequence[str]) -> Array:
    """Give a total by inhabitant at evenly spread probabilities."""
    points = lattice(len(sectors))
    columns = [
        law_of(account.sectors[sector]).quantile(points[:, axis])
        for axis, sector in enumerate(sectors)
    ]
    return np.asarray(sum(columns) / account.profile.population)


def _placed(
    sector: str, mine: Array | None, having: Sequence[Array], *, least: bool
) -> Standing:
    found = Standing(
        sector,
        len(having),
        shown=len(having) >= FEWEST,
        value=None if mine is None else _spread(mine),
        least=least and mine is not None,
    )
    if not found.shown:
        return found
    middles = np.array([float(one.mean()) for one in having])
    low, median, high = (float(x) for x in np.quantile(middles, (0.1, 0.5, 0.9)))
    found = replace(found, low=low, median=median, high=high)
    if mine is None or least:
        return found
    shuffle = _shuffled(len(having) + 1, mine.size)
    less = np.mean(
        [one[shuffle[k + 1]] < mine[shuffle[0]] for k, one in enumerate(having)], axis=0
    )
    rank_low, rank_high = (float(x) for x in np.quantile(less, (0.05, 0.95)))
    mean = float(less.mean())
    return replace(found, rank=mean, rank_low=rank_low, rank_high=rank_high)


def _spread(drawn: Array) -> tuple[float, float, float]:
    low, high = (float(x) for x in np.quantile(drawn, (0.05, 0.95)))
    return float(drawn.mean()), low, high


def _shuffled(count: int, size: int) -> np.ndarray:
    """Give orders that are independent of each other: errors are."""
    return np.argsort(lattice(count)[:size], axis=0).T
