"""Which dossiers someone sees, and how one is opened."""

import shutil
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.observatory.models import Dossier
from trajectoire.web.observatory.upload import folder_of


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
        Where: the name and the vintage are those of the official list, or of the
        ledger, where they know its code. [-]

    Returns
    -------
    dossier
        Without files yet. [-]

    Raises
    ------
    PermissionDenied
        If the account has no role for this territory.
    InputError
        If its code is not in force, or is that of another kind of territory.

    """
    require(user, Action.CONTRIBUTE, territory)
    territory = _as_known(territory)
    return Dossier.objects.create(
        title=title,
        territory_code=territory.code,
        territory_kind=territory.kind,
        territory_name=territory.name,
        territory_vintage=territory.vintage,
        owner=user,
    )


def _as_known(territory: Territory) -> Territory:
    """Give a territory the name that is known: the ledger keeps it for ever."""
    match = places().find(territory.code)
    listed = match.place.territory() if match else None
    if listed is not None and listed.code == territory.code:
        if listed.kind == territory.kind:
            return listed
        remedy = f"Write the kind “{listed.kind}”, or give your territory its own code."
        found = f"the code of {listed.name}, {listed.kind}"
        expected = f"a code of one's own for a {territory.kind}"
        raise InputError([Fault(expected, found, remedy, column="code")])
    if territory.kind in {"commune", "epci"}:
        remedy = "Find the code in force by the search of the site."
        expected = f"the code of a {territory.kind} in force"
        raise InputError([Fault(expected, territory.code, remedy, column="code")])
    known = LedgerTerritory.objects.filter(kind=territory.kind, code=territory.code)
    row = known.order_by("-vintage").first()
    return territory if row is None else replace(territory, name=row.name)


def delete_dossier(user: User, dossier: Dossier) -> None:
    """Delete a dossier at rest and its files; what is in the ledger stays.

    Parameters
    ----------
    user
        Who asks. [-]
    dossier
        The dossier. [-]

    Raises
    ------
    PermissionDenied
        If the account neither opened it nor administers its territory.
    InputError
        If its run is under way.

    """
    if not may_delete(user, dossier):
        raise PermissionDenied(
            _(
                "Seul l’agent qui a ouvert un dossier, ou un administrateur du "
                "territoire, peut le supprimer."
            )
        )
    refuse_while_running(dossier)
    folder = folder_of(dossier)
    dossier.delete()
    shutil.rmtree(folder, ignore_errors=True)


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


def refuse_while_running(dossier: Dossier) -> None:
    """Refuse to change a dossier whose run is under way.

    Parameters
    ----------
    dossier
        The dossier; its state is read anew. [-]

    Raises
    ------
    InputError
        If its run is waiting or under way.

    """
    dossier.refresh_from_db()
    if dossier.state == Dossier.State.RUNNING:
        raise _busy()


def hold(dossier: Dossier) -> None:
    """Take a dossier for a run: of those who ask at once, one has it.

    Parameters
    ----------
    dossier
        The dossier, within a transaction. [-]

    Raises
    ------
    InputError
        If another run has it.

    """
    free = Dossier.objects.filter(pk=dossier.pk).exclude(state=Dossier.State.RUNNING)
    if not free.update(state=Dossier.State.RUNNING):
        raise _busy()


def _busy() -> InputError:
    remedy = "Wait for its end, or for its interruption, and ask again."
    return InputError(
        [Fault("a dossier at rest", "one whose run is under way", remedy)]
    )
