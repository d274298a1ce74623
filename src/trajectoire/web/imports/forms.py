"""What is typed in about an import: where, from whom, what columns and words say."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import (
    Mapping,
    Quality,
    Role,
    Spread,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.units_as_written import unit_of
from trajectoire.web.accounts.models import User
from trajectoire.web.accounts.permissions import Action, may
from trajectoire.web.imports.creation import Sent
from trajectoire.web.imports.editing import Group, Word, likely
from trajectoire.web.imports.places import territory_of, writable
from trajectoire.web.imports.presentation import words as shown
from trajectoire.web.ledger.years import refuse_day_to_come

LONGEST_PASTE = 1_000_000  # characters: what a form may carry
_LEAVE_OUT = "-"
_OTHERS = "others"
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class NewImportForm(forms.Form):
    """Bring a table: where, as a file or as pasted cells, and from whom."""

    code = forms.CharField(label=_("Territoire"), max_length=32)
    file = forms.FileField(
        label=_("Fichier"),
        required=False,
        max_length=200,
        help_text=_("XLSX, ODS, CSV, Parquet ou JSON\u00a0; 200\u00a0Mo au plus."),
    )
    pasted = forms.CharField(
        label=_("Ou des cellules collées depuis un tableur"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=_("Copiez aussi la ligne qui porte le nom des colonnes."),
    )
    publisher = forms.CharField(
        label=_("Qui publie ces chiffres"),
        max_length=200,
        help_text=_("Par exemple\u00a0: Observatoire régional du climat."),
    )
    title = forms.CharField(
        label=_("Titre de la source"),
        max_length=300,
        help_text=_(
            "Le même titre, plus tard, corrigera ces chiffres\u00a0; un autre se "
            "rangera à côté."
        ),
    )
    licence = forms.CharField(
        label=_("Licence, ou pourquoi il n’y en a pas"), max_length=200
    )
    published = forms.DateField(
        label=_("Date de publication"),
        required=False,
        widget=_DAY,
        validators=[refuse_day_to_come],
    )
    address = forms.CharField(
        label=_("Adresse où on les trouve"), max_length=500, required=False
    )
    without_role = False  # whether the account may write nowhere
    foreign: Territory | None = None  # the one asked for, where it may not

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        places = writable(user)
        if user.is_superuser:
            self.fields["code"].help_text = _(
                "Code INSEE d’une commune, SIREN d’une intercommunalité, ou code à soi."
            )
        else:
            choices = [(one.code, f"{one.name} ({one.code})") for one in places]
            self.without_role = not choices
            asked = str(self.initial.get("code", ""))
            if asked and asked not in {one.code for one in places}:
                self.foreign = territory_of(asked)
                choices.insert(0, ("", _("Choisir…")))  # none is chosen in silence
            self.fields["code"] = forms.ChoiceField(
                label=_("Territoire"), choices=choices
            )

    def clean_code(self) -> Territory:
        place = territory_of(str(self.cleaned_data["code"]).strip())
        if place is None:
            raise forms.ValidationError(
                _("Aucun territoire ne porte ce code. Cherchez-le à l’accueil.")
            )
        if not may(self._user, Action.CONTRIBUTE, place):
            raise forms.ValidationError(
                _("Votre compte n’a pas de rôle pour ce territoire.")
            )
        return place

    def clean(self) -> dict[str, Any]:
        """Take a file or a text, one of the two."""
        given = dict(self.cleaned_data)
        for name in ("publisher", "title", "licence", "address"):
            if "\x00" in str(given.get(name, "")):
                self.add_error(name, _("Retirez le caractère nul."))
        both = bool(given.get("file")), bool(str(given.get("pasted", "")).strip())
        if "file" not in self.errors and both == (False, False):
            self.add_error("file", _("Choisissez un fichier, ou collez des cellules."))
        if both == (True, True):
            self.add_error(
                "pasted", _("Un fichier ou des cellules collées, pas les deux.")
            )
        return given

    def source(self) -> Source:
        """Give who says these figures."""
        given = self.cleaned_data
        return Source(
            given["publisher"],
            given["title"],
            given["licence"],
            given["published"],
            given["address"],
        )

    def sent(self) -> Sent:
        """Give the table as it was sent."""
        file = self.cleaned_data["file"]
        if file:
            return Sent(file.name or "", file.chunks())
        text = str(self.cleaned_data["pasted"]).encode()
        return Sent(str(_("cellules collées")), [text], pasted=True)


def _unit_is_known(unit: str) -> None:
    """Refuse a unit that no reader understands."""
    if not unit_of(unit):
        raise forms.ValidationError(
            _("Unité inconnue. Écrivez par exemple t, kt, tCO2e, MWh, GWh, tep.")
        )


class UnitField(forms.CharField):
    """A unit as people write it, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=64,
            validators=[_unit_is_known],
            widget=forms.TextInput({"list": "units"}),
            **kwargs,
        )


class ColumnForm(forms.Form):
    """What a column says, or several that differ by their year."""

    role = forms.ChoiceField(label=_("Cette colonne dit"), choices=shown.ROLES.items())
    substance = forms.ChoiceField(label=_("Substance ou énergie"), required=False)
    sector = forms.ChoiceField(label=_("Secteur"), required=False)
    unit = UnitField(label=_("Unité"))
    year = forms.IntegerField(
        label=_("Année"), required=False, min_value=1900, max_value=2200
    )

    def __init__(self, mapping: Mapping, group: Group, *args: Any) -> None:
        first = group.first
        initial = {name: getattr(first, name) for name in self.base_fields}
        super().__init__(*args, initial=initial | {"year": first.year or None})
        self.fields["substance"].choices = _or_elsewhere(shown.substance_choices())
        self.fields["sector"].choices = _sectors(mapping, first.sector)
        if len(group.columns) > 1:
            del self.fields["year"]
        elif self.data.get("role", first.role) != Role.VALUE:
            self.fields["year"].help_text = _("Pour une colonne de valeurs.")


class SettingsForm(forms.Form):
    """What holds for the whole table, and what no reader may decide alone."""

    nomenclature = forms.ChoiceField(
        label=_("Les secteurs sont ceux de"), choices=shown.NOMENCLATURES
    )
    substance = forms.ChoiceField(label=_("Substance ou énergie"), required=False)
    sector = forms.ChoiceField(label=_("Secteur"), required=False)
    unit = UnitField(label=_("Unité"))
    year = forms.IntegerField(
        label=_("Année"), required=False, min_value=1900, max_value=2200
    )
    quality = forms.ChoiceField(
        label=_("Ces chiffres ont été"), choices=shown.QUALITIES
    )
    spread = forms.ChoiceField(
        label=_("La colonne d’incertitude est"), choices=shown.SPREADS
    )
    potentials = forms.ChoiceField(
        label=_("Gaz mis en équivalent CO2 avec"),
        choices=shown.POTENTIALS,
        required=False,
    )
    zeros = forms.ChoiceField(label=_("Un zéro veut dire"), choices=shown.ZEROS)
    repeats = forms.ChoiceField(
        label=_("Plusieurs lignes pour une même case sont"), choices=shown.REPEATS
    )
    totals = forms.ChoiceField(
        label=_("Un total à côté de ses parts\u00a0:"), choices=shown.TOTALS
    )
    decimal = forms.ChoiceField(
        label=_("Marque décimale"), choices=shown.DECIMALS, required=False
    )

    _CONSTANTS = ("nomenclature", "substance", "sector", "unit", "year")
    _CHOICES = (
        *("quality", "spread", "potentials", "zeros", "repeats", "totals", "decimal"),
    )

    def __init__(self, mapping: Mapping, *args: Any) -> None:
        constants, choices = mapping.constants, mapping.choices
        initial = {name: getattr(constants, name) for name in self._CONSTANTS}
        initial |= {name: getattr(choices, name) for name in self._CHOICES}
        super().__init__(*args, initial=initial | {"year": constants.year or None})
        self._mapping = mapping
        self.fields["substance"].choices = _or_elsewhere(shown.substance_choices())
        self.fields["sector"].choices = _sectors(mapping, constants.sector)

    def constants(self) -> list[forms.BoundField]:
        """Give the fields of what the columns do not say."""
        return [self[name] for name in self._CONSTANTS]

    def choices(self) -> list[forms.BoundField]:
        """Give the fields of what no reader may decide alone."""
        return [self[name] for name in self._CHOICES]

    def mapping(self) -> Mapping:
        """Give the mapping with what was typed."""
        given = self.cleaned_data
        constants = replace(
            self._mapping.constants,
            **{name: given[name] or "" for name in self._CONSTANTS if name != "year"},
            year=given["year"] or 0,
        )
        choices = replace(
            self._mapping.choices,
            **{name: given[name] for name in self._CHOICES},
        )
        choices = replace(
            choices, quality=Quality(given["quality"]), spread=Spread(given["spread"])
        )
        return replace(self._mapping, constants=constants, choices=choices)


class TerritoryField(forms.CharField):
    """The code of a territory, for a word of the table."""

    def __init__(self, word: Word) -> None:
        super().__init__(
            label=word.text,
            required=False,
            max_length=32,
            initial=_LEAVE_OUT if word.meaning == "" else word.meaning,
            help_text=_("Son code\u00a0; un tiret pour laisser ces lignes de côté."),
        )

    def clean(self, value: Any) -> str:
        code = str(super().clean(value))
        if code not in {"", _LEAVE_OUT} and territory_of(code) is None:
            raise forms.ValidationError(_("Aucun territoire ne porte ce code."))
        return code


class LineField(forms.CharField):
    """A substance and a sector together, for an identifier of the table."""

    def __init__(self, word: Word) -> None:
        super().__init__(
            label=word.text,
            required=False,
            max_length=200,
            initial=_LEAVE_OUT if word.meaning == "" else word.meaning,
            help_text=_(
                "Par exemple emission_ghg@PCAET/residential\u00a0; un tiret pour "
                "laisser ces lignes de côté."
            ),
        )

    def clean(self, value: Any) -> str:
        said = str(super().clean(value)).strip()
        name, _at, place = said.partition("@")
        known = not name or name in nomenclatures().substances
        if said not in {"", _LEAVE_OUT} and not (
            known and (not place or shown.is_sector(place))
        ):
            raise forms.ValidationError(
                _("Cette substance ou ce secteur n’existe pas\u00a0: %s.") % said
            )
        return said


class WordsForm(forms.Form):
    """What words of the table stand for, each asked once."""

    def __init__(self, mapping: Mapping, words: Sequence[Word], *args: Any) -> None:
        super().__init__(*args)
        self.words = list(words)
        choices = {
            "sectors": shown.sector_choices(mapping.constants.nomenclature),
            "substances": shown.substance_choices(),
            "states": list(shown.STATES.items()),
            "units": [(unit, unit) for unit in shown.UNITS],
        }
        near = likely(mapping, self.words)
        for word in self.words:
            if word.kind in {"territories", "lines"}:
                made = TerritoryField if word.kind == "territories" else LineField
                self.fields[word.key] = made(word)
                continue
            left = (_LEAVE_OUT, _("laisser ces lignes de côté"))
            apart = [left] if word.kind in {"sectors", "substances"} else []
            self.fields[word.key] = forms.ChoiceField(
                label=word.text,
                required=False,
                choices=[
                    ("", _("Choisir…")),
                    *apart,
                    *_with_present(choices[word.kind], word),
                ],
                initial=_LEAVE_OUT if word.meaning == "" else word.meaning or "",
                help_text=_proposed(word, near.get(word.key)),
            )

        if sum(word.kind == "territories" for word in self.words) > 1:
            self.fields[_OTHERS] = forms.BooleanField(
                label=_("Laisser de côté tous les territoires que je ne nomme pas"),
                required=False,
            )

    def meanings(self, every: Sequence[Word] = ()) -> dict[str, str | None]:
        """Give what each word stands for; None where nothing was chosen.

        ``every`` holds the words that wait for another screen too.
        """
        said = {None: None, "": None, _LEAVE_OUT: ""}
        given = self.cleaned_data
        told = {word.key: said.get(v := given.get(word.key), v) for word in self.words}
        if given.get(_OTHERS):
            others = [w for w in every if w.kind == "territories" and w.meaning is None]
            told |= {w.key: "" for w in others if told.get(w.key) is None}
        return told


def _proposed(word: Word, meaning: str | None) -> str:
    """Name what an unknown word looks like; a person chooses it, or not."""
    if not meaning:
        return ""
    named = shown.meaning_named(word.kind, meaning)
    return str(_("Ressemble à «\u00a0%s\u00a0»\u00a0: à vous de le dire.") % named)


def _with_present(choices: list[shown.Choice], word: Word) -> list[shown.Choice]:
    """Add what a unit is taken for now, if the list has it not: it can be kept."""
    given = {key for key, _name in choices} if word.kind == "units" else set()
    if word.kind != "units" or not word.meaning or word.meaning in given:
        return choices
    return [(word.meaning, word.meaning), *choices]


def _or_elsewhere(choices: list[shown.Choice]) -> list[shown.Choice]:
    return [("", _("dit ailleurs")), *choices]


def _sectors(mapping: Mapping, present: str) -> list[shown.Choice]:
    """List the lines of the nomenclature, and the present one if it is of another."""
    found = shown.sector_choices(mapping.constants.nomenclature)
    if present and present not in {key for key, _name in found}:
        found.append((present, shown.sector_of_key(present)))
    return _or_elsewhere(found)
