"""The accounts of an organisation: what weighs, by category, by asset, by scope."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.model.beges import BegesTable
from trajectoire.instruments.inventory.model.nomenclature import ORGANISATION
from trajectoire.web.inventory.presentation.amounts import said
from trajectoire.web.inventory.presentation.bars import Part, bars
from trajectoire.web.inventory.presentation.bridges import reasons_of
from trajectoire.web.inventory.presentation.grids import boards, progress
from trajectoire.web.inventory.presentation.parts import first_of
from trajectoire.web.inventory.reading import Book
from trajectoire.web.typography.numbers import typeset


def balance(found: BegesTable, book: Book, where: tuple[str, int]) -> dict[str, Any]:
    """Prepare the page of an organisation.

    Parameters
    ----------
    found
        Its table. [-]
    book
        Its rows. [-]
    where
        Code of the organisation, and year. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    language = get_language() or "fr"
    categories = [
        Part(
            code,
            typeset(book.known.name("BEGES", code, language)),
            amount,
        )
        for code, amount in found.categories.items()
    ]
    assets = [
        Part(code, _asset_name(book, code, language), amount)
        for code, amount in found.assets.items()
    ]
    left = [
        each
        for each in book.standing.year(where[1]).aside
        if each.row.nomenclature == ORGANISATION
    ]
    return {
        "whole": said(found.whole) if found.whole else None,
        "categories": bars(categories, "tCO2e", ranked=False),
        "assets": bars(assets, "tCO2e") if assets else None,
        "sentence": first_of(categories),
        "assets_sentence": first_of(assets),
        "scopes": [
            (name, said(found.scopes[scope]) if scope in found.scopes else None)
            for scope, name in scope_names().items()
        ],
        "progress": progress(found.grid.required),
        "reasons": reasons_of(left, book),
        "aside": len(left),
        "boards": boards([found.grid], book, where),
    }


def scope_names() -> dict[str, str]:
    """Name the three scopes of the GHG Protocol."""
    return {
        "1": _("Périmètre 1\u00a0: ce que l’organisation brûle et laisse fuir"),
        "2": _("Périmètre 2\u00a0: l’électricité et la chaleur qu’elle achète"),
        "3": _("Périmètre 3\u00a0: tout le reste, avant et après elle"),
    }


def _asset_name(book: Book, code: str, language: str) -> str:
    asset = book.known.assets.get(code)
    return typeset(asset.words.of(language)) if asset else _("Sans distinction")
