"""The steps of a run in the language of the page: the instrument speaks French."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

STEPS = (
    gettext_noop("Lecture de la configuration"),
    gettext_noop("Lecture des zones et de l'inventaire"),
    gettext_noop("Lecture des observations"),
    gettext_noop("Chemin de l'air jusqu'aux capteurs"),
    gettext_noop("Recherche des incertitudes les plus vraisemblables"),
    gettext_noop("Invention de la ville et de ses observations"),
    gettext_noop("Inversion"),
    gettext_noop("Sommes, diagnostics"),
    gettext_noop("Station mise de côté"),
    gettext_noop("Écriture des résultats"),
    gettext_noop("Terminé"),
)


def step_words(step: str) -> str:
    """Say a step of a run.

    Parameters
    ----------
    step
        As the instrument says it: a step, or a step and its object after a colon. [-]

    Returns
    -------
    words
        In the language of the page. [-]

    """
    name, colon, rest = step.partition(" : ")
    return f"{_(name)}{colon}{rest}" if name else ""
