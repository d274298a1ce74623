"""Addresses of territories, under ``/territoires/``."""

from django.urls import path

from trajectoire.web.territories import own, views

app_name = "territories"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("nouveau/", own.new, name="new"),
    path("<slug:code>/", views.territory, name="territory"),
    path("<slug:code>/contour/", own.redraw, name="redraw"),
]
