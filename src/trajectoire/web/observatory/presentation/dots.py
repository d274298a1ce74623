"""Levels drawn as a dot and its interval, on one axis that holds zero."""

from collections.abc import Sequence
from dataclasses import dataclass

from trajectoire.web.observatory.presentation.answer import Level
from trajectoire.web.observatory.presentation.scale import (
    Scale,
    place,
    places_of,
    ticks,
)
from trajectoire.web.typography.numbers import STEPS, number

WIDTH = 420.0  # px of the drawing
_LANES = {"measured": "8", "declared": "22", "truth": "15"}  # px from the top
_MIDDLE = "14"  # px: a level alone
_EDGE = 16.0  # px: the marker and the number at an end are whole


@dataclass(frozen=True)
class Dot:
    """A level drawn: its lane, its marker and the ends of its interval."""

    kind: str
    lane: str
    at: str
    low: str
    high: str


@dataclass(frozen=True)
class Axis:
    """What levels are drawn on.

    Parameters
    ----------
    scale
        From tonnes to the drawing. [px]
    zero
        Where zero is. [px]
    marks
        Places and numbers. [-]
    unit
        Unit of the numbers. [-]

    """

    scale: Scale
    zero: str
    marks: tuple[tuple[str, str], ...]
    unit: str

    def dots(self, levels: Sequence[Level]) -> tuple[Dot, ...]:
        """Draw levels, the measured one last so that it lies above.

        Parameters
        ----------
        levels
            In the order of reading. [-]

        Returns
        -------
        dots
            From back to front. [px]

        """
        return tuple(
            Dot(
                level.kind,
                _LANES[level.kind] if len(levels) > 1 else _MIDDLE,
                place(self.scale(level.value)),
                place(self.scale(level.low)),
                place(self.scale(level.high)),
            )
            for level in reversed(levels)
        )


def axis_of(levels: Sequence[Level], unit: str) -> Axis:
    """Make an axis that holds zero and all the levels.

    Parameters
    ----------
    levels
        What will be drawn. [-]
    unit
        In which the numbers are written. [-]

    Returns
    -------
    axis
        With round numbers. [-]

    """
    edges = [edge for level in levels for edge in (level.low, level.high)]
    marks = ticks(min(0.0, *edges), max(0.0, *edges), 4)
    scale = Scale(marks[0], marks[-1], _EDGE, WIDTH - _EDGE)
    by = STEPS[unit]
    places = places_of((marks[1] - marks[0]) / by)
    written = tuple((place(scale(mark)), number(mark / by, places)) for mark in marks)
    return Axis(scale, place(scale(0.0)), written, unit)
