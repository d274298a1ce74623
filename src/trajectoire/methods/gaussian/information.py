r"""The exact posterior by block Cholesky of its block-tridiagonal precision.

Every matrix has the size of one day's unknowns, so time and memory grow linearly with
the days. Observations are reduced as they come: each day's are read once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotri

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain, DayData, length_faults
from trajectoire.methods.gaussian.posterior import Marginals, Posterior
from trajectoire.methods.gaussian.precision import PriorPrecision, prior_precision
from trajectoire.methods.gaussian.whitening import (
    log_determinant,
    lower_root,
    whiten,
)


@dataclass(eq=False)
class _Precision:
    """Block-tridiagonal precision, then in its place its block Cholesky root."""

    diagonal: Array  # (day, unknown, unknown)
    below: Array  # (day - 1, unknown, unknown): rows of one day, columns of its eve
    right: Array  # (day, unknown)
    observations: int = 0
    squares: float = 0.0
    log_determinant_errors: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def add(self, day: int, data: DayData) -> None:
        unknowns = self.right.shape[1]
        faults = data.faults(day, unknowns)
        self.faults += faults
        if faults or not data.observations:
            return
        try:
            gram, log_determinant_error = whiten(data, day)
        except InputError as error:
            self.faults += error.faults
            return
        today = slice(-1 - unknowns, -1)
        self.diagonal[day] += gram[today, today]
        self.right[day] += gram[today, -1]
        if data.yesterday is not None:
            eve = slice(0, unknowns)
            self.diagonal[day - 1] += gram[eve, eve]
            self.below[day - 1] += gram[today, eve]
            self.right[day - 1] += gram[eve, -1]
        self.observations += data.observations
        self.squares += float(gram[-1, -1])
        self.log_determinant_errors += log_determinant_error


@dataclass(frozen=True, eq=False)
class BlockCholesky:
    """Block Cholesky root of the posterior precision.

    Parameters
    ----------
    diagonal : (day, unknown, unknown)
        Lower triangular blocks, each stored transposed. [1/unit]
    below : (day - 1, unknown, unknown)
        Blocks under the diagonal: rows of one day, columns of its eve. [1/unit]
    prior
        Precision of the prior: first day, other days, transition. [1/unit²]

    """

    diagonal: Array
    below: Array
    prior: PriorPrecision

    def forward(self, day: int, right: Array) -> Array:
        """Solve with one diagonal block.

        Parameters
        ----------
        day
            Rank of the day. [-]
        right : (unknown, column) or (unknown,)
            Right-hand side. [-]

        Returns
        -------
        solution : (unknown, column) or (unknown,)
            Of the lower triangular system. [-]

        """
        solution: Array = solve_triangular(
            self.diagonal[day].T, right, lower=True, check_finite=False
        )
        return solution

    def backward(self, day: int, right: Array) -> Array:
        """Solve with the transpose of one diagonal block.

        Parameters
        ----------
        day
            Rank of the day. [-]
        right : (unknown, column) or (unknown,)
            Right-hand side. [-]

        Returns
        -------
        solution : (unknown, column) or (unknown,)
            Of the upper triangular system. [-]

        """
        solution: Array = solve_triangular(
            self.diagonal[day].T, right, lower=True, trans="T", check_finite=False
        )
        return solution

    def mean(self, right: Array) -> Array:
        """Solve the whole system.

        Parameters
        ----------
        right : (day, unknown)
            Right-hand side. [1/unit]

        Returns
        -------
        mean : (day, unknown)
            Posterior mean. [unit]

        """
        mean = np.empty_like(right)
        mean[0] = self.forward(0, right[0])
        for day in range(1, len(right)):
            mean[day] = self.forward(
                day, right[day] - self.below[day - 1] @ mean[day - 1]
            )
        return self._unwind(mean)

    def _unwind(self, right: Array) -> Array:
        right[-1] = self.backward(len(right) - 1, right[-1])
        for day in range(len(right) - 2, -1, -1):
            known = self.below[day].T @ right[day + 1]
            right[day] = self.backward(day, right[day] - known)
        return right

    def marginals(self) -> Marginals:
        r"""Give the covariance of each day and the degrees of freedom for signal.

        Returns
        -------
        marginals
            By the backward recursion :math:`P_d = (L_d L_d^T)^{-1} + K P_{d+1} K^T`,
            :math:`K = L_d^{-T} M_d^T`. [unit²]

        """
        blocks = np.empty_like(self.diagonal)
        last = len(blocks) - 1
        blocks[last] = self._inverse(last)
        kept = self.prior.trace(blocks[last], last, last)
        for day in range(last - 1, -1, -1):
            gain = self.backward(day, self.below[day].T)
            link = gain @ blocks[day + 1]
            block = self._inverse(day) + link @ gain.T
            blocks[day] = (block + block.T) / 2
            kept += self.prior.trace(blocks[day], day, last)
            # The covariance between the day and its morrow is minus the link.
            kept -= 2 * float(np.einsum("ij,ji->", link, self.prior.below))
        return Marginals(blocks, blocks.shape[0] * blocks.shape[1] - kept)

    def _inverse(self, day: int) -> Array:
        inverse, _ = dpotri(self.diagonal[day].T, lower=True)
        lower = np.tril(inverse)
        full: Array = lower + np.tril(inverse, -1).T
        return full

    def aggregate_covariance(self, weights: Array) -> Array:
        """Give the covariance of weighted sums over days and unknowns.

        Parameters
        ----------
        weights : (aggregate, day, unknown)
            Weight of each unknown in each sum. [-]

        Returns
        -------
        covariance : (aggregate, aggregate)
            By forward substitution: a sum costs nothing before its first day. [unit²]

        """
        used = np.any(weights != 0, axis=2)
        first = np.where(used.any(axis=1), used.argmax(axis=1), weights.shape[1])
        order = np.argsort(first, kind="stable")
        started = np.searchsorted(first[order], np.arange(weights.shape[1]), "right")
        covariance = np.zeros((len(weights), len(weights)))
        reached = np.zeros((weights.shape[2], 0))
        for day, count in enumerate(started):
            right = np.array(weights[order[:count], day].T, dtype=float, order="F")
            if reached.shape[1]:
                right[:, : reached.shape[1]] -= self.below[day - 1] @ reached
            reached = self.forward(day, right)
            covariance[:count, :count] += reached.T @ reached
        back = np.argsort(order)
        return covariance[np.ix_(back, back)]


def smooth_information(chain: Chain, data: Sequence[DayData]) -> Posterior:
    """Give the posterior by block Cholesky of its precision.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day, in order; each is read once. [-]

    Returns
    -------
    posterior
        Exact. [unit]

    Raises
    ------
    InputError
        With the faults of all days.

    """
    prior = prior_precision(chain)
    problem = _assemble(chain, prior, data)
    factor = _factorise(problem, prior)
    mean = factor.mean(problem.right)
    misfit = problem.squares - float(np.einsum("du,du->", problem.right, mean))
    logs = problem.observations * np.log(2 * np.pi) + problem.log_determinant_errors
    logs += prior.log_determinant
    logs += sum(log_determinant(block) for block in factor.diagonal)
    return Posterior(
        chain, mean, problem.observations, misfit, -0.5 * (logs + misfit), factor
    )


def _assemble(
    chain: Chain, prior: PriorPrecision, data: Sequence[DayData]
) -> _Precision:
    days, unknowns = chain.days, chain.unknowns
    problem = _Precision(
        np.empty((days, unknowns, unknowns)),
        np.empty((days - 1, unknowns, unknowns)),
        np.zeros((days, unknowns)),
    )
    problem.below[:] = prior.below
    for day in range(days):
        problem.diagonal[day] = prior.block(day, days - 1)
    problem.faults += length_faults(chain, data)
    for day, item in zip(range(days), data, strict=False):
        problem.add(day, item)
    if problem.faults:
        raise InputError(problem.faults)
    return problem


def _factorise(problem: _Precision, prior: PriorPrecision) -> BlockCholesky:
    diagonal, below = problem.diagonal, problem.below
    for day in range(len(diagonal)):
        if day:
            diagonal[day] -= below[day - 1] @ below[day - 1].T
        root = lower_root(diagonal[day], f"day {day}, posterior precision")
        diagonal[day] = root.T
        if day < len(below):
            below[day] = solve_triangular(
                root, below[day].T, lower=True, check_finite=False
            ).T
    return BlockCholesky(diagonal, below, prior)
