"""What is to come is refused wherever people enter figures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from trajectoire.core.indicator import Indicator
from trajectoire.web.ledger.years import future_faults, refuse_day_to_come


def published(figure: Indicator, day: date | None) -> Indicator:
    return replace(figure, source=replace(figure.source, published=day))


def test_a_source_published_tomorrow_is_named_once(figure) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = [
        (2, published(figure(), timezone.localdate())),
        (3, published(figure(), None)),
        (4, published(figure(), tomorrow)),
        (5, published(figure(), tomorrow)),
    ]
    (fault,) = future_faults(rows)
    assert (fault.row, fault.column, fault.found) == (
        4,
        "published",
        tomorrow.isoformat(),
    )


def test_a_day_to_come_is_refused_where_it_is_typed() -> None:
    today = timezone.localdate()
    refuse_day_to_come(today)
    with pytest.raises(ValidationError, match="venir"):
        refuse_day_to_come(today + timedelta(days=1))
