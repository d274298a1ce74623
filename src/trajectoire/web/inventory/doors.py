"""What all the pages of the accounts share: the territory, and the way between them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trajectoire.web.accounts.permissions import Action, may
from trajectoire.web.inventory.presentation.adding import adding, adding_owned
from trajectoire.web.inventory.presentation.asked import FAMILIES, Asked, declared
from trajectoire.web.inventory.presentation.headline import estimated
from trajectoire.web.inventory.shelf import Shelf
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


def years_told(found: Shelf) -> dict[str, tuple[int, ...]]:
    """List the years of each family.

    Parameters
    ----------
    found
        Accounts of a territory. [-]

    Returns
    -------
    years
        In order, by family as addresses call it. [year]

    """
    return {key: found.years(family) for key, family in FAMILIES.items()}


def writing(request: HttpRequest, spot: Spot) -> dict[str, Any]:
    """Say who reads a page: somebody who may write in it, or the public.

    Parameters
    ----------
    request
        Of the page. [-]
    spot
        The territory. [-]

    Returns
    -------
    context
        Whether figures may be written, and where a table is brought. [-]

    """
    may_write = may(request.user, Action.CONTRIBUTE, spot)
    return {"bring": bring(spot), "may_write": may_write}


def waiting(request: HttpRequest, found: Shelf) -> dict[str, Any]:
    """Say what a page that waits for figures can offer.

    Parameters
    ----------
    request
        Of the page. [-]
    found
        Accounts of a territory. [-]

    Returns
    -------
    context
        What is declared of other families, whether a first estimate exists, and the
        cells that can be typed in. [-]

    """
    spot = found.spot
    owned = spot.kind == ORGANISATION
    return writing(request, spot) | {
        "declared": declared(years_told(found)),
        "guessed": estimated(spot) is not None,
        "adding": adding_owned() if owned else adding(Asked("gaz", None)),
    }


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
