"""Names of places as a search compares them: without accent, in any order, mistyped."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from trajectoire.sources.communes_place import Match
from trajectoire.sources.communes_spelling import Spellings

_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_LEVELS = ("commune", "epci", "departement", "region", "country")
_TOO_MANY = 1000  # slips of a word that a name does not hold at all
_WORD = re.compile(r"[a-z0-9]+")

Rank = tuple[object, ...]


class _Entry(NamedTuple):
    """A name from one of its words on, and the place that it leads to."""

    rest: str
    name: str
    match: Match
    weight: Rank


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

    def _frame(self, words: str) -> tuple[int, int]:
        first = bisect_left(self._keys, words)
        return first, bisect_left(self._keys, words + "\uffff", lo=first)

    def _beginning(self, words: str) -> list[_Entry]:
        first, last = self._frame(words)
        return self._entries[first:last]

    def _holding(self, words: list[str]) -> list[_Entry]:
        """Names that hold all the words, each of them begun, in any order."""
        framed = {word: self._frame(word) for word in set(words)}
        rarest = min(framed, key=lambda word: framed[word][1] - framed[word][0])
        others = [word for word in framed if word != rarest]
        return [
            entry
            for entry in self._beginning(rarest)
            if all(f" {word}" in f" {entry.name}" for word in others)
        ]

    def _nearly(self, words: str) -> Iterator[tuple[Rank, Match]]:
        """Names whose words are, but for a few slips, those that were typed."""
        for entry in self._joined.get(words.replace(" ", ""), ()):
            yield (0, _rank(entry, entry.name)), _approximate(entry.match)
        near = {word: self._spellings.near(word) for word in set(words.split())}
        frames = {word: self._frames(word, known) for word, known in near.items()}
        rarest = min(frames, key=lambda word: sum(b - a for a, b in frames[word]))
        others = {word: known for word, known in near.items() if word != rarest}
        count = len(words.split())
        for first, last in frames[rarest]:
            for entry in self._entries[first:last]:
                slips = _slips(entry.rest.partition(" ")[0], rarest, near[rarest])
                slips += sum(
                    min(_slips(held, word, known) for held in entry.name.split())
                    for word, known in others.items()
                )
                if 0 < slips < _TOO_MANY:
                    whole = entry.name if entry.name.count(" ") + 1 == count else ""
                    yield (slips, _rank(entry, whole)), _approximate(entry.match)

    def _frames(self, word: str, near: Iterable[str]) -> list[tuple[int, int]]:
        """Frame the names that go on with a word, or with one spelled nearly so."""
        exact = [self._frame(f"{known} ") for known in near if known != word]
        alone = [(self._frame(known)[0], known) for known in near if known != word]
        ends = [(at, bisect_right(self._keys, known, lo=at)) for at, known in alone]
        return [self._frame(word), *exact, *ends]


def _slips(held: str, typed: str, near: Mapping[str, int]) -> int:
    """Count the slips between a word that a name holds and one that was typed."""
    return 0 if held.startswith(typed) else near.get(held, _TOO_MANY)


def _word_starts(name: str, match: Match) -> Iterator[_Entry]:
    place = match.place
    size = -(place.population or 0)
    weight = (bool(match.through), size, _LEVELS.index(place.kind), place.name)
    yield _Entry(name, name, match, weight)
    start = name.find(" ")
    while start >= 0:
        yield _Entry(name[start + 1 :], name, match, weight)
        start = name.find(" ", start + 1)


def _rank(entry: _Entry, words: str) -> Rank:
    rest, name, match, weight = entry
    return name != words or match.former, rest != name, weight


def _best(found: Iterable[tuple[Rank, Match]]) -> list[Match]:
    """Keep the best way to each place, and put the places in order."""
    best: dict[str, tuple[Rank, Match]] = {}
    for rank, match in found:
        known = best.get(match.place.code)
        if known is None or rank < known[0]:
            best[match.place.code] = (rank, match)
    return [match for _, match in sorted(best.values(), key=lambda pair: pair[0])]


def _approximate(match: Match) -> Match:
    return replace(match, approximate=True)
