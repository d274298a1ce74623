"""What a server reads before its first visitor, and keeps as long as it lives."""

import gc

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.communes import places


def warm() -> None:
    """Read the tables of the country and of the accounts, and set them apart.

    Hundreds of thousands of small values that live for ever: the search for cycles went
    through them all every few pages of an intercommunality, and doubled their time.
    """
    places().search("a")  # a name draws the index that all searches use
    nomenclatures()
    gc.collect()
    gc.freeze()
