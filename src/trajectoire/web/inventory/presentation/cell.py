"""One cell: what each source says, which one is read and why, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.bars import Part, bars
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.inventory.presentation.table import brief
from trajectoire.web.language.faults import as_read
from trajectoire.web.ledger.history import Event
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.typography.numbers import moment, typeset


@dataclass(frozen=True)
class Voice:
    """What a source says of a cell.

    Parameters
    ----------
    number
        Of the entry. [-]
    name, title, publisher, licence
        Of the source: the whole, then its parts. [-]
    said, sign
        Its amount, None without figure, and its state. [-]
    how
        How the figure was obtained. [-]
    factor
        Page of its emission factor; empty for none. [-]
    note
        What is said beside it. [-]
    chosen, by_rule
        Whether it is the one that is read, and only by the rule. [-]
    correct
        Where it is corrected. [-]

    """

    number: int
    name: str
    title: str
    publisher: str
    licence: str
    said: Said | None
    sign: Sign
    how: str
    factor: str
    note: str
    chosen: bool
    by_rule: bool
    correct: str


@dataclass(frozen=True)
class Moment:
    """Something that happened to a cell.

    Parameters
    ----------
    when, who
        Who for members; a number for others; empty when nobody signed. [-]
    words
        What happened. [-]
    undo, what
        Number of what can be undone, ``figure`` or ``choice``; 0 for nothing. [-]
    first
        Whether nothing stood before it: undoing it takes it away. [-]

    """

    when: datetime
    who: str
    words: str
    undo: int
    what: str
    first: bool = False


def voices(
    figures: Sequence[Entry], read: int, choice: Choice | None, address: str
) -> list[Voice]:
    """Prepare what each source says, the one that is read first.

    Parameters
    ----------
    figures
        Of the cell, one a source. [-]
    read
        Number of the one that is read; 0 for none. [-]
    choice
        The last one that somebody made. [-]
    address
        Of the page of the cell. [-]

    Returns
    -------
    voices
        Ready for the template. [-]

    """
    told = [
        Voice(
            entry.pk,
            typeset(str(entry.source)),
            brief(entry.source.thing()),
            typeset(entry.source.publisher),
            entry.source.licence,
            _said(entry),
            sign(CellState(entry.state)),
            _how(entry),
            _factor_page(entry),
            as_read(entry.note or entry.reason),
            entry.pk == read,
            entry.pk == read and not (choice and choice.chooses(entry.source)),
            f"{address}&corriger={entry.pk}#ecrire",
        )
        for entry in figures
    ]
    return sorted(told, key=lambda voice: not voice.chosen)


def picture(figures: Sequence[Entry], read: int) -> Any:
    """Draw what the sources say on one axis.

    Parameters
    ----------
    figures
        Of the cell, one a source. [-]
    read
        Number of the one that is read. [-]

    Returns
    -------
    bars
        None where no source gives a figure. [-]

    """
    if not any(entry.value is not None for entry in figures):
        return None
    parts = [
        Part(
            str(entry.pk),
            typeset(entry.source.title),
            amount_of(entry),
            1.0 if entry.state == CellState.ESTIMATED else 0.0,
            CellState(entry.state),
            marked=entry.pk == read,
        )
        for entry in figures
    ]
    return bars(parts, figures[0].definition.unit)


def moments(events: Sequence[Event], *, member: bool) -> list[Moment]:
    """Tell a history.

    Parameters
    ----------
    events
        Newest first. [-]
    member
        Whether names are shown, or numbers. [-]

    Returns
    -------
    moments
        Newest first. [-]

    """
    return [_moment(event, member=member) for event in events]


def amount_of(entry: Entry) -> Amount | None:
    """Give the figure of an entry, in the unit of its definition.

    Parameters
    ----------
    entry
        With its definition. [-]

    Returns
    -------
    amount
        None where its state carries none. [unit]

    """
    quantity = entry.quantity()
    if quantity is None:
        return None
    kept = quantity.to(entry.definition.unit)
    low, high = kept.bounds() or (None, None)
    unknown = 0.0 if kept.uncertainty is not None else 1.0
    return Amount(kept.value, kept.unit, kept.uncertainty, low, high, unknown, 1)


def standing_words(
    standing: Mapping[Any, Entry | None], names: Mapping[str, str]
) -> str:
    """Say what stands in a cell that somebody else wrote in meanwhile.

    Parameters
    ----------
    standing
        By chain; None where nothing stands. [-]
    names
        Of accounts, by their number. [-]

    Returns
    -------
    sentence
        Who, when, what. [-]

    """
    told = []
    for entry in standing.values():
        if entry is None:
            told.append(_("Cette source a été retirée de la case."))
            continue
        told.append(
            _("%(source)s dit maintenant\u00a0: %(value)s (%(who)s, %(when)s).")
            % {
                "source": entry.source,
                "value": value_words(entry),
                "who": names.get(entry.author, _("un autre enregistrement")),
                "when": moment(entry.recorded),
            }
        )
    return " ".join(told)


def value_words(entry: Entry) -> str:
    """Say what an entry says in a few words.

    Parameters
    ----------
    entry
        With its definition. [-]

    Returns
    -------
    words
        Amount, interval and state. [-]

    """
    told = _said(entry)
    state = sign(CellState(entry.state)).words
    if told is None:
        return state
    if not told.known:
        return f"{told.value} {told.unit} ({state})"
    return _("%(value)s %(unit)s, entre %(low)s et %(high)s (%(state)s)") % {
        "value": told.value,
        "unit": told.unit,
        "low": told.low,
        "high": told.high,
        "state": state,
    }


def _said(entry: Entry) -> Said | None:
    amount = amount_of(entry)
    if amount is None or entry.state == CellState.CONFIRMED_ZERO:
        return None
    return said(amount)


def _how(entry: Entry) -> str:
    if entry.factor_id is not None and entry.activity is not None:
        return _("%(activity)s × facteur «\u00a0%(factor)s\u00a0».") % {
            "activity": value_words(entry.activity),
            "factor": entry.factor,
        }
    if entry.value is not None and entry.uncertainty is None:
        return _("Sans incertitude.")
    return ""


def _factor_page(entry: Entry) -> str:
    if entry.factor_id is None:
        return ""
    factor = entry.factor
    try:
        return reverse(
            "factors:factor", args=[factor.table, factor.version, factor.identifier]
        )
    except NoReverseMatch:
        return ""


def _moment(event: Event, *, member: bool) -> Moment:
    who = event.who
    if who and (not member or who.isdigit()):  # a number is nobody's name
        who = _("personne n°\u00a0%s") % who
    if event.entry is not None:
        entry = event.entry
        head = _("correction") if entry.revision else _("premier chiffre")
        words = _("%(source)s, %(head)s\u00a0: %(value)s.") % {
            "source": typeset(str(entry.source)),
            "head": head,
            "value": _("chiffre tenu secret depuis")
            if event.withheld and entry.value is None
            else value_words(entry),
        }
        note = f" {as_read(entry.note)}" if entry.note else ""
        undo = entry.pk if event.stands else 0
        first = not entry.revision
        return Moment(event.when, who, f"{words}{note}", undo, "figure", first)
    choice = event.choice
    if choice.source is None:
        words = _("Choix abandonné\u00a0: la règle par défaut s’applique.")
    else:
        words = _("Source retenue\u00a0: %s.") % typeset(str(choice.source))
    reason = " " + _("Motif\u00a0: %s") % choice.reason if choice.reason else ""
    undo = choice.pk if event.stands and choice.chain else 0
    return Moment(event.when, who, f"{words}{reason}", undo, "choice")
