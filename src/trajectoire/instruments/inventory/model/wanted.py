"""Which data to ask for first: how much each would narrow the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.lattice import law_of
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.laws import Constant
from trajectoire.methods.propagation.ranking import ranking


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
        Part of the standard uncertainty of the total that would then go. [-]

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
    First-order shares of the variance of the total (``methods.propagation.ranking``):
    the expected reduction when the sector becomes known exactly. A published inventory
    is not exact, so that what is told is the most that it can bring.

    """
    sectors = [datum.sector for datum in data if datum.sector in quantities]
    order = np.arange(len(sectors), dtype=np.intp)
    nought = np.zeros(len(sectors), dtype=np.intp)
    cells = Cells(order, nought, nought, np.ones(len(sectors)))
    laws = [law_of(quantities[sector]) for sector in sectors]
    found = ranking(laws, [Constant(1.0)], cells) if sectors else None
    told = {
        sectors[one.index]: (one.share, one.narrowing)
        for one in (found.contributions if found else ())
    }
    listed = [Wanted(datum, *told.get(datum.sector, (None, None))) for datum in data]
    return tuple(sorted(listed, key=lambda one: -(one.share or 0.0)))
