"""Addresses of imports, in the space of agents."""

from django.urls import path

from trajectoire.web.imports import describing, views

app_name = "imports"
_ONE = "<uuid:number>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("nouveau/", views.new, name="new"),
    path(_ONE, views.page, name="page"),
    path(f"{_ONE}etat/", views.state, name="state"),
    path(f"{_ONE}colonnes/", describing.columns, name="columns"),
    path(f"{_ONE}colonnes/<int:group>/", describing.column, name="column"),
    path(f"{_ONE}feuille/", describing.sheet, name="sheet"),
    path(f"{_ONE}fautes/", views.faults, name="faults"),
    path(f"{_ONE}fautes.csv", views.faults_csv, name="faults_csv"),
    path(f"{_ONE}appliquer/", views.apply, name="apply"),
    path(f"{_ONE}annuler/", views.undo, name="undo"),
    path(f"{_ONE}reprendre/", views.again, name="again"),
    path(f"{_ONE}jeter/", views.discard, name="discard"),
]
