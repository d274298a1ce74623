"""Rows of cells between separators, and quotes that would swallow the next rows.

Where a quote is never closed, or is closed in another row, whole rows become the text
of one cell: nothing is then read of them. Such a quote is told from a cell that has
several lines on purpose, which is read.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from trajectoire.sources.faults import Faults

_LONGEST = 2**31 - 1  # characters: long cells are refused with their place, later
_END = "\0"  # a row after the last one: quotes still open there take it in
_SHOWN = 40  # characters
_CLOSED = "quotes closed in the row that opens them"
_CLOSE = "Close the quote, or remove it."
_FIGURE = re.compile(r"[-+]?\d+([ .,\u00a0\u202f]\d+)*%?|NO|NE|IE|C|NA")


class Row(NamedTuple):
    """Cells of a row.

    Parameters
    ----------
    first, last
        Lines of the text in which it begins and ends, from 1. [-]
    cells
        Without their quotes. [-]

    """

    first: int
    last: int
    cells: list[str]


def rows_of(
    lines: Sequence[str],
    separator: str,
    faults: Faults,
    before: int = 0,
    longest: int = _LONGEST,
) -> Iterator[Row]:
    """Cut lines into cells.

    Parameters
    ----------
    lines
        Of the text, without line ends. [-]
    separator
        Between cells. [-]
    faults
        Where quotes that swallow rows are noted. [-]
    before
        How many lines of the file come before these. [-]
    longest
        Characters of a cell. [-]

    Yields
    ------
    row
        Blank ones too, without cell. [-]

    """
    csv.field_size_limit(longest)
    ended = chain((f"{line}\n" for line in lines), [_END])
    reader = csv.reader(ended, delimiter=separator)
    begun, width = 0, 0  # the latter of the last row on one line
    try:
        for cells in reader:
            last = reader.line_num
            if last > len(lines):
                if cells != [_END]:
                    _open(lines[begun], "the end of the file", faults, before + begun)
                return
            if last - begun == 1:
                width = len(cells) if len(cells) > 1 else width
            elif _swallows(lines[begun:last], separator, width or len(cells)):
                _open(lines[begun], "another row", faults, before + begun)
            yield Row(before + begun + 1, before + last, cells)
            begun = last
    except csv.Error as error:  # a cell longer than all cells are
        faults.add(_CLOSED, str(error), _CLOSE, before + begun + 1)


def _open(line: str, until: str, faults: Faults, index: int) -> None:
    found = f"“{line[-_SHOWN:]}”, a quote that goes on until {until}"
    faults.add(_CLOSED, found, _CLOSE, index + 1)


def _swallows(lines: Sequence[str], separator: str, width: int) -> bool:
    """Tell rows in a row from a text over several lines.

    Each of the lines has then all the cells of a row, and figures under figures.
    """
    heads = [cells for cells in _cut(lines[0], separator) if len(cells) >= width]
    return any(
        len(cells) >= width and _is_alike(head, cells)
        for line in lines[1:]
        for cells in _cut(line, separator)
        for head in heads
    )


def _cut(line: str, separator: str) -> tuple[list[str], ...]:
    """Cut a line at all its separators, then at those outside quotes."""
    return line.split(separator), next(csv.reader([line], delimiter=separator), [])


def _is_alike(head: Sequence[str], cells: Sequence[str]) -> bool:
    below = [(_is_figure(one), _is_figure(other), other)
             for one, other in zip(head, cells, strict=False)]  # fmt: skip
    if not any(figure for figure, _, _ in below):  # names: of columns, or of a row
        return any(figure for _, figure, _ in below)
    under = [(figure, other) for above, figure, other in below if above]
    return any(figure for figure, _ in under) and all(
        figure or not other.strip(' "') for figure, other in under
    )


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell.strip(' "')) is not None
