"""The daily curve, drawn by the server so that it reads without JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trajectoire.core.quantity import Z_90
from trajectoire.web.observatory.presentation.scale import (
    Scale,
    place,
    places_of,
    ticks,
)
from trajectoire.web.typography.numbers import long_day, number

_LEFT, _TOP, _BOTTOM = 52.0, 16.0, 30.0  # px kept for the axes
_LABEL = 70.0  # px that the name of a day takes


@dataclass(frozen=True)
class Tick:
    """A mark of an axis: where, what is written, and which end stands there."""

    at: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True)
class Line:
    """A line of the curve with its band: measured, declared or true.

    Parameters
    ----------
    kind
        ``measured``, ``declared`` or ``truth``. [-]
    label
        Written at its end. [-]
    points
        The median, as SVG writes it. [px]
    band
        The outline of the central 90 %; empty for what is certain. [px]

    """

    kind: str
    label: str
    points: str
    band: str


@dataclass(frozen=True)
class Curve:
    """A drawing of the days.

    Parameters
    ----------
    width, height
        Of the drawing. [px]
    lines
        From back to front. [-]
    days, amounts
        Marks of the two axes. [-]
    left, right, top, bottom
        Frame of the plot. [px]
    title, text
        What it shows, in a few words and in a sentence. [-]

    """

    width: str
    height: str
    lines: tuple[Line, ...]
    days: tuple[Tick, ...]
    amounts: tuple[Tick, ...]
    left: str
    right: str
    top: str
    bottom: str
    title: str
    text: str


def names() -> dict[str, tuple[str, str]]:
    """Give the column and the words of each line, from back to front."""
    return {
        "declared": ("prior", _("déclaré")),
        "measured": ("posterior", _("mesuré")),
        "truth": ("truth", _("vrai (inventé)")),
    }


def curve(
    days: Sequence[str],
    columns: Mapping[str, Sequence[float]],
    *,
    width: float = 1080,
    height: float = 340,
) -> Curve:
    """Draw days and their bands.

    Parameters
    ----------
    days
        Dates, in order. [-]
    columns
        ``prior``, ``posterior``, their ``_sd``, and ``truth`` of a twin. [t/day]
    width, height
        Of the drawing. [px]

    Returns
    -------
    curve
        Ready for the template. [-]

    """
    amounts = ticks(*_extent(columns))
    across = Scale(0.0, max(len(days) - 1.0, 1.0), _LEFT, width - 10.0)
    up = Scale(amounts[0], amounts[-1], height - _BOTTOM, _TOP)
    lines = tuple(
        _line(kind, label, columns, column, (across, up))
        for kind, (column, label) in names().items()
        if column in columns
    )
    return Curve(
        width=place(width),
        height=place(height),
        lines=lines,
        days=_day_ticks(days, across, 8 if width > 600 else 3),
        amounts=tuple(Tick(place(up(a)), _thousands(a, amounts)) for a in amounts),
        left=place(_LEFT),
        right=place(width - 10.0),
        top=place(_TOP),
        bottom=place(height - _BOTTOM),
        title=_("Émissions de CO2 jour après jour, en milliers de tonnes par jour"),
        text=sentence(days, columns),
    )


def sentence(days: Sequence[str], columns: Mapping[str, Sequence[float]]) -> str:
    """Say in a sentence what the curve shows.

    Parameters
    ----------
    days
        Dates, in order. [-]
    columns
        ``prior`` and ``posterior``. [t/day]

    Returns
    -------
    text
        Mean, highest and lowest day; how often the declared is above. [-]

    """
    measured = columns["posterior"]
    highest = max(range(len(measured)), key=measured.__getitem__)
    lowest = min(range(len(measured)), key=measured.__getitem__)
    above = sum(p > m for p, m in zip(columns["prior"], measured, strict=True))
    return _(
        "De %(low)s milliers de tonnes le %(low_day)s à %(high)s le "
        "%(high_day)s\u202f; %(mean)s en moyenne. Le déclaré est au-dessus du "
        "mesuré %(above)s jours sur %(count)s."
    ) % {
        "low": number(measured[lowest] / 1e3, 1),
        "low_day": long_day(date.fromisoformat(days[lowest])),
        "high": number(measured[highest] / 1e3, 1),
        "high_day": long_day(date.fromisoformat(days[highest])),
        "mean": number(sum(measured) / len(measured) / 1e3, 1),
        "above": above,
        "count": len(days),
    }


def _extent(columns: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    """Zero is always on the axis of an amount."""
    edges = [0.0, *columns.get("truth", ())]
    for name in ("prior", "posterior"):
        for value, deviation in zip(columns[name], columns[f"{name}_sd"], strict=True):
            edges += [value - Z_90 * deviation, value + Z_90 * deviation]
    return min(edges), max(edges)


def _line(
    kind: str,
    label: str,
    columns: Mapping[str, Sequence[float]],
    column: str,
    scales: tuple[Scale, Scale],
) -> Line:
    across, up = scales
    values = columns[column]
    deviations = columns.get(f"{column}_sd", ())
    high = [v + Z_90 * d for v, d in zip(values, deviations, strict=False)]
    low = [v - Z_90 * d for v, d in zip(values, deviations, strict=False)]
    forth = [f"{place(across(i))},{place(up(v))}" for i, v in enumerate(high)]
    back = [f"{place(across(i))},{place(up(v))}" for i, v in enumerate(low)]
    points = (f"{place(across(i))},{place(up(v))}" for i, v in enumerate(values))
    return Line(kind, label, " ".join(points), " ".join(forth + back[::-1]))


def _day_ticks(days: Sequence[str], across: Scale, count: int) -> tuple[Tick, ...]:
    step = max(7 * round(len(days) / count / 7), 1 if len(days) < 14 else 7)
    made = []
    for at in range(0, len(days), step):
        label = long_day(date.fromisoformat(days[at])).rsplit(" ", 1)[0]
        anchor = "end" if across(at) > across.end - _LABEL else "start"
        made.append(Tick(place(across(at)), label, anchor))
    return tuple(made)


def _thousands(tonnes: float, all_ticks: Sequence[float]) -> str:
    step = all_ticks[1] - all_ticks[0]
    return number(tonnes / 1e3, places_of(step / 1e3))
