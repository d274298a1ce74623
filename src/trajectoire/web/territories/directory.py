"""Find the territory that an address or a search names: the country's, or our own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.sources.communes_names import fold
from trajectoire.sources.communes_place import VINTAGE, Match, Place
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.territories.models import OwnTerritory

_OWN = ("city", "organisation")


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
    approximate
        Whether the spelling of a search had to be corrected. [-]
    vintage
        Year of the official geographic code that gives it. [year]
    place
        What the official list says of it; None for a territory of one's own. [-]
    own
        What its author said of it; None for the others. [-]
    above
        The territory that an organisation is attached to. [-]

    """

    code: str
    kind: str
    name: str
    population: int | None = None
    context: str = ""
    group: Place | None = None
    through: str = ""
    approximate: bool = False
    vintage: int = VINTAGE
    place: Place | None = None
    own: OwnTerritory | None = None
    above: "Spot | None" = None

    @property
    def number(self) -> str:
        """Its official code, as INSEE writes it: 38 for ``dep-38``."""
        return self.code.rpartition("-")[2] if self.place else self.code

    @property
    def nature(self) -> str:
        """What the official list says of its nature; empty where it says nothing."""
        return self.place.nature if self.place else ""

    def territory(self) -> Territory:
        """Give the same place as the core and the ledger name it.

        Returns
        -------
        territory
            Its code, kind, name and vintage. [-]

        """
        return Territory(self.code, self.kind, self.name, self.vintage)

    def members(self) -> tuple[Place, ...]:
        """Give what it is made of, one level down, largest first.

        Returns
        -------
        places
            Communes, départements or régions; empty for a commune. [-]

        """
        return places().members(self.kind, self.code)


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
    added = OwnTerritory.objects.filter(code=code).first()
    if added is not None:
        return _own_spot(added)
    known = LedgerTerritory.objects.filter(code=code).exclude(kind="zone")
    own = known.order_by("kind", "-vintage").first()
    if own is not None:
        return Spot(own.code, own.kind, own.name, vintage=own.vintage)
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
    own = {row.code: _own_spot(row) for row in OwnTerritory.objects.all()}
    for row in LedgerTerritory.objects.filter(kind__in=_OWN).order_by("name"):
        own.setdefault(row.code, Spot(row.code, row.kind, row.name))
    found = [
        spot
        for spot in own.values()
        if len(words) > 1 and words in f"{fold(spot.name)} {fold(spot.code)}"
    ]
    return found + [_spot(match) for match in places().search(query, limit)]


def _own_spot(row: OwnTerritory) -> Spot:
    above = find_territory(row.attached_code) if row.attached_code else None
    where = above.name if above else row.country
    return Spot(
        row.code,
        row.kind,
        row.name,
        row.population,
        where,
        vintage=row.vintage,
        own=row,
        above=above,
    )


def _spot(match: Match) -> Spot:
    place = match.place
    group = places().find(place.epci) if place.epci else None
    where = (place.departement, place.region)
    if place.kind == "epci":
        where = (place.departement,)
    return Spot(
        place.code,
        place.kind,
        place.name,
        place.population,
        ", ".join(dict.fromkeys(name for name in where if name)),
        group.place if group else None,
        match.through,
        match.approximate,
        place=place,
    )
