"""What the air says beside what is declared, sector by sector, in one picture."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.inventory.facing import Face
from trajectoire.web.inventory.presentation.amounts import Said, said, scale_for
from trajectoire.web.inventory.presentation.bells import Bells, bells
from trajectoire.web.typography.numbers import long_day, typeset


@dataclass(frozen=True)
class Told:
    """A comparison, in words.

    Parameters
    ----------
    key, name
        How an address names it; which sector. [-]
    against
        What the air is compared with. [-]
    verdict
        In two or three words. [-]
    air, measured, declared
        What the air alone says; what the observatory concludes; what is declared.
        None where nothing is said. [-]
    sentence, caution
        What can be said, and with which reserve. [-]
    when
        Days measured. [-]
    here
        Whether the page draws it. [-]

    """

    key: str
    name: str
    against: str
    verdict: str
    air: Said | None
    measured: Said | None
    declared: Said | None
    sentence: str
    caution: str
    when: str
    here: bool

    @property
    def pair(self) -> tuple[Said | None, Said | None]:
        """What is put side by side."""
        return self.air, self.declared


def measured_page(faces: list[Face], chosen: Face) -> dict[str, Any]:
    """Prepare the page.

    Parameters
    ----------
    faces
        Every comparison. [-]
    chosen
        The one that is drawn. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    told = [_told(face, here=face is chosen) for face in faces]
    return {
        "told": told,
        "one": next(one for one in told if one.here),
        "bells": drawn(chosen),
    }


def drawn(face: Face) -> Bells | None:
    """Draw the two laws of a comparison.

    Parameters
    ----------
    face
        The comparison. [-]

    Returns
    -------
    bells
        None where one of them is not known, or is known exactly. [px]

    """
    air, declared = face.comparison.air, face.comparison.facing.declared
    both = [("declared", declared), ("measured", air)]
    sure = [(kind, one) for kind, one in both if one is not None and one.uncertainty]
    return bells(sure) if len(sure) == len(both) else None


def names() -> dict[str, str]:
    """Name the sectors of the observatory."""
    return {
        "total": _("Tout le CO2 fossile"),
        "energy": _("Production d’énergie"),
        "industry": _("Industrie"),
        "buildings": _("Chauffage des bâtiments"),
        "road": _("Transport routier"),
        "other": _("Autres activités"),
    }


def _told(face: Face, *, here: bool) -> Told:
    comparison = face.comparison
    facing = comparison.facing
    english = (get_language() or "fr").startswith("en")
    sentence, caution = comparison.sentence, facing.caution
    verdicts = {
        "compatible": _("compatibles"),
        "higher": _("l’air dit plus"),
        "lower": _("l’air dit moins"),
        "silent": _("l’air ne le dit pas"),
        "incomparable": _("pas comparables"),
    }
    return Told(
        face.key,
        names().get(facing.sector, typeset(facing.sector)),
        _("les comptes de l’année") if face.accounts else _("l’inventaire de départ"),
        verdicts[comparison.verdict],
        _said(comparison.air),
        _said(facing.measured),
        _said(facing.declared),
        typeset(sentence.en if english else sentence.fr),
        typeset((caution.en if english else caution.fr) if caution else ""),
        _days(facing.measured_period),
        here,
    )


def _said(quantity: Quantity | None) -> Said | None:
    if quantity is None:
        return None
    low, high = quantity.bounds() or (None, None)
    amount = Amount(
        quantity.value, quantity.unit, quantity.uncertainty, low, high, 0.0, 1
    )
    return said(amount, scale_for(quantity.value, quantity.unit))


def _days(period: Period) -> str:
    last = (period.end - timedelta(days=1)).date()
    return _("du %(first)s au %(last)s") % {
        "first": long_day(period.start.date()),
        "last": long_day(last),
    }
