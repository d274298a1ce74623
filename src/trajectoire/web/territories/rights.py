"""Who may add a territory, or draw its outline anew."""

from django.contrib.auth.models import AnonymousUser

from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.permissions import Action, may
from trajectoire.web.territories.directory import Spot


def may_add(user: User | AnonymousUser) -> bool:
    """Decide whether someone may add territories: whoever administers one.

    Parameters
    ----------
    user
        Who asks. [-]

    Returns
    -------
    allowed
        The territory that an organisation is attached to is checked with it. [-]

    """
    if not user.is_authenticated or not user.is_active:
        return False
    role = Membership.Role.ADMINISTRATOR
    return user.is_superuser or user.memberships.filter(role=role).exists()


def may_redraw(user: User | AnonymousUser, spot: Spot) -> bool:
    """Decide whether someone may draw the outline of a territory anew.

    Parameters
    ----------
    user
        Who asks. [-]
    spot
        The territory. [-]

    Returns
    -------
    allowed
        The outlines of the country are not drawn here. [-]

    """
    return spot.own is not None and may(user, Action.ADMINISTER, spot)
