"""Addresses of the accounts of a territory."""

from django.urls import path

from trajectoire.web.inventory import beside, cells, frameworks, views

app_name = "inventory"
_PAGE = "territoires/<slug:code>/mesurer/inventaire/"
urlpatterns = [
    path(_PAGE, views.inventory, name="inventory"),
    path(f"{_PAGE}chiffres.csv", views.download, name="download"),
    path(f"{_PAGE}image/<slug:name>.svg", views.picture, name="picture"),
    path(f"{_PAGE}case/", cells.cell, name="cell"),
    path(f"{_PAGE}comparer/", beside.compare, name="compare"),
    path(f"{_PAGE}mesure/", beside.measured, name="measured"),
    path(f"{_PAGE}pcaet/", frameworks.pcaet_page, name="pcaet"),
    path(f"{_PAGE}gpc/", frameworks.gpc_page, name="gpc"),
    path(f"{_PAGE}gpc/ciris.xlsx", frameworks.ciris_book, name="ciris"),
    path(f"{_PAGE}beges/", frameworks.beges_page, name="beges"),
    path(
        f"{_PAGE}rapprochement/", frameworks.reconciliation_page, name="reconciliation"
    ),
]
