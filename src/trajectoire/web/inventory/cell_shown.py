"""What the page of a cell says: its sources, the one that is read, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState, Definition
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.nomenclature import ORGANISATION
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.web.inventory.line_cells import others_of_line
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.cell import (
    Voice,
    amount_of,
    picture,
    voices,
)
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.inventory.presentation.table import cell_address, substance_name
from trajectoire.web.language.faults import as_read
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choice_of
from trajectoire.web.ledger.history import figures_of, find_cell
from trajectoire.web.ledger.mergers import wholes_of
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.rows import rows_and_withheld, sources_of
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import typeset

_YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Shown:
    """A cell and all that the page says of it.

    Parameters
    ----------
    cell
        In the ledger, or where a first figure would go. [-]
    title, short
        In words. [-]
    year
        Calendar year. [year]
    address
        Of its page. [-]
    figures
        What each source says now. [-]
    withheld
        Numbers of those that would tell a secret. [-]
    read
        Number of the one that is read; 0 for none. [-]
    choice
        The last one that somebody made. [-]
    why
        Why that one is read, and whether it is counted. [-]
    counted
        Whether it is. [-]
    beside
        The whole line of a detail or asset, or those of a line: names and pages. [-]

    """

    cell: Cell
    title: str
    short: str
    year: int
    address: str
    figures: tuple[Entry, ...]
    withheld: frozenset[int]
    read: int
    choice: Choice | None
    why: str
    counted: bool
    beside: tuple[tuple[str, str], ...]

    @property
    def entry(self) -> Entry | None:
        """The figure that is read."""
        return next((one for one in self.figures if one.pk == self.read), None)

    @property
    def owned(self) -> bool:
        """Whether it tells what an organisation owns or is in charge of."""
        return self.cell.sector.nomenclature == ORGANISATION

    @property
    def choosable(self) -> bool:
        """Whether there is something to choose: a source, or what is not counted."""
        several = len(self.figures) > 1 or self.choice is not None
        return several or bool(self.figures and not self.counted)

    @property
    def said(self) -> Said | None:
        """What is read, in words; None without figure."""
        amount = amount_of(self.entry) if self.entry else None
        zero = self.entry and self.entry.state == CellState.CONFIRMED_ZERO
        return said(amount) if amount is not None and not zero else None

    @property
    def sign(self) -> Sign | None:
        """State of what is read."""
        return sign(CellState(self.entry.state)) if self.entry else None

    @property
    def note(self) -> str:
        """What is said beside it."""
        return as_read(self.entry.note) if self.entry else ""

    @property
    def sources(self) -> list[Voice]:
        """What each source says, in words."""
        return voices(self.figures, self.read, self.choice, self.address)

    @property
    def bars(self) -> Any:
        """What each source says, drawn."""
        return picture(self.figures, self.read)


def shown_cell(spot: Spot, given: QueryDict, *, member: bool) -> Shown:
    """Find the cell that an address names, whether something stands there or not.

    Parameters
    ----------
    spot
        The territory. [-]
    given
        What the address says. [-]
    member
        Whether the reader has a role there, and reads what is held back. [-]

    Returns
    -------
    shown
        With all that the page says of it. [-]

    Raises
    ------
    Http404
        If no account has such a cell.

    """
    known = nomenclatures()
    names = ("quoi", "nomenclature", "secteur")
    substance, nomenclature, sector = (given.get(name, "")[:100] for name in names)
    said_year = given.get("annee", "")
    spelled = said_year.isascii() and said_year.isdecimal() and len(said_year) == 4
    year = int(said_year) if spelled else 0
    found = None
    if year in _YEARS:
        where = (spot.kind, spot.code, substance, nomenclature, sector, year)
        found = find_cell(*where)
    if found is None:
        line = known.line(nomenclature, sector)
        if year not in _YEARS or substance not in known.substances or line is None:
            raise Http404(_("Aucune case des comptes ne porte ce nom."))
        of = known.substances[substance]
        found = Cell(
            Definition(of.name, of.unit, of.better),
            spot.territory(),
            Sector(nomenclature, sector, known.name(nomenclature, sector, "en")),
            Period.of_year(year),
        )
    line_words = typeset(known.name(nomenclature, sector, get_language() or "fr"))
    what = substance_name(substance, known)
    rows, withheld = rows_and_withheld(spot.kind, spot.code, [year])
    figures = tuple(figures_of(found, member=member, withheld=withheld))
    read, left, beside = _read(spot, found, rows)
    choice = choice_of(found)
    source = next((one.source for one in figures if one.pk == read), None)
    chosen = choice if choice and source and choice.chooses(source) else None
    return Shown(
        found,
        _("%(line)s\u00a0: %(what)s, %(year)s")
        % {"line": line_words, "what": what, "year": year},
        line_words,
        year,
        cell_address(spot.code, substance, (nomenclature, sector), year),
        figures,
        withheld,
        read,
        choice,
        _why(chosen, left),
        not left,
        tuple(
            (
                typeset(known.name(nomenclature, code, get_language() or "fr")),
                cell_address(spot.code, told, (nomenclature, code), year),
            )
            for code, told in sorted(beside.items())
        ),
    )


def _read(
    spot: Spot, cell: Cell, rows: Sequence[Row]
) -> tuple[int, str, dict[str, str]]:
    """Find what is read, why it is left out of the totals, and what stands beside."""
    territory = (spot.kind, spot.code)
    key = cell.definition.name, cell.sector.nomenclature, cell.sector.code
    here = {
        row.number: row
        for row in rows
        if (row.substance, row.nomenclature, row.sector) == key
        and row.territory == spot.code
    }
    beside = others_of_line(rows, cell)
    if not here:
        return 0, "", beside
    sources = sources_of({row.source for row in rows})
    standing = stand(rows, nomenclatures(), sources, wholes_of([territory]))
    counts = standing.within("PCAET")
    counted = next((row.number for row in counts if row.number in here), 0)
    if counted:
        return counted, "", beside
    left = [one for one in standing.left("PCAET") if one.row.number in here]
    rivals = {number for one in left for number in one.by} & set(here)
    last = next((one for one in left if one.row.number in rivals), left[0])
    return last.row.number, last.reason, beside


def _why(choice: Choice | None, left: str) -> str:
    """Say why a figure is read: for the choice that names it, or by the rule."""
    told = []
    if choice is not None:
        told.append(_("Une personne a choisi cette source\u00a0: %s") % choice.reason)
    else:
        rule = _("la source la mieux établie, puis la plus récente.")
        told.append(_("Règle par défaut\u00a0: %s") % rule)
    reason = nomenclatures().reasons.get(left)
    if reason is not None:
        words = typeset(reason.of(get_language() or "fr"))
        told.append(_("Ce chiffre n’entre pas dans le total. %s") % words)
    return " ".join(told)
