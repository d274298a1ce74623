"""What agents type in a cell: a figure, a state, how sure it is, or which source."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from trajectoire.core.indicator import VALUED, CellState
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.methods.propagation.declared import COVERAGE_FACTOR
from trajectoire.methods.propagation.pedigree import Pedigree
from trajectoire.web.inventory.presentation.states import signs
from trajectoire.web.inventory.typed import FigureField, unit_typed
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.years import is_future, refuse_day_to_come

_LARGEST = 1e15  # in any unit: beyond, it is a slip of the keyboard
_BASIC = 1.05  # squared geometric deviation of the best data (ecoinvent, fuels)
_MARKS = {
    "reliability": _("Fiabilité\u00a0: 1 mesuré et vérifié, 5 à dire d’expert"),
    "completeness": _("Complétude\u00a0: 1 tous les sites, 5 inconnue"),
    "temporal": _("Date\u00a0: 1 de l’année, 5 plus de quinze ans"),
    "geographical": _("Lieu\u00a0: 1 de ce territoire, 5 d’un autre très différent"),
    "technological": _("Technique\u00a0: 1 celle d’ici, 5 une autre"),
}
_PUBLIC_NOTE = gettext_noop(
    "Cette remarque accompagnait le chiffre, et le public lit celle d’une case "
    "confidentielle\u00a0: dites seulement qui détient le chiffre, et pourquoi."
)
_UNSURE_YET = {CellState.OBSERVED, CellState.ESTIMATED}
_NEEDS_NOTE = {CellState.NOT_OCCURRING, CellState.INCLUDED_ELSEWHERE}


class CellForm(forms.Form):
    """A figure for a cell, by a source that is new or already there."""

    state = forms.ChoiceField(label=_("Ce que l’on en sait"))
    value = FigureField(
        label=_("Valeur"),
        required=False,
        localize=True,
        min_value=-_LARGEST,
        max_value=_LARGEST,
    )
    unit = forms.CharField(label=_("Unité"), max_length=32, required=False)
    uncertainty = FigureField(
        label=_("Incertitude, en\u00a0%"),
        required=False,
        localize=True,
        min_value=0,
        max_value=1000,
        help_text=_(
            "La moitié de l’intervalle à 95 chances sur 100, comme dans la Base "
            "Carbone\u00a0: 30 pour «\u00a0à 30\u00a0% près\u00a0»."
        ),
    )
    law = forms.ChoiceField(
        label=_("Forme du doute"),
        choices=[
            ("lognormal", _("jamais sous zéro (log-normale)")),
            ("normal", _("symétrique (normale)")),
            ("triangular", _("entre deux bornes (triangulaire)")),
        ],
        required=False,
    )
    reason = forms.CharField(
        label=_("Si l’incertitude n’est pas connue, pourquoi"),
        max_length=500,
        required=False,
    )
    note = forms.CharField(
        label=_("Remarque"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Nécessaire si la quantité est comptée ailleurs (où\u202f?) ou si "
            "l’activité n’existe pas ici (pourquoi\u202f?)."
        ),
    )
    publisher = forms.CharField(label=_("Qui le dit"), max_length=200)
    title = forms.CharField(label=_("Document ou fichier"), max_length=400)
    licence = forms.CharField(
        label=_("Licence"), max_length=200, initial="Licence Ouverte 2.0"
    )
    published = forms.DateField(
        label=_("Publié le"),
        required=False,
        validators=[refuse_day_to_come],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=-1
    )

    def __init__(
        self,
        *args: Any,
        kept_in: str,
        year: int = 0,
        notes: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept_in, self.year, self.notes = kept_in, year, notes
        self.fields["state"].choices = [
            (state.value, sign.words) for state, sign in signs().items()
        ]
        self.fields["unit"].initial = kept_in
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
    def quality_open(self) -> bool:
        """Whether the marks, or the reason for none, have something to show."""
        names = [*(f"mark_{name}" for name in _MARKS), "reason"]
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def origin(self) -> list[forms.BoundField]:
        """Who says it."""
        return [self[name] for name in ("publisher", "title", "licence", "published")]

    def clean_unit(self) -> str:
        return unit_typed(self.cleaned_data["unit"], self.kept_in)

    def clean(self) -> dict[str, Any]:
        """Hold the state, the value and the uncertainty together."""
        given = dict(self.cleaned_data)
        if "state" not in given or "value" not in given:
            return given
        state = CellState(given["state"])
        if state in VALUED:
            self._check_value(state, given)
        elif given["value"] is not None:
            self.add_error(
                "value", _("Cet état ne porte pas de valeur\u00a0: videz-la.")
            )
        if state in _UNSURE_YET and is_future(self.year):
            text = _("Rien ne s’observe encore de %(year)s\u00a0: corrigez l’année.")
            self.add_error(None, text % {"year": self.year})
        if state is CellState.CONFIDENTIAL and given.get("note", "") in self.notes:
            self.add_error("note", _(_PUBLIC_NOTE))
        if state in _NEEDS_NOTE and not given.get("note", "").strip():
            self.add_error("note", _("Dites où elle est comptée, ou pourquoi."))
        return given

    def _check_value(self, state: CellState, given: dict[str, Any]) -> None:
        value = given["value"]
        if state is CellState.CONFIRMED_ZERO:
            given["value"] = value = value or 0.0
            if value:
                self.add_error("value", _("Un zéro confirmé vaut zéro."))
            return
        if value is None:
            self.add_error("value", _("Donnez la valeur, ou un état sans valeur."))
            return
        marks = [given.get(f"mark_{name}") for name in _MARKS]
        if any(marks) and not all(marks):
            self.add_error(None, _("Donnez les cinq notes de qualité, ou aucune."))
        unsure = given.get("uncertainty") is None and not all(marks)
        if unsure and not given.get("reason", "").strip():
            self.add_error(
                "uncertainty",
                _("Donnez l’incertitude, les notes de qualité, ou dites pourquoi non."),
            )

    def quantity(self) -> Quantity | None:
        """Give what was typed, in its unit.

        Returns
        -------
        quantity
            None for a state that carries no value. [unit]

        """
        given = self.cleaned_data
        state = CellState(given["state"])
        if state not in VALUED:
            return None
        value, unit = given["value"], given["unit"]
        if state is CellState.CONFIRMED_ZERO:
            return Quantity(0.0, unit, 0.0)
        if given["uncertainty"] is not None:
            relative = given["uncertainty"] / 100 / COVERAGE_FACTOR["95 %"]
            return Quantity(
                value, unit, abs(value) * relative, law=given["law"] or "lognormal"
            )
        if given["reason"] and not given["mark_reliability"]:
            return Quantity(value, unit, None, reason=given["reason"])
        return Quantity(value, unit, self._deviation(value), law="lognormal")

    def _deviation(self, value: float) -> float:
        """Standard uncertainty that the five marks stand for."""
        marks = {
            field.name: int(self.cleaned_data[f"mark_{field.name}"])
            for field in fields(Pedigree)
        }
        law = Pedigree(**marks).law(abs(value), _BASIC)
        return float(law.moments.deviation)

    def source(self) -> Source:
        """Give who says it.

        Returns
        -------
        source
            With its licence. [-]

        """
        given = self.cleaned_data
        names = ("publisher", "title", "licence")
        return Source(*(given[name].strip() for name in names), given["published"])


def initial_of(entry: Entry | None) -> dict[str, Any]:
    """Fill the form with the figure that it corrects.

    Parameters
    ----------
    entry
        The figure; None for a new source. [-]

    Returns
    -------
    initial
        By name of field. [-]

    """
    if entry is None:
        return {"revision": -1, "state": CellState.OBSERVED.value, "law": "lognormal"}
    wide = None
    if entry.uncertainty is not None and entry.value:
        wide = 100 * COVERAGE_FACTOR["95 %"] * entry.uncertainty / abs(entry.value)
    source = entry.source
    return {
        "revision": entry.revision,
        "state": entry.state,
        "value": entry.value,
        "unit": entry.unit or entry.definition.unit,
        "uncertainty": None if wide is None else float(f"{wide:.3g}"),
        "law": entry.law,
        "reason": entry.reason,
        "note": entry.note,
        "publisher": source.publisher,
        "title": source.title,
        "licence": source.licence,
        "published": source.published,
    }


class ChoiceForm(forms.Form):
    """Which source of a cell is read, and why."""

    source = forms.ChoiceField(label=_("La source retenue"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Pourquoi celle-ci"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=-1)

    def __init__(self, *args: Any, sources: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            *((str(number), name) for number, name in sources.items()),
            ("0", _("Aucune\u00a0: suivre la règle par défaut")),
        ]

    def number(self) -> int | None:
        """Give the number of the source chosen; None for the default rule."""
        return int(self.cleaned_data["source"]) or None
