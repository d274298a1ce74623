"""Which ground an eddy-covariance sensor sees: the footprint of Kormann and Meixner.

A flux measured above a city is a weighted mean of the fluxes upwind. The weights
follow from the wind and the turbulence that the same sensor measures.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, gammaincc, gammaln

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.quantity import Array
from trajectoire.methods.transport.similarity import (
    VON_KARMAN,
    Turbulence,
    momentum_gradient,
    scalar_gradient,
)


@dataclass(frozen=True)
class Domain:
    """Where the footprint is trusted.

    Parameters
    ----------
    friction_velocity
        Least friction velocity: below it turbulence is not developed. [m s-1]
    wind_speed
        Least wind: below it the diffusion against the wind, left out, matters. [m s-1]
    unstable, stable
        Bounds of the height over the Obukhov length. [-]

    Notes
    -----
    The similarity functions were measured for -2 < z/L < 1 [1]_. Beyond, on the
    unstable side, they are regular and the exponents tend to limits (m to 0, n to 1.5)
    so that a wider bound is an extrapolation, not a nonsense: who widens it says so.

    References
    ----------
    .. [1] Foken, "Micrometeorology", 2nd edition, Springer, 2017, section 2.3.3.

    """

    friction_velocity: float = 0.1
    wind_speed: float = 0.5
    unstable: float = -2.0
    stable: float = 1.0


@dataclass(frozen=True, eq=False)
class FluxFootprint:
    """The footprint of each observation, as its parameters.

    Parameters
    ----------
    wind_from_direction : (time,)
        Axis of the footprint, clockwise from north. [degree]
    length : (time,)
        Length scale xi of the flux (eq. 19). [m]
    shape : (time,)
        Exponent mu = (1 + m) / r. [-]
    rank : (time,)
        Shape factor r = 2 + m - n. [-]
    wind_exponent : (time,)
        Exponent m of the wind profile. [-]
    wind_speed : (time,)
        Wind at the sensor. [m s-1]
    height
        Of the sensor above the displacement height. [m]
    crosswind_deviation : (time,)
        Standard deviation of the crosswind component. [m s-1]

    """

    wind_from_direction: Array
    length: Array
    shape: Array
    rank: Array
    wind_exponent: Array
    wind_speed: Array
    height: float
    crosswind_deviation: Array

    @property
    def peak(self) -> Array:
        """Distance of the ground that counts most, xi / (1 + mu). [m]"""
        return np.asarray(self.length / (1 + self.shape))


def outside(
    turbulence: Turbulence, height: float, domain: Domain
) -> dict[str, NDArray[np.bool_]]:
    """Say which observations are outside the domain, and why.

    Parameters
    ----------
    turbulence
        Wind at the sensor. [-]
    height
        Of the sensor above the displacement height. [m]
    domain
        Where the footprint is trusted. [-]

    Returns
    -------
    reasons : (time,)
        For each reason in words, the observations that it excludes. [-]

    """
    stability = height / turbulence.obukhov_length
    strength = turbulence.friction_velocity
    finite = np.all([np.isfinite(v) for v in _needed(turbulence)], axis=0)
    return {
        "a value is missing": ~finite | np.isnan(stability),
        f"friction velocity below {domain.friction_velocity:g} m/s": strength
        < domain.friction_velocity,
        f"wind below {domain.wind_speed:g} m/s": turbulence.wind_speed
        < domain.wind_speed,
        f"z/L below {domain.unstable:g}": stability < domain.unstable,
        f"z/L above {domain.stable:g}": stability > domain.stable,
        "no crosswind fluctuation": turbulence.crosswind_deviation <= 0,
        "sensor below the displacement height": np.full(len(turbulence), height <= 0),
    }


def _needed(turbulence: Turbulence) -> tuple[Array, ...]:
    return (
        turbulence.wind_speed,
        turbulence.wind_from_direction,
        turbulence.friction_velocity,
        turbulence.crosswind_deviation,
    )


def flux_footprint(
    turbulence: Turbulence, height: float, domain: Domain | None = None
) -> FluxFootprint:
    r"""Give the footprint of every observation.

    Parameters
    ----------
    turbulence
        Wind at the sensor. [-]
    height
        Of the sensor above the displacement height. [m]
    domain
        Where the footprint is trusted; the measured domain by default. [-]

    Returns
    -------
    footprint
        Its parameters. [-]

    Raises
    ------
    OutOfDomain
        If an observation is outside the domain: drop it first, knowingly.

    Notes
    -----
    The profiles are taken as powers, :math:`u = U z^m`, :math:`K = \kappa z^n`
    (eq. 11), whose exponents are those of the similarity profiles at the sensor
    (analytical method, eq. 36): :math:`m = u_* \phi_m / (k u)` and :math:`n = d\ln K /
    d\ln z = (1 - 24\zeta)/(1 - 16\zeta)` by unstable air, :math:`1/(1 + 5\zeta)` by
    stable air, with :math:`K = k u_* z/\phi_c` (eq. 32). Then :math:`r = 2 + m - n`,
    :math:`\mu = (1 + m)/r`, :math:`\xi = U z^r/(r^2\kappa) = u z^2/(r^2 K)` (eq. 19)
    [1]_. Assumes a homogeneous surface, steady wind, no diffusion along the wind.

    References
    ----------
    .. [1] Kormann, Meixner, "An analytical footprint model for non-neutral
       stratification", Bound.-Layer Meteor. 99, 207-224, 2001,
       doi:10.1023/A:1018991015119.

    """
    _refuse(outside(turbulence, height, domain or Domain()))
    stability = height / turbulence.obukhov_length
    wind, strength = turbulence.wind_speed, turbulence.friction_velocity
    unstable, stable = np.minimum(stability, 0.0), np.maximum(stability, 0.0)
    m = strength * momentum_gradient(stability) / (VON_KARMAN * wind)
    n = (1 - 24 * unstable) / (1 - 16 * unstable) / (1 + 5 * stable)
    r = 2 + m - n
    diffusivity = VON_KARMAN * strength * height / scalar_gradient(stability)
    return FluxFootprint(
        wind_from_direction=turbulence.wind_from_direction,
        length=wind * height**2 / (r**2 * diffusivity),
        shape=(1 + m) / r,
        rank=r,
        wind_exponent=m,
        wind_speed=wind,
        height=height,
        crosswind_deviation=turbulence.crosswind_deviation,
    )


def _refuse(reasons: dict[str, NDArray[np.bool_]]) -> None:
    counts = {reason: int(bad.sum()) for reason, bad in reasons.items() if bad.any()}
    if counts:
        listed = "; ".join(f"{reason} ({count})" for reason, count in counts.items())
        raise OutOfDomain(
            "expected observations within the domain of the flux footprint, found "
            f"{listed}. Drop them first (`outside` names them), or widen the domain "
            "and say so."
        )


def crosswind_integrated(footprint: FluxFootprint, distance: Array) -> Array:
    r"""Give the footprint per metre upwind, summed across the wind.

    Parameters
    ----------
    footprint
        Footprint of each observation. [-]
    distance : (time, node) or (node,)
        Upwind distance, positive. [m]

    Returns
    -------
    density : (time, node)
        :math:`f^y = \xi^\mu x^{-1-\mu} e^{-\xi/x} / \Gamma(\mu)` (eq. 21). [m-1]

    """
    mu, xi = footprint.shape[:, None], footprint.length[:, None]
    ratio = xi / distance
    return np.asarray(np.exp(mu * np.log(ratio) - ratio - gammaln(mu)) / distance)


def cumulated(footprint: FluxFootprint, distance: Array) -> Array:
    r"""Give the share of the flux that comes from nearer than a distance.

    Parameters
    ----------
    footprint
        Footprint of each observation. [-]
    distance : (time, node) or (node,)
        Upwind distance, positive; infinity gives 1. [m]

    Returns
    -------
    share : (time, node)
        Integral of :math:`f^y` from 0, exactly: with :math:`t = \xi/x` it is the
        regularised upper incomplete gamma function :math:`Q(\mu, \xi/x)`. [-]

    """
    ratio = footprint.length[:, None] / distance
    return np.asarray(gammaincc(footprint.shape[:, None], ratio))


def plume_speed(footprint: FluxFootprint, distance: Array) -> Array:
    r"""Give the speed at which the plume has come from a distance.

    Parameters
    ----------
    footprint
        Footprint of each observation. [-]
    distance : (time, node) or (node,)
        Upwind distance, positive. [m]

    Returns
    -------
    speed : (time, node)
        :math:`\bar u = U\,\Gamma(\mu)/\Gamma(1/r)\,(r^2 \kappa x/U)^{m/r}` (eq. 18);
        with :math:`U/\kappa = r^2 \xi z^{-r}` it is :math:`u\,\Gamma(\mu)/
        \Gamma(1/r)\,(x/\xi)^{m/r}`. [m s-1]

    """
    mu, r = footprint.shape, footprint.rank
    scale = footprint.wind_speed * gamma(mu) / gamma(1 / r)
    ratio = distance / footprint.length[:, None]
    power = (footprint.wind_exponent / r)[:, None]
    return np.asarray(scale[:, None] * ratio**power)


def crosswind_spread(footprint: FluxFootprint, distance: Array) -> Array:
    r"""Give the standard deviation of the plume across the wind.

    Parameters
    ----------
    footprint
        Footprint of each observation. [-]
    distance : (time, node) or (node,)
        Upwind distance, positive. [m]

    Returns
    -------
    spread : (time, node)
        :math:`\sigma = \sigma_v x / \bar u(x)` (section 2.1). [m]

    """
    deviation = footprint.crosswind_deviation[:, None]
    return np.asarray(deviation * distance / plume_speed(footprint, distance))
