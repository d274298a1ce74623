"""From marks of quality to an uncertainty: the pedigree matrix.

Most data come without an uncertainty, but whoever enters them knows how they were
obtained. Five marks, from 1 (best) to 5, become a geometric standard deviation.
"""

from dataclasses import dataclass, fields

import numpy as np

from trajectoire.core.errors import Fault, InputError, OutOfDomain
from trajectoire.methods.propagation.declared import lognormal_of
from trajectoire.methods.propagation.laws import Lognormal

# Square of the geometric standard deviation that each mark adds (Frischknecht et al.
# 2007, table 7.3, with the two marks that Weidema et al. 2013 filled in: geographical
# 4 and technological 2, both 1.05). [-]
FACTORS: dict[str, tuple[float, ...]] = {
    "reliability": (1.0, 1.05, 1.10, 1.20, 1.50),
    "completeness": (1.0, 1.02, 1.05, 1.10, 1.20),
    "temporal": (1.0, 1.03, 1.10, 1.20, 1.50),
    "geographical": (1.0, 1.01, 1.02, 1.05, 1.10),
    "technological": (1.0, 1.05, 1.20, 1.50, 2.00),
}


@dataclass(frozen=True)
class Pedigree:
    """Marks of a datum, from 1 (best) to 5.

    Parameters
    ----------
    reliability
        Measured and verified (1) to unqualified estimate (5). [-]
    completeness
        All the sites over an adequate period (1) to unknown or few (5). [-]
    temporal
        Within 3 years of the year described (1) to older than 15 or unknown (5). [-]
    geographical
        Of the area described (1) to unknown or distinctly different (5). [-]
    technological
        Of the very process described (1) to another process or scale (5). [-]

    """

    reliability: int
    completeness: int
    temporal: int
    geographical: int
    technological: int

    def __post_init__(self) -> None:
        marks = {field.name: getattr(self, field.name) for field in fields(self)}
        remedy = "Give 1 for the best data, 5 where the quality is not known."
        faults = [
            Fault("a mark from 1 to 5", f"{mark}", remedy, column=name)
            for name, mark in marks.items()
            if mark not in (1, 2, 3, 4, 5)
        ]
        if faults:
            raise InputError(faults)

    def geometric_deviation(self, basic: float) -> float:
        r"""Give the geometric standard deviation that the marks stand for.

        Parameters
        ----------
        basic
            Geometric standard deviation of the best data of the kind, squared: 1.05 for
            fuels, electricity and their carbon dioxide, 1.5 for methane and nitrous
            oxide of combustion [1]_. [-]

        Returns
        -------
        geometric_deviation
            For a lognormal law. [-]

        Raises
        ------
        OutOfDomain
            If the basic factor is below 1.

        Notes
        -----
        :math:`\ln^2 \sigma_g = \frac14 \sum_k \ln^2 U_k`, the basic factor being one of
        the :math:`U_k` [1]_ [2]_.

        References
        ----------
        .. [1] Frischknecht et al., "Overview and methodology", ecoinvent report 1,
           2007, tables 7.2 and 7.3.
        .. [2] Weidema et al., "Overview and methodology. Data quality guideline for the
           ecoinvent database version 3", ecoinvent report 1 (v3), 2013, chapter 10;
           after Weidema, Wesnæs, J. Cleaner Production 4, 1996,
           doi:10.1016/S0959-6526(96)00043-1.

        Examples
        --------
        >>> Pedigree(1, 1, 1, 1, 1).geometric_deviation(1.21).__round__(6)
        1.1

        """
        if not basic >= 1:
            raise OutOfDomain(
                f"expected a factor of at least 1 as basic uncertainty, found {basic}. "
                "Give 1.05 for 5 %."
            )
        marked = [FACTORS[f.name][getattr(self, f.name) - 1] for f in fields(self)]
        return float(np.exp(np.linalg.norm(np.log([basic, *marked])) / 2))

    def law(self, value: float, basic: float) -> Lognormal:
        """Give the law of a value with these marks.

        Parameters
        ----------
        value
            Declared value, kept as the mean. [unit]
        basic
            Geometric standard deviation of the best data of the kind, squared. [-]

        Returns
        -------
        law
            Lognormal. [unit]

        Raises
        ------
        OutOfDomain
            If the basic factor is below 1.

        """
        return lognormal_of(value, float(np.log(self.geometric_deviation(basic))))
