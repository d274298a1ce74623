"""A query that finds nothing, spelt as the library spells: never in silence."""

from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache

from trajectoire.sources.communes_names import fold
from trajectoire.web.factors.library import LONGEST, looked_for, newest
from trajectoire.web.factors.models import Line
from trajectoire.web.factors.synonyms import synonym

_ALIKE = 0.75  # of two words, as difflib compares them [-]
_SHORTEST = 4  # letters: a shorter word is too near to too many others
_CHOICES = 5


def respelt(words: str) -> str:
    """Spell a query with words of the library.

    Parameters
    ----------
    words
        As they were typed. [-]

    Returns
    -------
    words
        Each word that begins none of the library's, replaced by the nearest of
        them; a synonym stays; empty where there is nothing to replace, or nothing near.

    """
    edition = newest()
    if edition is None:
        return ""
    known = _vocabulary(edition.pk, edition.loaded)
    asked = looked_for(fold(words[:LONGEST]))
    told = [_nearest(word, known) for word in asked]
    return "" if told == asked or not all(told) else " ".join(told)


def _nearest(word: str, known: set[str]) -> str:
    """Give a word as it is where the library begins so; else its neighbour."""
    if synonym(word) or any(one.startswith(word) for one in known):
        return word
    if len(word) < _SHORTEST:
        return ""
    near = get_close_matches(word, known, _CHOICES, _ALIKE)
    same = [one for one in near if sorted(one) == sorted(word)]  # letters swapped
    return next(iter(same or near), "")


@lru_cache(maxsize=2)
def _vocabulary(edition: int, _loaded: datetime) -> set[str]:
    """List the words of an edition: what it holds is never changed."""
    lines = Line.objects.filter(edition=edition)
    known = {
        word
        for text in lines.values_list("folded", flat=True).iterator()
        for word in text.split()
        if len(word) >= _SHORTEST and word.isalpha()
    }
    for unit in lines.values_list("unit", flat=True).distinct():
        known.update(fold(unit).split())
    return known
