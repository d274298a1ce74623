"""The library of emission factors."""

from django.apps import AppConfig


class FactorsConfig(AppConfig):
    """Tables of factors by version, search, pages, entry of activities."""

    name = "trajectoire.web.factors"
    label = "factors"
