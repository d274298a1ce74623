"""Communes and intercommunalities of France, found by name or by any of their codes.

The tables ship with Trajectoire (``tables/communes.md`` says where they come from), so
that a search needs no network. They are read on first use and kept in memory.
"""

import csv
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory

VINTAGE = 2026  # year of the official geographic code of the tables
SOURCE = Source(
    "INSEE, DGCL, La Poste",
    "Code officiel géographique et populations légales, réunis par Etalab",
    "Licence Ouverte 2.0",
    address="npm @etalab/decoupage-administratif 6.0.0",
)
_TABLES = Path(__file__).with_name("tables")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_LONGEST_QUERY = 100  # characters: longer than any name of the tables


@dataclass(frozen=True, slots=True)
class Place:
    """A commune or an intercommunality.

    Parameters
    ----------
    code
        INSEE code of a commune, SIREN of an intercommunality. [-]
    kind
        ``commune`` or ``epci``. [-]
    name
        As people write it. [-]
    population
        Municipal population; None where it is not published. [inhabitant]
    departement, region
        Names; empty for an intercommunality. [-]
    epci
        SIREN of the intercommunality of a commune; empty where there is none. [-]
    siren
        Its number in the register of organisations; empty where unknown. [-]
    postcodes
        Postcodes of a commune. [-]

    """

    code: str
    kind: str
    name: str
    population: int | None
    departement: str = ""
    region: str = ""
    epci: str = ""
    siren: str = ""
    postcodes: tuple[str, ...] = ()

    def territory(self) -> Territory:
        """Give the same place as the core names it.

        Returns
        -------
        territory
            Its code, kind, name and vintage. [-]

        """
        return Territory(self.code, self.kind, self.name, VINTAGE)


@dataclass(frozen=True, slots=True)
class Match:
    """A place that answers a search.

    Parameters
    ----------
    place
        The place of today. [-]
    through
        The former name or code by which it was found; empty otherwise. [-]

    """

    place: Place
    through: str = ""


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
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = plain.replace("æ", "ae")
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", bare)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


@dataclass
class Places:
    """Every place, and the indexes that find it.

    Parameters
    ----------
    places
        Communes then intercommunalities. [-]
    former
        Former code, former name and present code. [-]

    """

    places: tuple[Place, ...]
    former: tuple[tuple[str, str, str], ...]
    _by_code: dict[str, Match] = field(init=False, repr=False)
    _by_postcode: dict[str, list[Place]] = field(init=False, repr=False)
    _members: dict[str, list[Place]] = field(init=False, repr=False)
    _names: list[tuple[str, bool, Match]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_postcode, self._members = defaultdict(list), defaultdict(list)
        today: dict[str, Place] = {place.code: place for place in self.places}
        self._by_code = {}
        for code, name, current in self.former:
            self._by_code[code] = Match(today[current], name or code)
        for place in self.places:
            for code in (place.siren, place.code):
                self._by_code[code] = Match(place)
            for postcode in place.postcodes:
                self._by_postcode[postcode].append(place)
            self._members[place.epci].append(place)
        self._by_code.pop("", None)
        self._names = sorted(self._suffixes(today), key=lambda entry: entry[0])

    def _suffixes(self, today: dict[str, Place]) -> Iterator[tuple[str, bool, Match]]:
        """Each name from each of its words, so that any word begins a search."""
        for place in self.places:
            yield from _word_starts(place.name, Match(place))
        for _, name, current in self.former:
            if name and fold(name) != fold(today[current].name):
                yield from _word_starts(name, Match(today[current], name))

    def find(self, code: str) -> Match | None:
        """Find a place by its code, present or former.

        Parameters
        ----------
        code
            INSEE code or SIREN. [-]

        Returns
        -------
        match
            The place of today; None when no table knows the code. [-]

        """
        return self._by_code.get(code.strip().upper())

    def members(self, epci: str) -> tuple[Place, ...]:
        """Give the communes of an intercommunality, largest first.

        Parameters
        ----------
        epci
            Its SIREN. [-]

        Returns
        -------
        communes
            Its communes; empty for an unknown code. [-]

        """
        return tuple(_by_size(self._members.get(epci, ()) if epci else ()))

    def search(self, query: str, limit: int = 12) -> tuple[Match, ...]:
        """Find places by name, INSEE code, SIREN or postcode.

        Parameters
        ----------
        query
            What was typed: case, accents, hyphens do not matter. [-]
        limit
            How many names at most; a postcode gives all its communes. [-]

        Returns
        -------
        matches
            Exact names first, then names that begin so, then the most populated.
            Empty under two characters. [-]

        """
        typed = query.strip()[:_LONGEST_QUERY]
        code = re.sub(r"[\s.]", "", typed).upper()
        postal = [Match(place) for place in _by_size(self._by_postcode.get(code, ()))]
        exact = self._by_code.get(code)
        if exact or postal:
            head = [exact] if exact else []
            rest = [m for m in postal if not exact or m.place is not exact.place]
            return tuple(head + rest)
        words = fold(typed)
        if len(words) < 2:
            return ()
        return self._by_name(words)[:limit]

    def _by_name(self, words: str) -> tuple[Match, ...]:
        found = self._starting_with(words)
        if not found:
            sets = [self._starting_with(word) for word in set(words.split())]
            codes = set.intersection(*({m.place.code for _, _, m in s} for s in sets))
            found = [entry for entry in sets[0] if entry[2].place.code in codes]
        best: dict[str, tuple[tuple[bool, bool, bool, int], Match]] = {}
        for name, whole, match in found:
            rank = (
                not (whole and name == words and not match.through),
                not whole,
                bool(match.through),
                -(match.place.population or 0),
            )
            known = best.get(match.place.code)
            if known is None or rank < known[0]:
                best[match.place.code] = (rank, match)
        return tuple(m for _, m in sorted(best.values(), key=lambda pair: pair[0]))

    def _starting_with(self, words: str) -> list[tuple[str, bool, Match]]:
        first = bisect_left(self._names, words, key=lambda entry: entry[0])
        last = bisect_left(self._names, words + "\uffff", key=lambda entry: entry[0])
        return self._names[first:last]


def _word_starts(name: str, match: Match) -> Iterator[tuple[str, bool, Match]]:
    folded = fold(name)
    yield folded, True, match
    start = folded.find(" ")
    while start >= 0:
        yield folded[start + 1 :], False, match
        start = folded.find(" ", start + 1)


def _by_size(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-(place.population or 0), place.name))


def _rows(name: str) -> Iterator[list[str]]:
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


@lru_cache(maxsize=1)
def places() -> Places:
    """Give every place of the shipped tables, read once.

    Returns
    -------
    places
        Communes and intercommunalities with their indexes. [-]

    """
    regions = {code: (name, region) for code, name, _, region in _rows("departements")}
    communes = [
        Place(
            code,
            "commune",
            name,
            int(population) if population else None,
            *regions[departement],
            epci,
            siren,
            tuple(postcodes.split()),
        )
        for code, name, departement, epci, population, siren, postcodes in _rows(
            "communes"
        )
    ]
    groups = [
        Place(code, "epci", name, int(population), siren=code)
        for code, _, name, population in _rows("intercommunalites")
    ]
    former = tuple((code, name, now) for code, name, now in _rows("former_communes"))
    return Places((*communes, *groups), former)
