"""Addresses of the observatory: what everybody reads, and the space of agents."""

from django.urls import path

from trajectoire.web.observatory import views

app_name = "observatory"
_PAGE = "territoires/<slug:code>/mesurer/atmosphere/"
urlpatterns = [
    path(_PAGE, views.atmosphere, name="atmosphere"),
    path(f"{_PAGE}carte.geojson", views.live_map, name="map"),
    path(f"{_PAGE}courbe.svg", views.curve_svg, name="curve"),
    path(f"{_PAGE}fichiers/<str:name>", views.download, name="download"),
    path("espace/", views.space, name="space"),
]
