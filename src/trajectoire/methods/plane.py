"""A city on the plane that touches it: degrees to kilometres, and back."""

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.covariance import distances

KILOMETRES = 111.195  # km per degree of latitude, on the sphere of 6,371 km


def plane_distances(latitude: Array, longitude: Array) -> Array:
    """Give the distances between points of one city.

    Parameters
    ----------
    latitude, longitude : (point,)
        Positions. [degree]

    Returns
    -------
    distances : (point, point)
        On a plane tangent at their mean. [km]

    Notes
    -----
    Equirectangular: better than 0.1 % within 100 km at the latitudes of Europe.

    """
    east = longitude * np.cos(np.radians(np.mean(latitude))) * KILOMETRES
    return distances(east, latitude * KILOMETRES)
