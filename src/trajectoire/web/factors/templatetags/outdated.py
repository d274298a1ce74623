"""Lets pages of the accounts tell which figures rest on something that changed since.

The accounts do not know the library of factors; their templates ask it.
"""

from django import template

from trajectoire.web.factors.outdated import Outdated, outdated
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.territories.directory import Spot

register = template.Library()


@register.simple_tag
def outdated_figures(spot: Spot, cell: Cell | None = None) -> dict[str, Outdated]:
    """Find the figures of a territory, or of one cell, whose origin changed since."""
    return outdated(spot, cell)
