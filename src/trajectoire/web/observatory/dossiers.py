"""Which dossiers someone sees, and how one is opened."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.observatory.models import Dossier


def visible(user: User | AnonymousUser) -> QuerySet[Dossier]:
    """Select the dossiers of the territories for which someone has a role.

    Parameters
    ----------
    user
        Who asks. [-]

    Returns
    -------
    dossiers
        Latest first; none for the public. [-]

    """
    if not user.is_authenticated or not user.is_active:
        return Dossier.objects.none()
    if user.is_superuser:
        return Dossier.objects.all()
    places = user.memberships.values_list("territory_kind", "territory_code")
    wanted = Q(pk=None)
    for kind, code in places:
        wanted |= Q(territory_kind=kind, territory_code=code)
    return Dossier.objects.filter(wanted)


def open_dossier(user: User, title: str, territory: Territory) -> Dossier:
    """Open a dossier for a territory.

    Parameters
    ----------
    user
        Who opens it. [-]
    title
        Its title. [-]
    territory
        Where. [-]

    Returns
    -------
    dossier
        Without files yet. [-]

    Raises
    ------
    PermissionDenied
        If the account has no role for this territory.

    """
    require(user, Action.CONTRIBUTE, territory)
    return Dossier.objects.create(
        title=title,
        territory_code=territory.code,
        territory_kind=territory.kind,
        territory_name=territory.name,
        territory_vintage=territory.vintage,
        owner=user,
    )


def may_delete(user: User, dossier: Dossier) -> bool:
    """Decide whether someone may delete a dossier.

    Parameters
    ----------
    user
        Who asks. [-]
    dossier
        The dossier. [-]

    Returns
    -------
    allowed
        Its owner while they contribute, or an administrator of the territory. [-]

    """
    if may(user, Action.ADMINISTER, dossier.territory):
        return True
    own = dossier.owner_id == user.pk
    return own and may(user, Action.CONTRIBUTE, dossier.territory)
