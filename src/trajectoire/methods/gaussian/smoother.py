"""The front door of the solver: one problem in, its exact posterior out."""

from collections.abc import Sequence

from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.dual import smooth_dual
from trajectoire.methods.gaussian.information import smooth_information
from trajectoire.methods.gaussian.posterior import Posterior

FORMS = {"information": smooth_information, "dual": smooth_dual}


def smooth(chain: Chain, data: Sequence[DayData], form: str = "auto") -> Posterior:
    """Give the exact posterior of the deviations, day after day.

    Parameters
    ----------
    chain
        What is believed before the data. [-]
    data
        One item per day, in order; :func:`~trajectoire.methods.gaussian.chain.no_data`
        for a day without observations. [-]
    form
        ``information``, ``dual``, or ``auto`` to take the cheaper one. [-]

    Returns
    -------
    posterior
        The same in both forms, up to rounding. [unit]

    Raises
    ------
    InputError
        With the faults of all days: sizes, missing values, covariances that are not
        positive definite, an eve before the first day.

    """
    if form == "auto":
        form = cheaper_form(chain, data)
    if form not in FORMS:
        raise ValueError(f"form is auto, information or dual, found {form!r}")
    return FORMS[form](chain, data)


def cheaper_form(chain: Chain, data: Sequence[DayData]) -> str:
    r"""Choose the form with fewer operations.

    Parameters
    ----------
    chain
        The prior. [-]
    data
        One item per day. [-]

    Returns
    -------
    form
        ``dual`` when there are less than half as many observations as unknowns. [-]

    Notes
    -----
    With n unknowns and m observations a day, covariances included, the information form
    costs about :math:`8 n^3 + 4 m n^2` operations and the dual form
    :math:`4 n^3 + 12 m n^2`: they meet at m = n / 2.

    """
    observations = sum(item.observations for item in data)
    return "dual" if 2 * observations < chain.days * chain.unknowns else "information"
