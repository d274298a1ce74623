"""What members learn of a cell that is held back, or withheld because another is."""

from typing import Any

from django.utils.translation import get_language

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.secrecy import WITHHELD, holds
from trajectoire.web.inventory.presentation.table import address_of, substance_name
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.held import computed_of
from trajectoire.web.ledger.rows import rows_of
from trajectoire.web.typography.numbers import typeset


def secrets_of(cell: Cell) -> dict[str, Any]:
    """Tell which figures the public does not read because of a cell.

    Parameters
    ----------
    cell
        Of a calendar year. [-]

    Returns
    -------
    context
        ``withheld``: whether this cell would tell a secret; ``telling``: names and
        pages of the figures that would tell this one: its totals, its emissions. [-]

    """
    known, place = nomenclatures(), cell.territory
    rows = rows_of([(place.kind, place.code)], [cell.period.start.year])
    gone = [row for row in rows if row.note == WITHHELD]
    key = cell.definition.name, cell.sector.nomenclature, cell.sector.code
    here = [r for r in rows if (r.substance, r.nomenclature, r.sector) == key]
    withheld = any(row in gone for row in here)
    secret = any(row.state is CellState.CONFIDENTIAL for row in here)
    telling = []
    if secret and not withheld:
        facts = Facts(known)
        emissions = computed_of(cell)
        telling = [
            row for row in gone if row.number in emissions or holds(row, here[0], facts)
        ]
    language = get_language() or "fr"
    pages = {
        f"{typeset(known.name(row.nomenclature, row.sector, language))} "
        f"({substance_name(row.substance, known)})": address_of(place.code, row)
        for row in telling
    }
    return {"withheld": withheld, "telling": list(pages.items())}
