"""Year after year: the total and its band, and the years that nobody told."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.presentation.amounts import Scale, scale_for
from trajectoire.web.observatory.presentation.scale import Scale as Axis
from trajectoire.web.observatory.presentation.scale import place, places_of, ticks
from trajectoire.web.typography.numbers import decimals, number, percent

WIDTH, HEIGHT = 460.0, 240.0  # px
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 22.0, 22.0, 30.0  # px kept around
_MOST_LABELS = 6


@dataclass(frozen=True)
class Point:
    """A year of the series.

    Parameters
    ----------
    year
        The year. [year]
    x, y
        Its place; ``y`` empty for a year that nobody told. [px]
    low, high
        Places of its bounds; empty where unknown. [px]
    current
        Whether the page is about that year. [-]
    label
        Whether the axis names it. [-]

    """

    year: int
    x: str
    y: str
    low: str
    high: str
    current: bool
    label: bool


@dataclass(frozen=True)
class Years:
    """The drawing of a series.

    Parameters
    ----------
    points
        One a year, gaps included. [px]
    lines, bands
        Outlines between gaps, as SVG writes them. [px]
    gaps
        Left edges and widths of the years that nobody told. [px]
    amounts
        Places and numbers of the axis. [px]
    scale
        Its unit. [-]
    text
        What it shows, in a sentence. [-]

    """

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, str], ...]
    scale: Scale
    text: str
    width: str = place(WIDTH)
    height: str = place(HEIGHT)
    left: str = place(_LEFT)
    right: str = place(WIDTH - _RIGHT)
    foot: str = place(HEIGHT - _BOTTOM)
    top: str = place(_TOP)


def years(
    totals: Mapping[int, Amount],
    current: int,
    apart: Collection[int] = (),
    unlike: str = "",
) -> Years | None:
    """Draw a total year after year.

    Parameters
    ----------
    totals
        Of each year that has one. [unit]
    current
        Year that the page is about. [year]
    apart
        Years that no line joins to another: they hold something else. [year]
    unlike
        Why the years are not compared; empty when they can be. [-]

    Returns
    -------
    years
        None where there are fewer than two years. [-]

    """
    if len(totals) < 2:
        return None
    unit = next(iter(totals.values())).unit
    every = range(min(totals), max(totals) + 1)
    edges = [e for a in totals.values() for e in (a.value, a.low, a.high)]
    known = [edge for edge in edges if edge is not None]
    marks = ticks(min(0.0, *known), max(0.0, *known), 4)
    highest = max(marks[1], *known)
    across = Axis(every[0], every[-1], _LEFT + 14, WIDTH - _RIGHT - 14)
    up = Axis(marks[0], highest, HEIGHT - _BOTTOM, _TOP)
    scale = scale_for(max(abs(a.value) for a in totals.values()), unit)
    step = -(-len(every) // _MOST_LABELS)
    points = tuple(
        _point(year, totals.get(year), across, up, (current, (every[-1] - year) % step))
        for year in every
    )
    kinds = groupby(points, lambda p: (p.y != "", p.year * (p.year in apart)))
    runs = [list(run) for (told, _apart), run in kinds if told]
    width = across(every[0] + 1) - across(every[0])
    return Years(
        points,
        tuple(" ".join(f"{p.x},{p.y}" for p in run) for run in runs if len(run) > 1),
        tuple(filter(None, map(_band, runs))),
        tuple(
            (place(float(p.x) - 0.35 * width), place(0.7 * width))
            for p in points
            if not p.y
        ),
        _written([mark for mark in marks if mark <= highest], up, scale),
        scale,
        unlike or sentence(totals),
    )


def sentence(totals: Mapping[int, Amount]) -> str:
    """Say how a total changed, and whether the change is larger than the doubt.

    Parameters
    ----------
    totals
        Of each year that has one: at least one. [unit]

    Returns
    -------
    text
        From the first to the last year. [-]

    Notes
    -----
    The two years are compared as if their errors were independent: what they share
    (one emission factor for both) makes the change better known than it is said here.
    The half-width of the ratio is that of its first derivatives.

    """
    first, last = min(totals), max(totals)
    before, after = totals[first], totals[last]
    if first == last or not before.value:
        return ""
    change = after.value / before.value - 1
    doubt = _doubt(before, after)
    said = {"first": first, "last": last, "change": percent(abs(change))}
    if doubt is None:
        unsure = _(
            "De %(first)s à %(last)s, le total change de %(change)s\u00a0; sans son "
            "incertitude, on ne sait pas si c’est plus que le doute."
        )
        return unsure % said
    places = decimals(100 * doubt)
    size = abs(change)
    edges = {"change": size, "low": size - doubt, "high": size + doubt}
    said |= {name: percent(value, places) for name, value in edges.items()}
    if abs(change) <= doubt:
        return (
            _(
                "De %(first)s à %(last)s, l’écart (%(change)s) est plus petit que le "
                "doute\u00a0: rien ne dit que le total a changé."
            )
            % said
        )
    if change < 0:
        return (
            _(
                "De %(first)s à %(last)s, le total baisse de %(change)s, entre %(low)s "
                "et %(high)s."
            )
            % said
        )
    return (
        _(
            "De %(first)s à %(last)s, le total monte de %(change)s, entre %(low)s et "
            "%(high)s."
        )
        % said
    )


def _doubt(before: Amount, after: Amount) -> float | None:
    """Half-width of the 90 % of a relative change; None where it is unknown."""
    halves = []
    for amount in (before, after):
        if amount.low is None or amount.high is None:
            return None
        halves.append(0.5 * (amount.high - amount.low))
    ratio = after.value / before.value
    return math.hypot(halves[1], ratio * halves[0]) / abs(before.value)


def _point(
    year: int, amount: Amount | None, across: Axis, up: Axis, about: tuple[int, int]
) -> Point:
    current, rank = about
    edges = (amount.value, amount.low, amount.high) if amount else (None, None, None)
    heights = ("" if edge is None else place(up(edge)) for edge in edges)
    return Point(year, place(across(year)), *heights, year == current, rank == 0)


def _band(run: Sequence[Point]) -> str:
    """Outline the years in a row whose bounds are known."""
    known = [p for p in run if p.low]
    if len(known) < 2:
        return ""
    top = [f"{p.x},{p.high}" for p in known]
    return " ".join(top + [f"{p.x},{p.low}" for p in reversed(known)])


def _written(
    marks: Sequence[float], up: Axis, scale: Scale
) -> tuple[tuple[str, str], ...]:
    places = places_of((marks[1] - marks[0]) / scale.by)
    return tuple((place(up(m)), number(m / scale.by, places)) for m in marks)
