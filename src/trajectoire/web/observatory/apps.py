"""The Django application ``observatory``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    name = "trajectoire.web.observatory"
    label = "observatory"
    verbose_name = _("Observatoire")
    default_auto_field = "django.db.models.BigAutoField"
