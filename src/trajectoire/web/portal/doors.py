"""The four doors of a territory: what lies behind, or which data it waits for."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Door:
    """A wing of a territory.

    Parameters
    ----------
    name
        Its verb. [-]
    question
        What it answers. [-]
    address
        Where it leads; empty while it waits for data. [-]
    link
        What the link says. [-]
    wants
        The data that it waits for. [-]
    more
        Other pages behind it: address and words of each. [-]

    """

    name: str
    question: str
    address: str = ""
    link: str = ""
    wants: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


def doors(code: str, *, measured: bool) -> tuple[Door, ...]:
    """Open the doors of a territory.

    Parameters
    ----------
    code
        Code of the territory. [-]
    measured
        Whether its observatory has a result. [-]

    Returns
    -------
    doors
        Measure, decide, act, share. [-]

    """
    return (_measure(code, measured=measured), _decide(), _act(), _share(code))


def _measure(code: str, *, measured: bool) -> Door:
    air = reverse("observatory:atmosphere", args=[code])
    return Door(
        _("Mesurer"),
        _("Qu’émet ce territoire, aujourd’hui, secteur par secteur\u202f?"),
        reverse("inventory:inventory", args=[code]),
        _("Voir où sont les tonnes"),
        more=((air, _("Voir ce que l’air en dit")),) if measured else (),
    )


def _decide() -> Door:
    return Door(
        _("Décider"),
        _("Où un euro évite-t-il le plus de carbone\u202f?"),
        wants=(
            _("les objectifs du plan climat (PCAET)"),
            _("les fiches d’action et leurs budgets"),
        ),
    )


def _act() -> Door:
    return Door(
        _("Agir"),
        _("Que puis-je changer, moi, habitant ou commerçant\u202f?"),
        wants=(
            _("les aides locales et leurs conditions"),
            _("les lieux de réparation, de réemploi, de recharge"),
        ),
    )


def _share(code: str) -> Door:
    return Door(
        _("Partager"),
        _("Que peut-on réutiliser, et sous quelle licence\u202f?"),
        f"{reverse('pages:data')}?territoire={code}",
        _("Emporter les données"),
    )
