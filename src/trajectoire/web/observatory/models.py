"""Dossiers: the files that someone brings to the observatory, and their runs."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trajectoire.core.territory import KINDS, Territory
from trajectoire.web.ledger.models import Run


def this_year() -> int:
    """Give the year of the official geographic code in use."""
    return timezone.now().year


class Dossier(models.Model):
    """A territory's files, brought together for a run of the observatory."""

    class State(models.TextChoices):
        OPEN = "open", _("à compléter")
        RUNNING = "running", _("calcul en cours")
        DONE = "done", _("résultat disponible")
        FAILED = "failed", _("calcul échoué")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("titre"), max_length=200)
    territory_code = models.CharField(_("code du territoire"), max_length=32)
    territory_kind = models.CharField(
        _("nature du territoire"),
        max_length=16,
        choices=[(kind, kind) for kind in KINDS],
    )
    territory_name = models.CharField(_("nom du territoire"), max_length=200)
    territory_vintage = models.PositiveIntegerField(
        _("millésime du code"), default=this_year
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="dossiers",
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    configuration = models.TextField(blank=True)
    run = models.ForeignKey(
        Run, models.SET_NULL, null=True, blank=True, related_name="dossiers"
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["territory_kind", "territory_code"])]

    def __str__(self) -> str:
        return self.title

    @property
    def territory(self) -> Territory:
        """Where: a value of the core."""
        return Territory(
            self.territory_code,
            self.territory_kind,
            self.territory_name,
            self.territory_vintage,
        )


class DossierFile(models.Model):
    """A file of a dossier, with what its examination says of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à examiner")
        CHECKED = "checked", _("lu")
        FAULTY = "faulty", _("à corriger")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=160, editable=False)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=16, choices=State.choices, default=State.WAITING
    )
    examination = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "sha256"], name="dossier_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
