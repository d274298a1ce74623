"""Change a mapping piece by piece, as its screen does: columns, settings, words."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import (
    SURE,
    Column,
    Mapping,
    Role,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.units_as_written import unit_of
from trajectoire.instruments.inventory.gather.vocabulary import (
    Vocabulary,
    is_named,
    places_of_france,
)
from trajectoire.web.imports.places import territory_of

Kind = Literal["sectors", "substances", "lines", "units", "states", "territories"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_COMPARED = 50  # unknown words that are compared with known ones: each takes a while

_ROLE_OF: dict[Kind, Role] = {
    "sectors": Role.SECTOR,
    "substances": Role.SUBSTANCE,
    "lines": Role.LINE,
    "units": Role.UNIT,
    "states": Role.STATE,
    "territories": Role.TERRITORY,
}


@dataclass(frozen=True)
class Group:
    """Columns that say the same but for their year, changed together.

    Parameters
    ----------
    number
        Its place on the screen. [-]
    columns
        In the order of the table. [-]

    """

    number: int
    columns: tuple[Column, ...]

    @property
    def first(self) -> Column:
        """The one that speaks for all."""
        return self.columns[0]

    @property
    def title(self) -> str:
        """Names of the columns, the first and the last of many."""
        names = [column.name for column in self.columns]
        return ", ".join(names) if len(names) < 4 else f"{names[0]} … {names[-1]}"

    @property
    def sure(self) -> bool:
        """Whether nobody needs to look."""
        return min(column.confidence for column in self.columns) >= SURE


@dataclass(frozen=True)
class Word:
    """A word of the table that stands for something.

    Parameters
    ----------
    kind
        What it should stand for. [-]
    text
        As the table writes it. [-]
    count
        How many rows hold it. [-]
    meaning
        What it stands for; None where that is not known, empty to leave it out. [-]

    """

    kind: Kind
    text: str
    count: int
    meaning: str | None

    @property
    def key(self) -> str:
        """A name for forms, whatever the word holds."""
        digest = hashlib.sha256(f"{self.kind}\x1f{self.text}".encode()).hexdigest()
        return f"word-{digest[:16]}"


def groups_of(mapping: Mapping) -> list[Group]:
    """Gather the columns that differ by their year only.

    Parameters
    ----------
    mapping
        The mapping. [-]

    Returns
    -------
    groups
        In the order of their first column. [-]

    """
    found: dict[object, list[Column]] = {}
    for column in mapping.columns:
        alike: object = column.name
        if column.role is Role.VALUE and column.year:
            alike = (column.substance, column.sector, column.unit)
        found.setdefault(alike, []).append(column)
    return [Group(n, tuple(columns)) for n, columns in enumerate(found.values())]


def with_group(mapping: Mapping, group: Group, values: Words[str, Any]) -> Mapping:
    """Give the same mapping, with what a person says of some columns.

    Parameters
    ----------
    mapping
        The mapping. [-]
    group
        The columns. [-]
    values
        Role, and for values: substance, sector, unit, year. [-]

    Returns
    -------
    mapping
        Another one, sure of these columns. [-]

    """
    role = Role(values["role"])
    said = {"substance": "", "sector": "", "unit": "", "year": 0}
    if role is Role.VALUE:
        said |= {name: values.get(name) or said[name] for name in said}
    for column in group.columns:
        own = said | {"year": column.year} if len(group.columns) > 1 else said
        mapping = mapping.with_column(replace(column, role=role, confidence=1.0, **own))
    return mapping


def confirmed(mapping: Mapping) -> Mapping:
    """Give the same mapping, which a person looked at.

    Parameters
    ----------
    mapping
        The mapping. [-]

    Returns
    -------
    mapping
        Sure of every column. [-]

    """
    columns = tuple(replace(column, confidence=1.0) for column in mapping.columns)
    choices = replace(mapping.choices, confirmed=True)
    return replace(mapping, columns=columns, choices=choices)


def renewed(mapping: Mapping, proposed: Mapping) -> Mapping:
    """Take up how a table was read, for another one of the same shape.

    Parameters
    ----------
    mapping
        How the former table was read. [-]
    proposed
        What this table says by itself. [-]

    Returns
    -------
    mapping
        The former one. What was typed because the table lacked it, a year, a unit, a
        substance or a sector, may have changed: it is left for a person to say. [-]

    """
    own = {column.name: column for column in proposed.columns}
    columns = tuple(
        _renewed(column, own.get(column.name, column)) for column in mapping.columns
    )
    said = {name: getattr(proposed.constants, name) for name in _LACKED}
    constants = replace(mapping.constants, **said)
    return replace(mapping, columns=columns, constants=constants)


_LACKED = ("substance", "sector", "unit", "year")


def _renewed(column: Column, proposed: Column) -> Column:
    """Keep what was said of a column, but for what its name does not say.

    A column whose name nobody understands keeps its substance and its sector: they
    are what its name was found to mean.
    """
    if column.role is not Role.VALUE:
        return column
    asked = _LACKED if proposed.role is Role.VALUE else ("unit", "year")
    empty: dict[str, Any] = {
        name: getattr(proposed, name) for name in asked if not getattr(proposed, name)
    }
    if str(column.year) in column.name:
        empty.pop("year", None)
    return replace(column, **empty)


def words_of(
    mapping: Mapping,
    counted: Words[str, Words[str, int]],
    place: Territory | None = None,
) -> list[Word]:
    """List the words of a table that stand for something, each once.

    Parameters
    ----------
    mapping
        The mapping. [-]
    counted
        Of each column, its words and how many rows hold each. [-]
    place
        Territory of the import, that its name names first. [-]

    Returns
    -------
    words
        Those that are not understood first, the most frequent first. [-]

    """
    find = _finders(mapping, place)
    found: list[Word] = []
    for kind in KINDS:
        told: Words[str, str] = getattr(mapping.words, kind)
        total: Counter[str] = Counter()
        for column in _columns_of(mapping, kind):
            total.update(counted.get(column.name, {}))
        found += [
            Word(kind, text, n, told[text] if text in told else find[kind](text))
            for text, n in total.items()
        ]
    return sorted(found, key=lambda word: (word.meaning is not None, -word.count))


def _columns_of(mapping: Mapping, kind: Kind) -> tuple[Column, ...]:
    """Give the columns that hold words of a kind; names of places where no code is."""
    found = mapping.of_role(_ROLE_OF[kind])
    if not found and kind == "territories":
        found = mapping.of_role(Role.TERRITORY_NAME)
    return found


def _finders(
    mapping: Mapping, place: Territory | None
) -> dict[Kind, Callable[[str], str | None]]:
    """Give what each kind of word stands for where nobody told."""
    vocabulary = Vocabulary(nomenclatures(), mapping.constants.nomenclature)
    kind = mapping.constants.territory_kind

    def sector(word: str) -> str | None:
        found = vocabulary.sector(word)
        return f"{found.nomenclature}/{found.code}" if found else None

    def territory(word: str) -> str | None:
        if place is not None and is_named(place, word, kind):
            return place.code
        found = places_of_france()(word, kind) or territory_of(word)
        return None if found is None else word

    return {
        "sectors": sector,
        "substances": lambda word: vocabulary.substance(word) or None,
        "lines": lambda _word: None,
        "units": lambda word: unit_of(word) or None,
        "states": lambda word: vocabulary.state(word) or None,
        "territories": territory,
    }


def likely(mapping: Mapping, words: Sequence[Word]) -> dict[str, str]:
    """Say what words that are not understood look like, for a person to judge.

    Parameters
    ----------
    mapping
        The mapping. [-]
    words
        Those that are asked for. [-]

    Returns
    -------
    likely
        By ``key`` of the word, what a person might choose; nothing where nothing, or
        more than one thing, is near. [-]

    """
    vocabulary = Vocabulary(nomenclatures(), mapping.constants.nomenclature)
    looks: dict[Kind, Callable[[str], str]] = {
        "sectors": vocabulary.likely_sector,
        "substances": vocabulary.likely_substance,
        "states": vocabulary.likely_state,
    }
    unknown = [one for one in words if one.meaning is None and one.kind in looks]
    return {
        word.key: meaning
        for word in unknown[:_COMPARED]
        if (meaning := looks[word.kind](word.text))
    }


def with_words(
    mapping: Mapping, words: Sequence[Word], meanings: Words[str, str | None]
) -> Mapping:
    """Give the same mapping, with what a person says that words stand for.

    Parameters
    ----------
    mapping
        The mapping. [-]
    words
        Those that were shown. [-]
    meanings
        By ``key`` of the word; None to leave it as it is. [-]

    Returns
    -------
    mapping
        Another one. [-]

    """
    translations = mapping.words
    for kind in KINDS:
        told = {
            word.text: meaning
            for word in words
            if word.kind == kind and (meaning := meanings.get(word.key)) is not None
        }
        if told:
            known = {**getattr(translations, kind), **told}
            translations = replace(translations, **{kind: known})
    return replace(mapping, words=translations)
