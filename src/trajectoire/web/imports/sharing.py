"""Figures that several imports gave: what the undoing of one takes from the others.

An import that finds a figure already there writes nothing for it; when the import that
had written it is undone, the figure is gone for both, and both say so.
"""

from collections.abc import Iterable
from uuid import UUID

from trajectoire.web.imports.checking import seen_of
from trajectoire.web.imports.models import Import

_MOST = 50  # other imports that are told of


def tell_others(one: Import, chains: Iterable[UUID]) -> list[dict[str, object]]:
    """Note, in the imports that gave the same figures, that these are withdrawn.

    Parameters
    ----------
    one
        The import that is undone, within a transaction. [-]
    chains
        Of the figures that it wrote. [-]

    Returns
    -------
    others
        Number, name and count of figures of each of them. [-]

    """
    gone = set(chains)
    rows = Import.objects.select_for_update().filter(
        state=Import.State.DONE,
        publisher=one.publisher,
        title=one.title,
        outcome__unchanged__gt=0,
    )
    found: list[dict[str, object]] = []
    for other in rows.exclude(pk=one.pk).order_by("applied")[:_MOST]:
        count = len(gone & seen_of(other).keys())
        if not count:
            continue
        lost = [*other.outcome.get("lost", ()), _told(one, count)]
        Import.objects.filter(pk=other.pk).update(
            outcome=other.outcome | {"lost": lost}
        )
        found.append(_told(other, count))
    return found


def _told(one: Import, count: int) -> dict[str, object]:
    return {"id": str(one.pk), "name": one.name, "count": count}
