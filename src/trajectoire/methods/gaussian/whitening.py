"""Observations of one day divided by the square root of their error covariance."""

from typing import NamedTuple

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from trajectoire.core.errors import InputError
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import DayData
from trajectoire.methods.gaussian.faults import not_positive_definite


class Whitened(NamedTuple):
    """One day's information, as products of whitened columns.

    Parameters
    ----------
    gram : (column, column)
        Products between [yesterday (when there is one), today, residual]. [-]
    log_determinant
        Of the error covariance. [-]

    """

    gram: Array
    log_determinant: float


def lower_root(covariance: Array, name: str) -> Array:
    """Give the lower Cholesky root of a covariance.

    Parameters
    ----------
    covariance : (row, row)
        Symmetric. [-]
    name
        How the reader calls it. [-]

    Returns
    -------
    root : (row, row)
        Lower triangular, in column order. [-]

    Raises
    ------
    InputError
        If the matrix is not positive definite.

    """
    try:
        # A symmetric matrix equals its transpose, whose columns are already in order.
        root: Array = cholesky(covariance.T, lower=True, check_finite=False)
    except np.linalg.LinAlgError:
        raise InputError([not_positive_definite(covariance, name)]) from None
    return root


def scaled(root: Array, right: Array) -> Array:
    """Divide by the square root of a covariance.

    Parameters
    ----------
    root : (row, row)
        Lower Cholesky root. [unit]
    right : (row, column) or (row,)
        What is divided. [unit]

    Returns
    -------
    solution : (row, column) or (row,)
        Standardised. [-]

    """
    solution: Array = solve_triangular(root, right, lower=True, check_finite=False)
    return solution


def log_determinant(root: Array) -> float:
    """Give the log of the determinant of a matrix from its Cholesky root.

    Parameters
    ----------
    root : (row, row)
        Triangular. [-]

    Returns
    -------
    log_determinant
        Of root times its transpose. [-]

    """
    return 2.0 * float(np.log(np.diagonal(root)).sum())


def whiten(data: DayData, day: int) -> Whitened:
    """Reduce one day's observations to what they say of the unknowns.

    Parameters
    ----------
    data
        The observations, already checked. [-]
    day
        Rank of the day, for the message. [-]

    Returns
    -------
    whitened
        Products of the whitened columns. [-]

    """
    root = lower_root(data.covariance, f"day {day}, covariance")
    blocks = [data.today, data.residual[:, None]]
    if data.yesterday is not None:
        blocks.insert(0, data.yesterday)
    width = sum(block.shape[1] for block in blocks)
    columns = np.empty((data.observations, width), order="F")
    np.concatenate(blocks, axis=1, out=columns)
    columns = solve_triangular(
        root, columns, lower=True, overwrite_b=True, check_finite=False
    )
    return Whitened(columns.T @ columns, log_determinant(root))
