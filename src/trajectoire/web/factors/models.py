"""The library of factors: editions of tables, and lines that are added, never changed.

What an account has used is kept in the ledger besides (``ledger.Factor``): the library
may be emptied and loaded again without any account noticing.
"""

from django.db import models
from django.utils import timezone

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.factor import Factor
from trajectoire.core.source import Source
from trajectoire.sources.base_carbone_factor import COVERAGE

IMMUTABLE = (
    "A factor of a version is never changed nor deleted. Load a newer version: it "
    "supersedes this one, and old accounts keep theirs."
)


class LineQuerySet(models.QuerySet["Line"]):
    """Lines can be read and added: nothing else."""

    def update(self, **_values: object) -> int:
        raise LedgerConflict(IMMUTABLE)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise LedgerConflict(IMMUTABLE)


class Edition(models.Model):
    """A version of a table of factors, and how its loading went."""

    table = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    order = models.CharField(max_length=64)  # its numbers, so that 9.2 precedes 10.0
    publisher = models.TextField()
    title = models.TextField()
    licence = models.TextField()
    published = models.DateField(null=True)
    address = models.TextField(blank=True)
    potentials = models.CharField(max_length=8)
    loaded = models.DateTimeField(default=timezone.now, editable=False)
    loaded_by = models.CharField(max_length=64, blank=True)
    shipped = models.BooleanField(default=False)
    refused = models.JSONField(default=list)

    class Meta:
        ordering = ["table", "-order"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "version"], name="factors_one_edition"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def source(self) -> Source:
        """Give the same edition as the core names a source."""
        return Source(
            self.publisher, self.title, self.licence, self.published, self.address
        )


class Line(models.Model):
    """A factor, or one item of it, as an edition has it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="lines")
    line = models.CharField(max_length=64)
    element = models.CharField(max_length=64)
    is_item = models.BooleanField()
    current = models.BooleanField()
    status = models.TextField()
    nature = models.TextField()
    name_fr = models.TextField()
    name_en = models.TextField()
    item_fr = models.TextField(blank=True)
    item_en = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True)  # the last one that it names
    folded = models.TextField()
    unit = models.TextField(blank=True)
    written_unit = models.TextField(blank=True)
    root = models.TextField()
    category = models.TextField()
    region = models.TextField()
    locality_fr = models.TextField(blank=True)
    locality_en = models.TextField(blank=True)
    total = models.FloatField()
    gases = models.JSONField(default=list)
    uncertainty = models.FloatField(null=True)
    contributor = models.TextField(blank=True)
    origin = models.TextField(blank=True)
    programme = models.TextField(blank=True)
    modified = models.DateField(null=True)
    validity = models.TextField(blank=True)
    comment_fr = models.TextField(blank=True)
    comment_en = models.TextField(blank=True)
    row = models.PositiveIntegerField()

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "line"], name="factors_one_line")
        ]
        indexes = [
            models.Index(fields=["element"], name="factors_by_element"),
        ]

    def __str__(self) -> str:
        return self.name_fr

    @property
    def usable(self) -> bool:
        """Whether it is a factor: a datum, as a share, multiplies nothing."""
        return bool(self.unit)

    @property
    def relative(self) -> float | None:
        """Relative standard uncertainty, k = 1; None where none is stated."""
        return None if self.uncertainty is None else self.uncertainty / 100 / COVERAGE

    def factor(self) -> Factor:
        """Give the factor of the core, ready to multiply an activity."""
        edition = self.edition
        return Factor(
            table=edition.table,
            version=edition.version,
            identifier=self.line,
            name=self.name_fr,
            unit=self.unit,
            total=self.total,
            gases=tuple((str(gas), float(value)) for gas, value in self.gases),
            potentials=edition.potentials,
            uncertainty=self.relative,
            source=edition.source(),
        )

    def save(self, *args: object, **options: object) -> None:
        if not self._state.adding:
            raise LedgerConflict(IMMUTABLE)
        super().save(*args, **options)

    def delete(self, *_args: object, **_options: object) -> tuple[int, dict[str, int]]:
        raise LedgerConflict(IMMUTABLE)
