"""Emission factors in use: written once, never changed; a newer version is another."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from trajectoire.core import factor
from trajectoire.core.errors import Fault, InputError
from trajectoire.web.ledger.dimensions import Dimension, Source

_CHUNK = 500  # factors looked up in one statement
_SAID = ("unit", "total", "potentials", "uncertainty")


class Factor(Dimension):
    """A line of a table of factors, in one version of it, as it was when first used."""

    core = factor.Factor
    identity = ("table", "version", "identifier")

    table = models.TextField()
    version = models.TextField()
    identifier = models.TextField()
    name = models.TextField()
    unit = models.TextField()
    total = models.FloatField()
    gases = models.JSONField(default=list)
    potentials = models.TextField(blank=True)
    uncertainty = models.FloatField(null=True)
    source = models.ForeignKey(Source, models.PROTECT, db_index=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, thing: factor.Factor) -> "Factor":
        """Draw the row, without its source."""
        said = {name: getattr(thing, name) for name in (*cls.identity, "name", *_SAID)}
        return cls(key=cls.key_of(thing), gases=[list(g) for g in thing.gases], **said)

    @classmethod
    def written(cls, thing: factor.Factor) -> "Factor":
        """Give the row of a factor, writing it if it is new."""
        return cls.objects.get(pk=factor_numbers([thing])[thing])

    def thing(self) -> factor.Factor:
        """Give the factor of the core back."""
        gases = tuple((str(gas), float(amount)) for gas, amount in self.gases)
        names = (*self.identity, "name", *_SAID)
        said = {name: getattr(self, name) for name in names}
        return factor.Factor(gases=gases, source=self.source.thing(), **said)


def factor_numbers(factors: Iterable[factor.Factor]) -> dict[factor.Factor, int]:
    """Write the factors that are new, and give the number of each one used.

    Parameters
    ----------
    factors
        Factors. [-]

    Returns
    -------
    numbers
        Their numbers in the ledger. [-]

    Raises
    ------
    InputError
        If the ledger holds another factor under the same table, version and line.

    """
    wanted = sorted(set(factors), key=lambda one: one.key)
    rows = [Factor.of(one) for one in wanted]
    for row, one in zip(rows, wanted, strict=True):
        row.source = Source.written(one.source)
    Factor.objects.bulk_create(rows, ignore_conflicts=True)
    held = _held([row.key for row in rows])
    faults = [
        _changed(one, held[row.key].thing())
        for row, one in zip(rows, wanted, strict=True)
        if held[row.key].thing() != one
    ]
    if faults:
        raise InputError(faults)
    return {one: int(held[row.key].pk) for row, one in zip(rows, wanted, strict=True)}


def _held(keys: list[str]) -> dict[str, Factor]:
    held: dict[str, Any] = {}
    for first in range(0, len(keys), _CHUNK):
        part = Factor.objects.filter(key__in=keys[first : first + _CHUNK])
        held |= {row.key: row for row in part.select_related("source")}
    return held


def _changed(one: factor.Factor, held: factor.Factor) -> Fault:
    was = f"{held.total:g} kgCO2e/{held.unit}"
    return Fault(
        f"the factor {held.key} as it was first used: {was}",
        f"{one.total:g} kgCO2e/{one.unit}",
        "A factor in use never changes: give the corrected one another version.",
        column="factor",
    )
