"""What each kind of file can be used for in a run, and what is proposed first."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from trajectoire.sources import beacon, curtains, fluxes, identify, obspack, stilt, tno
from trajectoire.web.observatory.configuration import sector_codes
from trajectoire.web.observatory.models import DossierFile

OBSERVATIONS, FLUX = "observations-", "flux-"
_REFERENCE, _MID, _LOW = (
    f"{OBSERVATIONS}{c}" for c in ("reference", "mid-cost", "low-cost")
)
_ANY_FLUX = f"{FLUX}*"
# The first is proposed; an empty one proposes nothing.
_USES: dict[str, tuple[str, ...]] = {
    identify.ICOS_ATC: (_REFERENCE, _MID, _LOW),
    identify.ICOS_TEXT: (_REFERENCE, _MID, _LOW),
    obspack.KIND: (_REFERENCE, _MID, _LOW),
    identify.ICOS_CITIES: (_MID, _REFERENCE, _LOW),
    identify.TABLE: (_MID, _REFERENCE, _LOW),
    beacon.RECEPTORS: (_LOW, _MID, _REFERENCE),
    beacon.TABLE: (_LOW, _MID, _REFERENCE),
    beacon.BACKGROUND: ("background",),
    identify.WEATHER: ("weather",),
    identify.INVENTORY: ("emissions",),
    identify.GEOPACKAGE: ("zones",),
    identify.GEOJSON: ("zones",),
    stilt.KIND: ("footprints",),
    identify.FOOTPRINT_ACRG: ("footprints",),
    fluxes.KIND: ("", _ANY_FLUX),
    tno.KIND: ("", _ANY_FLUX),
    # Read, and used by a description of a run, not by this form:
    identify.TOWER: (),
    curtains.KIND: (),
    identify.COLUMN_MAP: (),
    identify.RUN_DESCRIPTION: (),
}


def uses(kind: str) -> list[tuple[str, Any]]:
    """List what a file can be used for.

    Parameters
    ----------
    kind
        Its format, as the examination names it. [-]

    Returns
    -------
    choices
        Grouped, for a field; all of them for a format that is not known. [-]

    """
    allowed = _USES.get(kind)
    groups = [("", _("ne pas utiliser"))]
    for name, members in _all():
        kept = [(use, words) for use, words in members if _fits(use, allowed)]
        if kept:
            groups.append((name, kept))
    return groups


def is_usable(kind: str) -> bool:
    """Tell whether the form can use a kind of file.

    Parameters
    ----------
    kind
        Its format. [-]

    Returns
    -------
    usable
        False for what only helps others to be read. [-]

    """
    return _USES.get(kind) != ()


def guess(kind: str) -> str:
    """Propose what a file is for.

    Parameters
    ----------
    kind
        Its format. [-]

    Returns
    -------
    use
        Empty where nothing can be proposed. [-]

    """
    return next(iter(_USES.get(kind, ())), "")


def span(files: Iterable[DossierFile]) -> tuple[date, int] | None:
    """Give the days that the observations of a dossier cover.

    Parameters
    ----------
    files
        Examined. [-]

    Returns
    -------
    span
        First day, and how many; None where no file says. [-]

    """
    days = sorted(
        date.fromisoformat(content[end][:10])
        for file in files
        if guess(str(file.examination.get("kind", ""))).startswith(OBSERVATIONS)
        for content in file.examination.get("contents", ())
        for end in ("first", "last")
    )
    return (days[0], (days[-1] - days[0]).days + 1) if days else None


def _fits(use: str, allowed: tuple[str, ...] | None) -> bool:
    if allowed is None or use in allowed:
        return True
    return use.startswith(FLUX) and _ANY_FLUX in allowed


def _all() -> list[tuple[Any, list[tuple[str, Any]]]]:
    sensors = [
        (_REFERENCE, _("mesures, analyseur de référence")),
        (_MID, _("mesures, capteurs de coût moyen")),
        (_LOW, _("mesures, capteurs à bas coût")),
    ]
    air = [
        ("footprints", _("empreintes des masses d’air")),
        ("weather", _("météo\u00a0: vent et hauteur de mélange")),
        ("background", _("CO2 de fond, hors de la ville")),
    ]
    declared = [
        ("zones", _("contour des zones")),
        ("emissions", _("inventaire par zone et par secteur")),
        *(
            (f"{FLUX}{code}", f"{_('carte des émissions')}, {code}")
            for code in sector_codes()
        ),
    ]
    return [
        (_("Mesures"), sensors),
        (_("Trajet de l’air"), air),
        (_("Émissions déclarées"), declared),
    ]
