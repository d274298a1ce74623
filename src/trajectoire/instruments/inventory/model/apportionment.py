r"""Share national figures among communes, and say how far each share may be off.

The errors of two neighbouring communes are not independent: the national figure that
both are shares of is wrong for both. Each error is therefore split by level, and the
communes of a territory are added with what they have in common kept.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Array

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Country:
    """The communes among which national figures are shared.

    Parameters
    ----------
    population : (commune,)
        Inhabitants. [inhabitant]
    parishes : (commune,)
        Former communes that each is made of, itself included: a stand-in for its
        area. [-]
    crowding : (commune,)
        Mean population of the communes of its intercommunality, a stand-in for the
        density. [inhabitant]
    epci, departement, region : (commune,)
        Index of each level that it belongs to. [-]

    """

    population: Array
    parishes: Array
    crowding: Array
    epci: Indices
    departement: Indices
    region: Indices

    def pivot(self, name: str) -> Array:
        """Give the quantity by which a figure is shared out.

        Parameters
        ----------
        name
            ``inhabitants`` or ``parishes``. [-]

        Returns
        -------
        pivot
            By commune. [-]

        """
        return {"inhabitants": self.population, "parishes": self.parishes}[name]


@dataclass(frozen=True)
class Spread:
    """Relative standard deviations of the error of a share, by level, k = 1.

    Parameters
    ----------
    national
        Of the national figure: common to all. [-]
    departement, epci, commune
        Of what the communes of one département, of one intercommunality, and of what
        each commune has of its own. [-]
    point
        For large isolated sources: the population by which its relative variance is
        divided. [inhabitant]

    """

    national: float
    departement: float
    epci: float
    commune: float
    point: float = 0.0

    def own(self, population: Array) -> Array:
        """Give the relative variance that each commune has of its own.

        Parameters
        ----------
        population : (commune,)
            Inhabitants. [inhabitant]

        Returns
        -------
        variance
            By commune. [-]

        """
        return self.commune**2 + self.point / np.maximum(population, 1.0)


@dataclass(frozen=True, eq=False)
class Rule:
    """How one figure of the country is shared out.

    Parameters
    ----------
    substance, sector
        What it is. [-]
    amount
        Of the whole country. [tCO2e] or [MWh]
    pivot
        By what it is shared: ``inhabitants`` or ``parishes``. [-]
    exponent
        Power of the crowding that multiplies the pivot. [-]
    weights : (region,)
        Share of each region where a regional figure says it; NaN where none does: the
        national mean then holds. Empty where no region is told apart. [any]
    spread
        How far shares may be off. [-]

    """

    substance: str
    sector: str
    amount: float
    pivot: str
    exponent: float
    weights: Array
    spread: Spread


def shares(rule: Rule, country: Country) -> Array:
    r"""Share a national figure among communes.

    Parameters
    ----------
    rule
        How. [-]
    country
        Its communes. [-]

    Returns
    -------
    amounts : (commune,)
        They add up to the national figure. [tCO2e] or [MWh]

    Notes
    -----
    A region gets :math:`A\, w_r / \sum w`, its communes get shares of that as
    :math:`p_c d_c^\gamma` with the pivot and the crowding. A region without a figure
    gets what its pivot is of the country's.

    """
    pulled = country.pivot(rule.pivot) * country.crowding**rule.exponent
    if not rule.weights.size:
        return np.asarray(rule.amount * pulled / pulled.sum())
    regional = np.bincount(country.region, pulled, minlength=rule.weights.size)
    portion = regional / regional.sum()
    known = ~np.isnan(rule.weights)
    weights = np.where(known, rule.weights, 0.0)
    portion[known] = weights[known] * portion[known].sum() / weights.sum()
    scale = np.divide(portion, regional, out=np.zeros_like(portion), where=regional > 0)
    return np.asarray(rule.amount * pulled * scale[country.region])


@dataclass(frozen=True, eq=False)
class Apportionment:
    """Every figure shared among every commune.

    Parameters
    ----------
    country
        The communes. [-]
    rules
        The figures. [-]

    """

    country: Country
    rules: tuple[Rule, ...]

    @cached_property
    def amounts(self) -> Array:
        """What each commune gets of each figure: (rule, commune)."""
        return np.array([shares(rule, self.country) for rule in self.rules])

    @cached_property
    def _own(self) -> Array:
        """Variance that each commune has of its own: (rule, commune)."""
        people = self.country.population
        own = np.array([rule.spread.own(people) for rule in self.rules])
        return np.asarray(self.amounts**2 * own)

    def mean(self, communes: Indices) -> Array:
        """Give the estimate of each figure for some communes together.

        Parameters
        ----------
        communes : (member,)
            Their indices. [-]

        Returns
        -------
        mean : (rule,)
            Sum of their shares. [tCO2e] or [MWh]

        """
        return np.asarray(self.amounts[:, communes].sum(axis=1))

    def covariance(self, one: Indices, other: Indices) -> Array:
        r"""Give how the errors of two territories go together, figure by figure.

        Parameters
        ----------
        one, other : (member,)
            Communes of each; the same twice for a variance. [-]

        Returns
        -------
        covariance : (rule,)
            Of their estimates. [tCO2e²] or [MWh²]

        Notes
        -----
        With the amounts :math:`m_c`: :math:`n^2 M M' + d^2 \sum_d M_d M'_d
        + e^2 \sum_e M_e M'_e + \sum_{c \in both} m_c^2 v_c`.

        """
        return np.asarray(self.shared(one, other) + self.local(one, other))

    def shared(self, one: Indices, other: Indices) -> Array:
        """Give the part of the covariance that a whole département has in common.

        Parameters
        ----------
        one, other : (member,)
            Communes of each. [-]

        Returns
        -------
        covariance : (rule,)
            From the national figures and from the département. [tCO2e²] or [MWh²]

        """
        spreads = [rule.spread for rule in self.rules]
        national = np.array([s.national**2 for s in spreads])
        local = np.array([s.departement**2 for s in spreads])
        found = national * self.mean(one) * self.mean(other)
        found += local * self._levels(one, other, self.country.departement)
        return np.asarray(found)

    def local(self, one: Indices, other: Indices) -> Array:
        """Give the part of the covariance that only neighbours have in common.

        Parameters
        ----------
        one, other : (member,)
            Communes of each. [-]

        Returns
        -------
        covariance : (rule,)
            From intercommunalities and from the communes themselves. [tCO2e²] or
            [MWh²]

        """
        both = one if one is other else np.intersect1d(one, other)
        within = self._levels(one, other, self.country.epci)
        within *= np.array([rule.spread.epci**2 for rule in self.rules])
        return np.asarray(within + self._own[:, both].sum(axis=1))

    def _levels(self, one: Indices, other: Indices, level: Indices) -> Array:
        size = int(level.max()) + 1
        first = self._by(one, level, size)
        second = first if one is other else self._by(other, level, size)
        return np.asarray((first * second).sum(axis=1))

    def _by(self, communes: Indices, level: Indices, size: int) -> Array:
        index = level[communes]
        rows = self.amounts[:, communes]
        return np.array([np.bincount(index, row, minlength=size) for row in rows])
