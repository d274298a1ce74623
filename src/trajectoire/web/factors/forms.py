"""What is typed to find a factor, or to load a version of the table."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trajectoire.web.factors.library import LONGEST, Wanted, choices_of
from trajectoire.web.factors.presentation import sign_of

MOST_BYTES = 60_000_000  # of a table: ADEME's is a tenth of it
_ANY = [("", _("tous"))]
# What activities are counted in nine times out of ten, in the order they are asked for.
_USUAL = (
    "kWh",
    "kWh PCI",
    "tonne",
    "kg",
    "litre",
    "m^3",
    "km",
    "tonne*km",
    "euro",
    "kiloeuro",
    "m^2",
    "hectare",
)


class SearchForm(forms.Form):
    """Words, and what narrows them."""

    q = forms.CharField(required=False, max_length=LONGEST)
    unite = forms.ChoiceField(required=False, label=_("Compté en"))
    categorie = forms.ChoiceField(required=False, label=_("Catégorie"))
    lieu = forms.ChoiceField(required=False, label=_("Lieu"))
    postes = forms.BooleanField(
        required=False, label=_("avec leurs postes (amont, combustion…)")
    )
    archives = forms.BooleanField(required=False, label=_("avec les facteurs archivés"))
    donnees = forms.BooleanField(
        required=False, label=_("avec les données qui ne sont pas des facteurs")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._roots = choices_of("root")
        regions = [(region, region) for region in choices_of("region")]
        self.fields["unite"].choices = [*_ANY, *grouped_units(choices_of("unit"))]
        self.fields["categorie"].choices = _ANY + [(r, r) for r in self._roots]
        self.fields["lieu"].choices = _ANY + regions

    def roots(self) -> list[str]:
        """Give the widest categories."""
        return self._roots

    def asks(self) -> bool:
        """Tell whether anything is looked for."""
        data = self.cleaned_data
        return any(data[name].strip() for name in ("q", "unite", "categorie", "lieu"))

    def asked(self) -> dict[str, str]:
        """Give what was asked, for the address of another page of results."""
        return {
            name: "on" if value is True else str(value)
            for name, value in self.cleaned_data.items()
            if value
        }

    def wanted(self) -> Wanted:
        """Give what is looked for."""
        data = self.cleaned_data
        return Wanted(
            words=data["q"],
            unit=data["unite"],
            category=data["categorie"],
            region=data["lieu"],
            items=data["postes"],
            archived=data["archives"],
            data=data["donnees"],
        )


def grouped_units(there: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Put the usual units first, and the others under a title of their own.

    Parameters
    ----------
    there
        Units of the library. [-]

    Returns
    -------
    groups
        Title, and each unit with its sign; a group without unit is left out. [-]

    """
    usual = [unit for unit in _USUAL if unit in there]
    others = sorted(set(there) - set(usual), key=lambda unit: sign_of(unit).lower())
    groups = ((_("unités usuelles"), usual), (_("autres unités"), others))
    return [
        (title, [(unit, sign_of(unit)) for unit in units])
        for title, units in groups
        if units
    ]


class LoadForm(forms.Form):
    """A version of the Base Carbone, as ADEME publishes it."""

    file = forms.FileField(
        label=_("Fichier de la Base Carbone"),
        help_text=_(
            "Le CSV complet que publie l’ADEME, sous son nom d’origine "
            "(Base_Carbone_V23.0.csv)."
        ),
    )
    version = forms.RegexField(
        regex=r"^\d{1,3}(\.\d{1,3}){0,2}$",
        required=False,
        label=_("Version"),
        help_text=_("Seulement si le nom du fichier ne la dit pas\u00a0: 23.0."),
    )
    potentials = forms.ChoiceField(
        required=False,
        label=_("Potentiels de réchauffement"),
        choices=[
            ("", _("ceux que ses facteurs laissent voir")),
            ("AR4", _("4e rapport du GIEC (AR4)")),
            ("AR5", _("5e rapport du GIEC (AR5)")),
            ("AR6", _("6e rapport du GIEC (AR6)")),
        ],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Ce fichier dépasse 60 Mo\u00a0: est-ce bien la Base Carbone\u00a0?")
            )
        return file
