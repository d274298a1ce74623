"""The ``# NAME: value`` header of ICOS files: station, unit, averaging interval."""

import re
from collections.abc import Mapping

from trajectoire.core.errors import UnitError
from trajectoire.core.series import Station
from trajectoire.sources.faults import Faults, look_at_code, look_at_place
from trajectoire.sources.spelling import conversion, mole_fraction_unit
from trajectoire.sources.text import Text

_INTERVALS = {"hourly": 3600.0, "minutely": 60.0, "daily": 86400.0, "minute": 60.0}
_LENGTHS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


def header_of(text: Text) -> dict[str, str]:
    """Read the ``# NAME: value`` lines.

    Parameters
    ----------
    text
        The file. [-]

    Returns
    -------
    header
        Value by name, in capitals. [-]

    """
    header: dict[str, str] = {}
    for line in text.lines:
        if not line.lstrip('"').startswith("#"):
            break
        name, colon, value = line.strip('"# ').partition(":")
        if colon and name.isupper():
            header[name.strip()] = value.strip().strip(";")
    return header


def station_of(
    header: Mapping[str, str], instrument_class: str, faults: Faults
) -> Station:
    """Read where the air was sampled.

    Parameters
    ----------
    header
        Of the file. [-]
    instrument_class
        Class of the sensors. [-]
    faults
        Where lines that are missing or make no sense are noted. [-]

    Returns
    -------
    station
        The place. [-]

    """
    values = {
        name: _leading_number(header.get(name, ""), name, faults)
        for name in ("LATITUDE", "LONGITUDE", "SAMPLING HEIGHTS")
    }
    altitude = re.match(r"-?[\d.]+", header.get("ALTITUDE", ""))
    code = header.get("STATION CODE", "")
    look_at_code(code, faults, "STATION CODE")
    latitude, longitude = values["LATITUDE"], values["LONGITUDE"]
    if not look_at_place(latitude, longitude, faults):
        latitude = longitude = 0.0
    return Station(
        code,
        latitude,
        longitude,
        values["SAMPLING HEIGHTS"],
        float(altitude.group()) if altitude else float("nan"),
        header.get("STATION NAME", ""),
        instrument_class,
    )


def _leading_number(text: str, name: str, faults: Faults) -> float:
    found = re.match(r"-?\d+(\.\d+)?", text)
    if found:
        return float(found.group())
    faults.add(f"a line # {name} with a number", f"“{text}”", "Add it to the header.")
    return 0.0


def multiplier_of(header: Mapping[str, str], species: str, faults: Faults) -> float:
    """Read by what values are multiplied to be in our unit.

    Parameters
    ----------
    header
        Of the file. [-]
    species
        What is measured. [-]
    faults
        Where an absent or strange unit is noted. [-]

    Returns
    -------
    multiplier
        To ppm for CO2, to nmol/mol for the others. [-]

    """
    unit = header.get("MEASUREMENT UNIT", "")
    try:
        return conversion(unit, mole_fraction_unit(species))
    except UnitError:
        faults.add(
            "a unit of mole fraction, as µmol/mol or ppm",
            f"“{unit}”" if unit else "no unit",
            "Correct the line # MEASUREMENT UNIT.",
        )
        return 1.0


def interval_of(text: str, faults: Faults) -> float:
    """Read an averaging interval in words.

    Parameters
    ----------
    text
        ``hourly``, ``1 minute``, ``30 minutes``… [-]
    faults
        Where words that are not understood are noted. [-]

    Returns
    -------
    length
        Of the interval. [s]

    """
    words = text.lower().strip()
    if words in _INTERVALS:
        return _INTERVALS[words]
    found = re.fullmatch(r"(\d+)\s*(second|minute|hour|day)s?", words)
    if found and int(found[1]) > 0:
        return int(found[1]) * _LENGTHS[found[2]]
    faults.add(
        "a line # TIME INTERVAL such as hourly or 1 minute",
        f"“{text}”",
        "Say over how long each value is averaged.",
    )
    return 3600.0
