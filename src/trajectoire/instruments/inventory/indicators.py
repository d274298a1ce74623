"""What the inventory says to the ledger of a territory that has no data yet."""

from trajectoire.core.indicator import Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.model.estimate import UNITS, Estimate

PUBLISHER = "Trajectoire"
TITLE = "Première estimation"
METHOD = "inventory.first_estimate"
_BETTER = {"emission_ghg": "down", "energy_final": "down", "sink_forest": "up"}


def indicators(estimate: Estimate, method: Method) -> tuple[Indicator, ...]:
    """Give every line of a first estimate, for the ledger.

    Parameters
    ----------
    estimate
        The first estimate. [-]
    method
        Method, version and run. [-]

    Returns
    -------
    indicators
        One for each estimated line, state *estimated*; a line without a sourced
        figure is left out, so that it stays free for data. [-]

    """
    period = Period.of_year(estimate.year)
    found = []
    for line in estimate.lines:
        if line.quantity is None:
            continue
        whom = " ; ".join(f"{one.publisher}, {one.title}" for one in line.sources)
        source = Source(PUBLISHER, TITLE, "Licence Ouverte 2.0", address=whom)
        found.append(
            Indicator(
                Definition(
                    line.substance, UNITS[line.substance], _BETTER[line.substance]
                ),
                estimate.territory,
                Sector("PCAET", line.sector),
                period,
                line.quantity,
                line.state,
                source,
                method,
            )
        )
    return tuple(found)
