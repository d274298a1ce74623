"""Where a number comes from: nothing is published without it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """A publisher's table, file or computation.

    Parameters
    ----------
    publisher
        Who publishes it. [-]
    title
        What it is called. [-]
    licence
        Under which licence, or why there is none. [-]
    published
        When it was published or computed; None where the publisher does not say. [-]
    address
        Where it is found: an address, a file name or a DOI. [-]

    """

    publisher: str
    title: str
    licence: str
    published: date | None = None
    address: str = ""

    def __post_init__(self) -> None:
        for name in ("publisher", "title", "licence"):
            if not getattr(self, name).strip():
                raise ValueError(f"a source states its {name}")

    def __str__(self) -> str:
        """Publisher, title and year, as a reader quotes it."""
        year = f", {self.published.year}" if self.published else ""
        return f"{self.publisher}, {self.title}{year}"
