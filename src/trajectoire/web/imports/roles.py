"""Who may write the figures of an import: asked when it is, and again as it is done.

The roles are those of whoever asks, never those of whoever brought the table: somebody
else may have described it since.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, require
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.places import covered


def asker(number: int | None) -> User | None:
    """Find the account that asks for a task.

    Parameters
    ----------
    number
        Of the account; None for nobody. [-]

    Returns
    -------
    user
        As it is now; None when it was removed. [-]

    """
    return None if number is None else User.objects.filter(pk=number).first()


def require_for(user: User, places: Iterable[Territory]) -> None:
    """Refuse, unless someone may write figures of some territories.

    Parameters
    ----------
    user
        Who asks. [-]
    places
        The territories. [-]

    Raises
    ------
    PermissionDenied
        If a role is missing.

    """
    known = {(place.kind, place.code) for place in covered(user)}
    for place in places:
        if not user.is_active or (place.kind, place.code) not in known:
            require(user, Action.CONTRIBUTE, place)


def require_everywhere(user: User, one: Import) -> None:
    """Refuse, unless someone may write for all the territories of an import.

    Parameters
    ----------
    user
        Who asks. [-]
    one
        The import, checked. [-]

    Raises
    ------
    PermissionDenied
        If a role is missing.

    """
    require(user, Action.CONTRIBUTE, one.territory)
    places = one.preview.get("territories", ())
    require_for(user, (Territory(*place) for place in places))


def may_everywhere(user: User, one: Import) -> bool:
    """Tell whether someone may write for all the territories of an import.

    Parameters
    ----------
    user
        Who asks. [-]
    one
        The import, checked. [-]

    Returns
    -------
    may
        What ``require_everywhere`` would not refuse. [-]

    """
    try:
        require_everywhere(user, one)
    except PermissionDenied:
        return False
    return True
