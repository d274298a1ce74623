"""The ledger's tables: runs, and entries and choices that are added, never changed.

Entries of one cell from one origin form a chain: revision 0, 1, 2… The pair (chain,
revision) is unique, so that two writers who meet on a cell cannot both be right; the
database itself refuses to change or delete an entry (see migration 0002). Where
several origins speak of one cell, choices say which one is read, and form a chain too.

Most entries are never superseded: the indexes of corrections, derivations and runs hold
only the entries that have one (decision 15), that of silences those without figure.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import VALUED, CellState
from trajectoire.core.quantity import Quantity
from trajectoire.web.ledger.dimensions import (
    Definition,
    Method,
    Sector,
    Source,
    Territory,
)
from trajectoire.web.ledger.factors import Factor

APPEND_ONLY = (
    "The ledger is append-only: nothing in it is changed nor deleted. "
    "Record a corrected figure: it supersedes the earlier one."
)


class Run(models.Model):
    """A computation of an instrument: what it was asked, how far it is, its answer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")
        INTERRUPTED = "interrupted", _("interrompu")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    configuration_hash = models.CharField(max_length=64, blank=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, related_name="runs"
    )
    status = models.CharField(
        max_length=16, choices=Status.choices, default=Status.WAITING
    )
    progress = models.FloatField(default=0.0)
    step = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    started = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)
    folder = models.TextField(blank=True)
    published = models.BooleanField(default=True)

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["territory", "instrument", "-created"])]

    def __str__(self) -> str:
        return f"{self.instrument} {self.id}"


class AppendOnly(models.QuerySet[models.Model]):
    """Rows that can be read and added: nothing else."""

    def update(self, **_values: object) -> int:
        raise LedgerConflict(APPEND_ONLY)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise LedgerConflict(APPEND_ONLY)


class Entry(models.Model):
    """What one origin says of one cell, until a later entry supersedes it."""

    chain = models.UUIDField()
    revision = models.PositiveIntegerField(default=0)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="+"
    )

    definition = models.ForeignKey(Definition, models.PROTECT, db_index=False)
    territory = models.ForeignKey(Territory, models.PROTECT, db_index=False)
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False)
    start = models.DateTimeField()
    end = models.DateTimeField()
    year = models.PositiveSmallIntegerField(null=True)  # that the period is, or none

    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in CellState]
    )
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=64, blank=True)
    uncertainty = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    law = models.CharField(max_length=16, default="normal")
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)

    source = models.ForeignKey(Source, models.PROTECT, db_index=False)
    method = models.ForeignKey(Method, models.PROTECT, db_index=False)
    activity = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="emissions"
    )
    factor = models.ForeignKey(
        Factor, models.PROTECT, null=True, db_index=False, related_name="emissions"
    )
    run = models.ForeignKey(
        Run, models.PROTECT, null=True, db_index=False, related_name="entries"
    )
    author = models.CharField(max_length=64, blank=True)
    recorded = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(
                fields=["territory", "year", "definition", "sector", "start"],
                name="ledger_entry_by_cell",
            ),
            models.Index(
                fields=["chain", "revision"],
                condition=Q(supersedes__isnull=False),
                name="ledger_entry_corrections",
            ),
            models.Index(
                fields=["territory", "state"],
                condition=Q(value__isnull=True),
                name="ledger_entry_silences",
            ),
            models.Index(
                fields=["activity"],
                condition=Q(activity__isnull=False),
                name="ledger_entry_derived",
            ),
            models.Index(
                fields=["factor"],
                condition=Q(factor__isnull=False),
                name="ledger_entry_by_factor",
            ),
            models.Index(
                fields=["run"],
                condition=Q(run__isnull=False),
                name="ledger_entry_by_run",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "revision"], name="ledger_entry_one_chain"
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="ledger_entry_superseded_once",
            ),
            models.CheckConstraint(
                condition=Q(activity=None, factor=None)
                | Q(activity__isnull=False, factor__isnull=False),
                name="ledger_entry_derivation",
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="ledger_entry_goes_forward"
            ),
            models.CheckConstraint(
                condition=Q(revision=0, supersedes=None)
                | Q(revision__gt=0, supersedes__isnull=False),
                name="ledger_entry_supersedes",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=sorted(s.value for s in VALUED), value__isnull=False
                )
                | (
                    ~Q(state__in=sorted(s.value for s in VALUED))
                    & Q(value__isnull=True)
                ),
                name="ledger_entry_state_and_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.territory} {self.start:%Y-%m-%d}"

    def quantity(self) -> Quantity | None:
        """Give the number with its unit and uncertainty; None when there is none."""
        if self.value is None:
            return None
        interval = None
        if self.low is not None and self.high is not None:
            interval = (self.low, self.high)
        return Quantity(
            self.value, self.unit, self.uncertainty, interval, self.reason, self.law
        )

    def bounds(self) -> tuple[float, float] | None:
        """Give the central 90 %, as the core does; None when it is not known."""
        quantity = self.quantity()
        return None if quantity is None else quantity.bounds()

    def save(self, *args: object, **options: object) -> None:
        if not self._state.adding:
            raise LedgerConflict(APPEND_ONLY)
        super().save(*args, **options)

    def delete(self, *_args: object, **_options: object) -> tuple[int, dict[str, int]]:
        raise LedgerConflict(APPEND_ONLY)


class Choice(models.Model):
    """Which source is read for a cell, and why, until a later choice; none: no more."""

    cell = models.UUIDField()
    revision = models.PositiveIntegerField(default=0)

    definition = models.ForeignKey(Definition, models.PROTECT, db_index=False)
    territory = models.ForeignKey(Territory, models.PROTECT, db_index=False)
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False)
    start = models.DateTimeField()
    end = models.DateTimeField()

    source = models.ForeignKey(Source, models.PROTECT, null=True, db_index=False)
    chain = models.UUIDField(null=True)
    reason = models.TextField()
    author = models.CharField(max_length=64, blank=True)
    recorded = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["territory", "cell", "revision"], name="ledger_choice_by_place"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "revision"], name="ledger_choice_one_chain"
            ),
            models.CheckConstraint(
                condition=Q(source=None, chain=None)
                | Q(source__isnull=False, chain__isnull=False),
                name="ledger_choice_of_a_chain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source or '∅'}: {self.definition} {self.territory}"

    def chooses(self, source: Source) -> bool:
        """Tell whether a source is the one chosen, in whichever edition."""
        chosen = self.source
        if chosen is None:
            return False
        return (chosen.publisher, chosen.title) == (source.publisher, source.title)

    def save(self, *args: object, **options: object) -> None:
        if not self._state.adding:
            raise LedgerConflict(APPEND_ONLY)
        super().save(*args, **options)

    def delete(self, *_args: object, **_options: object) -> tuple[int, dict[str, int]]:
        raise LedgerConflict(APPEND_ONLY)
