"""Addresses of what can be taken away, under ``/donnees/``."""

from django.urls import path

from trajectoire.web.opendata import views

app_name = "opendata"
_FIGURES = "donnees/<slug:kind>/<slug:code>/"
urlpatterns = [
    path("donnees/schema/chiffres.json", views.schema, name="schema"),
    path("donnees/catalogue.<slug:name>", views.dcat, name="catalogue"),
    path(f"{_FIGURES}chiffres.<slug:name>", views.figures, name="figures"),
    path(f"{_FIGURES}datapackage.json", views.package, name="package"),
]
