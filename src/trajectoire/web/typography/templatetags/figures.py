"""Figures, dates and marks, written alike on every page."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from trajectoire.web.typography import numbers

register = template.Library()

# Colour, dash and marker together: none of them carries the meaning alone.
_MARKS = {
    "measured": (
        '<path d="M0 4h20" stroke="currentColor" stroke-width="2.5"/>'
        '<circle cx="10" cy="4" r="3.6" fill="currentColor"/>'
    ),
    "declared": (
        '<path d="M0 4h20" stroke="currentColor" stroke-width="2.5" '
        'stroke-dasharray="5 3"/>'
        '<path d="M10 .2 13.8 4 10 7.8 6.2 4Z" fill="var(--paper)" '
        'stroke="currentColor" stroke-width="1.6"/>'
    ),
    "target": (
        '<path d="M0 4h20" stroke="currentColor" stroke-width="2.5" '
        'stroke-dasharray="1.5 3"/>'
        '<path d="M10 0 14 7.4H6Z" fill="currentColor"/>'
    ),
    "truth": (
        '<path d="M0 4h20" stroke="currentColor" stroke-width="2" '
        'stroke-dasharray="1.5 2.5"/>'
        '<path d="M7 1l6 6M13 1l-6 6" stroke="currentColor" stroke-width="2"/>'
    ),
}
_CARBON = "CO<sub>2</sub>"


@register.simple_tag
def mark(kind: str) -> SafeString:
    """Draw the sign of what is measured, declared, targeted or true."""
    return mark_safe(  # noqa: S308  (our own drawings, no input)
        f'<svg class="ink-{kind}" viewBox="0 0 20 8" aria-hidden="true">'
        f"{_MARKS[kind]}</svg>"
    )


@register.simple_tag
def co2() -> SafeString:
    """Write the formula of carbon dioxide."""
    return mark_safe(_CARBON)  # noqa: S308  (a constant)


@register.filter
def with_co2(text: str) -> SafeString:
    """Lower the figure of CO2 in a text, the rest escaped."""
    pieces = str(text).split("CO2")
    return format_html_join(mark_safe(_CARBON), "{}", ((p,) for p in pieces))  # noqa: S308


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """Write a number as the language does; a dash where there is none."""
    return "–" if value is None else numbers.number(float(value), int(places))


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """Write a fraction as a percentage."""
    return "–" if value is None else numbers.percent(float(value), int(places))


@register.filter
def typeset(text: str) -> str:
    """Give French text its apostrophes and unbreakable spaces."""
    return numbers.typeset(text)


@register.filter
def long_day(value: date) -> str:
    """Write a date in full."""
    return numbers.long_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write an instant with its zone."""
    return "–" if value is None else numbers.moment(value)
