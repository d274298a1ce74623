"""Which imports someone sees, and how one is begun and thrown away."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.limits import UPLOAD_BY_ACCOUNT, spend
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may, require
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.purging import require_room
from trajectoire.web.imports.storage import file_of, folder_of, keep_file
from trajectoire.web.imports.tasks import read_table
from trajectoire.web.keeping import safe_name


@dataclass(frozen=True)
class Sent:
    """A table as it was sent.

    Parameters
    ----------
    name
        Of the file, as the sender wrote it. [-]
    chunks
        Its content, in pieces. [-]
    pasted
        Whether its cells were pasted rather than sent as a file. [-]

    """

    name: str
    chunks: Iterable[bytes]
    pasted: bool = False


def visible(user: User | AnonymousUser) -> QuerySet[Import]:
    """Select the imports of the territories for which someone has a role.

    Parameters
    ----------
    user
        Who asks. [-]

    Returns
    -------
    imports
        Latest first; none for the public. [-]

    """
    if not user.is_authenticated or not user.is_active:
        return Import.objects.none()
    if user.is_superuser:
        return Import.objects.all()
    wanted = Q(pk=None)
    roles = user.memberships.values_list("territory_kind", "territory_code")
    for kind, code in roles:
        wanted |= Q(territory_kind=kind, territory_code=code)
    return Import.objects.filter(wanted)


def begin(
    user: User, territory: Territory, source: Source, sent: Sent, **more: object
) -> Import:
    """Keep a table, and ask for it to be read.

    Parameters
    ----------
    user
        Who sends it. [-]
    territory
        For which territory. [-]
    source
        Who publishes its figures. [-]
    sent
        The table. [-]
    more
        What else the import begins with. [-]

    Returns
    -------
    one
        Waiting to be read. [-]

    Raises
    ------
    PermissionDenied
        If the account has no role for this territory.
    InputError
        If the file is of a kind that is not read, empty, or too large, or if the
        territory keeps too many of them.
    SourceUnavailable
        If the disk is full or cannot be written.

    """
    require(user, Action.CONTRIBUTE, territory)
    require_room(territory)
    spend(UPLOAD_BY_ACCOUNT, str(user.pk))
    one = Import(
        territory_code=territory.code,
        territory_kind=territory.kind,
        territory_name=territory.name,
        territory_vintage=territory.vintage,
        owner=user,
        name=sent.name if sent.pasted else safe_name(sent.name),
        pasted=sent.pasted,
        attempt=1,
        **vars(source),
        **more,
    )
    kept = keep_file(one, sent.chunks)
    one.size, one.sha256 = kept.size, kept.sha256
    try:
        with transaction.atomic():
            one.save(force_insert=True)
            read_table.enqueue(str(one.pk), 1, user.pk)
    except BaseException:
        shutil.rmtree(folder_of(one), ignore_errors=True)
        raise
    return one


def taken_up(user: User, number: str) -> dict[str, object]:
    """Give what an import began with, so that nobody types it twice.

    Parameters
    ----------
    user
        Who corrects it. [-]
    number
        Of the import, as an address writes it. [-]

    Returns
    -------
    words
        For the form: territory, source, and the cells that were pasted; nothing for
        an import that they may not begin again. [-]

    """
    one = _earlier(user, number)
    if one is None:
        return {}
    names = ("publisher", "title", "licence", "published", "address")
    words: dict[str, object] = {name: getattr(one, name) for name in names}
    path = file_of(one)
    if one.pasted and path.is_file():  # it may have been erased since
        words["pasted"] = path.read_text(encoding="utf-8")
    return {"code": one.territory_code, **words}


def described_as(user: User, number: str) -> dict[str, object]:
    """Give how an import was read, for the table that corrects it.

    Parameters
    ----------
    user
        Who corrects it. [-]
    number
        Of the import, as an address writes it. [-]

    Returns
    -------
    more
        For ``begin``: taken up where the corrected table has the same shape; nothing
        for an import that they may not begin again. [-]

    """
    one = _earlier(user, number)
    if one is None or not one.mapping:
        return {}
    return {"fingerprint": one.fingerprint, "mapping": one.mapping_for_others}


def _earlier(user: User, number: str) -> Import | None:
    try:
        one = visible(user).get(pk=UUID(number))
    except (ValueError, Import.DoesNotExist):
        return None
    return one if may(user, Action.CONTRIBUTE, one.territory) else None


def may_throw_away(user: User, one: Import) -> bool:
    """Decide whether someone may throw an import away.

    Parameters
    ----------
    user
        Who asks. [-]
    one
        The import. [-]

    Returns
    -------
    allowed
        Its owner while they contribute, or an administrator; never once it wrote: the
        ledger keeps where its figures come from. [-]

    """
    if one.run_id is not None or one.under_way:
        return False
    if may(user, Action.ADMINISTER, one.territory):
        return True
    return one.owner_id == user.pk and may(user, Action.CONTRIBUTE, one.territory)


def throw_away(user: User, one: Import) -> None:
    """Throw an import that wrote nothing away, with its file.

    Parameters
    ----------
    user
        Who asks. [-]
    one
        The import. [-]

    Raises
    ------
    PermissionDenied
        If ``may_throw_away`` does not allow it.

    """
    if not may_throw_away(user, one):
        raise PermissionDenied(
            _(
                "Un import appliqué ou en cours ne se jette pas, et seul l’agent qui "
                "l’a déposé, ou un administrateur du territoire, peut jeter les autres."
            )
        )
    folder = folder_of(one)
    one.delete()  # and its number with it
    shutil.rmtree(folder, ignore_errors=True)
