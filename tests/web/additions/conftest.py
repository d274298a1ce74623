"""Who administers the installation, who administers a town, who only contributes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.web.accounts.models import Membership, User

# Geneva drawn by four corners, one hole: 6.10 to 6.18 E, 46.18 to 46.24 N.
OUTER = [[6.1, 46.18], [6.18, 46.18], [6.18, 46.24], [6.1, 46.24], [6.1, 46.18]]
HOLE = [[6.13, 46.2], [6.14, 46.2], [6.14, 46.21], [6.13, 46.21], [6.13, 46.2]]


@pytest.fixture
def superuser(db: None) -> Client:
    user = User.objects.create_superuser("root@example.org", "une longue phrase")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client_with(db: None) -> Callable[[str, str, str], Client]:
    """Make someone who has a role for a territory."""

    def make(role: str, kind: str, code: str) -> Client:
        user = User.objects.create_user(f"{role}{code}@example.org", "une phrase")
        Membership.objects.create(
            user=user, role=role, territory_kind=kind, territory_code=code
        )
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def outline() -> Callable[..., SimpleUploadedFile]:
    """Draw an outline in a file."""

    def make(*rings: Any, content: bytes | None = None) -> SimpleUploadedFile:
        geometry = {"type": "Polygon", "coordinates": rings or (OUTER, HOLE)}
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        whole = {"type": "FeatureCollection", "features": [feature]}
        text = json.dumps(whole).encode() if content is None else content
        return SimpleUploadedFile("ville.geojson", text)

    return make
