"""Figures computed from what changed since: a newer factor, a corrected activity.

Nothing is computed again in silence: old accounts keep their factors. But whoever reads
them is told, and led to the cells.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.web.factors.renewed import factor_renewed
from trajectoire.web.inventory.presentation.table import cell_address, substance_name
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.read import standing
from trajectoire.web.ledger.stale import activity_corrected
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import typeset

_LISTED = 20  # cells named one by one
_COLUMNS = (
    *("definition__name", "sector__nomenclature", "sector__code", "year"),
    *("renewed", "corrected"),
)


@dataclass(frozen=True)
class Outdated:
    """Cells whose figures were computed from something that changed since.

    Parameters
    ----------
    count
        How many figures. [-]
    cells
        Names and pages of the first of them. [-]

    """

    count: int
    cells: tuple[tuple[str, str], ...]

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.count - len(self.cells)


def outdated(spot: Spot, cell: Cell | None = None) -> dict[str, Outdated]:
    """Find the figures of a territory whose origin changed since, in one statement.

    Parameters
    ----------
    spot
        The territory; its members have pages of their own. [-]
    cell
        One cell, to look at it only. [-]

    Returns
    -------
    outdated
        ``renewed``: a newer version of the factor says otherwise; ``corrected``: the
        activity has another figure now. Neither where there is none. [-]

    """
    where = {"territory__kind": spot.kind, "territory__code": spot.code}
    where |= cell.coordinates if cell else {}
    found = (
        standing()
        .filter(**where, activity__isnull=False, year__isnull=False)
        .annotate(renewed=factor_renewed(), corrected=activity_corrected())
        .filter(Q(renewed=True) | Q(corrected=True))
        .order_by("-year", "sector__code", "definition__name", "pk")
    )
    rows = list(found.values_list(*_COLUMNS))
    told = {}
    for name, place in (("renewed", 4), ("corrected", 5)):
        several = [row[:4] for row in rows if row[place]]
        if several:
            cells = tuple(_cell(spot.code, *row) for row in several[:_LISTED])
            told[name] = Outdated(len(several), cells)
    return told


def _cell(
    code: str, substance: str, nomenclature: str, sector: str, year: int
) -> tuple[str, str]:
    known = nomenclatures()
    line = typeset(known.name(nomenclature, sector, get_language() or "fr"))
    name = f"{line}, {substance_name(substance, known)}, {year}"
    return name, cell_address(code, substance, (nomenclature, sector), year)
