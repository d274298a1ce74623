"""The states of a cell: each has its words and its own drawing, not only a colour."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState


@dataclass(frozen=True)
class Sign:
    """A state, as pages show it.

    Parameters
    ----------
    state
        Which. [-]
    words
        In two or three words. [-]
    meaning
        In a sentence, for the legend. [-]

    """

    state: CellState
    words: str
    meaning: str


def sign(state: CellState) -> Sign:
    """Give the words of a state.

    Parameters
    ----------
    state
        Of a cell. [-]

    Returns
    -------
    sign
        In the language of the page. [-]

    """
    return signs()[state]


def signs() -> dict[CellState, Sign]:
    """Give the words of every state.

    Returns
    -------
    signs
        In the order of the legend. [-]

    """
    return _signs(get_language() or "fr")


@lru_cache(maxsize=4)
def _signs(_language: str) -> dict[CellState, Sign]:
    """Keep the words of each language: a grid asks for them a thousand times."""
    told = (
        (
            CellState.OBSERVED,
            _("relevé"),
            _("Compté ou mesuré\u00a0: factures, relevés, registres."),
        ),
        (
            CellState.ESTIMATED,
            _("estimé"),
            _("Calculé à partir d’autres données, faute de relevé."),
        ),
        (
            CellState.CONFIRMED_ZERO,
            _("zéro confirmé"),
            _("On a cherché, et il n’y en a pas eu cette année-là."),
        ),
        (
            CellState.NOT_OCCURRING,
            _("n’existe pas ici"),
            _("L’activité n’a pas lieu sur ce territoire."),
        ),
        (
            CellState.INCLUDED_ELSEWHERE,
            _("compté ailleurs"),
            _("La quantité est comprise dans une autre ligne, qui est nommée."),
        ),
        (
            CellState.CONFIDENTIAL,
            _("confidentiel"),
            _("Connu mais tenu secret\u00a0: trop peu d’émetteurs."),
        ),
        (
            CellState.MISSING,
            _("non renseigné"),
            _("Personne ne l’a encore dit\u00a0: ce n’est pas un zéro."),
        ),
    )
    return {state: Sign(state, words, meaning) for state, words, meaning in told}
