"""Addresses of factors, under ``/facteurs/``."""

from django.urls import path, re_path

from trajectoire.web.factors import entry_views, views

app_name = "factors"
_FACTOR = (
    r"^facteurs/(?P<table>[a-z0-9-]{1,64})/(?P<version>[0-9.]{1,32})/"
    r"(?P<line>[A-Za-z0-9-]{1,64})/$"
)
urlpatterns = [
    path("facteurs/", views.search_page, name="search"),
    path("facteurs/versions/", views.load_page, name="load"),
    path(
        "territoires/<slug:code>/mesurer/inventaire/activite/",
        entry_views.activity,
        name="activity",
    ),
    re_path(_FACTOR, views.page, name="factor"),
]
