"""Surface-layer similarity against hand calculations and its own integrals."""

import numpy as np
import pytest

from trajectoire.methods.transport.similarity import (
    Turbulence,
    momentum_gradient,
    obukhov_length,
    scalar_gradient,
)


def _wind(speed: float, strength: float, length: float) -> Turbulence:
    one = np.ones(1)
    return Turbulence(speed * one, 0 * one, strength * one, length * one, one)


def test_obukhov_length_by_hand():
    # 1.2 kg/m3 x 1004.67 x 300 K x 0.4^3 / (0.4 x 9.80665 x 100 W/m2)
    # = 361681.2 x 0.064 / 392.266 = 59.01 m, negative since heat goes up
    length = obukhov_length(*(np.array([v]) for v in (0.4, 100.0, 300.0, 1.2)))
    assert length[0] == pytest.approx(-59.01, abs=0.01)


def test_obukhov_length_changes_sign_with_the_heat_flux():
    up, down = (
        obukhov_length(*(np.array([v]) for v in (0.4, h, 300.0, 1.2)))[0]
        for h in (50.0, -50.0)
    )
    assert up == -down < 0


def test_without_heat_flux_the_air_is_neutral():
    length = obukhov_length(*(np.array([v]) for v in (0.4, 0.0, 300.0, 1.2)))
    assert np.isinf(length[0])
    assert momentum_gradient(30 / length)[0] == 1


def test_gradients_by_hand():
    # stable z/L = 0.2: 1 + 5 x 0.2 = 2; unstable z/L = -5: 1 + 80 = 81,
    # whose roots are 3 (fourth) and 9 (second)
    stability = np.array([0.2, 0.0, -5.0])
    assert momentum_gradient(stability) == pytest.approx([2, 1, 1 / 3])
    assert scalar_gradient(stability) == pytest.approx([2, 1, 1 / 9])


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="columns of one length"):
        Turbulence(np.ones(2), np.ones(1), np.ones(2), np.ones(2), np.ones(2))
