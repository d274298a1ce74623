"""A row that is not counted, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trajectoire.instruments.inventory.inputs import Row


@dataclass(frozen=True)
class Aside:
    """A row that is not counted.

    Parameters
    ----------
    row
        The row. [-]
    reason
        Code of the sentence that says why. [-]
    by
        Numbers of the rows that are counted in its place. [-]

    """

    row: Row
    reason: str
    by: tuple[int, ...] = ()


def without(rows: Sequence[Row], aside: Iterable[Aside]) -> list[Row]:
    """Leave out the rows that are set aside.

    Parameters
    ----------
    rows
        Any rows. [-]
    aside
        Some of them, with why. [-]

    Returns
    -------
    kept
        The others, in their order. [-]

    """
    left = {each.row.number for each in aside}
    return [row for row in rows if row.number not in left] if left else list(rows)
