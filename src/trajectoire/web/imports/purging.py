"""How long tables are kept that wrote nothing, and how much a territory may keep."""

import shutil
from datetime import UTC, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.territory import Territory
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.storage import folder_of

KEPT = timedelta(days=90)  # since something was last done with the table
QUOTA = 5 * 2**30  # bytes of tables kept for a territory
_State = Import.State
_FORGOTTEN = (
    *(_State.READING, _State.UNREADABLE, _State.TO_DESCRIBE, _State.CHECKING),
    *(_State.TO_CORRECT, _State.READY, _State.OVERTAKEN),
)


def purge() -> int:
    """Remove the tables that wrote nothing, or nothing that stands, and were left.

    The row of an import that was undone stays: the ledger says where figures came from.

    Returns
    -------
    count
        How many tables were removed. [-]

    """
    limit = timezone.now() - KEPT
    old = Import.objects.filter(created__lt=limit, size__gt=0)
    count = 0
    for one in old.filter(state__in=(*_FORGOTTEN, _State.UNDONE)):
        if one.under_way or _last_touched(one) >= limit:
            continue
        same = Import.objects.filter(pk=one.pk, attempt=one.attempt, state=one.state)
        if one.run_id is None:
            removed, _rows = same.delete()
        else:
            removed = same.update(size=0)
        if removed:
            shutil.rmtree(folder_of(one), ignore_errors=True)
        count += bool(removed)
    return count


def require_room(territory: Territory) -> None:
    """Refuse another table for a territory that keeps too much already.

    Parameters
    ----------
    territory
        The territory. [-]

    Raises
    ------
    InputError
        With what to throw away.

    """
    rows = Import.objects.filter(
        territory_kind=territory.kind, territory_code=territory.code
    )
    kept = rows.aggregate(size=Sum("size"))["size"] or 0
    if kept >= QUOTA:
        raise InputError(
            [
                Fault(
                    f"at most {QUOTA / 2**30:g} GiB of tables kept for a territory",
                    f"{kept / 2**30:.1f} GiB",
                    "Throw away imports that wrote nothing.",
                )
            ]
        )


def _last_touched(one: Import) -> datetime:
    try:
        last = folder_of(one).stat().st_mtime
    except FileNotFoundError:
        return one.created
    return max(one.created, datetime.fromtimestamp(last, UTC))
