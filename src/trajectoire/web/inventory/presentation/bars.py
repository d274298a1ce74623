"""Where the tonnes are: one bar a sector, its interval, or why there is no bar.

Places along the axis are percentages, so that one drawing fits every screen and its
markers are never stretched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.presentation.amounts import (
    Said,
    Scale,
    said,
    scale_for,
)
from trajectoire.web.inventory.presentation.states import Sign, sign
from trajectoire.web.observatory.presentation.scale import Scale as Axis
from trajectoire.web.observatory.presentation.scale import place, places_of, ticks
from trajectoire.web.typography.numbers import number, percent

ROOM = 96.0  # % of the width: the last number and marker stay whole
_SMALL = 0.05  # of the unit of the axis: less is written in another
_ROW, _HEAD, _FOOT = 34, 64, 46  # px of the picture that is taken away


@dataclass(frozen=True)
class Part:
    """What one line of the picture holds, before it is drawn.

    Parameters
    ----------
    code, name
        Of the sector, or of the territory. [-]
    amount
        How much; None where nothing can be said. [unit]
    estimated
        Share of it that was estimated, not observed; None where it is not told. [-]
    state
        Why there is no amount. [-]
    note
        Where else it is counted, why it does not occur. [-]
    link
        Where it leads; empty for nowhere. [-]
    marked
        Whether it is the one that the page is about. [-]

    """

    code: str
    name: str
    amount: Amount | None
    estimated: float | None = None
    state: CellState = CellState.MISSING
    note: str = ""
    link: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Bar:
    """A line of the picture, drawn.

    Parameters
    ----------
    part
        What it shows. [-]
    said
        Its amount in words; None where there is none. [-]
    sign
        What its state says. [-]
    share
        Of the sum of the bars, written. [%]
    start, length, firm
        Where the bar begins, its length, and the length of what was observed. [%]
    at, low, high
        Places of the value and of its bounds; empty where unknown. [%]

    """

    part: Part
    said: Said | None
    sign: Sign
    share: str = ""
    start: str = ""
    length: str = ""
    firm: str = ""
    at: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Bars:
    """The picture.

    Parameters
    ----------
    bars
        Largest first, then those without amount. [-]
    marks
        Places and numbers of the axis. [%]
    zero
        Where zero is. [%]
    scale
        Unit of the axis. [-]
    states
        Those that the picture holds, for its legend. [-]

    """

    bars: tuple[Bar, ...]
    marks: tuple[tuple[str, str], ...]
    zero: str
    scale: Scale
    states: tuple[Sign, ...]

    @property
    def height(self) -> int:
        """Of the picture that is taken away. [px]"""
        return _HEAD + _ROW * len(self.bars) + _FOOT

    @property
    def rows(self) -> list[tuple[int, Bar]]:
        """Each bar with its place from the top of that picture. [px]"""
        return [(_HEAD + _ROW * at, bar) for at, bar in enumerate(self.bars)]

    @property
    def foot(self) -> int:
        """Where the axis is written in that picture. [px]"""
        return self.height - _FOOT + 20


def bars(parts: Iterable[Part], unit: str, *, ranked: bool = True) -> Bars:
    """Draw amounts beside one another.

    Parameters
    ----------
    parts
        What is shown. [-]
    unit
        Unit of their amounts. [-]
    ranked
        Whether the largest comes first; in the order given otherwise. [-]

    Returns
    -------
    bars
        On one axis that holds zero. [-]

    """
    listed = list(parts)
    if ranked:
        listed.sort(key=_rank)
    valued = [part.amount for part in listed if part.amount is not None]
    scale = scale_for(max((abs(a.value) for a in valued), default=0.0), unit)
    marks, axis = _axis(*_extent(valued))
    total = sum(abs(amount.value) for amount in valued)
    drawn = tuple(_bar(part, axis, scale, total) for part in listed)
    return Bars(
        drawn,
        _written(marks, axis, scale),
        place(axis(0.0)),
        scale,
        _legend(drawn),
    )


def _legend(drawn: Sequence[Bar]) -> tuple[Sign, ...]:
    """List the states that the picture shows: of parts of bars, and of empty lines."""
    shown = set()
    for bar in drawn:
        if not bar.length:
            shown.add(bar.sign.state)
        elif bar.part.estimated is not None:
            if bar.part.estimated < 1:
                shown.add(CellState.OBSERVED)
            if bar.part.estimated > 0:
                shown.add(CellState.ESTIMATED)
    return tuple(sign(state) for state in CellState if state in shown)


def _rank(part: Part) -> tuple[int, float]:
    """Amounts from the largest; then zeros, then what is not said."""
    if part.amount is not None and part.amount.value:
        return 0, -part.amount.value
    return 1 + list(CellState).index(part.state), 0.0


def _extent(amounts: Sequence[Amount]) -> tuple[float, float]:
    edges = [0.0]
    for amount in amounts:
        edges.append(amount.value)
        edges += [edge for edge in (amount.low, amount.high) if edge is not None]
    return min(edges), max(edges)


def _axis(low: float, high: float) -> tuple[tuple[float, ...], Axis]:
    """Fill the width with the amounts; the round numbers stop where they stop."""
    marks = ticks(low, high, 4)
    end = high if high > marks[0] else marks[-1]
    return tuple(m for m in marks if m <= end), Axis(marks[0], end, 0.0, ROOM)


def _bar(part: Part, axis: Axis, scale: Scale, total: float) -> Bar:
    amount = part.amount
    if amount is None or part.state is CellState.CONFIRMED_ZERO:
        words = said(amount, scale) if amount is not None else None
        return Bar(part, words, sign(part.state))
    start, end = sorted((axis(0.0), axis(amount.value)))
    guessed = min(part.estimated or 0.0, 1.0)
    known = amount.low is not None and amount.high is not None
    return Bar(
        part,
        said(amount, _near(amount, scale)),
        sign(CellState.ESTIMATED if guessed >= 1 else CellState.OBSERVED),
        share=percent(amount.value / total) if total else "",
        start=place(start),
        length=place(end - start),
        firm=place((end - start) * (1 - guessed)),
        at=place(axis(amount.value)),
        low=place(axis(amount.low)) if known else "",
        high=place(axis(amount.high)) if known else "",
    )


def _near(amount: Amount, scale: Scale) -> Scale:
    """Write a small amount in a smaller unit than the axis: 4,0 kt, not 0,0040 Mt."""
    return (
        scale
        if abs(amount.value) >= _SMALL * scale.by
        else scale_for(amount.value, amount.unit)
    )


def _written(
    marks: Sequence[float], axis: Axis, scale: Scale
) -> tuple[tuple[str, str], ...]:
    step = marks[1] - marks[0] if len(marks) > 1 else scale.by
    places = places_of(step / scale.by)
    return tuple(
        (place(axis(m)), number(m / scale.by, places if m else 0)) for m in marks
    )
