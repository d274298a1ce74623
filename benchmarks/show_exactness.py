"""Is the solver's answer the textbook's, in both forms and against a public peer?"""

import numpy as np
from fips.estimators import BayesianSolver

from benchmarks.gaussian_problems import Dense, alone, random_problem, write_out
from benchmarks.verdict import conclude
from trajectoire.methods.gaussian.chain import Chain
from trajectoire.methods.gaussian.posterior import Posterior, prior_aggregate
from trajectoire.methods.gaussian.smoother import smooth

SEED, PROBLEMS, BAR = 20260101, 100, 1e-9
Gaps = dict[str, float]


def gap(found: object, expected: object) -> float:
    """Largest difference, relative to the largest expected number."""
    difference = np.abs(np.subtract(found, expected)).max(initial=0.0)
    return float(difference / max(np.abs(expected).max(initial=0.0), 1e-300))


def compare(posterior: Posterior, chain: Chain, dense: Dense, weights) -> Gaps:
    mean, covariance = dense.posterior()
    days, unknowns = chain.days, chain.unknowns
    blocks = covariance.reshape(days, unknowns, days, unknowns)
    diagonal = np.array([blocks[day, :, day] for day in range(days)])
    sums = weights.reshape(len(weights), -1)
    total = dense.operator @ dense.prior @ dense.operator.T + dense.errors
    misfit = dense.residual @ np.linalg.solve(total, dense.residual)
    logs = len(total) * np.log(2 * np.pi) + np.linalg.slogdet(total)[1]
    signal = len(total) - np.trace(np.linalg.solve(total, dense.errors))
    aggregate = posterior.aggregate(weights)
    before = prior_aggregate(chain, weights).covariance
    return {
        "posterior mean": gap(posterior.mean.ravel(), mean),
        "marginal covariances": gap(posterior.covariance, diagonal),
        "each standard deviation": float(
            np.abs(posterior.deviation / np.sqrt(dense_variances(blocks)) - 1).max()
        ),
        "means of sums": gap(aggregate.mean, sums @ mean),
        "covariance of sums": gap(aggregate.covariance, sums @ covariance @ sums.T),
        "prior covariance of sums": gap(before, sums @ dense.prior @ sums.T),
        "misfit": gap(posterior.misfit, misfit),
        "log likelihood": gap(posterior.log_likelihood, -0.5 * (logs + misfit)),
        "degrees of freedom": gap(posterior.degrees_of_freedom, signal),
    }


def dense_variances(blocks):
    """Variance of each unknown of each day: (day, unknown)."""
    return np.einsum("dudu->du", blocks)


def random_weights(generator: np.random.Generator, chain: Chain):
    """Draw three sums: whole period, a few days, one day."""
    weights = generator.normal(size=(3, chain.days, chain.unknowns))
    weights[1, : chain.days // 2] = 0
    weights[2, 1:] = 0
    return weights


def against_peer(generator: np.random.Generator) -> float:
    chain, data = random_problem(generator, 20, 12)
    dense = write_out(chain, data)
    peer = BayesianSolver(
        dense.residual,
        np.zeros(len(dense.prior)),
        dense.operator,
        dense.prior,
        dense.errors,
    )
    gaps = []
    for form in ("information", "dual"):
        posterior = smooth(chain, data, form)
        blocks = peer.S_hat.reshape(posterior.mean.shape * 2)
        diagonal = np.array([blocks[day, :, day] for day in range(chain.days)])
        gaps.append(gap(posterior.mean.ravel(), peer.x_hat))
        gaps.append(gap(posterior.covariance, diagonal))
    return max(gaps)


def main() -> None:
    generator = np.random.default_rng(SEED)
    worst: dict[str, Gaps] = {"information": {}, "dual": {}}
    for _ in range(PROBLEMS):
        chain, data = random_problem(generator, int(generator.integers(1, 13)), 8)
        dense, weights = write_out(chain, data), random_weights(generator, chain)
        if not len(dense.residual):
            continue
        for form, kept in worst.items():
            found = compare(smooth(chain, data, form), chain, dense, weights)
            worst[form] = {
                name: max(value, kept.get(name, 0.0)) for name, value in found.items()
            }
    print(
        f"{PROBLEMS} random problems against the dense textbook formula, seed {SEED}:"
    )
    print(f"{'largest relative difference':<28}{'information':>14}{'dual':>14}")
    for name, value in worst["information"].items():
        print(f"{name:<28}{value:>14.1e}{worst['dual'][name]:>14.1e}")
    peer = against_peer(generator)
    print(f"against fips on one shared problem: {peer:.1e}")
    largest = max(*(max(kept.values()) for kept in worst.values()), peer)
    conclude(
        "exactness",
        f"largest relative difference {largest:.1e}",
        f"at most {BAR:.0e} against a dense reference and fips",
        holds=largest <= BAR,
    )


if __name__ == "__main__":
    alone()
    main()
