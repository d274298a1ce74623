"""The Django application ``typography``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TypographyConfig(AppConfig):
    name = "trajectoire.web.typography"
    label = "typography"
    verbose_name = _("Typographie")
