"""What each bar of the page shows: sectors, gases, carriers, channels."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.web.inventory.presentation.amounts import plain, scale_for
from trajectoire.web.inventory.presentation.bars import Part
from trajectoire.web.inventory.presentation.states import sign
from trajectoire.web.inventory.presentation.table import substance_name
from trajectoire.web.inventory.reading import Book
from trajectoire.web.language.faults import as_read
from trajectoire.web.typography.numbers import percent, typeset

_ASIDE = "utcatf"  # told by the sinks
_WORTH = 0.005  # part of a sum that would change a share as it is written
_DIGITS = 2  # significant ones of a sum that is only named
# Without figure, what a line says: the first of these that one of its cells says.
_SAID = (
    CellState.CONFIDENTIAL,
    CellState.INCLUDED_ELSEWHERE,
    CellState.NOT_OCCURRING,
    CellState.MISSING,
)


def by_sector(
    book: Book, rows: Sequence[Row], family: str, potentials: Potentials
) -> list[Part]:
    """Prepare one bar a sector of the PCAET, said or not.

    Parameters
    ----------
    book
        Of the rows. [-]
    rows
        Of one year and one family, that count. [-]
    family
        Which family. [-]
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    parts
        In the order of the law. [-]

    """
    language = get_language() or "fr"
    of = [book.sector(row) for row in rows]
    names = {
        code: typeset(line.words.of(language))
        for code, line in book.known.lines["PCAET"].items()
        if family in line.families and code != _ASIDE and (code != TOTAL or code in of)
    }
    links = {code: f"#secteur-{code}" for code in set(of)}
    return _parts(book, rows, of, potentials, (names, links))


def by_substance(
    book: Book, rows: Sequence[Row], family: str, potentials: Potentials
) -> list[Part]:
    """Prepare one bar for each gas, carrier, sink or channel that is spoken of.

    Parameters
    ----------
    book
        Of the rows. [-]
    rows
        Of one year and one family, that count. [-]
    family
        Which family. [-]
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    parts
        In the order of the nomenclature. [-]

    """
    told = {row.substance for row in rows if book.sector(row)}
    names = {
        name: substance_name(name, book.known)
        for name, substance in book.known.substances.items()
        if substance.family == family and name in told
    }
    if "emission_ghg" in names and len(names) > 1:
        names["emission_ghg"] = _("Gaz que la source ne distingue pas")
    of = [row.substance if book.sector(row) else "" for row in rows]
    return _parts(book, rows, of, potentials, (names, {}))


def _parts(
    book: Book,
    rows: Sequence[Row],
    of: Sequence[str],
    potentials: Potentials,
    told: tuple[Mapping[str, str], Mapping[str, str]],
) -> list[Part]:
    names, links = told
    amounts = book.grouped(rows, of, potentials)
    guessed = [
        name if row.state is CellState.ESTIMATED else ""
        for row, name in zip(rows, of, strict=True)
    ]
    estimated = book.grouped(rows, guessed, potentials)
    groups: dict[str, list[Row]] = {name: [] for name in names}
    for row, name in zip(rows, of, strict=True):
        if name in groups:
            groups[name].append(row)
    return [
        Part(
            name,
            words,
            amounts.get(name),
            _share(estimated.get(name), amounts.get(name)),
            _state(groups[name]),
            _note(groups[name], amounts.get(name)),
            links.get(name, ""),
        )
        for name, words in names.items()
    ]


def _share(part: Amount | None, whole: Amount | None) -> float:
    if part is None or whole is None or not whole.value:
        return 0.0
    return min(max(part.value / whole.value, 0.0), 1.0)


def _state(rows: Sequence[Row]) -> CellState:
    """Say what a group without figure says, or that its figure is a confirmed zero."""
    states = {row.state for row in rows}
    valued = {row.state for row in rows if row.value is not None}
    if valued:
        zero = valued == {CellState.CONFIRMED_ZERO}
        return CellState.CONFIRMED_ZERO if zero else CellState.OBSERVED
    return next((state for state in _SAID if state in states), CellState.MISSING)


def _note(rows: Sequence[Row], amount: Amount | None) -> str:
    """Say why there is no figure; beside a figure, what it leaves out."""
    if amount is None:
        return as_read(next((row.note for row in rows if row.note), ""))
    hidden = [row for row in rows if row.state is CellState.CONFIDENTIAL]
    silent = [row for row in rows if row.state is CellState.MISSING]
    said = []
    for state, left in ((CellState.CONFIDENTIAL, hidden), (CellState.MISSING, silent)):
        if left:
            text = ngettext(
                "sauf %(n)s case\u00a0: %(state)s",
                "sauf %(n)s cases\u00a0: %(state)s",
                len(left),
            )
            said.append(text % {"n": len(left), "state": sign(state).words})
    return ", ".join(said)


def first_of(parts: Sequence[Part]) -> str:
    """Say which parts weigh most.

    Parameters
    ----------
    parts
        Of one total. [-]

    Returns
    -------
    sentence
        The first three, with their share of what is added; how much the others take
        from it, where that makes the total another. Empty where there is nothing. [-]

    """
    valued = [
        (p.amount.value, p.name) for p in parts if p.amount and p.amount.value > 0
    ]
    total = sum(value for value, _name in valued)
    if not total:
        return ""
    shares = [
        _("%(name)s (%(share)s)") % {"name": name, "share": percent(value / total)}
        for value, name in sorted(valued, reverse=True)[:3]
    ]
    taken = _taken(parts, total)
    if len(shares) == 1:
        return _("Tout vient de\u00a0: %s.") % shares[0] + taken
    told = {"head": ", ".join(shares[:-1]), "last": shares[-1]}
    return _("En tête\u00a0: %(head)s et %(last)s.") % told + taken


def _taken(parts: Sequence[Part], total: float) -> str:
    """Say what is taken from a total: its parts then make more than it."""
    lost = [p.amount for p in parts if p.amount and p.amount.value < 0]
    amount = -sum(one.value for one in lost)
    if amount < _WORTH * total:
        return ""
    scale = scale_for(amount, lost[0].unit), scale_for(total, lost[0].unit)
    written = (
        f"{plain(value, one, _DIGITS)} {one.unit} {one.of}".strip()
        for value, one in zip((amount, total), scale, strict=True)
    )
    text = _("Parts des %(total)s qui s’ajoutent\u202f; %(lost)s s’en retranchent.")
    return " " + text % dict(zip(("lost", "total"), written, strict=True))
