"""How the detail of a line is written: after a slash, as ``road.cars/diesel``."""

import re

LONGEST_DETAIL = 40  # characters
_DETAIL = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def is_detail(suffix: str) -> bool:
    """Tell whether a text can name a detail of a line.

    Parameters
    ----------
    suffix
        What follows the slash. [-]

    Returns
    -------
    possible
        Small letters without accent and digits, with single hyphens between. [-]

    """
    return len(suffix) <= LONGEST_DETAIL and bool(_DETAIL.fullmatch(suffix))
