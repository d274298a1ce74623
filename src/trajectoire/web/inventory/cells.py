"""One cell of the ledger: read it, add to it, choose among its sources, undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trajectoire.core.errors import InputError, LedgerConflict
from trajectoire.core.indicator import CellState, Definition, Indicator
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.entry import METHOD
from trajectoire.instruments.inventory.model.nomenclature import ORGANISATION
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.web.accounts.limits import Limit, spend
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.inventory.demonstration import INVENTED
from trajectoire.web.inventory.doors import spot_of, wings
from trajectoire.web.inventory.forms import CellForm, ChoiceForm, initial_of
from trajectoire.web.inventory.line_cells import others_of_line
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.cell import (
    Moment,
    Voice,
    amount_of,
    moments,
    picture,
    standing_words,
    voices,
)
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.inventory.presentation.table import cell_address, substance_name
from trajectoire.web.inventory.secrets import secrets_of
from trajectoire.web.language.faults import as_read, lines
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choice_of, choose
from trajectoire.web.ledger.conflicts import Overtaken, names_of
from trajectoire.web.ledger.history import figures_of, find_cell, history
from trajectoire.web.ledger.mergers import wholes_of
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_and_withheld, sources_of
from trajectoire.web.ledger.undo import undo_choice, undo_figure
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import typeset

CELL_BY_ACCOUNT = Limit("cell-account", 600, 3600, shared=True)
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


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, code: str) -> HttpResponse:
    """Show a cell to everybody; let those who may write in it.

    Those read what was held back: no cache may keep the page for whoever comes next.
    """
    spot = spot_of(code)
    member = may(request.user, Action.CONTRIBUTE, spot)
    answer = _answered(request, spot, member=member)
    if member:
        add_never_cache_headers(answer)
    return answer


def _answered(request: HttpRequest, spot: Spot, *, member: bool) -> HttpResponse:
    shown = _shown(spot, request.GET, member=member)
    if request.method == "POST":
        require(request.user, Action.CONTRIBUTE, spot)
        spend(CELL_BY_ACCOUNT, str(request.user.pk))
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404(_("Cette case ne sait pas faire cela."))
        answer = act(request, shown)
        if answer is None:
            # The form stands further down: what was done is said at the top.
            return redirect(f"{shown.address}#contenu")
        shown = _shown(spot, request.GET, member=member)
        return _render(request, spot, shown, answer, status=422)
    return _render(request, spot, shown, {})


def _render(
    request: HttpRequest,
    spot: Spot,
    shown: Shown,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    may_write = may(request.user, Action.CONTRIBUTE, spot)
    correcting = _correcting(request, shown)
    context: dict[str, Any] = {
        "spot": spot,
        "wings": wings(spot, ""),
        "cell": shown,
        "events": _events(shown, member=may_write),
        "may_write": may_write,
        "correcting": str(correcting.source) if correcting else "",
        "invented": any(one.source.publisher == INVENTED for one in shown.figures),
    }
    if may_write:
        context |= secrets_of(shown.cell)
        context["form"] = CellForm(
            kept_in=shown.cell.definition.unit, initial=initial_of(correcting)
        )
        context["choice_form"] = _choice_form(shown)
    return render(request, "inventory/case.html", context | more, status=status)


def _shown(spot: Spot, given: QueryDict, *, member: bool) -> Shown:
    """Find the cell that an address names, whether something stands there or not."""
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


def _events(shown: Shown, *, member: bool) -> list[Moment]:
    told = history(shown.cell, member=member, withheld=shown.withheld)
    return moments(told, member=member)


def _correcting(request: HttpRequest, shown: Shown) -> Entry | None:
    """Find the figure that the page is asked to correct: one of this cell only."""
    number = request.GET.get("corriger", "")
    return next((one for one in shown.figures if str(one.pk) == number), None)


def _choice_form(shown: Shown, data: QueryDict | None = None) -> ChoiceForm:
    sources = {one.pk: str(one.source) for one in shown.figures}
    seen = shown.choice.revision if shown.choice else -1
    initial = {"source": str(shown.read), "seen": seen}
    return ChoiceForm(data, sources=sources, initial=initial)


def _record(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Record a figure; answer with the form where it cannot be."""
    notes = {one.note for one in shown.figures if one.value is not None} - {""}
    told = {"kept_in": shown.cell.definition.unit, "year": shown.year, "notes": notes}
    form = CellForm(request.POST, **told)
    if not form.is_valid():
        return {"form": form}
    figure = Indicator(
        shown.cell.definition,
        shown.cell.territory,
        shown.cell.sector,
        shown.cell.period,
        form.quantity(),
        CellState(form.cleaned_data["state"]),
        form.source(),
        METHOD,
        note=form.cleaned_data["note"].strip(),
    )
    chain = shown.cell.chain(form.source())
    seen = form.cleaned_data["revision"]
    try:
        record(
            [figure],
            author=str(request.user.pk),
            expected={chain: -1 if seen is None else seen},
        )
    except Overtaken as conflict:
        names = names_of(one.author for one in conflict.standing.values() if one)
        now = conflict.standing.get(chain)
        again = form.data.copy()
        again["revision"] = str(now.revision if now else -1)
        form.data = again
        return {"form": form, "conflict": standing_words(conflict.standing, names)}
    except (LedgerConflict, InputError) as error:
        form.add_error(None, lines(error))
        return {"form": form}
    messages.success(request, _("Le chiffre est enregistré."))
    return None


def _choose(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Choose a source; answer with the form where it cannot be."""
    form = _choice_form(shown, request.POST)
    if not form.is_valid():
        return {"choice_form": form}
    number = form.number()
    entry = next((one for one in shown.figures if one.pk == number), None)
    try:
        choose(
            shown.cell,
            entry.source.thing() if entry else None,
            form.cleaned_data["reason"],
            str(request.user.pk),
            form.cleaned_data["seen"],
        )
    except LedgerConflict:
        form.add_error(
            None,
            _("Quelqu’un a choisi pendant ce temps\u00a0: relisez, puis choisissez."),
        )
        return {"choice_form": form}
    messages.success(request, _("Le choix est enregistré."))
    return None


def _undo(request: HttpRequest, shown: Shown) -> dict[str, Any] | None:
    """Undo what stands, of this cell only."""
    number = request.POST.get("number", "")
    author = str(request.user.pk)
    events = history(shown.cell, member=True)
    kind = request.POST.get("what", "")
    things = [event.choice if kind == "choice" else event.entry for event in events]
    thing = next((one for one in things if one and str(one.pk) == number), None)
    if thing is None:
        raise Http404(_("Rien de tel dans l’histoire de cette case."))
    try:
        if isinstance(thing, Entry):
            undo_figure(thing, author)
        else:
            undo_choice(thing, author)
    except LedgerConflict:
        text = _("Autre chose a été écrit depuis\u00a0: rien n’a changé. Relisez.")
        messages.error(request, text)
        return None
    messages.success(request, _("Ce qui était avant vaut de nouveau."))
    return None


_ACTS = {"record": _record, "choose": _choose, "undo": _undo}
