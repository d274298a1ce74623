"""Territories of France, found by name or by any of their codes, and their members.

The tables ship with Trajectoire (``tables/communes.md`` says where they come from), so
that a search needs no network. They are read on first use and kept in memory.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from trajectoire.core.source import Source
from trajectoire.sources.communes_names import Names, fold
from trajectoire.sources.communes_place import Former, Match, Place
from trajectoire.sources.communes_tables import (
    read_formers,
    read_places,
    read_usual_names,
)

SOURCE = Source(
    "INSEE, DGCL, La Poste",
    "Code officiel géographique et populations légales, réunis par Etalab",
    "Licence Ouverte 2.0",
    address="npm @etalab/decoupage-administratif 6.0.0",
)
_LONGEST_QUERY = 100  # characters: longer than any name of the tables
_SIRET = 14  # digits: those of the SIREN, then five for the establishment
_SIREN = 9  # digits


@dataclass
class Places:
    """Every place, and the indexes that find it.

    Parameters
    ----------
    places
        Of every kind. [-]
    former
        What stood for a commune, and what it became. [-]
    usual
        Codes, each with a name that people use beside the official one. [-]

    """

    places: tuple[Place, ...]
    former: tuple[Former, ...]
    usual: tuple[tuple[str, str], ...] = ()
    _by_code: dict[str, Match] = field(init=False, repr=False)
    _by_number: dict[str, list[Place]] = field(init=False, repr=False)
    _members: dict[tuple[str, str], list[Place]] = field(init=False, repr=False)
    _formers: dict[str, list[Former]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_number, self._members = defaultdict(list), defaultdict(list)
        self._formers = defaultdict(list)
        today = {place.code: place for place in self.places}
        self._by_code = {}
        for old in self.former:
            match = Match(today[old.current], old.name or old.code)
            self._by_code[old.code] = match
            self._formers[old.current].append(old)
        for place in self.places:
            self._place(place)
        self._by_code.pop("", None)

    @cached_property
    def _names(self) -> Names:
        """Drawn on the first search by name: finding a code does not need it."""
        today = {place.code: place for place in self.places}
        found = [Match(place) for place in self.places]
        for old in self.former:
            now = today[old.current]
            if old.name and fold(old.name) != fold(now.name):
                found.append(Match(now, old.name))
        for code, name in self.usual:
            found.append(Match(today[code], name, usual=True))
        return Names(found)

    def _place(self, place: Place) -> None:
        for code in (place.siren, place.code.upper()):
            self._by_code[code] = Match(place)
        for postcode in place.postcodes:
            self._by_number[postcode].append(place)
        if place.kind in ("departement", "region"):
            self._by_number[place.code[4:]].append(place)  # after ``dep-``, ``reg-``
        for group in filter(None, (place.epci, place.ept)):
            self._members["epci", group].append(place)
        if place.kind != "epci" and place.parent:
            self._members[_kind_of(place.parent), place.parent].append(place)

    def find(self, code: str) -> Match | None:
        """Find a place by its code, present or former.

        Parameters
        ----------
        code
            INSEE code, SIREN, ``dep-38``, ``reg-84`` or ``FR``. [-]

        Returns
        -------
        match
            The place of today; None when no table knows the code. [-]

        """
        return self._by_code.get(code.strip().upper())

    def successor(self, code: str) -> Place | None:
        """Give what a code stands for today.

        Parameters
        ----------
        code
            Of a commune that may have been merged, of any vintage. [-]

        Returns
        -------
        place
            Itself if it still exists; None when no table knows the code. [-]

        """
        match = self.find(code)
        return match.place if match else None

    def formers(self, code: str) -> tuple[Former, ...]:
        """Give what a commune of today is made of: all that it absorbed or was.

        Parameters
        ----------
        code
            Code of a commune of today. [-]

        Returns
        -------
        formers
            Communes merged into it, delegated and associated communes, municipal
            arrondissements, former names; in the order of their codes. [-]

        """
        return tuple(self._formers.get(code, ()))

    def as_of(self, code: str, vintage: int) -> str:
        """Tell a commune apart from the larger one that a merger made of it.

        Parameters
        ----------
        code
            Code of a commune. [-]
        vintage
            Of the code. [year]

        Returns
        -------
        code
            With the last year when it was that smaller commune (``38022@2015``) where
            it has taken in others since; as it is elsewhere. [-]

        """
        since = [
            old.merged
            for old in self._formers.get(code, ())
            if old.code != code and vintage < old.merged
        ]
        return f"{code}@{min(since) - 1}" if since else code

    def members(self, kind: str, code: str) -> tuple[Place, ...]:
        """Give what a territory is made of, one level down, largest first.

        Parameters
        ----------
        kind, code
            Of an intercommunality or a département (its communes), a région (its
            départements), the country (its régions and overseas collectivities). [-]

        Returns
        -------
        places
            Empty for a commune and for an unknown code. [-]

        """
        return tuple(_by_size(self._members.get((kind, code), ())))

    def communes(self, kind: str, code: str) -> tuple[Place, ...]:
        """Give the communes of a territory, whatever its level, largest first.

        Parameters
        ----------
        kind, code
            Of the territory. [-]

        Returns
        -------
        communes
            A commune has itself; empty for an unknown code. [-]

        """
        match = self._by_code.get(code.upper())
        if match and match.place.kind == kind == "commune":
            return (match.place,)
        found: list[Place] = []
        for member in self._members.get((kind, code), ()):
            inside = self.communes(member.kind, member.code)
            found.extend(inside or [member])
        return tuple(_by_size(found))

    def groups(self, departement: str) -> tuple[Place, ...]:
        """Give the intercommunalities that have communes in a département.

        Parameters
        ----------
        departement
            Its code, as ``dep-38``. [-]

        Returns
        -------
        groups
            With their own taxation, then those of Greater Paris; largest first. [-]

        """
        inside = self._members.get(("departement", departement), ())
        codes = dict.fromkeys(code for p in inside for code in (p.epci, p.ept) if code)
        found = _by_size(self._by_code[code].place for code in codes)
        return tuple(sorted(found, key=lambda group: group.nature == "EPT"))

    def departement(self, code: str) -> Place | None:
        """Give the département of a commune or of an intercommunality.

        Parameters
        ----------
        code
            Of the commune, of the intercommunality (where most of its inhabitants
            live), or of the département itself. [-]

        Returns
        -------
        departement
            None for a région, for the country and for an unknown code. [-]

        """
        place = self.successor(code)
        if place is None or place.kind == "departement":
            return place
        above = self.successor(place.parent)
        return above if above and above.kind == "departement" else None

    def search(self, query: str, limit: int = 12) -> tuple[Match, ...]:
        """Find places by name, INSEE code, SIREN or postcode.

        Parameters
        ----------
        query
            What was typed: case, accents, hyphens do not matter, nor a slip or two in
            long words. [-]
        limit
            How many names at most; a postcode gives all its communes. [-]

        Returns
        -------
        matches
            Codes of today first, then postcodes, then codes of yesterday. Exact names
            first, then names that begin so, then the most populated, then those that
            are spelled nearly so. Empty under two characters. [-]

        """
        typed = query.strip()[:_LONGEST_QUERY]
        code = _code(typed)
        found = self._by_number.get(code, ())
        exact = self._by_code.get(code)
        if exact or found:
            head = [exact] if exact else []
            rest = [p for p in _by_size(found) if not exact or p is not exact.place]
            if exact and exact.place.code != code:  # Alfortville was 75001 before 1968
                return (*map(Match, rest), *head)
            return (*head, *map(Match, rest))
        words = fold(typed)
        return self._names.search(words, limit) if len(words) > 1 else ()


def _kind_of(code: str) -> str:
    return {"dep-": "departement", "reg-": "region"}.get(code[:4], "country")


def _code(typed: str) -> str:
    """Read a code as spreadsheets spoil it: spaces, lost zero, SIRET for SIREN."""
    code = re.sub(r"[\s.]", "", typed).upper()
    if code.isdecimal() and len(code) == _SIRET:
        return code[:_SIREN]
    return code.zfill(5) if re.fullmatch("[0-9]{4}", code) else code


def _by_size(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-(place.population or 0), place.name))


@lru_cache(maxsize=1)
def places() -> Places:
    """Give every place of the shipped tables, read once.

    Returns
    -------
    places
        All kinds, with their indexes. [-]

    """
    return Places(read_places(), read_formers(), read_usual_names())
