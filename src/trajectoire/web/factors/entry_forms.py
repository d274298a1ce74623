"""What is typed of an activity: on which line, how much, how sure, says who."""

import json
import uuid
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trajectoire.core.errors import UnitError
from trajectoire.core.factor import Factor
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.core.units import factor as multiplier
from trajectoire.instruments.inventory.gather.detail import detail_of
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.counting import unit_of
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.instruments.inventory.model.nomenclature import NATIVE, ORGANISATION
from trajectoire.instruments.inventory.model.suffix import is_detail
from trajectoire.methods.propagation.pedigree import Pedigree
from trajectoire.web.factors.line_activities import detailed
from trajectoire.web.factors.presentation import sign_of
from trajectoire.web.inventory.typed import FigureField

_LARGEST = 1e15  # in any unit: beyond, it is a slip of the keyboard
_FIRST_YEAR = 1990
_MOST_SEEN = 10_000  # characters of the revisions that a preview hands on
_OFFERED = (
    *("kWh", "MWh", "GWh", "MJ", "GJ", "tep", "kg", "t", "litre", "m^3", "km"),
    *("t*km", "m^2", "hectare", "hectare*year", "euro", "kiloeuro", "hour"),
)
_MARKS = {
    "reliability": _("Fiabilité\u00a0: 1 mesuré et vérifié, 5 à dire d’expert"),
    "completeness": _("Complétude\u00a0: 1 tous les sites, 5 inconnue"),
    "temporal": _("Date\u00a0: 1 de l’année, 5 plus de quinze ans"),
    "geographical": _("Lieu\u00a0: 1 de ce territoire, 5 d’un autre très différent"),
    "technological": _("Technique\u00a0: 1 celle d’ici, 5 une autre"),
}


class ActivityForm(forms.Form):
    """An activity of a territory, for one factor."""

    line = forms.ChoiceField(label=_("Ligne de l’inventaire"))
    asset = forms.ChoiceField(
        label=_("Patrimoine ou compétence (facultatif)"), required=False
    )
    detail = forms.CharField(
        label=_("Précision (facultatif)"),
        required=False,
        max_length=100,
        help_text=_(
            "Par exemple\u00a0: essence, chaudière n°\u00a02. Une ligne peut porter "
            "plusieurs activités la même année\u00a0: donnez une précision à chacune, "
            "elles s’additionnent. Sans précision, l’activité vaut pour la ligne "
            "entière."
        ),
    )
    earlier = forms.CharField(
        label=_("Précision de l’activité déjà là"), required=False, max_length=100
    )
    year = forms.IntegerField(label=_("Année"), min_value=_FIRST_YEAR)
    value = FigureField(
        label=_("Quantité"), localize=True, min_value=0, max_value=_LARGEST
    )
    unit = forms.ChoiceField(label=_("Comptée en"))
    percentage = FigureField(
        label=_("Incertitude, en ± %"),
        required=False,
        localize=True,
        min_value=0,
        max_value=1000,
        help_text=_(
            "La moitié de l’intervalle à 95 chances sur 100\u00a0: 5 pour «\u00a0à "
            "5\u00a0% près\u00a0». Vide si nul ne le sait, ou donnez les cinq notes."
        ),
    )
    observed = forms.BooleanField(
        label=_("Relevée ou comptée (sinon\u00a0: estimée)"),
        required=False,
        initial=True,
    )
    publisher = forms.CharField(label=_("Qui le dit"), max_length=150)
    title = forms.CharField(label=_("Document ou fichier"), max_length=200)
    licence = forms.CharField(
        label=_("Licence"), max_length=150, initial="Licence Ouverte 2.0"
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=_MOST_SEEN
    )

    def __init__(
        self, *args: Any, factor: Factor, organisation: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._nomenclature = ORGANISATION if organisation else NATIVE
        self.fields["asset"].choices = _assets()
        if not organisation:
            del self.fields["asset"]
        self.fields["line"].choices = _lines(self._nomenclature)
        self.fields["unit"].choices = units_for(factor)
        self.fields["year"].max_value = date.today().year  # noqa: DTZ011  (a calendar year, wherever one is)
        for name, label in _MARKS.items():
            marks = [("", "–"), *((str(mark), str(mark)) for mark in range(1, 6))]
            self.fields[f"mark_{name}"] = forms.ChoiceField(
                label=label, choices=marks, required=False
            )

    @property
    def quality(self) -> list[forms.BoundField]:
        """The five marks, that the page folds away."""
        return [self[f"mark_{name}"] for name in _MARKS]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The other fields, in their order."""
        folded = {"seen", "earlier", *(f"mark_{name}" for name in _MARKS)}
        return [field for field in self if field.name not in folded]

    def clean_detail(self) -> str:
        """Write the detail as a code."""
        return self._detail("detail")

    def clean_earlier(self) -> str:
        """Write the detail of the activity that is already there as a code."""
        earlier = self._detail("earlier")
        if earlier and earlier == self.cleaned_data.get("detail"):
            raise forms.ValidationError(
                _("Donnez à chacune des deux activités sa propre précision.")
            )
        return earlier

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        if year > date.today().year:  # noqa: DTZ011  (a calendar year, wherever one is)
            raise forms.ValidationError(_("Cette année n’est pas encore venue."))
        return year

    def clean_seen(self) -> dict[uuid.UUID, int] | None:
        """Read the revisions of a preview; None where there was none."""
        written = self.cleaned_data["seen"]
        if not written:
            return None
        try:
            pairs = json.loads(written).items()
            return {uuid.UUID(chain): int(revision) for chain, revision in pairs}
        except (ValueError, TypeError, AttributeError):
            return None

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        marks = [given.get(f"mark_{name}") for name in _MARKS]
        if any(marks) and not all(marks):
            self.add_error(None, _("Donnez les cinq notes de qualité, ou aucune."))
        if all(marks) and given.get("percentage") is not None:
            self.add_error(
                "percentage", _("Donnez le pourcentage ou les notes, pas les deux.")
            )
        return given

    def _detail(self, name: str) -> str:
        words, asset = self.cleaned_data[name], self.cleaned_data.get("asset")
        detail = detail_of(words)
        if words and not is_detail(detail):
            text = _(
                "Écrivez une précision courte, en lettres et en chiffres\u00a0: "
                "essence."
            )
            raise forms.ValidationError(text)
        if asset == "" and detail in nomenclatures().assets:
            text = _(
                "«\u00a0%s\u00a0» désigne un bien ou une compétence\u00a0: "
                "choisissez-le dans la liste, ou dites autrement."
            )
            raise forms.ValidationError(text % words)
        return detail

    def entered(self, territory: Territory) -> Entered:
        """Give what was typed, as the model wants it."""
        given = self.cleaned_data
        marks = None
        if given["mark_reliability"]:
            names = (field.name for field in fields(Pedigree))
            marks = Pedigree(**{name: int(given[f"mark_{name}"]) for name in names})
        line = "/".join(filter(None, (given["line"], given.get("asset"))))
        sector = Sector(self._nomenclature, line)
        if given.get("detail"):
            sector = detailed(line, given["detail"], self._nomenclature)
        return Entered(
            territory=territory,
            sector=sector,
            period=Period.of_year(given["year"]),
            value=given["value"],
            unit=given["unit"],
            source=Source(
                given["publisher"].strip(),
                given["title"].strip(),
                given["licence"].strip(),
            ),
            percentage=given["percentage"],
            marks=marks,
            observed=given["observed"],
        )


def units_for(factor: Factor) -> list[tuple[str, str]]:
    """List the units in which the activity of a factor may be typed.

    Parameters
    ----------
    factor
        The factor. [-]

    Returns
    -------
    units
        Its own first, then those that convert to it, on the same basis. [-]

    """
    own = unit_of(factor.unit)
    units = {factor.unit: sign_of(factor.unit)}
    if own.counted:
        return list(units.items())
    for word in _OFFERED:
        try:
            multiplier(word, own.word)
        except UnitError:
            continue
        written = f"{word} {own.basis}".strip()
        if sign_of(written) not in units.values():
            units[written] = sign_of(written)
    return list(units.items())


def _assets() -> list[tuple[str, Any]]:
    """List what an organisation may own or be in charge of."""
    language = get_language() or "fr"
    assets = nomenclatures().assets.values()
    named = [(one.code, one.words.of(language)) for one in assets]
    return [("", _("Sans distinction")), *named]


def _lines(nomenclature: str) -> list[Any]:
    """Group the lines that may carry emissions under their headings."""
    known, language = nomenclatures(), get_language() or "fr"
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, line in known.lines[nomenclature].items():
        if "ghg" in line.families:
            heading = known.name(nomenclature, line.parent, language)
            groups.setdefault(heading, []).append((code, line.words.of(language)))
    return [("", _("Choisissez")), *groups.items()]
