"""A territory: a code that changes from year to year, so its vintage is part of it."""

from dataclasses import dataclass, field

KINDS = (
    "commune",
    "epci",
    "departement",
    "region",
    "country",
    "city",
    "organisation",
    "zone",
)


@dataclass(frozen=True)
class Territory:
    """A place, or an organisation, that emits and decides.

    Parameters
    ----------
    code
        INSEE code, SIREN, or a code of one's own. [-]
    kind
        One of ``KINDS``. [-]
    name
        As people write it; not part of the identity. [-]
    vintage
        Year of the official geographic code. [year]

    """

    code: str
    kind: str
    name: str = field(compare=False)
    vintage: int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}, found {self.kind!r}")
        if not self.code.strip():
            raise ValueError("a territory has a code")
