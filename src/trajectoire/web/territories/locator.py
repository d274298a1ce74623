"""The small map that says where a territory is, and the sentence that says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from django.utils.translation import gettext as _

from trajectoire.core.source import Source
from trajectoire.sources.communes import places
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
    source
        Who drew the outlines. [-]

    """

    width: float
    height: float
    ground: tuple[Drawn, ...]
    marked: tuple[Drawn, ...]
    words: str
    source: Source


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
    known = outlines()
    codes, words = _shown(spot)
    marked = [known[code] for code in codes if code in known]
    if not marked:
        return None
    far = _is_far(codes[0])
    ground = [] if far else [known[code] for code in _metropolitan()]
    return _drawn(ground, marked, words)


def _shown(spot: Spot) -> tuple[list[str], str]:
    """Say which outlines stand for a territory, and in words what they show."""
    if spot.kind == "country":
        return list(_metropolitan()), _("Carte de la France métropolitaine.")
    shown = spot.place if spot.kind == "region" else places().departement(spot.code)
    if shown is None:
        return [], ""
    if _is_far(shown.code):
        said = _("Contour de ce territoire\u00a0: %(shown)s.")
    elif shown.code == spot.code:
        said = _("Carte de France. En plein\u00a0: %(shown)s.")
    else:
        said = _(
            "Carte de France. En plein\u00a0: le département où se trouve %(name)s "
            "(%(shown)s)."
        )
    return [shown.code], said % {"name": spot.name, "shown": shown.name}


def _is_far(code: str) -> bool:
    place = places().successor(code)
    inside = places().members("region", code) or ((place,) if place else ())
    return any(member.nature in _OVERSEAS for member in inside)


def _metropolitan() -> tuple[str, ...]:
    regions = places().members("country", COUNTRY)
    return tuple(r.code for r in regions if r.kind == "region" and not _is_far(r.code))


def _drawn(ground: Iterable[Outline], marked: Iterable[Outline], words: str) -> Locator:
    below, above = tuple(ground), tuple(marked)
    box = around(below or above)
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
        above[0].source,
    )


def _scale(box: Box) -> tuple[float, float]:
    """Give pixels per degree of latitude, and how much shorter those of longitude are.

    Equirectangular projection, true along the middle parallel of the map.
    """
    west, south, east, north = box
    narrow = cos(radians((south + north) / 2))
    longest = max((east - west) * narrow, north - south)
    return (_SIDE - 2 * _MARGIN) / longest, narrow
