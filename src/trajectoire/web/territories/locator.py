"""The small map that says where a territory is, and the sentence that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from trajectoire.core.source import Source
from trajectoire.sources.communes import places
from trajectoire.sources.communes_kept import KeptTerritories
from trajectoire.sources.communes_place import Place
from trajectoire.sources.communes_tables import COUNTRY
from trajectoire.sources.outlines import Box, Outline, around, outlines
from trajectoire.web.territories.directory import Spot

_SIDE = 300.0  # pixels of the longer side of a map
_MARGIN = 6.0  # pixels
_OVERSEAS = {"drom", "com"}  # far from the others: drawn alone


@dataclass(frozen=True)
class Drawn:
    """An outline, and how its steps become pixels.

    Parameters
    ----------
    path
        The ``d`` of the path. [-]
    transform
        Of the drawing: latitude becomes height. [-]

    """

    path: str
    transform: str


@dataclass(frozen=True)
class Locator:
    """A map ready to be drawn.

    Parameters
    ----------
    width, height
        Of the drawing. [pixel]
    ground
        What surrounds the territory. [-]
    marked
        The territory, or the département where it is. [-]
    words
        The sentence that says the same. [-]
    sources
        Who drew the outlines. [-]

    """

    width: float
    height: float
    ground: tuple[Drawn, ...]
    marked: tuple[Drawn, ...]
    words: str
    sources: tuple[Source, ...]


def locator(spot: Spot) -> Locator | None:
    """Draw where a territory is.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    locator
        None when no outline shows it. [-]

    """
    if spot.own is not None:
        own = spot.own.outline
        said = _("Contour de ce territoire\u00a0: %(shown)s.") % {"shown": spot.name}
        return _drawn((), (own,), said) if own else None
    departement = places().departement(spot.code)
    if spot.kind in ("commune", "epci") and departement is not None:
        exact = _exact(spot)
        if exact:
            whole = _kept().outline(departement.code)
            whole = whole or outlines().get(departement.code)
            ground = (whole,) if whole else ()
            names = {"name": spot.name, "shown": departement.name}
            said = _("Carte du département (%(shown)s). En plein\u00a0: %(name)s.")
            return _drawn(ground, exact, said % names)
    return _generalised(spot, departement)


def _kept() -> KeptTerritories:
    return KeptTerritories(Path(settings.TRAJECTOIRE_HOME))


def _exact(spot: Spot) -> tuple[Outline, ...]:
    """Give the official outline of a territory, or those of all its communes."""
    kept = _kept()
    whole = kept.outline(spot.code)
    if whole is not None:
        return (whole,)
    parts = [kept.outline(place.code) for place in spot.members()]
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else ()


def _generalised(spot: Spot, departement: Place | None) -> Locator | None:
    """Mark on the map of the country the département or the région."""
    shown = spot.place if spot.kind in ("region", "country") else departement
    if shown is None:
        return None
    known = outlines()
    codes = _metropolitan() if shown.kind == "country" else (shown.code,)
    marked = [known[code] for code in codes if code in known]
    if not marked:
        return None
    names = {"name": spot.name, "shown": shown.name}
    if shown.kind == "country":
        return _drawn((), marked, _("Carte de la France métropolitaine."))
    if _is_far(shown.code):
        said = _("Contour de ce territoire\u00a0: %(shown)s.")
        return _drawn((), marked, said % names)
    if shown.code == spot.code:
        said = _("Carte de France. En plein\u00a0: %(shown)s.")
    else:
        said = _(
            "Carte de France. En plein\u00a0: le département où se trouve %(name)s "
            "(%(shown)s)."
        )
    return _drawn([known[code] for code in _metropolitan()], marked, said % names)


def _is_far(code: str) -> bool:
    place = places().successor(code)
    inside = places().members("region", code) or ((place,) if place else ())
    return any(member.nature in _OVERSEAS for member in inside)


def _metropolitan() -> tuple[str, ...]:
    regions = places().members("country", COUNTRY)
    return tuple(r.code for r in regions if r.kind == "region" and not _is_far(r.code))


def _drawn(ground: Iterable[Outline], marked: Iterable[Outline], words: str) -> Locator:
    below, above = tuple(ground), tuple(marked)
    box = around((*below, *above))
    scale, narrow = _scale(box)
    width = (box[2] - box[0]) * scale * narrow + 2 * _MARGIN
    height = (box[3] - box[1]) * scale + 2 * _MARGIN

    def placed(outline: Outline) -> Drawn:
        east, north = scale * narrow * outline.step, -scale * outline.step
        x = _MARGIN - box[0] * scale * narrow
        y = _MARGIN + box[3] * scale
        matrix = f"matrix({east:.6g} 0 0 {north:.6g} {x:.2f} {y:.2f})"
        return Drawn(outline.path, matrix)

    return Locator(
        round(width),
        round(height),
        tuple(placed(one) for one in below),
        tuple(placed(one) for one in above),
        words,
        tuple(dict.fromkeys(one.source for one in (*above, *below))),
    )


def _scale(box: Box) -> tuple[float, float]:
    """Give pixels per degree of latitude, and how much shorter those of longitude are.

    Equirectangular projection, true along the middle parallel of the map.
    """
    west, south, east, north = box
    narrow = cos(radians((south + north) / 2))
    longest = max((east - west) * narrow, north - south)
    return (_SIDE - 2 * _MARGIN) / longest, narrow
