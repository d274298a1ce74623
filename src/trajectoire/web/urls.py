"""The map of the site."""

from django.urls import include, path

from trajectoire.web.api import api
from trajectoire.web.documentation import documentation
from trajectoire.web.health import health

handler400 = "trajectoire.web.refusals.bad_request"
handler404 = "trajectoire.web.refusals.not_found"
urlpatterns = [
    path("sante", health, name="health"),
    path("api/", documentation, name="documentation"),
    path("api/v1/", api.urls),
    path("langue/", include("django.conf.urls.i18n")),
    path("compte/", include("trajectoire.web.accounts.urls")),
    path("territoires/", include("trajectoire.web.additions.urls")),
    path("territoires/", include("trajectoire.web.portal.urls")),
    path("espace/imports/", include("trajectoire.web.imports.urls")),
    path("", include("trajectoire.web.factors.urls")),
    path("", include("trajectoire.web.inventory.urls")),
    path("", include("trajectoire.web.observatory.urls")),
    path("", include("trajectoire.web.opendata.urls")),
    path("", include("trajectoire.web.pages.urls")),
]
