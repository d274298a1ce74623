"""The Django application ``inventory``: the pages of a territory's accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "trajectoire.web.inventory"
    label = "inventory"
    verbose_name = _("Inventaire")
    default_auto_field = "django.db.models.BigAutoField"
