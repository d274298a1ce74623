"""What keeps arrays from being observations, footprints or covariances, in words."""

import numpy as np

from trajectoire.core.errors import Fault
from trajectoire.core.quantity import Array


def array_faults(values: Array, shape: tuple[int, ...], name: str) -> list[Fault]:
    """List the faults of size and the missing values of an array.

    Parameters
    ----------
    values
        The array. [-]
    shape
        What its size should be. [-]
    name
        How the reader calls it. [-]

    Returns
    -------
    faults
        At most one. [-]

    """
    if values.shape != shape:
        remedy = "Give one row per observation and one column per unknown."
        return [Fault(f"size {shape}", f"{values.shape}", remedy, column=name)]
    missing = int(np.size(values) - np.isfinite(values).sum())
    if missing:
        remedy = "Leave missing observations out: missing is never zero."
        found = f"{missing} missing or infinite values"
        return [Fault("finite values", found, remedy, column=name)]
    return []


def covariance_faults(values: Array, shape: tuple[int, ...], name: str) -> list[Fault]:
    """List what keeps a matrix from being a covariance.

    Parameters
    ----------
    values
        The matrix. [-]
    shape
        What its size should be. [-]
    name
        How the reader calls it. [-]

    Returns
    -------
    faults
        Size, missing values, asymmetry, or no positive definiteness. [-]

    """
    faults = array_faults(values, shape, name)
    if faults:
        return faults
    scale = float(np.abs(values).max(initial=0.0))
    if not np.allclose(values, values.T, rtol=0.0, atol=1e-9 * scale):
        remedy = "Average it with its transpose if only rounding differs."
        return [Fault("a symmetric matrix", "an asymmetric one", remedy, column=name)]
    try:
        np.linalg.cholesky(values)
    except np.linalg.LinAlgError:
        return [not_positive_definite(values, name)]
    return []


def not_positive_definite(values: Array, name: str) -> Fault:
    """Say how far a matrix is from being a covariance.

    Parameters
    ----------
    values : (row, row)
        A symmetric matrix whose Cholesky factorisation failed. [-]
    name
        How the reader calls it. [-]

    Returns
    -------
    fault
        With the smallest and largest eigenvalues. [-]

    """
    spectrum = np.linalg.eigvalsh(values)
    return Fault(
        "a positive definite covariance",
        f"eigenvalues from {spectrum[0]:.3g} to {spectrum[-1]:.3g}",
        "Add an independent part to its diagonal, or remove duplicated rows.",
        column=name,
    )
