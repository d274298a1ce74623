"""The prior: what it says of one day, of many, and what it refuses."""

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.methods.gaussian.chain import (
    Chain,
    random_walk,
    side_by_side,
    stationary_chain,
)


def test_a_stationary_chain_keeps_its_spread() -> None:
    correlation = np.array([[1, 0.6, 0.2], [0.6, 1, 0.4], [0.2, 0.4, 1]])
    deviation, transition = np.array([0.5, 2.0, 1.0]), np.array([0.95, 0.3, 0.0])
    blocks = stationary_chain(deviation, correlation, transition, 30).covariances()
    assert np.diagonal(blocks, axis1=1, axis2=2) == pytest.approx(
        np.tile(deviation**2, (30, 1))
    )
    assert blocks[-1] == pytest.approx(blocks[0])


def test_equal_memories_keep_the_correlations_asked_for() -> None:
    correlation = 0.3 + 0.7 * np.eye(3)
    chain = stationary_chain(np.full(3, 2.0), correlation, np.full(3, 0.9), 2)
    assert chain.initial == pytest.approx(4 * correlation)


def test_unequal_memories_on_paper() -> None:
    # t = 0.6 and 0.8: innovations sqrt(1 - 0.36) = 0.8 and 0.6, so Q12 = 0.5 x 0.48
    # = 0.24 and P12 = 0.24 / (1 - 0.48) = 0.461538...
    correlation = np.array([[1, 0.5], [0.5, 1]])
    chain = stationary_chain(np.ones(2), correlation, np.array([0.6, 0.8]), 2)
    assert chain.innovation[0, 1] == pytest.approx(0.24)
    assert chain.initial[0, 1] == pytest.approx(0.24 / 0.52)


def test_a_random_walk_spreads_linearly() -> None:
    blocks = random_walk(np.array([3.0]), np.array([0.5]), 5).covariances()
    assert blocks[:, 0, 0] == pytest.approx([9, 9.25, 9.5, 9.75, 10])


def test_chains_side_by_side_stay_independent() -> None:
    chains = [random_walk(np.array([2.0]), np.array([1.0]), 3) for _ in range(2)]
    both = side_by_side(chains)
    assert both.unknowns == 2
    assert both.covariances()[2] == pytest.approx(6 * np.eye(2))


def test_chains_of_two_lengths_do_not_go_side_by_side() -> None:
    chains = [random_walk(np.ones(1), np.ones(1), days) for days in (3, 4)]
    with pytest.raises(ValueError, match=r"found \[3, 4\] days"):
        side_by_side(chains)


def test_everything_wrong_with_a_chain_is_said_at_once() -> None:
    twins = np.ones((2, 2))
    with pytest.raises(InputError) as refusal:
        Chain(np.array([0.5, 1.2]), twins, np.array([[1.0, 0.5], [0.0, 1.0]]), 0)
    message = str(refusal.value)
    assert "expected at least one day, found 0" in message
    assert "transitions in [0, 1], found [1.2]" in message
    assert "“initial”: expected a positive definite covariance" in message
    assert "Add an independent part to its diagonal" in message
    assert "“innovation”: expected a symmetric matrix" in message


def test_a_missing_transition_is_refused() -> None:
    with pytest.raises(InputError, match=r"transitions in \[0, 1\], found \[nan\]"):
        Chain(np.array([np.nan]), np.eye(1), np.eye(1), 2)


def test_a_walk_is_not_a_stationary_chain() -> None:
    with pytest.raises(InputError, match="Use random_walk"):
        stationary_chain(np.ones(1), np.eye(1), np.ones(1), 2)
