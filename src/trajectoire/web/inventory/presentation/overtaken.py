"""Several cells in which somebody else wrote meanwhile, told by their names."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.web.inventory.presentation.cell import standing_words
from trajectoire.web.inventory.presentation.table import substance_name
from trajectoire.web.ledger.conflicts import Overtaken, names_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.typography.numbers import typeset


def overtaken_lines(conflict: Overtaken) -> list[str]:
    """Say what stands now in the cells of a recording that came too late.

    Parameters
    ----------
    conflict
        As the ledger raised it; shown to members only, with the names of accounts. [-]

    Returns
    -------
    lines
        One a cell: its name, who wrote there, when, what. [-]

    """
    standing = conflict.standing
    names = names_of(entry.author for entry in standing.values() if entry)
    return [
        _("%(cell)s\u00a0: %(now)s")
        % {"cell": _cell_words(entry), "now": standing_words({chain: entry}, names)}
        if entry
        else standing_words({chain: None}, names)
        for chain, entry in standing.items()
    ]


def _cell_words(entry: Entry) -> str:
    known = nomenclatures()
    sector = entry.sector
    line = known.name(sector.nomenclature, sector.code, get_language() or "fr")
    what = substance_name(entry.definition.name, known)
    return f"{what}, {typeset(line)}, {entry.year or entry.start.date()}"
