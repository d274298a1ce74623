"""Addresses under ``/territoires/`` where territories of one's own are added."""

from django.urls import path

from trajectoire.web.additions import views

app_name = "additions"
urlpatterns = [
    path("nouveau/", views.new, name="new"),
    path("<slug:code>/contour/", views.redraw, name="redraw"),
]
