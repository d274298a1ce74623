"""What the API takes for a number, a whole number, a day: as JSON writes them.

Left to itself, the library of schemas takes ``true`` for 1, the text "12" for 12 and
the number 0 for the first of January 1970: a figure would be recorded that nobody sent.
"""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Strict

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def refuse_other_than_number(value: object) -> object:
    """Refuse what is no number of JSON.

    Parameters
    ----------
    value
        As it was sent. [-]

    Returns
    -------
    value
        The same. [-]

    Raises
    ------
    ValueError
        For a text, or for true and false.

    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number, not a text, nor true or false")
    return value


def refuse_other_than_day(value: object) -> object:
    """Refuse what is no day as ISO 8601 writes it.

    Parameters
    ----------
    value
        As it was sent, in JSON or in an address. [-]

    Returns
    -------
    value
        The same. [-]

    Raises
    ------
    ValueError
        For a number, or a text of another form.

    """
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day, written as 2019-01-31")


Number = Annotated[float, BeforeValidator(refuse_other_than_number)]
Whole = Annotated[int, BeforeValidator(refuse_other_than_number)]
Day = Annotated[date, BeforeValidator(refuse_other_than_day)]
Truth = Annotated[bool, Strict()]
