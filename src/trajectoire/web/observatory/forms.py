"""What is typed in about a dossier, and the choices that it makes for a run."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from trajectoire.core.territory import Territory
from trajectoire.web.observatory.configuration import Choices
from trajectoire.web.observatory.examination import MAPPING
from trajectoire.web.observatory.models import DossierFile
from trajectoire.web.observatory.uses import (
    FLUX,
    OBSERVATIONS,
    guess,
    is_usable,
    span,
    uses,
)
from trajectoire.web.territories.directory import find_territory

_ALONE = ("zones", "emissions", "weather", "background")


class DossierForm(forms.Form):
    """Open a dossier for a territory."""

    title = forms.CharField(
        label=_("Nom du dossier"),
        max_length=200,
        help_text=_("Par exemple\u00a0: «\u00a0Janvier 2026, huit capteurs\u00a0»."),
    )
    code = forms.CharField(
        label=_("Code du territoire"),
        max_length=32,
        help_text=_("Code INSEE d’une commune ou SIREN d’une intercommunalité."),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        self.spot = find_territory(code)
        if self.spot is None:
            raise forms.ValidationError(
                _("Aucun territoire ne porte ce code. Cherchez-le à l’accueil.")
            )
        return self.spot.code

    def territory(self) -> Territory:
        """Give the territory that was typed."""
        return self.spot.territory()


class RunForm(forms.Form):
    """Ask for a run: when, and what each file is for."""

    first_day = forms.DateField(
        label=_("Premier jour"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    days = forms.IntegerField(
        label=_("Nombre de jours"), min_value=1, max_value=3660, initial=30
    )
    background_ppm = forms.FloatField(
        label=_("CO2 de fond, en ppm, si aucun fichier ne le donne"),
        required=False,
        min_value=1,
        max_value=2000,
    )

    def __init__(self, *args: Any, files: Iterable[DossierFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {file: str(file.examination.get("kind", "")) for file in files}
        self.files = [file for file, kind in kinds.items() if is_usable(kind)]
        self.unused = [file for file in kinds if file not in self.files]
        if covered := span(self.files):
            self.initial = {"first_day": covered[0], "days": covered[1], **self.initial}
        for file in self.files:
            refused = _("Un fichier «\u00a0%(kind)s\u00a0» ne peut pas servir à cela.")
            self.fields[str(file.pk)] = forms.ChoiceField(
                label=file.name,
                choices=uses(kinds[file]),
                required=False,
                initial=guess(kinds[file]),
                error_messages={"invalid_choice": refused % {"kind": kinds[file]}},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse two files for what only one can give."""
        given = dict(self.cleaned_data)
        for use in _ALONE:
            twice = [f.name for f in self.files if given.get(str(f.pk)) == use]
            if len(twice) > 1:
                self.add_error(
                    None,
                    _("Un seul fichier peut servir à cela\u00a0: %(names)s.")
                    % {"names": ", ".join(twice)},
                )
        return given

    def choices(self) -> Choices:
        """Give the choices, as the API takes them.

        Returns
        -------
        choices
            Checked. [-]

        Raises
        ------
        ValidationError
            If something needed is missing: pydantic's list of faults.

        """
        used = {str(f.pk): self.cleaned_data[str(f.pk)] for f in self.files}
        alone: dict[str, Any] = {
            use: number for number, use in used.items() if use in _ALONE
        }
        maps = {str(f.pk): f.examination.get(MAPPING) for f in self.files}
        footprints = [n for n, use in used.items() if use == "footprints"]
        return Choices.model_validate(
            {
                "first_day": self.cleaned_data["first_day"],
                "days": self.cleaned_data["days"],
                "background_ppm": self.cleaned_data["background_ppm"],
                "operator": "footprints" if footprints else "plume",
                "footprints": footprints,
                "observations": [
                    {
                        "file": number,
                        "mapping": maps[number],
                        "instrument_class": use.removeprefix(OBSERVATIONS),
                    }
                    for number, use in used.items()
                    if use.startswith(OBSERVATIONS)
                ],
                "fluxes": [
                    {"file": number, "sector": use.removeprefix(FLUX)}
                    for number, use in used.items()
                    if use.startswith(FLUX)
                ],
                **alone,
            }
        )

    def missing(self, error: ValidationError) -> list[str]:
        """Say what a run still needs.

        Parameters
        ----------
        error
            What the choices refused. [-]

        Returns
        -------
        messages
            One for each thing, in the language of the page. [-]

        """
        known = {
            "zones": _("Indiquez quel fichier donne le contour des zones."),
            "observations": _("Indiquez au moins un fichier de mesures."),
        }
        said = []
        for fault in error.errors():
            where = str(fault["loc"][0]) if fault["loc"] else ""
            said.append(str(known.get(where, f"{where} : {fault['msg']}")))
        return said
