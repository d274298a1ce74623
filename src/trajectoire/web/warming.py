"""What a server reads before its first visitor, and keeps as long as it lives."""

import gc

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.communes import places

_YOUNG = 100_000  # objects made before the search for cycles looks at the new ones


def warm() -> None:
    """Read the tables of the country and of the accounts, and set them apart.

    Hundreds of thousands of small values that live for ever: the search for cycles went
    through them all every few pages of an intercommunality, and doubled their time. It
    also starts less often: a page makes tens of thousands of rows and no cycle of note.
    """
    places().search("a")  # a name draws the index that all searches use
    nomenclatures()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
