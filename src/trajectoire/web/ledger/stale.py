"""Emissions whose activity was corrected since: told, never recomputed in silence."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED, standing


def stale(codes: Iterable[tuple[str, str]]) -> list[Entry]:
    """List the figures computed from an activity of which another figure stands now.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. [-]

    Returns
    -------
    entries
        With their words; ``activity`` is what they were computed from. [-]

    """
    where = Q(pk__in=[])
    for kind, code in codes:
        where |= Q(territory__kind=kind, territory__code=code)
    found = standing().filter(where, activity_corrected(), activity__isnull=False)
    words = ("definition", "territory", "sector", "source", "factor")
    return list(found.select_related(*words, "activity__definition").order_by("pk"))


def activity_corrected() -> Exists:
    """Tell, of entries, those of whose activity another figure stands now.

    Returns
    -------
    corrected
        A condition, for a query of entries. [-]

    """
    corrected = Entry.objects.filter(
        PUBLISHED,
        supersedes__isnull=False,
        chain=OuterRef("activity__chain"),
        revision__gt=OuterRef("activity__revision"),
    )
    return Exists(corrected)
