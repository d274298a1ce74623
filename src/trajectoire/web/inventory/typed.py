"""Numbers and units as agents type or paste them, thin spaces and CO2 included."""

import re
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

from trajectoire.core.errors import TrajectoireError
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.gather.numbers_as_written import number
from trajectoire.instruments.inventory.gather.units_as_written import unit_of

# 1,234 on a French page, 1.234 on an English one: a thousand and more, or about one?
_UNCLEAR = re.compile(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_OTHER = {",": ".", ".": ","}
_ACCEPTED = {
    "tCO2e": "t CO2e, kt CO2e, Mt CO2e, kg CO2e",
    "MWh": "kWh, MWh, GWh, TWh, GJ, TJ, tep, ktep",
    "t": "g, kg, t, kt, Mt",
}


class FigureField(forms.FloatField):
    """A number with either decimal mark, and spaces between thousands."""

    def to_python(self, value: Any) -> float | None:
        """Read what was typed; refuse what could be read in two ways."""
        if not isinstance(value, str):
            return super().to_python(value)  # type: ignore[no-any-return]
        plain = value.strip().removesuffix("%").strip()
        if not plain:
            return None
        own = formats.get_format("DECIMAL_SEPARATOR")
        try:
            return number(plain, own)
        except ValueError:
            pass
        if _UNCLEAR.fullmatch(plain):
            text = _(
                "«\u00a0%(text)s\u00a0» se lit de deux façons\u00a0: écrivez "
                "%(thousands)s ou %(decimal)s."
            )
            head, tail = plain[:-4], plain[-3:]
            said = {
                "text": plain,
                "thousands": f"{head}\u202f{tail}",
                "decimal": f"{head}{own}{tail}",
            }
            raise forms.ValidationError(text % said)
        try:
            return number(plain, _OTHER.get(own, "."))
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


def unit_typed(written: str, kept: str) -> str:
    """Give the unit that was typed, as the registry reads it.

    Parameters
    ----------
    written
        As ``t CO2e``, ``kteqCO2``, ``GWh``, ``tonnes``; empty for that of the cell. [-]
    kept
        Unit of the cell. [-]

    Returns
    -------
    unit
        That converts to it. [-]

    Raises
    ------
    ValidationError
        If it does not; the message names units that do.

    """
    plain = " ".join(written.split())
    for unit in (plain or kept, unit_of(plain)):
        if unit and _converts(unit, kept):
            return unit
    text = _(
        "Cette case se tient en %(kept)s\u00a0: «\u00a0%(unit)s\u00a0» ne s’y "
        "convertit pas. Écrivez par exemple\u00a0: %(accepted)s."
    )
    accepted = _ACCEPTED.get(kept, kept)
    raise forms.ValidationError(
        text % {"kept": kept, "unit": plain, "accepted": accepted}
    )


def _converts(unit: str, kept: str) -> bool:
    try:
        factor(unit, kept)
    except TrajectoireError:
        return False
    return True
