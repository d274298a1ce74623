"""Add a territory that no official list holds, or draw its outline anew."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trajectoire.core.errors import InputError
from trajectoire.core.source import Source
from trajectoire.sources.communes import places
from trajectoire.sources.outlines import Box
from trajectoire.sources.outlines_own import OwnOutline
from trajectoire.web.additions.reader import read_sent
from trajectoire.web.additions.whereabouts import boxes_known
from trajectoire.web.language.faults import lines
from trajectoire.web.territories.directory import find_territory
from trajectoire.web.territories.models import OwnTerritory

_RESERVED = re.compile(r"(dep|reg)-.*|nouveau")  # addresses of the country and ours
_CODE = re.compile(r"(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_POINT = re.compile(r"\s*(-?\d{1,2}(?:[.]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.]\d+)?)\s*")
_FIRST_YEAR = 1990  # the base year of climate accounts


class OutlineForm(forms.Form):
    """Give an outline, and say who drew it."""

    outline = forms.FileField(
        label=_("Contour (GeoJSON)"),
        required=False,
        help_text=_(
            "Une ou plusieurs surfaces, en degrés (WGS 84), longitude d’abord\u00a0; "
            "2,5\u202fMo au plus."
        ),
    )
    publisher = forms.CharField(
        label=_("Qui publie ce contour"), max_length=200, required=False
    )
    licence = forms.CharField(label=_("Sa licence"), max_length=200, required=False)
    point = forms.CharField(
        label=_("Un lieu du territoire (latitude, longitude)"),
        required=False,
        max_length=60,
        help_text=_(
            "Par exemple celui de la mairie\u00a0: 46.2044, 6.1432. Le contour est "
            "refusé s’il ne le contient pas."
        ),
    )
    near: Sequence[Box] = ()  # where it is known to be
    own: OwnOutline | None = None

    def clean_point(self) -> tuple[float, float] | None:
        text = str(self.cleaned_data["point"])
        if not text.strip():
            return None
        found = _POINT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(
                _("Écrivez la latitude puis la longitude, en degrés\u00a0: 46.2, 6.1.")
            )
        latitude, longitude = float(found[1]), float(found[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError(
                _("Une latitude va de -90 à 90, une longitude de -180 à 180.")
            )
        return longitude, latitude

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        sent = given.get("outline")
        if sent:
            self._look_at_origin(given)
            if not self.near and "point" in given and given["point"] is None:
                # Nothing else tells latitudes from longitudes.
                said = self.fields["point"].error_messages["required"]
                self.add_error("point", said)
            if not self.errors:
                self._read(sent, given)
        return given

    def _look_at_origin(self, given: dict[str, Any]) -> None:
        for name in ("publisher", "licence"):
            if not str(given.get(name) or "").strip():
                self.add_error(
                    name, _("Un contour sans origine ni licence ne se publie pas.")
                )

    def _read(self, sent: UploadedFile, given: dict[str, Any]) -> None:
        title = Path(str(sent.name)).stem[:100] or "contour"
        source = Source(given["publisher"], title, given["licence"])
        try:
            self.own = read_sent(sent, source, given["point"], self.near)
        except InputError as error:
            for line in lines(error):
                self.add_error("outline", line)


class OwnTerritoryForm(OutlineForm):
    """Add a city of another country, or an organisation."""

    field_order = (
        "kind",
        "name",
        "code",
        "vintage",
        "population",
        "country",
        "siren",
        "attached",
    )

    kind = forms.ChoiceField(label=_("Nature"), choices=OwnTerritory.Kind.choices)
    name = forms.CharField(label=_("Nom"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_(
            "Il fait l’adresse de ses pages et ne change plus\u00a0: lettres "
            "minuscules, chiffres et traits d’union, par exemple «\u00a0geneve\u00a0»."
        ),
    )
    vintage = forms.IntegerField(
        label=_("Année du découpage"),
        min_value=_FIRST_YEAR,
        help_text=_("Pour une organisation\u00a0: l’année de son périmètre."),
    )
    population = forms.IntegerField(
        label=_("Habitants"), required=False, min_value=0, max_value=2_000_000_000
    )
    country = forms.RegexField(
        r"\A[A-Za-z]{2}\Z",
        label=_("Pays (code ISO à deux lettres)"),
        required=False,
        help_text=_("Par exemple CH, BE, SN."),
    )
    siren = forms.CharField(
        label=_("SIREN de l’organisation"), required=False, max_length=20
    )
    attached = forms.CharField(
        label=_("Code du territoire de l’organisation"),
        required=False,
        max_length=32,
        help_text=_("Celui où elle agit\u00a0: code INSEE, SIREN, dep-38…"),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().lower()
        if not _CODE.fullmatch(code) or _RESERVED.fullmatch(code):
            raise forms.ValidationError(
                _(
                    "Un code a des lettres minuscules, des chiffres et des traits "
                    "d’union, dont une lettre au moins, et ne commence pas par "
                    "«\u00a0dep-\u00a0» ni «\u00a0reg-\u00a0»."
                )
            )
        if places().find(code) or find_territory(code):
            raise forms.ValidationError(_("Ce code est déjà celui d’un territoire."))
        return code

    def clean_vintage(self) -> int:
        year = int(self.cleaned_data["vintage"])
        if year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("Cette année n’est pas encore connue."))
        return year

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_siren(self) -> str:
        siren = re.sub(r"[\s.]", "", str(self.cleaned_data["siren"]))
        if siren and not _is_siren(siren):
            raise forms.ValidationError(
                _("Un SIREN a neuf chiffres, dont le dernier vérifie les autres.")
            )
        return siren

    def clean_attached(self) -> str:
        code = str(self.cleaned_data["attached"]).strip()
        self.above = find_territory(code) if code else None
        if code and self.above is None:
            raise forms.ValidationError(_("Aucun territoire ne porte ce code."))
        return self.above.code if self.above else ""

    def clean(self) -> dict[str, Any]:
        named = self.cleaned_data
        is_city = named.get("kind") == OwnTerritory.Kind.CITY
        self.near = boxes_known(named.get("country" if is_city else "attached", ""))
        given = super().clean()
        if given.get("kind") == OwnTerritory.Kind.ORGANISATION:
            if "attached" in given and not given["attached"]:
                self.add_error("attached", _("Dites de quel territoire."))
        elif given.get("kind"):
            if "country" in given and not given["country"]:
                self.add_error("country", _("Dites de quel pays."))
            if "outline" in given and not given["outline"]:
                self.add_error("outline", _("Donnez le contour de ce territoire."))
        return given

    def row(self) -> OwnTerritory:
        """Give the territory that was described, not yet saved."""
        given = self.cleaned_data
        is_city = given["kind"] == OwnTerritory.Kind.CITY
        row = OwnTerritory(
            code=given["code"],
            kind=given["kind"],
            name=given["name"].strip(),
            vintage=given["vintage"],
            country=given["country"] if is_city else "",
            population=given["population"] if is_city else None,
            siren="" if is_city else given["siren"],
            attached_kind=self.above.kind if self.above and not is_city else "",
            attached_code=self.above.code if self.above and not is_city else "",
        )
        if self.own:
            row.redraw(self.own.outline, self.own.area)
        return row


def _is_siren(text: str) -> bool:
    """Check the nine digits by the rule of Luhn, as the register does."""
    if not re.fullmatch("[0-9]{9}", text):
        return False
    doubled = (
        int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))
    )
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
