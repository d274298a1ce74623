"""Who may do what for a territory: the one place where it is decided."""

from enum import StrEnum
from typing import Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from trajectoire.web.accounts.models import Membership, User


class Action(StrEnum):
    """What one may want to do for a territory."""

    CONTRIBUTE = "contribute"  # see the dossiers, import files, compute
    ADMINISTER = "administer"  # give roles, delete the dossiers of others


class Place(Protocol):
    """A territory, whatever its vintage."""

    @property
    def kind(self) -> str: ...

    @property
    def code(self) -> str: ...


_ROLES = {
    Action.CONTRIBUTE: (Membership.Role.CONTRIBUTOR, Membership.Role.ADMINISTRATOR),
    Action.ADMINISTER: (Membership.Role.ADMINISTRATOR,),
}


def may(user: User | AnonymousUser, action: Action, territory: Place) -> bool:
    """Decide whether someone may do something for a territory.

    Parameters
    ----------
    user
        Who asks; anonymous for the public. [-]
    action
        What for. [-]
    territory
        Where: its kind and its code, whatever the vintage. [-]

    Returns
    -------
    allowed
        As the roles say; the public only reads, which asks nothing. [-]

    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return Membership.objects.filter(
        user=user,
        territory_kind=territory.kind,
        territory_code=territory.code,
        role__in=_ROLES[action],
    ).exists()


def require(user: User | AnonymousUser, action: Action, territory: Place) -> None:
    """Refuse, with a message for the reader, what ``may`` does not allow.

    Parameters
    ----------
    user, action, territory
        As for ``may``. [-]

    Raises
    ------
    PermissionDenied
        The page or the API answers 403.

    """
    if not may(user, action, territory):
        raise PermissionDenied(
            _(
                "Votre compte ne permet pas cette action pour ce territoire. "
                "Demandez un rôle à son administrateur."
            )
        )
