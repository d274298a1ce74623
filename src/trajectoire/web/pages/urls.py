"""Addresses of the pages that belong to no territory."""

from django.urls import path

from trajectoire.web.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("comprendre/", views.understand, name="understand"),
    path("comprendre/formats/", views.formats, name="formats"),
    path("comprendre/<slug:name>/", views.method, name="method"),
    path("donnees/", views.data, name="data"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("code-source/", views.source, name="source"),
]
