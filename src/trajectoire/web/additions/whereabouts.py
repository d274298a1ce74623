"""Where an outline that somebody draws must be, as far as the country's tables know."""

from trajectoire.sources.communes import places
from trajectoire.sources.communes_tables import COUNTRY
from trajectoire.sources.outlines import Box, outlines
from trajectoire.web.territories.directory import find_territory


def boxes_known(code: str) -> tuple[Box, ...]:
    """Give the boxes within which what belongs to a territory is.

    Parameters
    ----------
    code
        Of the territory to which an organisation is attached, or of the country of a
        city. [-]

    Returns
    -------
    boxes
        West, south, east and north: of its département, of its région, of all those
        of France, or of an outline of its own; none where nothing is known. [degree]

    """
    spot = find_territory(code) if code else None
    if spot is None:
        return ()
    if spot.own is not None:
        own = spot.own.outline
        return (own.box,) if own else boxes_known(spot.own.attached_code)
    if spot.code == COUNTRY:
        codes = [place.code for place in places().members("country", COUNTRY)]
    else:
        departement = places().departement(spot.code)
        codes = [departement.code if departement else spot.code]
    known = outlines()
    return tuple(known[code].box for code in codes if code in known)
