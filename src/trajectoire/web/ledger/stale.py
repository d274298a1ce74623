"""Emissions whose activity was corrected since: told, never recomputed in silence."""

from django.db.models import Exists, OuterRef

from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import PUBLISHED


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
