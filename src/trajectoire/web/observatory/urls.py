"""Addresses of the observatory: what everybody reads, and the space of agents."""

from django.urls import path

from trajectoire.web.observatory import publishing, space, views

app_name = "observatory"
_PAGE = "territoires/<slug:code>/mesurer/atmosphere/"
_DOSSIER = "espace/<uuid:number>/"
urlpatterns = [
    path(_PAGE, views.atmosphere, name="atmosphere"),
    path(f"{_PAGE}carte.geojson", views.live_map, name="map"),
    path(f"{_PAGE}courbe.svg", views.curve_svg, name="curve"),
    path(f"{_PAGE}fichiers/<str:name>", views.download, name="download"),
    path("espace/", space.space, name="space"),
    path("espace/nouveau/", space.new, name="new"),
    path(_DOSSIER, space.dossier, name="dossier"),
    path(f"{_DOSSIER}etat/", space.state, name="state"),
    path(f"{_DOSSIER}fichiers/", space.bring, name="bring"),
    path(f"{_DOSSIER}fichiers/<uuid:file>/retirer/", space.take_out, name="take_out"),
    path(
        f"{_DOSSIER}fichiers/<uuid:file>/description/", space.describe, name="describe"
    ),
    path(f"{_DOSSIER}calculer/", space.run, name="run"),
    path(f"{_DOSSIER}reprendre/", space.run_again, name="run_again"),
    path(f"{_DOSSIER}publier/", publishing.publish, name="publish"),
    path(f"{_DOSSIER}depublier/", publishing.withdraw, name="withdraw"),
    path(f"{_DOSSIER}supprimer/", space.delete, name="delete"),
]
