"""Addresses of the application ``territories``."""

from django.urls import URLPattern, URLResolver

app_name = "territories"
urlpatterns: list[URLPattern | URLResolver] = []
