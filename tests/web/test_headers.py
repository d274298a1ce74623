"""Every answer carries the headers that keep strangers out."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from trajectoire.web.api import api
from trajectoire.web.headers import TextCompressionMiddleware


@pytest.mark.django_db
def test_the_policy_lets_nothing_in_from_outside(client: Client) -> None:
    policy = client.get("/sante").headers["Content-Security-Policy"]
    sources = {word for part in policy.split(";") for word in part.split()[1:]}
    assert sources <= {"'self'", "'none'", "data:"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_header(client: Client, header: str, value: str) -> None:
    assert client.get("/sante").headers[header] == value


@pytest.mark.django_db
def test_camera_and_position_are_renounced(client: Client) -> None:
    policy = client.get("/sante").headers["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy


def test_the_page_of_the_api_names_every_operation_without_script(
    client: Client,
) -> None:
    page = client.get("/api/").content.decode()
    for path in api.get_openapi_schema()["paths"]:
        assert path in page
    assert "swagger" not in page.lower()
    assert "cdn" not in page.lower()


@pytest.mark.django_db
def test_texts_travel_compressed_and_packed_files_as_they_are(client: Client) -> None:
    asked = {"Accept-Encoding": "gzip"}
    address = "/donnees/schema/chiffres.json"
    told, plain = client.get(address, headers=asked), client.get(address)
    assert told.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(told.content) == plain.content
    assert len(told.content) < len(plain.content) / 2
    assert client.get("/", headers=asked).headers["Content-Encoding"] == "gzip"
    packed = HttpResponse(b"0" * 1000, content_type="application/vnd.apache.parquet")
    pack = TextCompressionMiddleware(lambda _request: packed)
    assert "Content-Encoding" not in pack(RequestFactory().get("/", headers=asked))
