"""Mappings as plain values: kept with an import, remembered, sent through the API."""

from typing import Any

from pydantic import TypeAdapter

from trajectoire.instruments.inventory.gather.mapping import Mapping

_ADAPTER: TypeAdapter[Mapping] = TypeAdapter(Mapping)


def mapping_to_plain(mapping: Mapping) -> dict[str, Any]:
    """Write a mapping as plain values.

    Parameters
    ----------
    mapping
        The mapping. [-]

    Returns
    -------
    plain
        For JSON. [-]

    """
    return dict(_ADAPTER.dump_python(mapping, mode="json"))


def mapping_from_plain(plain: object) -> Mapping:
    """Read a mapping back.

    Parameters
    ----------
    plain
        What ``mapping_to_plain`` wrote, or somebody typed. [-]

    Returns
    -------
    mapping
        The mapping. [-]

    Raises
    ------
    ValidationError
        If it is no mapping: pydantic's list of faults.

    """
    return _ADAPTER.validate_python(plain)
