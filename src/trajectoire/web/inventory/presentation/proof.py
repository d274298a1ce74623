"""How it is known: sources with their weight, what was set aside, what is missing."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.presentation.asked import Asked
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.inventory.reading import Book
from trajectoire.web.typography.numbers import percent, typeset

_NOTHING, _LEAST = 0.0005, 0.005  # shares: told as nothing, told as a number [-]


@dataclass(frozen=True)
class Origin:
    """A source and what it weighs in the total.

    Parameters
    ----------
    name, licence, address
        Who says it, and under which licence. [-]
    share
        Of the total, written; empty where it gives no figure of it. [%]

    """

    name: str
    licence: str
    address: str
    share: str


@dataclass(frozen=True)
class Proof:
    """What the figure rests on.

    Parameters
    ----------
    origins
        Those that weigh most first. [-]
    states
        How many cells say each thing. [-]
    aside
        How many figures of the year are not counted. [-]
    estimated
        Share of the total that was estimated, written; empty without total. [%]

    """

    origins: tuple[Origin, ...]
    states: tuple[tuple[Sign, int], ...]
    aside: int
    estimated: str


def proof(book: Book, shown: Asked, total: Amount | None) -> Proof:
    """Say what a total rests on.

    Parameters
    ----------
    book
        That it was added from. [-]
    shown
        What the page shows. [-]
    total
        The total; None where there is none. [unit]

    Returns
    -------
    proof
        For the section that says how it is known. [-]

    """
    rows = book.counted(shown.family, shown.year or 0)
    if shown.family == "pollutant":
        rows = [row for row in rows if row.substance == shown.pollutant]
    names = [str(row.source) if book.sector(row) else "" for row in rows]
    weights = book.grouped(rows, names, shown.potentials)
    guessed = [
        "estimated" if row.state is CellState.ESTIMATED and book.sector(row) else ""
        for row in rows
    ]
    part = book.grouped(rows, guessed, shown.potentials).get("estimated")
    states = Counter(row.state for row in rows)
    aside = [
        one
        for one in book.aside
        if one.row.year == shown.year
        and book.known.family(one.row.substance) == shown.family
    ]
    estimated = ""
    if total is not None and total.value:
        estimated = percent((part.value if part else 0.0) / total.value)
    return Proof(
        _origins(book, {int(name): found for name, found in weights.items()}, total),
        tuple((sign(state), states[state]) for state in CellState if states[state]),
        len(aside),
        estimated,
    )


def _written(share: float) -> str:
    """Write a share; one that rounds to nothing is said to be small, not null."""
    if abs(share) <= _NOTHING:
        return ""
    return percent(share) if abs(share) >= _LEAST else _("Moins de 1\u00a0%")


def _origins(
    book: Book, weights: dict[int, Amount | None], total: Amount | None
) -> tuple[Origin, ...]:
    shares = {
        number: amount.value / total.value if amount and total and total.value else 0.0
        for number, amount in weights.items()
    }
    found = []
    for number in sorted(shares, key=lambda one: -abs(shares[one])):
        source = book.sources.get(number)
        if source is not None:
            share = _written(shares[number])
            found.append(
                Origin(typeset(str(source)), source.licence, source.address, share)
            )
    return tuple(found)
