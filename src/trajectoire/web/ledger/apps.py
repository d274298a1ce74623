"""The Django application ``ledger``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "trajectoire.web.ledger"
    label = "ledger"
    verbose_name = _("Registre")
    default_auto_field = "django.db.models.BigAutoField"
