"""What the core says is wrong, in French, as the command line speaks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from trajectoire.core.errors import InputError, TrajectoireError
from trajectoire.web.language.sentences import french


def fault_words(fault: Mapping[str, Any]) -> str:
    """Say a fault in one line; what the table does not hold stays in English."""
    place = [fault["file"]] if fault.get("file") else []
    place += [f"ligne {fault['row']}"] if fault.get("row") else []
    place += [f"colonne « {fault['column']} »"] if fault.get("column") else []
    where = f"{', '.join(place)} : " if place else ""
    times = f" ({fault['count']} fois)" if fault.get("count", 1) > 1 else ""
    found = fault["found"] if len(fault["found"]) <= 80 else f"{fault['found'][:77]}…"
    expected, found, remedy = (
        french(words) or words for words in (fault["expected"], found, fault["remedy"])
    )
    return f"{where}attendu {expected}, trouvé {found}{times}. {remedy}"


def error_words(error: TrajectoireError) -> str:
    """Say an error, a line for each of its faults."""
    if not isinstance(error, InputError):
        return french(str(error)) or str(error)
    lines = [fault_words(asdict(fault)) for fault in error.faults]
    if len(lines) == 1:
        return lines[0]
    return "\n".join([f"{len(lines)} fautes :", *(f"- {line}" for line in lines)])
