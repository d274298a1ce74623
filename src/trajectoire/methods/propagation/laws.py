"""What is known of a datum: a law of probability, from the little that is declared.

An activity or an emission factor comes with a value and an uncertainty, or with two
bounds. The law says how likely every other value is, and keeps the declared value as
its mean, so that the mean of a total is the total of the declared values.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array
from trajectoire.methods.propagation.moments import Moments


class Law(ABC):
    """What is known of a quantity: moments, quantiles, and values drawn from it."""

    @property
    @abstractmethod
    def moments(self) -> Moments:
        """Mean, variance and third moment."""

    @property
    @abstractmethod
    def positive(self) -> bool:
        """Whether no value below zero is possible."""

    @abstractmethod
    def _quantile(self, probability: Array) -> Array: ...

    @abstractmethod
    def _draws(self, generator: np.random.Generator, count: int) -> Array: ...

    @abstractmethod
    def _scaled(self, by: float) -> "Law": ...

    def quantile(self, probability: ArrayLike) -> Array:
        """Give the values that are not exceeded with these probabilities.

        Parameters
        ----------
        probability
            Between 0 and 1, both excluded. [-]

        Returns
        -------
        value
            One for each probability. [unit]

        """
        return self._quantile(np.asarray(probability, dtype=np.float64))

    def draws(self, generator: np.random.Generator, count: int) -> Array:
        """Draw independent values.

        Parameters
        ----------
        generator
            Source of randomness. [-]
        count
            How many. [-]

        Returns
        -------
        values : (count,)
            The values drawn. [unit]

        """
        return self._draws(generator, count)

    def scaled(self, by: float) -> "Law":
        """Give the law of the same quantity in another unit.

        Parameters
        ----------
        by
            What the values are multiplied by. [new unit per unit]

        Returns
        -------
        law
            Of the converted quantity; a constant when multiplied by zero. [new unit]

        """
        return self._scaled(by) if by else Constant(0.0)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InputError(faults)


def _finite(**values: float) -> list[Fault]:
    remedy = "State a missing value as missing, not as a number."
    return [
        Fault("a finite value", f"{value}", remedy, column=name)
        for name, value in values.items()
        if not np.isfinite(value)
    ]


@dataclass(frozen=True)
class Constant(Law):
    """A value without uncertainty: a convention, a definition, a confirmed zero.

    Parameters
    ----------
    value
        The value. [unit]

    """

    value: float

    def __post_init__(self) -> None:
        _refuse(_finite(value=self.value))

    @property
    def moments(self) -> Moments:
        """Mean, variance and third moment."""
        return Moments(self.value, 0.0)

    @property
    def positive(self) -> bool:
        """Whether no value below zero is possible."""
        return self.value >= 0

    def _quantile(self, probability: Array) -> Array:
        return np.full(np.shape(probability), self.value)

    def _draws(self, generator: np.random.Generator, count: int) -> Array:
        del generator
        return np.full(count, self.value)

    def _scaled(self, by: float) -> "Constant":
        return Constant(self.value * by)


@dataclass(frozen=True)
class Normal(Law):
    """The law of a real quantity whose errors are symmetric.

    Parameters
    ----------
    mean
        Expected value. [unit]
    deviation
        Standard uncertainty, k = 1. [unit]

    """

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        faults = _finite(mean=self.mean, deviation=self.deviation)
        if self.deviation < 0:
            remedy = "Give half the width of the interval, without sign."
            faults.append(
                Fault("at least 0", f"{self.deviation}", remedy, column="deviation")
            )
        _refuse(faults)

    @property
    def moments(self) -> Moments:
        """Mean, variance and third moment."""
        return Moments(self.mean, self.deviation**2)

    @property
    def positive(self) -> bool:
        """Whether no value below zero is possible."""
        return self.deviation == 0 and self.mean >= 0

    def _quantile(self, probability: Array) -> Array:
        return np.asarray(self.mean + self.deviation * ndtri(probability))

    def _draws(self, generator: np.random.Generator, count: int) -> Array:
        return generator.normal(self.mean, self.deviation, count)

    def _scaled(self, by: float) -> "Normal":
        return Normal(self.mean * by, self.deviation * abs(by))


@dataclass(frozen=True)
class Lognormal(Law):
    """The law of a quantity whose sign is known and whose errors are factors.

    Parameters
    ----------
    median
        Value exceeded half of the time; negative for a sink. [unit]
    geometric_deviation
        Exponential of the deviation of the logarithms: about two thirds of the values
        lie between the median divided and multiplied by it. [-]

    """

    median: float
    geometric_deviation: float

    def __post_init__(self) -> None:
        faults = _finite(
            median=self.median, geometric_deviation=self.geometric_deviation
        )
        if self.median == 0:
            remedy = "State a confirmed zero as a constant, or take a normal law."
            faults.append(Fault("a value with a sign", "0", remedy, column="median"))
        if self.geometric_deviation < 1:
            remedy = "Give a factor: 1.2 for errors of about 20 %."
            found, name = f"{self.geometric_deviation}", "geometric_deviation"
            faults.append(Fault("at least 1", found, remedy, column=name))
        _refuse(faults)

    @property
    def spread(self) -> float:
        """Deviation of the logarithms."""
        return float(np.log(self.geometric_deviation))

    @property
    def moments(self) -> Moments:
        """Mean, variance and third moment."""
        mean = self.median * float(np.exp(self.spread**2 / 2))
        squared = float(np.expm1(self.spread**2))  # coefficient of variation, squared
        return Moments(mean, mean**2 * squared, mean**3 * squared**2 * (squared + 3))

    @property
    def positive(self) -> bool:
        """Whether no value below zero is possible."""
        return self.median > 0

    def _quantile(self, probability: Array) -> Array:
        rising = np.sign(self.median) * self.spread
        return np.asarray(self.median * np.exp(rising * ndtri(probability)))

    def _draws(self, generator: np.random.Generator, count: int) -> Array:
        return self.median * generator.lognormal(0.0, self.spread, count)

    def _scaled(self, by: float) -> "Lognormal":
        return Lognormal(self.median * by, self.geometric_deviation)


@dataclass(frozen=True)
class Triangular(Law):
    """The law of a quantity of which a lowest, a likeliest and a highest are known.

    Parameters
    ----------
    low, mode, high
        Lowest, likeliest and highest value. [unit]

    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        faults = _finite(low=self.low, mode=self.mode, high=self.high)
        if not faults and not (
            self.low <= self.mode <= self.high and self.low < self.high
        ):
            found = f"{self.low}, {self.mode}, {self.high}"
            remedy = "Give them in this order, or a constant if they are equal."
            faults.append(Fault("lowest, likeliest, highest", found, remedy))
        _refuse(faults)

    @property
    def moments(self) -> Moments:
        """Mean, variance and third moment."""
        low, mode, high = self.low, self.mode, self.high
        sides = (mode - low) ** 2 + (high - mode) ** 2 + (high - low) ** 2
        third = (
            (low + high - 2 * mode) * (2 * low - high - mode) * (low - 2 * high + mode)
        )
        return Moments((low + mode + high) / 3, sides / 36, third / 270)

    @property
    def positive(self) -> bool:
        """Whether no value below zero is possible."""
        return self.low >= 0

    def _quantile(self, probability: Array) -> Array:
        width = self.high - self.low
        rising = self.low + np.sqrt(probability * width * (self.mode - self.low))
        falling = self.high - np.sqrt(
            (1 - probability) * width * (self.high - self.mode)
        )
        return np.where(probability * width < self.mode - self.low, rising, falling)

    def _draws(self, generator: np.random.Generator, count: int) -> Array:
        return generator.triangular(self.low, self.mode, self.high, count)

    def _scaled(self, by: float) -> Law:
        low, mode, high = sorted((self.low * by, self.mode * by, self.high * by))
        return Triangular(low, mode, high)
