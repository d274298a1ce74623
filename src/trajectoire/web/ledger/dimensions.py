"""The words that cells are made of: written once, never changed, found by their key.

Each row says the same as a frozen value of the core, and gives it back.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models

from trajectoire.core import indicator, sector, source, territory

Numbers = dict[int, int]  # by the place of the word in memory

_CHUNK = 1000  # words looked up in one statement


class Dimension(models.Model):
    """What all dimensions share: a fingerprint of their identity."""

    core: ClassVar[type[Any]]
    identity: ClassVar[tuple[str, ...]]

    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def of(cls, thing: Any) -> Self:
        """Draw the row, not yet saved, that says the same as a value of the core."""
        return cls(key=cls.key_of(thing), **vars(thing))

    @classmethod
    def key_of(cls, thing: Any) -> str:
        """Give the fingerprint of the identity of a value of the core."""
        parts = [getattr(thing, name) for name in cls.identity]
        identity = json.dumps(parts, default=str)
        return hashlib.sha256(identity.encode()).hexdigest()

    @classmethod
    def written(cls, thing: Any) -> Self:
        """Give the row of a value of the core, writing it if it is new."""
        row = cls.of(thing)
        cls.objects.bulk_create([row], ignore_conflicts=True)
        return cls.objects.get(key=row.key)

    def thing(self) -> Any:
        """Give the value of the core back."""
        names = self.core.__dataclass_fields__
        return self.core(**{name: getattr(self, name) for name in names})


class Definition(Dimension):
    """What is measured, and in which unit it is kept."""

    core = indicator.Definition
    identity = ("name", "unit", "better")

    name = models.TextField(db_index=True)
    unit = models.TextField()
    better = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Territory(Dimension):
    """A place, in the official code of a year; the first name written is kept."""

    core = territory.Territory
    identity = ("code", "kind", "vintage")

    code = models.TextField(db_index=True)
    kind = models.TextField()
    name = models.TextField()
    vintage = models.IntegerField()

    class Meta:
        verbose_name_plural = "territories"

    def __str__(self) -> str:
        return self.name


class Sector(Dimension):
    """A line of a nomenclature; the first name written is kept."""

    core = sector.Sector
    identity = ("nomenclature", "code")

    nomenclature = models.TextField()
    code = models.TextField(db_index=True)
    name = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name or self.code


class Source(Dimension):
    """An edition of what a publisher says."""

    core = source.Source
    identity = ("publisher", "title", "licence", "published", "address")

    publisher = models.TextField()
    title = models.TextField()
    licence = models.TextField()
    published = models.DateField(null=True, blank=True)
    address = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.thing())


class Method(Dimension):
    """How figures were obtained."""

    core = indicator.Method
    identity = ("name", "version", "run")

    name = models.TextField()
    version = models.TextField()
    run = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


TABLES: tuple[type[Dimension], ...] = (Definition, Territory, Sector, Source, Method)


def words_of(figure: indicator.Indicator) -> tuple[tuple[type[Dimension], Any], ...]:
    """List the tables and the words of a figure."""
    return (
        (Definition, figure.definition),
        (Territory, figure.territory),
        (Sector, figure.sector),
        (Source, figure.source),
        (Method, figure.method),
    )


def numbers_of(figures: Iterable[indicator.Indicator]) -> Numbers:
    """Write the words that are new, and give the number of each one used.

    Words are known by their place in memory: hashing five of them for each figure would
    cost more than recording it.
    """
    used = {id(pair[1]): pair for figure in figures for pair in words_of(figure)}
    rows = {pair: pair[0].of(pair[1]) for pair in set(used.values())}
    numbers: dict[tuple[type[Dimension], str], int] = {}
    for table in TABLES:
        drawn = {row.key: row for (model, _), row in rows.items() if model is table}
        drawn = dict(sorted(drawn.items()))  # so that two writers never cross
        numbers |= {(table, key): number for key, number in _known(table, drawn)}
        new = [row for key, row in drawn.items() if (table, key) not in numbers]
        table.objects.bulk_create(new, ignore_conflicts=True)
        keys = [row.key for row in new]
        numbers |= {(table, key): number for key, number in _known(table, keys)}
    return {place: numbers[pair[0], rows[pair].key] for place, pair in used.items()}


def _known(table: type[Dimension], keys: Iterable[str]) -> Iterable[tuple[str, int]]:
    wanted = list(keys)
    for first in range(0, len(wanted), _CHUNK):
        part = wanted[first : first + _CHUNK]
        yield from table.objects.filter(key__in=part).values_list("key", "pk")
