"""Correlations of errors: known values and the laws that make them correlations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.methods.gaussian.covariance import (
    by_index,
    distance_correlation,
    distances,
    error_covariance,
    shared_correlation,
    time_correlation,
)

coordinates = st.lists(
    st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=8
)


def smallest_eigenvalue(matrix: np.ndarray) -> float:
    return float(np.linalg.eigvalsh(matrix)[0])


def test_a_third_is_left_at_one_length() -> None:
    distance = distances(np.array([0.0, 3.0]), np.array([0.0, 4.0]))
    assert distance[0, 1] == pytest.approx(5.0)  # 3, 4, 5
    assert distance_correlation(distance, 5.0)[0, 1] == pytest.approx(np.exp(-1))


def test_irregular_hours_forget_by_the_time_between_them() -> None:
    correlation = time_correlation(np.array([0.0, 0.5, 7.0]), 2.0)
    assert correlation[0, 2] == pytest.approx(np.exp(-3.5))
    # the Markov property of Ornstein and Uhlenbeck: what is between screens off
    assert correlation[0, 2] == pytest.approx(correlation[0, 1] * correlation[1, 2])


@given(places=coordinates, share=st.floats(0, 1))
@settings(deadline=None)
def test_products_of_correlations_are_correlations(
    places: list[tuple[float, float]], share: float
) -> None:
    east, north = np.array(places).T
    site = np.arange(len(east)) % 3
    product = (
        distance_correlation(distances(east, north), 5.0)
        * time_correlation(east, 3.0)
        * shared_correlation(site, share)
    )
    assert np.diagonal(product) == pytest.approx(np.ones(len(east)))
    assert np.array_equal(product, product.T)
    assert smallest_eigenvalue(product) >= -1e-10


def test_sites_share_a_part() -> None:
    found = shared_correlation(np.array(["PAR", "PAR", "SAC"]), 0.3)
    assert found == pytest.approx(np.array([[1, 1, 0.3], [1, 1, 0.3], [0.3, 0.3, 1]]))


def test_a_full_grid_gives_the_kronecker_product() -> None:
    sites, hours = np.array([[1, 0.4], [0.4, 1]]), np.array([[1, 0.7], [0.7, 1]])
    product = by_index(sites, np.array([0, 0, 1, 1])) * by_index(
        hours, np.array([0, 1, 0, 1])
    )
    assert product == pytest.approx(np.kron(sites, hours))


def test_deviations_scale_correlations() -> None:
    half = np.array([[1, 0.5], [0.5, 1]])
    found = error_covariance(np.array([1.0, 2.0]), half)
    assert found == pytest.approx(np.array([[1, 1], [1, 4]]))
    independent = error_covariance(np.array([1.0, 2.0]))
    assert independent == pytest.approx(np.diag([1.0, 4.0]))


@pytest.mark.parametrize("length", [0.0, -1.0, float("nan")])
def test_a_length_is_positive(length: float) -> None:
    with pytest.raises(
        InputError, match=r"a positive length.*leave this correlation out"
    ):
        distance_correlation(np.zeros((1, 1)), length)


def test_a_share_is_a_share() -> None:
    with pytest.raises(InputError, match=r"a share in \[0, 1\], found 1.5"):
        shared_correlation(np.array([0]), 1.5)
