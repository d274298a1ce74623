"""Find the territory that an address or a search names: the country's, or our own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trajectoire.sources.communes import Match, Place, fold, places
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory

_OWN = ("city", "organisation", "country")


@dataclass(frozen=True)
class Spot:
    """A territory, as the pages show it.

    Parameters
    ----------
    code, kind, name
        Its identity. [-]
    population
        None where unknown. [inhabitant]
    context
        Where it is: département and region, or nothing. [-]
    group
        Its intercommunality; None where there is none. [-]
    through
        The former name or code by which it was found. [-]

    """

    code: str
    kind: str
    name: str
    population: int | None = None
    context: str = ""
    group: Place | None = None
    through: str = ""


def find_territory(code: str) -> Spot | None:
    """Find a territory by its code.

    Parameters
    ----------
    code
        INSEE code, SIREN, or a code of one's own known to the ledger. [-]

    Returns
    -------
    spot
        None when nobody knows the code. [-]

    """
    match = places().find(code)
    if match is not None and match.place.code == code:
        return _spot(match)  # nobody's own code hides that of a commune
    known = LedgerTerritory.objects.filter(code=code).exclude(kind="zone")
    own = known.order_by("kind", "-vintage").first()
    if own is not None:
        return Spot(own.code, own.kind, own.name)
    return None if match is None else _spot(match)


def unknown(code: str) -> str:
    """Say that no territory has a code.

    Parameters
    ----------
    code
        As the address writes it. [-]

    Returns
    -------
    message
        For the reader. [-]

    """
    return _("Aucun territoire ne porte le code «\u00a0%s\u00a0».") % code


def search(query: str, limit: int = 12) -> list[Spot]:
    """Find territories by name or code.

    Parameters
    ----------
    query
        What was typed. [-]
    limit
        How many names at most. [-]

    Returns
    -------
    spots
        Our own first, then those of the country. [-]

    """
    words = fold(query)
    own = [
        Spot(row.code, row.kind, row.name)
        for row in LedgerTerritory.objects.filter(kind__in=_OWN).order_by("name")
        if len(words) > 1 and words in f"{fold(row.name)} {fold(row.code)}"
    ]
    return own + [_spot(match) for match in places().search(query, limit)]


def _spot(match: Match) -> Spot:
    place = match.place
    group = places().find(place.epci) if place.epci else None
    where = (place.departement, place.region)
    return Spot(
        place.code,
        place.kind,
        place.name,
        place.population,
        ", ".join(dict.fromkeys(name for name in where if name)),
        group.place if group else None,
        match.through,
    )
