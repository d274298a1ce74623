"""Two people on one cell: nobody's figure is lost, and each learns of the other's."""

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.timezone import localtime

from trajectoire.core.errors import LedgerConflict
from trajectoire.web.accounts.models import User
from trajectoire.web.ledger.models import Entry

_NAMED = 5  # cells told one by one in a message


class Overtaken(LedgerConflict):
    """Someone else recorded a figure of a cell since it was read.

    Parameters
    ----------
    standing
        What stands now in the cells concerned; None where nothing does. [-]
    told
        What happened to the recording, and what to do. [-]

    """

    def __init__(self, standing: Mapping[uuid.UUID, Entry | None], told: str) -> None:
        self.standing = dict(standing)
        lines = [_line(entry) for entry in list(standing.values())[:_NAMED]]
        if len(standing) > _NAMED:
            lines.append(f"and {len(standing) - _NAMED} other cells")
        super().__init__(f"{told} Now: {'; '.join(lines)}.")


def names_of(authors: Iterable[str]) -> dict[str, str]:
    """Name the accounts that recorded figures; for members only.

    Parameters
    ----------
    authors
        Numbers of accounts, as entries keep them. [-]

    Returns
    -------
    names
        As each account is displayed; the number of an account that is gone, and what
        is not the number of an account, are left out. [-]

    """
    numbers = {author for author in authors if author.isdecimal() and len(author) < 19}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}


def value_of(entry: Entry) -> str:
    """Say in a few words what an entry says.

    Parameters
    ----------
    entry
        An entry. [-]

    Returns
    -------
    words
        Its number and unit, or its state. [-]

    """
    if entry.value is None:
        return str(entry.state).replace("_", " ")
    spread = "" if entry.uncertainty is None else f" ± {_digits(entry.uncertainty)}"
    return f"{_digits(entry.value)}{spread} {entry.unit}"


def _digits(value: float) -> str:
    """Write six digits at most, without exponent: pages put them in groups."""
    return f"{Decimal(f'{value:.6g}'):f}"


def _line(entry: Entry | None) -> str:
    if entry is None:
        return "a cell was emptied since you read it"
    who = names_of([entry.author]).get(entry.author, "another recording")
    when = localtime(entry.recorded).strftime("%Y-%m-%d %H:%M")
    cell = ", ".join(
        (
            f"{entry.territory.name} ({entry.territory.code})",
            entry.definition.name,
            f"{entry.sector.nomenclature}/{entry.sector.code}",  # pages say its name
            f"{entry.year or entry.start.date()}",
        )
    )
    return (
        f"{cell}: {who} recorded {value_of(entry)} on {when} ({settings.TIME_ZONE}), "
        f"revision {entry.revision}"
    )
