"""What a territory belongs to, what it is made of, what it absorbed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trajectoire.sources.communes import places
from trajectoire.sources.communes_place import Former, Place
from trajectoire.web.territories.directory import Spot

_SHOWN = 60  # names of a list before it folds


@dataclass(frozen=True)
class Members:
    """A list of what a territory is made of.

    Parameters
    ----------
    anchor
        Where it is on the page. [-]
    title
        What is listed. [-]
    places
        Largest first. [-]

    """

    anchor: str
    title: str
    places: tuple[Place, ...]

    @property
    def folded(self) -> bool:
        """Whether the list is too long to be open."""
        return len(self.places) > _SHOWN


def above(spot: Spot) -> tuple[Place, ...]:
    """Give what a territory belongs to.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    places
        Groups of a commune, then département, région, country: the nearest first. [-]

    """
    return tuple(_above(spot.code))


def _above(code: str) -> Iterator[Place]:
    country = places()
    here = country.successor(code)
    if here is None:
        return
    for group in (here.ept, here.epci):
        found = country.successor(group)
        if found:
            yield found
    while here.parent:
        here = country.successor(here.parent)
        if here is None:
            return
        yield here


def lists(spot: Spot) -> tuple[Members, ...]:
    """Give the lists of what a territory is made of.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    lists
        None for a commune. [-]

    """
    inside = spot.members()
    titles = {
        "epci": _("Ses communes"),
        "departement": _("Ses communes"),
        "region": _("Ses départements"),
        "country": _("Ses régions et collectivités d’outre-mer"),
    }
    found = []
    if spot.kind == "departement":
        groups = places().groups(spot.code)
        found.append(Members("groupes", _("Ses intercommunalités"), groups))
    if spot.kind in titles:
        found.append(Members("membres", titles[spot.kind], inside))
    return tuple(one for one in found if one.places)


def formers(spot: Spot) -> tuple[Former, ...]:
    """Give what a commune absorbed, what it was called, how it is divided.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    formers
        Only what has a name; the most recent first, then arrondissements. [-]

    """
    if spot.kind != "commune":
        return ()
    named = [old for old in places().formers(spot.code) if old.name]
    divided = [old for old in named if old.kind == "arrondissement"]
    ended = [old for old in named if old.kind != "arrondissement"]
    return (*sorted(ended, key=lambda old: old.ended, reverse=True), *divided)
