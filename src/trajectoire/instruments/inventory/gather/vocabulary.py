"""What the words of a table may stand for: substances, sectors, states, territories.

Only exact matches, accents and case apart: what merely looks alike is proposed to a
person, never taken.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from trajectoire.core.sector import Sector
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.sources.communes import places
from trajectoire.sources.communes_place import Match

_TABLES = files("trajectoire.instruments.inventory") / "tables"
_WORD = re.compile(r"[a-z0-9]+")
_ALIKE = 0.75  # [-] ratio of common letters under which words are strangers
_APART = 0.05  # [-] by which the nearest word must be nearer than any other meaning
_RIVALS = 10  # near words that are compared
_SHORT = 4  # letters of a notation key at most: no slip is told among so few
_LONGEST = 200  # characters of a word of a nomenclature


class Gazetteer(Protocol):
    """What finds a territory by its code."""

    def __call__(self, code: str, kind: str = "") -> tuple[Territory, str] | None:
        """Give the territory of today, and the former name or code; None if unknown."""


def folded(text: str) -> str:
    """Write a word as words are compared: no accent, no case, no punctuation.

    Parameters
    ----------
    text
        As the table writes it. [-]

    Returns
    -------
    folded
        Plain words separated by one space. [-]

    Examples
    --------
    >>> folded("Émissions de CO₂ (kt)")
    'emissions de co2 kt'

    """
    parts = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain.replace("œ", "oe")))


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, Mapping[str, str]]:
    """Give the usual spellings, beside the names of the nomenclatures.

    Returns
    -------
    spellings
        By kind (``role``, ``sector``, ``substance``, ``state``): word → meaning. [-]

    """
    found: dict[str, dict[str, str]] = {}
    with (_TABLES / "spellings.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["spelling"]] = row["meaning"]
    return found


class Vocabulary:
    """Finds what a word of a table stands for.

    Parameters
    ----------
    nomenclatures
        Substances and lines that are known. [-]
    nomenclature
        In which sectors are looked for first. [-]

    """

    def __init__(self, nomenclatures: Nomenclatures, nomenclature: str = "") -> None:
        self.nomenclatures = nomenclatures
        self._first = nomenclature
        self._sectors: dict[tuple[str, str], Sector] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._codes: dict[str, list[tuple[str, str]]] = {}
        for name, lines in nomenclatures.lines.items():
            for code, line in lines.items():
                for label in {line.words.fr, line.words.en}:
                    self._names.setdefault(folded(label), []).append((name, code))
                if any(sign.isalpha() for sign in code):  # 1.5 may be any number
                    self._codes.setdefault(code, []).append((name, code))
        self._substances = {
            folded(word): one.name
            for one in nomenclatures.substances.values()
            for word in (one.words.fr, one.words.en, one.name)
        }

    def sector(self, word: str) -> Sector | None:
        """Find a sector.

        Parameters
        ----------
        word
            ``PCAET/residential``, a code, a name, or a usual spelling; a code may
            have the suffix of an asset or of a detail, as ``road.cars/diesel``. [-]

        Returns
        -------
        sector
            None when no nomenclature has it. [-]

        """
        name, _, code = word.partition("/")
        if self.nomenclatures.line(name, code) is not None:
            return self._made(name, code)
        if self._first and self.nomenclatures.line(self._first, word) is not None:
            return self._made(self._first, word)
        coded = [
            (name, word)
            for name, _line in self._codes.get(word.partition("/")[0], ())
            if self.nomenclatures.line(name, word) is not None
        ]
        return self._named(coded, folded(word))

    def _named(self, coded: Sequence[tuple[str, str]], plain: str) -> Sector | None:
        found = [*coded, *self._names.get(plain, ())]
        preferred = [one for one in found if one[0] == self._first]
        usual = spellings()["sector"].get(plain, "")
        if usual.startswith("all/"):
            return self._made(*usual.split("/", 1))
        if preferred:
            return self._made(*preferred[0])
        if usual and (self._first in ("", "PCAET") or not found):
            return self._made(*usual.split("/", 1))
        return self._made(*found[0]) if len(set(found)) == 1 else None

    def _made(self, nomenclature: str, code: str) -> Sector:
        key = nomenclature, code
        if key not in self._sectors:
            name = self.nomenclatures.name(nomenclature, code, "en")
            self._sectors[key] = Sector(nomenclature, code, name)
        return self._sectors[key]

    def substance(self, word: str) -> str:
        """Find a substance.

        Parameters
        ----------
        word
            Name of a definition, its label, or a usual spelling. [-]

        Returns
        -------
        name
            Of the definition; empty when none is meant. [-]

        """
        if word in self.nomenclatures.substances:
            return word
        plain = folded(word)
        return spellings()["substance"].get(plain) or self._substances.get(plain, "")

    def state(self, word: str) -> str:
        """Find a state.

        Parameters
        ----------
        word
            A notation key, or a state in words. [-]

        Returns
        -------
        state
            Empty when none is meant. [-]

        """
        return spellings()["state"].get(folded(word), "") if len(word) < 40 else ""

    def likely_sector(self, word: str) -> str:
        """Say which sector an unknown word looks like: to be proposed, never taken.

        Parameters
        ----------
        word
            As the table writes it. [-]

        Returns
        -------
        sector
            ``PCAET/residential``; empty when it looks like none. [-]

        """
        known = dict(spellings()["sector"])
        for label, found in self._names.items():
            mine = [one for one in found if one[0] == self._first] or found
            known.setdefault(label, "/".join(mine[0]))
        return _nearest(word, known)

    def likely_substance(self, word: str) -> str:
        """Say which substance an unknown word looks like: to be proposed, never taken.

        Parameters
        ----------
        word
            As the table writes it. [-]

        Returns
        -------
        name
            Of the definition; empty when it looks like none. [-]

        """
        return _nearest(word, {**self._substances, **spellings()["substance"]})

    def likely_state(self, word: str) -> str:
        """Say which state an unknown word looks like: to be proposed, never taken.

        Parameters
        ----------
        word
            As the table writes it. [-]

        Returns
        -------
        state
            Of the cell; empty when it looks like none. [-]

        """
        words = {w: s for w, s in spellings()["state"].items() if len(w) > _SHORT}
        return _nearest(word, words)


def _nearest(word: str, known: Mapping[str, str]) -> str:
    """Give the meaning of the nearest word; empty where two meanings are as near."""
    plain = folded(word)
    near = get_close_matches(plain, known, _RIVALS, _ALIKE)
    if not near:
        return ""
    least = SequenceMatcher(None, near[0], plain).ratio() - _APART
    meanings = {
        known[one] for one in near if SequenceMatcher(None, one, plain).ratio() >= least
    }
    return meanings.pop() if len(meanings) == 1 else ""


_PREFIX = {"departement": "dep-", "region": "reg-"}


class France:
    """Finds the territories of France, present and former; each of them once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Territory, str] | None] = {}
        self._made: dict[str, Territory] = {}

    def __call__(self, code: str, kind: str = "") -> tuple[Territory, str] | None:
        """Find a territory by its code, or by its name where only one has it."""
        key = code, kind
        if key not in self._known:
            self._known[key] = self._by_code(code, kind) or self._by_name(code, kind)
        return self._known[key]

    def _by_code(self, code: str, kind: str) -> tuple[Territory, str] | None:
        bare = re.sub(r"[\s.]", "", code)
        wanted = _PREFIX.get(kind, "")
        lost = kind in ("", "commune") and re.fullmatch("[0-9]{4}", bare)
        for spelled in (wanted + bare.removeprefix(wanted), f"0{bare}" if lost else ""):
            match = places().find(spelled) if spelled else None
            if match is not None and kind in ("", match.place.kind):
                place = match.place
                made = self._made.setdefault(place.code, place.territory())
                return made, match.through
        return None

    def _by_name(self, name: str, kind: str) -> tuple[Territory, str] | None:
        if not any(sign.isalpha() for sign in name) or len(name) > 100:
            return None
        plain = folded(name)
        found = [
            match.place
            for match in places().search(name, 50)
            if plain in _names_of(match) and kind in ("", match.place.kind)
        ]
        if len(found) != 1:
            return None
        return self._made.setdefault(found[0].code, found[0].territory()), ""


def _names_of(match: Match) -> set[str]:
    return {folded(match.place.name), *([folded(match.through)] if match.usual else ())}


def is_named(place: Territory, word: str, kind: str = "") -> bool:
    """Tell whether a word of a table is the name of the territory that it is about.

    Asked before France: Paris is a département too, and the table says of which Paris
    it speaks.

    Parameters
    ----------
    place
        Of the import. [-]
    word
        As the table writes it. [-]
    kind
        What sort of territory the table lists; any when empty. [-]

    Returns
    -------
    named
        Without regard for case, accents and signs. [-]

    """
    return kind in ("", place.kind) and folded(word) == folded(place.name)


@lru_cache(maxsize=1)
def places_of_france() -> France:
    """Give what finds the territories of France.

    Returns
    -------
    places
        The same for all: read once. [-]

    """
    return France()
