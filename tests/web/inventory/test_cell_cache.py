"""The page of a cell that tells members what is held back is kept by no cache."""

from collections.abc import Callable

from django.test import Client

from trajectoire.core.indicator import Indicator
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.record import record

CASE = (
    "/territoires/99001/mesurer/inventaire/case/"
    "?quoi=emission_co2&nomenclature=accounts&secteur=road.cars&annee=2023"
)


def test_no_cache_keeps_the_page_that_members_read(
    agent: Client, client: Client, town: Territory, figure: Callable[..., Indicator]
) -> None:
    record([figure(value=7654.25, deviation=76.5)])
    record([figure(value=None, state="confidential")])
    wrong = {"act": "record"}
    answers = [agent.get(CASE), agent.head(CASE), agent.post(CASE, wrong)]
    for answer in answers:
        told = answer.headers["Cache-Control"].split(", ")
        assert {"private", "no-store"} <= set(told)
    assert "7,65" in answers[0].content.decode()
    public = client.get(CASE)
    assert "7,65" not in public.content.decode()
    assert "no-store" not in public.headers.get("Cache-Control", "")
