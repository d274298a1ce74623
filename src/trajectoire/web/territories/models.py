"""Territories of one's own: cities of other countries, organisations."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.outlines import Outline


class OwnTerritory(models.Model):
    """A territory that no official list of the country holds."""

    class Kind(models.TextChoices):
        CITY = "city", _("ville ou territoire d’un autre pays")
        ORGANISATION = "organisation", _("organisation")

    code = models.SlugField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("nature"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("nom"), max_length=200)
    vintage = models.PositiveSmallIntegerField(_("année du découpage"))
    country = models.CharField(_("pays"), max_length=2, blank=True)
    population = models.PositiveBigIntegerField(_("habitants"), null=True, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    attached_kind = models.CharField(max_length=16, blank=True)
    attached_code = models.CharField(max_length=32, blank=True)
    outline_path = models.TextField(blank=True)
    outline_step = models.FloatField(default=0.0)
    outline_source = models.TextField(blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("territoire ajouté")
        verbose_name_plural = _("territoires ajoutés")

    def __str__(self) -> str:
        return self.name

    def territory(self) -> Territory:
        """Give the same place as the core and the ledger name it."""
        return Territory(self.code, self.kind, self.name, self.vintage)

    @property
    def outline(self) -> Outline | None:
        """The outline that was drawn; None where there is none."""
        if not self.outline_path:
            return None
        source = Source(**json.loads(self.outline_source))
        return Outline(self.outline_path, self.outline_step, source)

    def redraw(self, outline: Outline, area: float) -> None:
        """Take another outline; the row is not saved."""
        who = outline.source
        said: dict[str, Any] = {
            "publisher": who.publisher,
            "title": who.title,
            "licence": who.licence,
            "address": who.address,
        }
        self.outline_path, self.outline_step = outline.path, outline.step
        self.outline_source = json.dumps(said, ensure_ascii=False)
        self.area_km2 = area
