"""A server reads its tables before its first visitor."""

import gc

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.sources.communes import places
from trajectoire.web.warming import warm


def test_tables_are_read_and_set_apart_from_the_search_for_cycles() -> None:
    places.cache_clear()
    nomenclatures.cache_clear()
    try:
        warm()
        assert places.cache_info().currsize == nomenclatures.cache_info().currsize == 1
        assert gc.get_freeze_count() > len(places().places)
    finally:
        gc.unfreeze()
