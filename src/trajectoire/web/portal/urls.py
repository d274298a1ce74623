"""Addresses of territories, under ``/territoires/``."""

from django.urls import path

from trajectoire.web.portal import views

app_name = "territories"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("<slug:code>/", views.territory, name="territory"),
]
