"""Surface-layer similarity: how wind and mixing depend on height and stability.

Every footprint starts from two numbers that a sonic anemometer gives, the friction
velocity and the heat flux; this module turns them into profiles.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array

VON_KARMAN = 0.4  # [-], Högström, Bound.-Layer Meteor. 78, 215-246, 1996
GRAVITY = 9.80665  # m s-2, standard acceleration of free fall, CGPM 1901
HEAT_CAPACITY = 1004.67  # J kg-1 K-1, dry air at constant pressure, Stull 1988, p. 640


@dataclass(frozen=True, eq=False)
class Turbulence:
    """What an eddy-covariance sensor says of the wind.

    Parameters
    ----------
    wind_speed : (time,)
        Mean horizontal wind at the sensor. [m s-1]
    wind_from_direction : (time,)
        Where the wind comes from, clockwise from north. [degree]
    friction_velocity : (time,)
        Square root of the kinematic momentum flux. [m s-1]
    obukhov_length : (time,)
        Negative by unstable air; infinite by neutral air. [m]
    crosswind_deviation : (time,)
        Standard deviation of the crosswind component. [m s-1]

    """

    wind_speed: Array
    wind_from_direction: Array
    friction_velocity: Array
    obukhov_length: Array
    crosswind_deviation: Array

    def __post_init__(self) -> None:
        sizes = {np.shape(column) for column in vars(self).values()}
        if len(sizes) != 1:
            raise ValueError(f"columns of one length, found {sorted(sizes)}")

    def __len__(self) -> int:
        """Count the observations."""
        return int(np.size(self.wind_speed))

    def where(self, keep: NDArray[np.generic]) -> "Turbulence":
        """Keep some observations.

        Parameters
        ----------
        keep : (time,) or (kept,)
            Which ones: a mask, or their places. [-]

        Returns
        -------
        turbulence
            The observations kept, in the order asked. [-]

        """
        return Turbulence(**{name: value[keep] for name, value in vars(self).items()})


def obukhov_length(
    friction_velocity: Array, heat_flux: Array, temperature: Array, density: Array
) -> Array:
    r"""Give the height at which buoyancy does as much as shear.

    Parameters
    ----------
    friction_velocity : (time,)
        Friction velocity. [m s-1]
    heat_flux : (time,)
        Sensible heat flux, positive upwards. [W m-2]
    temperature : (time,)
        Air temperature. [K]
    density : (time,)
        Air density. [kg m-3]

    Returns
    -------
    length : (time,)
        Obukhov length; infinite where there is no heat flux. [m]

    Notes
    -----
    :math:`L = -\rho c_p T u_*^3 / (k g H)` [1]_. The buoyancy of water vapour is left
    out: it adds 0.07 of the latent heat flux to H, a few per cent over a city.

    References
    ----------
    .. [1] Stull, "An Introduction to Boundary Layer Meteorology", Kluwer, 1988,
       section 5.7.

    """
    heat = np.asarray(heat_flux, dtype=np.float64)
    produced = density * HEAT_CAPACITY * temperature * friction_velocity**3
    with np.errstate(divide="ignore"):
        return np.asarray(
            np.where(heat == 0, np.inf, -produced / (VON_KARMAN * GRAVITY * heat))
        )


def momentum_gradient(stability: Array) -> Array:
    r"""Give the non-dimensional shear of the wind, phi_m.

    Parameters
    ----------
    stability : (time,)
        Height over Obukhov length. [-]

    Returns
    -------
    gradient : (time,)
        1 by neutral air. [-]

    Notes
    -----
    :math:`\phi_m = 1 + 5\zeta` by stable air, :math:`(1 - 16\zeta)^{-1/4}` by unstable
    air: Dyer [1]_, as in eq. 33 of Kormann and Meixner [2]_. Measured for
    :math:`-2 < \zeta < 1`.

    References
    ----------
    .. [1] Dyer, "A review of flux-profile relationships", Bound.-Layer Meteor. 7,
       363-372, 1974.
    .. [2] Kormann, Meixner, "An analytical footprint model for non-neutral
       stratification", Bound.-Layer Meteor. 99, 207-224, 2001.

    """
    unstable, stable = np.minimum(stability, 0.0), np.maximum(stability, 0.0)
    return np.asarray((1 - 16 * unstable) ** -0.25 + 5 * stable)


def scalar_gradient(stability: Array) -> Array:
    r"""Give the non-dimensional gradient of a scalar, phi_c.

    Parameters
    ----------
    stability : (time,)
        Height over Obukhov length. [-]

    Returns
    -------
    gradient : (time,)
        1 by neutral air. [-]

    Notes
    -----
    :math:`\phi_c = 1 + 5\zeta` by stable air, :math:`(1 - 16\zeta)^{-1/2}` by unstable
    air: eq. 34 of Kormann and Meixner [1]_.

    References
    ----------
    .. [1] Kormann, Meixner, Bound.-Layer Meteor. 99, 207-224, 2001.

    """
    unstable, stable = np.minimum(stability, 0.0), np.maximum(stability, 0.0)
    return np.asarray((1 - 16 * unstable) ** -0.5 + 5 * stable)
