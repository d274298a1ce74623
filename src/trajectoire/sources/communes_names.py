"""Names of places as a search compares them: without accent, in any order, mistyped."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from trajectoire.sources.communes_place import Match
from trajectoire.sources.communes_spelling import Spellings

_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_LEVELS = ("commune", "epci", "departement", "region", "country")
_WORD = re.compile(r"[a-z0-9]+")

Rank = tuple[object, ...]


class _Entry(NamedTuple):
    """A name from one of its words on, and the place that it leads to."""

    rest: str
    name: str
    match: Match


def fold(text: str) -> str:
    """Write a name as the search compares it: no accent, no case, no punctuation.

    Parameters
    ----------
    text
        Any name or query. [-]

    Returns
    -------
    folded
        Words separated by one space; ``st`` and ``ste`` spelled out. [-]

    Examples
    --------
    >>> fold("St-Étienne-de-l'Œuvre")
    'saint etienne de l oeuvre'

    """
    plain = text.casefold()
    if not plain.isascii():
        plain = plain.replace("œ", "oe").replace("æ", "ae")
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    words = _WORD.findall(plain)
    return " ".join([_ABBREVIATIONS.get(word, word) for word in words])


class Names:
    """Every name, from each of its words, so that any word begins a search.

    Parameters
    ----------
    matches
        What each name leads to; a place may have several names. [-]

    """

    def __init__(self, matches: Iterable[Match]) -> None:
        entries = [
            entry
            for match in matches
            for entry in _word_starts(fold(match.through or match.place.name), match)
        ]
        entries.sort(key=lambda entry: entry.rest)
        self._entries = entries
        self._keys = [entry.rest for entry in entries]

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings({key.partition(" ")[0] for key in self._keys})

    @cached_property
    def _joined(self) -> dict[str, list[_Entry]]:
        found = defaultdict(list)
        for entry in self._entries:
            if entry.rest == entry.name:
                found[entry.name.replace(" ", "")].append(entry)
        return found

    def search(self, words: str, limit: int) -> tuple[Match, ...]:
        """Find the places that a folded query names.

        Parameters
        ----------
        words
            As ``fold`` writes them. [-]
        limit
            How many at most. [-]

        Returns
        -------
        matches
            Exact names first, then names that begin so, then the most populated; then,
            when no name is exactly that one, those that are spelled nearly so. [-]

        """
        found = self._beginning(words) or self._holding(words.split())
        ranked = _best((_rank(entry, words), entry.match) for entry in found)
        if len(ranked) >= limit or any(entry.name == words for entry in found):
            return tuple(ranked[:limit])
        known = {match.place.code for match in ranked}
        near = _best(self._nearly(words))
        guesses = [m for m in near if m.place.code not in known]
        return (*ranked, *guesses)[:limit]

    def _beginning(self, words: str) -> list[_Entry]:
        first = bisect_left(self._keys, words)
        last = bisect_left(self._keys, words + "\uffff", lo=first)
        return self._entries[first:last]

    def _holding(self, words: list[str]) -> list[_Entry]:
        """Names that hold all the words, each of them begun, in any order."""
        sets = sorted((self._beginning(word) for word in set(words)), key=len)
        kept = sets[0]
        for other in sets[1:]:
            if not kept:
                break
            names = {(entry.name, entry.match.place.code) for entry in other}
            kept = [e for e in kept if (e.name, e.match.place.code) in names]
        return kept

    def _nearly(self, words: str) -> Iterator[tuple[Rank, Match]]:
        """Names whose words are, but for a few slips, those that were typed."""
        for entry in self._joined.get(words.replace(" ", ""), ()):
            yield (0, *_rank(entry, entry.name)), _approximate(entry.match)
        typed = words.split()
        options = sorted((self._near(word) for word in set(typed)), key=len)
        for place, (count, entry) in options[0].items():
            others = [option.get(place) for option in options[1:]]
            slips = [count, *(other[0] for other in others if other)]
            if len(slips) == len(options) and sum(slips):
                whole = entry.name.count(" ") + 1 == len(typed)
                rank = _rank(entry, entry.name if whole else "")
                yield (sum(slips), *rank), _approximate(entry.match)

    def _near(self, word: str) -> dict[tuple[str, str], tuple[int, _Entry]]:
        """Names that hold a word or one spelled nearly so, with the slips."""
        found: dict[tuple[str, str], tuple[int, _Entry]] = {}
        spelled = self._spellings.near(word)
        for known, slips in sorted(spelled.items(), key=lambda pair: -pair[1]):
            for entry in self._beginning(known):
                if slips == 0 or entry.rest.partition(" ")[0] == known:
                    found[entry.name, entry.match.place.code] = slips, entry
        for entry in self._beginning(word) if word not in spelled else ():
            found[entry.name, entry.match.place.code] = 0, entry
        return found


def _word_starts(name: str, match: Match) -> Iterator[_Entry]:
    yield _Entry(name, name, match)
    start = name.find(" ")
    while start >= 0:
        yield _Entry(name[start + 1 :], name, match)
        start = name.find(" ", start + 1)


def _rank(entry: _Entry, words: str) -> Rank:
    place, through = entry.match.place, entry.match.through
    return (
        not (entry.name == words and not through),
        entry.rest != entry.name,
        bool(through),
        -(place.population or 0),
        _LEVELS.index(place.kind),
        place.name,
    )


def _best(found: Iterable[tuple[Rank, Match]]) -> list[Match]:
    """Keep the best way to each place, and put the places in order."""
    best: dict[str, tuple[Rank, Match]] = {}
    for rank, match in found:
        known = best.get(match.place.code)
        if known is None or rank < known[0]:
            best[match.place.code] = (rank, match)
    return [match for _, match in sorted(best.values(), key=lambda pair: pair[0])]


def _approximate(match: Match) -> Match:
    return Match(match.place, match.through, approximate=True)
