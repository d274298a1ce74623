"""Figures whose factor says something else in a newer version of its table."""

from django.db.models import Exists, OuterRef

from trajectoire.web.factors.models import Line


def factor_renewed() -> Exists:
    """Tell, of entries of the ledger, those whose factor has another value since.

    Returns
    -------
    renewed
        A condition, for a query of entries. A factor that a newer version repeats as
        it was, or no longer has, is not renewed; an item is found again by its name.
        [-]

    """
    newer = Line.objects.filter(
        edition__table=OuterRef("edition__table"),
        edition__order__gt=OuterRef("edition__order"),
        element=OuterRef("element"),
        is_item=OuterRef("is_item"),
        item_fr=OuterRef("item_fr"),
    ).exclude(total=OuterRef("total"))
    used = Line.objects.filter(
        Exists(newer),
        edition__table=OuterRef("factor__table"),
        edition__version=OuterRef("factor__version"),
        line=OuterRef("factor__identifier"),
    )
    return Exists(used)
