"""What the tests of the web share: a home of their own, plain static files."""

from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import Settings

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
QUICK_HASH = "django.contrib.auth.hashers.MD5PasswordHasher"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What one test asked and read is nothing to the next one."""
    for each in caches.all():
        each.clear()


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """Home folder of the test: nothing is written elsewhere."""
    static = tmp_path / "static"
    static.mkdir()
    settings.TRAJECTOIRE_HOME = tmp_path
    settings.STATIC_ROOT = static
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN}}
    settings.PASSWORD_HASHERS = [QUICK_HASH]
    return tmp_path
