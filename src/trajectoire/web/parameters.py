"""Refuse the parameters that an address of the API does not have.

A parameter that nobody reads, as ``?from=2015``, would give everything to whoever asked
for a part, without a word.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.operation import Operation

from trajectoire.core.errors import Fault, InputError

View = Callable[..., Any]


def refuse_unknown_parameters(run: View) -> View:
    """Have an operation refuse what it does not read in the query of an address.

    Parameters
    ----------
    run
        What carries the operation out; the operation is told by it. [-]

    Returns
    -------
    run
        The same: who asks is known, and the rest is checked, before the refusal. [-]

    """
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = sorted(_parameters(operation))
    view = operation.view_func

    @wraps(view)
    def guarded(request: HttpRequest, **words: Any) -> Any:
        unknown = sorted(set(request.GET) - set(known))
        if unknown:
            raise InputError(_fault(name, known) for name in unknown[:_MOST])
        return view(request, **words)

    operation.view_func = guarded
    return run


_MOST = 20  # unknown parameters that are named
_LONGEST = 64  # characters of one of them


def _parameters(operation: Operation) -> Iterable[str]:
    """List what an operation reads in the query of an address."""
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            yield from model.__ninja_flatten_map__


def _fault(name: str, known: list[str]) -> Fault:
    given = name[:_LONGEST].encode(errors="replace").decode()
    if known:
        remedy = f"Take one of: {', '.join(known)}."
    else:
        remedy = "Leave it out: this address has no parameter."
    return Fault("a parameter of this address", given, remedy, column=given)
