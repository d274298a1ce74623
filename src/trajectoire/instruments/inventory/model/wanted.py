"""Which data to ask for first: how much each would narrow the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array, Quantity
from trajectoire.instruments.inventory.model.lattice import lattice, law_of
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.laws import Constant, Law
from trajectoire.methods.propagation.ranking import ranking

_SHIFTS = 8  # times that the lattice is moved: a width is then known to half a percent
_SEED = 2026  # the same estimates give the same order
_TAILS = (0.05, 0.95)


@dataclass(frozen=True)
class Datum:
    """A datum that can be asked for.

    Parameters
    ----------
    sector
        Sector that it is about, PCAET. [-]
    datum_fr, datum_en
        What to ask for, in plain words. [-]
    where_fr, where_en
        Who holds it. [-]

    """

    sector: str
    datum_fr: str
    datum_en: str
    where_fr: str
    where_en: str


@dataclass(frozen=True)
class Wanted:
    """A datum that is missing, and what knowing it would bring.

    Parameters
    ----------
    datum
        What, and from whom. [-]
    share
        Part of the variance of the total of emissions that would go; None where
        nothing is estimated, so that it cannot be said. [-]
    narrowing
        Part of the width of the central 90 % of the total that would then go, which a
        long tail does not make as it makes the variance. [-]

    """

    datum: Datum
    share: float | None
    narrowing: float | None


def wanted(
    quantities: Mapping[str, Quantity], data: Sequence[Datum]
) -> tuple[Wanted, ...]:
    """Order the data to ask for by what each would narrow.

    Parameters
    ----------
    quantities
        Emissions of each sector as they stand, independent of each other; a sector
        that is well known brings little. [tCO2e]
    data
        What can be asked for, one for each sector. [-]

    Returns
    -------
    wanted
        The one that would narrow the total most first; in the order given where
        nothing is estimated. [-]

    Notes
    -----
    What is left once a sector is known exactly is the sum of the others, whatever it
    turns out to be: the widths of both sums are read from the same points. Shares of
    the variance are first-order ones (``methods.propagation.ranking``). A published
    inventory is not exact, so that what is told is the most that it can bring.

    """
    sectors = [datum.sector for datum in data if datum.sector in quantities]
    order = np.arange(len(sectors), dtype=np.intp)
    nought = np.zeros(len(sectors), dtype=np.intp)
    cells = Cells(order, nought, nought, np.ones(len(sectors)))
    laws = [law_of(quantities[sector]) for sector in sectors]
    found = ranking(laws, [Constant(1.0)], cells) if sectors else None
    told = {
        sectors[one.index]: one.share for one in (found.contributions if found else ())
    }
    narrower = dict(zip(sectors, _narrowings(laws), strict=True)) if told else {}
    listed = [
        Wanted(datum, told[datum.sector], narrower[datum.sector])
        if datum.sector in told
        else Wanted(datum, None, None)
        for datum in data
    ]
    return tuple(sorted(listed, key=_least))


def _least(one: Wanted) -> tuple[float, float]:
    return -(one.narrowing or 0.0), -(one.share or 0.0)


def _narrowings(laws: Sequence[Law]) -> list[float]:
    """Give the part of the 90 % of a sum that goes with each term, once it is known."""
    random = np.random.default_rng(_SEED)
    moved = lattice(len(laws)) + random.random((_SHIFTS, 1, len(laws)))
    points = np.reshape(moved % 1.0, (-1, len(laws)))
    drawn = [law.quantile(points[:, axis]) for axis, law in enumerate(laws)]
    total = np.asarray(sum(drawn))
    whole = _width(total)
    return [max(1 - _width(total - one) / whole, 0.0) for one in drawn]


def _width(drawn: Array) -> float:
    low, high = np.quantile(drawn, _TAILS)
    return float(high - low)
