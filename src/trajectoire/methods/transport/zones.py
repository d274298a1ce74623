"""The weight of each zone in a flux: footprints summed over sectors, rings, cells."""

import numpy as np
from scipy.special import gammainccinv, ndtr

from trajectoire.core.quantity import Array
from trajectoire.methods.transport.kormann_meixner import (
    FluxFootprint,
    crosswind_spread,
    cumulated,
)

NODES = 16  # [-], Gauss-Legendre nodes in each ring; 8 change a weight by < 1e-3


def polar_weights(
    footprint: FluxFootprint, sectors: Array, rings: Array, nodes: int = NODES
) -> Array:
    r"""Give the weight of each zone of a polar grid around the tower.

    Parameters
    ----------
    footprint
        Footprint of each observation. [-]
    sectors : (sector + 1,)
        Edges of the direction sectors, clockwise from north, ascending, over one turn
        at most. [degree]
    rings : (ring + 1,)
        Edges of the rings, ascending; the first may be 0. [m]
    nodes
        Quadrature nodes in each ring. [-]

    Returns
    -------
    weight : (time, sector, ring)
        Share of the flux that comes from each zone; what is missing to 1 comes from
        beyond the last ring. [-]

    Notes
    -----
    The integral along the wind uses the cumulated footprint as its variable, so that
    the shares by distance are exact (nodes of Gauss and Legendre in :math:`Q(\mu,
    \xi/x)` between ring edges). At each distance the crosswind law is Gaussian: the
    share within a sector and a ring is a difference of normal distribution functions
    at the crosswind offsets :math:`x \tan\theta` and :math:`\sqrt{R^2 - x^2}`.

    """
    distance, share = _nodes(footprint, rings, nodes)
    spread = crosswind_spread(footprint, distance)
    reach = np.sqrt(np.maximum(rings[:, None, None] ** 2 - distance**2, 0.0)) / spread
    inside = ndtr(reach)
    turned = _relative(sectors, footprint.wind_from_direction)
    weight = np.zeros((len(footprint.length), len(sectors) - 1, len(rings) - 1))
    for index in range(len(sectors) - 1):
        low, high = turned[index], turned[index + 1]
        for turn in (-360.0, 0.0, 360.0):
            first = _offset(low + turn, distance, spread)
            last = _offset(high + turn, distance, spread)
            if np.any(last > first):
                discs = [_within(first, last, edge) for edge in inside]
                weight[:, index] += _ring_shares(discs, share)
    return weight


def _nodes(footprint: FluxFootprint, rings: Array, nodes: int) -> tuple[Array, Array]:
    edges = cumulated(footprint, np.maximum(rings, 1e-9))
    place, size = np.polynomial.legendre.leggauss(nodes)
    width = np.diff(edges, axis=1)[:, :, None]
    level = edges[:, :-1, None] + 0.5 * width * (place + 1)
    share = np.broadcast_to(0.5 * width * size, level.shape)
    flat = (len(footprint.length), width.shape[1] * nodes)
    level = np.clip(level.reshape(flat), 1e-300, 1 - 1e-12)
    shape, length = footprint.shape[:, None], footprint.length[:, None]
    return length / gammainccinv(shape, level), share.reshape(flat)


def _relative(sectors: Array, direction: Array) -> Array:
    """Edges of the sectors from the axis of the footprint, (edge, time). [degree]"""
    first = (sectors[0] - direction + 180.0) % 360.0 - 180.0
    return np.asarray(first[None, :] + (sectors - sectors[0])[:, None])


def _offset(angle: Array, distance: Array, spread: Array) -> Array:
    """Share of the plume to the left of a ray; the footprint lies upwind only."""
    clipped = np.radians(np.clip(angle, -90.0, 90.0))[:, None]
    return np.asarray(ndtr(np.tan(clipped) * distance / spread))


def _within(first: Array, last: Array, edge: Array) -> Array:
    """Share of the plume in a sector and in the disc of an edge."""
    width = np.minimum(last, edge) - np.maximum(first, 1 - edge)
    return np.asarray(np.maximum(width, 0.0))


def _ring_shares(discs: list[Array], share: Array) -> Array:
    sums = [np.sum(disc * share, axis=1) for disc in discs]
    return np.diff(np.stack(sums, axis=1), axis=1)
