"""What the API says of the instruments that are installed, and of its own health."""

from django.http import HttpRequest
from ninja import Router, Schema

from trajectoire.web.health import ask_database
from trajectoire.web.problems import PUBLIC

router = Router(tags=["catalogue"])


class CardOut(Schema):
    """What an instrument says of itself."""

    name: str
    wing: str
    question: str
    wants: list[str]
    version: str


class HealthOut(Schema):
    """Whether the site is well."""

    database: str


@router.get("/instruments", response={200: list[CardOut], **PUBLIC})
def instruments(request: HttpRequest) -> list[CardOut]:  # noqa: ARG001
    """List the instruments that are installed, and the data that each one wants."""
    from trajectoire.catalogue import cards

    return [
        CardOut(
            name=card.name,
            wing=card.wing,
            question=card.question,
            wants=list(card.wants),
            version=card.version,
        )
        for card in cards()
    ]


@router.get("/health", response={200: HealthOut, **PUBLIC})
def health(request: HttpRequest) -> HealthOut:  # noqa: ARG001
    """Answer when the site and its database do."""
    return HealthOut(database=ask_database())
