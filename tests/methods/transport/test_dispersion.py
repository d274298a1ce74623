"""Briggs' urban curves and Pasquill's classes against their tables."""

import numpy as np
import pytest

from trajectoire.core.errors import OutOfDomain
from trajectoire.methods.transport.dispersion import (
    CLASSES,
    spread_across,
    spread_upward,
    stability_class,
    wind_at,
)


@pytest.mark.parametrize(
    ("letter", "across", "upward"),
    [
        # x = 1000 m. sigma_y: a x / sqrt(1.4), sqrt(1.4) = 1.183216.
        # sigma_z: A 240 sqrt 2; C 200; D 140/sqrt 1.3; F 80/sqrt 2.5
        ("A", 270.449, 339.411),
        ("B", 270.449, 339.411),
        ("C", 185.934, 200.0),
        ("D", 135.225, 122.788),
        ("E", 92.967, 50.596),
        ("F", 92.967, 50.596),
    ],
)
def test_briggs_urban_curves_at_one_kilometre(letter, across, upward):
    distance, kind = np.array([1000.0]), np.array([CLASSES.index(letter)])
    assert spread_across(distance, kind)[0] == pytest.approx(across, abs=1e-2)
    assert spread_upward(distance, kind)[0] == pytest.approx(upward, abs=1e-2)


@pytest.mark.parametrize(
    ("wind", "radiation", "letter"),
    [
        (1.9, 950, "A"),  # EPA-454/R-99-005, table 6-7, read at its corners
        (1.9, 700, "A"),
        (1.9, 200, "B"),
        (1.9, 100, "D"),
        (2.5, 950, "A"),
        (2.5, 700, "B"),
        (2.5, 200, "C"),
        (4.0, 950, "B"),
        (4.0, 200, "C"),
        (5.5, 700, "C"),
        (5.5, 200, "D"),
        (7.0, 950, "C"),
        (7.0, 700, "D"),
    ],
)
def test_classes_of_the_day(wind, radiation, letter):
    found = stability_class(np.array([wind]), np.array([radiation]), np.array([0.0]))
    assert CLASSES[found[0]] == letter


@pytest.mark.parametrize(
    ("wind", "cloud", "letter"),
    [(2.5, 0.2, "F"), (2.5, 0.8, "E"), (4, 0.2, "E"), (4, 0.8, "D"), (6, 0.2, "D")],
)
def test_classes_of_the_night(wind, cloud, letter):
    found = stability_class(np.array([wind]), np.array([0.0]), np.array([cloud]))
    assert CLASSES[found[0]] == letter


def test_a_cloud_cover_in_eighths_is_refused_in_words():
    with pytest.raises(OutOfDomain, match="cloud cover from 0 to 1, found 1 instants"):
        stability_class(np.array([3.0]), np.array([0.0]), np.array([6.0]))


def test_wind_grows_with_height_as_the_table_says():
    # class D, exponent 0.25: 4 m/s x (160/10)^0.25 = 8 m/s
    assert wind_at(160.0, np.array([4.0]), np.array([3]))[0] == pytest.approx(8.0)
