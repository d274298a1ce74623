"""Imports: a table that someone brings to the ledger, and how tables like it are read.

An import passes through states; a conditional change of state is what makes one of two
tasks the one that works. Each start has a number (``attempt``): a task that was given
up for dead, and wakes up later, finds another number and leaves everything as it is.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trajectoire.core.source import Source
from trajectoire.core.territory import KINDS, Territory
from trajectoire.web.ledger.models import Run


class Import(models.Model):
    """A table for a territory, from its file to what it wrote in the ledger."""

    class State(models.TextChoices):
        READING = "reading", _("lecture en cours")
        UNREADABLE = "unreadable", _("illisible")
        TO_DESCRIBE = "to_describe", _("à décrire")
        CHECKING = "checking", _("vérification en cours")
        TO_CORRECT = "to_correct", _("à corriger")
        READY = "ready", _("prêt à appliquer")
        OVERTAKEN = "overtaken", _("à vérifier de nouveau")
        APPLYING = "applying", _("écriture en cours")
        DONE = "done", _("appliqué")
        UNDOING = "undoing", _("annulation en cours")
        UNDONE = "undone", _("annulé")

    UNDER_WAY = (State.READING, State.CHECKING, State.APPLYING, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    territory_code = models.CharField(max_length=32)
    territory_kind = models.CharField(
        max_length=16, choices=[(kind, kind) for kind in KINDS]
    )
    territory_name = models.CharField(max_length=200)
    territory_vintage = models.PositiveIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="imports"
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    pasted = models.BooleanField(default=False)
    sheet = models.CharField(max_length=200, blank=True)

    publisher = models.CharField(_("qui publie ces chiffres"), max_length=200)
    title = models.CharField(_("titre de la source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=200)
    published = models.DateField(_("date de publication"), null=True, blank=True)
    address = models.CharField(_("adresse"), max_length=500, blank=True)

    state = models.CharField(
        max_length=16, choices=State.choices, default=State.READING
    )
    attempt = models.PositiveIntegerField(default=0)
    stopped = models.BooleanField(default=False)  # its worker was lost on the way
    message = models.TextField(blank=True)
    described = models.BooleanField(default=False)  # its mapping came with it
    at_once = models.BooleanField(default=False)  # apply as soon as nothing is wrong

    fingerprint = models.CharField(max_length=64, blank=True)
    proposal = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)

    run = models.OneToOneField(Run, models.PROTECT, null=True, related_name="imported")
    applied = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["territory_kind", "territory_code"])]

    def __str__(self) -> str:
        return self.name

    @property
    def territory(self) -> Territory:
        """Where: a value of the core."""
        return Territory(
            self.territory_code,
            self.territory_kind,
            self.territory_name,
            self.territory_vintage,
        )

    @property
    def source(self) -> Source:
        """Who says these figures: a value of the core."""
        return Source(
            self.publisher, self.title, self.licence, self.published, self.address
        )

    @property
    def mapping_for_others(self) -> dict[str, Any]:
        """Its mapping without decimal mark: each table shows its own, or is asked."""
        choices = self.mapping.get("choices", {}) | {"decimal": ""}
        return self.mapping | {"choices": choices}

    @property
    def under_way(self) -> bool:
        """Whether a task works on it, or is about to."""
        return self.state in self.UNDER_WAY and not self.stopped


class RememberedMapping(models.Model):
    """How the last table of this shape was read for a territory."""

    territory_kind = models.CharField(max_length=16)
    territory_code = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    updated = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory_kind", "territory_code", "fingerprint"],
                name="imports_one_mapping_per_shape",
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory_kind} {self.territory_code} {self.fingerprint[:8]}"

    @classmethod
    def of(cls, one: Import) -> dict[str, Any]:
        """Give how tables like that of an import were read; empty when none was."""
        found = cls.objects.filter(**cls.key(one)).first()
        return {} if found is None else dict(found.mapping)

    @classmethod
    def keep(cls, one: Import) -> None:
        """Remember how the table of an import is read."""
        values = {"mapping": one.mapping_for_others, "updated": timezone.now()}
        cls.objects.update_or_create(**cls.key(one), defaults=values)

    @staticmethod
    def key(one: Import) -> dict[str, str]:
        """Give what makes two tables alike: their territory and their shape."""
        return {
            "territory_kind": one.territory_kind,
            "territory_code": one.territory_code,
            "fingerprint": one.fingerprint,
        }
