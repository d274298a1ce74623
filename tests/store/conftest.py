"""A network of two sensors, small enough to be checked by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.store.series import SeriesStore

Maker = Callable[..., Series]


@pytest.fixture
def measured() -> Maker:
    """Make a series: regular intervals of a station of the invented town."""

    def make(
        values: list[float],
        station: str = "ROOF",
        *,
        begin: str = "2022-01-01T00:00:00",
        every: int = 60,
        title: str = "Roof-top sensors",
        unit: str = "ppm",
    ) -> Series:
        count = len(values)
        return Series(
            station=Station(station, 48.85, 2.35, 20.0, name="Toit <b>é</b> 🌍"),
            species="co2",
            unit=unit,
            start=np.datetime64(begin, "s") + np.arange(count) * np.timedelta64(every),
            duration=np.full(count, float(every)),
            value=np.asarray(values, dtype=np.float64),
            deviation=np.full(count, np.nan),
            source=Source("Air Town", title, "CC-BY-4.0", address=f"{title}.csv"),
        )

    return make


@pytest.fixture
def store(tmp_path: Path) -> SeriesStore:
    """An empty store, in a folder whose name is not kind."""
    return SeriesStore(tmp_path / "it's [a] *place*", wait=0.2)


@pytest.fixture
def first_days() -> Period:
    """The first three days of 2022."""
    return Period(datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 1, 4, tzinfo=UTC))
