"""What all the pages of the accounts share: the territory, and the way between them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from trajectoire.web.territories.directory import Spot, find_territory, unknown

ORGANISATION = "organisation"


@dataclass(frozen=True)
class Wing:
    """A page of the accounts."""

    name: str
    address: str
    here: bool


def spot_of(code: str) -> Spot:
    """Find the territory that an address names.

    Parameters
    ----------
    code
        As the address writes it. [-]

    Returns
    -------
    spot
        The territory. [-]

    Raises
    ------
    Http404
        If nobody knows the code.

    """
    spot = find_territory(code)
    if spot is None:
        raise Http404(unknown(code))
    return spot


def bring(spot: Spot) -> str:
    """Say where a table for a territory is brought.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    address
        Of the form, with the territory already filled in. [-]

    """
    return f"{reverse('imports:new')}?{urlencode({'territoire': spot.code})}"


def wings(spot: Spot, here: str) -> tuple[Wing, ...]:
    """List the pages of the accounts of a territory.

    Parameters
    ----------
    spot
        The territory. [-]
    here
        Name of the page that is shown. [-]

    Returns
    -------
    wings
        Those that make sense for it: an organisation is no territory. [-]

    """
    names = {
        "inventory": _("Inventaire"),
        "pcaet": _("Plan climat (PCAET)"),
        "gpc": _("Villes du monde (GPC)"),
        "beges": _("Organisation (BEGES)"),
        "reconciliation": _("Rapprochement"),
        "compare": _("Comparer"),
        "measured": _("Mesuré et déclaré"),
    }
    theirs = {"beges"}
    if spot.kind != ORGANISATION:
        theirs = set(names) - {"beges"}
    return tuple(
        Wing(words, reverse(f"inventory:{name}", args=[spot.code]), name == here)
        for name, words in names.items()
        if name in theirs
    )
