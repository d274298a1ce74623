"""The front door of the inventory: its card, and the first estimate of a territory."""

from typing import Any

from trajectoire.core.errors import MissingData
from trajectoire.core.indicator import Method
from trajectoire.core.instrument import Card, Report
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.estimate import first_estimate
from trajectoire.instruments.inventory.indicators import METHOD, indicators
from trajectoire.instruments.inventory.model.estimate import Estimate

VERSION = "1"
CARD = Card(
    name="inventory",
    wing="measure",
    question="Où sont nos tonnes, et à quel point en sommes-nous sûrs ?",
    wants=(
        "l’inventaire de l’observatoire régional, par secteur",
        "les consommations d’énergie par secteur et par énergie",
        "les émissions déclarées par les sites industriels",
        "le trafic routier, le cheptel et les cultures, les tonnages de déchets",
    ),
    version=VERSION,
)


class Inventory:
    """The instrument: a first estimate, until the accounts have data of their own."""

    @property
    def card(self) -> Card:
        """What the instrument says of itself."""
        return CARD

    def gather(self, territory: Territory, period: Period) -> Estimate:
        """Estimate a territory from the tables that ship.

        Parameters
        ----------
        territory
            A French territory. [-]
        period
            A calendar year of the national figures. [-]

        Returns
        -------
        estimate
            Line by line. [-]

        Raises
        ------
        MissingData
            If the period is no calendar year, or has no national figures.

        """
        year = period.start.year
        if period != Period.of_year(year):
            raise MissingData(
                "national figures are of calendar years, asked for "
                f"{period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}: ask for one year"
            )
        return first_estimate(territory, year)

    def run(self, inputs: Estimate) -> Report:
        """Report a first estimate: the same inputs give the same report.

        Parameters
        ----------
        inputs
            The first estimate. [-]

        Returns
        -------
        report
            Its lines as indicators; totals, reasons and wanted data as diagnostics.
            [-]

        """
        found = indicators(inputs, Method(METHOD, VERSION))
        return Report(found, diagnostics=_diagnostics(inputs))


def _diagnostics(inputs: Estimate) -> dict[str, Any]:
    return {
        "population": inputs.population,
        "communes": inputs.communes,
        "left_out": inputs.left_out,
        "totals": {
            name: {
                "value": one.value,
                "unit": one.unit,
                "low": one.interval[0] if one.interval else None,
                "high": one.interval[1] if one.interval else None,
            }
            for name, one in inputs.totals.items()
        },
        "missing": {
            f"{line.substance}/{line.sector}": line.note
            for line in inputs.lines
            if line.quantity is None
        },
        "wanted": [
            {
                "sector": one.datum.sector,
                "share": one.share,
                "datum": one.datum.datum_fr,
            }
            for one in inputs.wanted
        ],
    }
