"""The detail of a line, from the words that somebody types for it."""

from collections.abc import Container

from trajectoire.instruments.inventory.gather.vocabulary import folded
from trajectoire.instruments.inventory.model.suffix import LONGEST_DETAIL


def detail_of(words: str) -> str:
    """Write words as the code of a detail.

    Parameters
    ----------
    words
        As typed. [-]

    Returns
    -------
    detail
        Empty where nothing of them can be kept; it may be too long for a detail. [-]

    Examples
    --------
    >>> detail_of("Chaudière n° 2")
    'chaudiere-n-2'

    """
    return folded(words).replace(" ", "-")


def proposed_detail(name: str, taken: Container[str]) -> str:
    """Propose a detail for the activity of a factor.

    Parameters
    ----------
    name
        Of the factor: what comes before the first comma is kept. [-]
    taken
        Details that the line has already. [-]

    Returns
    -------
    detail
        Numbered where another activity has it; empty for a name without letters. [-]

    Examples
    --------
    >>> proposed_detail("Gaz naturel, mix moyen", {"gaz-naturel"})
    'gaz-naturel-2'

    """
    whole = detail_of(name.partition(",")[0])
    short = whole[: LONGEST_DETAIL - 3]  # room for a number of two digits
    kept = short if short == whole else short.rpartition("-")[0] or short
    numbered = (f"{kept}-{number}" for number in range(2, 100))
    free = (one for one in (kept, *numbered) if one not in taken)
    return next(free, "") if kept else ""
