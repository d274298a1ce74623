"""A site with one published run of an invented city."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

from trajectoire.web.ledger.models import Run

_SITE = Path(__file__).parents[2] / "browser" / "example_site.py"


def load_example() -> ModuleType:
    """The module that publishes the run, shared with the browser tests."""
    spec = importlib.util.spec_from_file_location("example_site", _SITE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """French unless the test asks otherwise, whatever the test before left."""
    with translation.override("fr"):
        yield


@pytest.fixture
def twin(db: None) -> Run:
    """The run of the invented city, published."""
    return load_example().publish_example()


@pytest.fixture(scope="session")
def summary() -> dict:
    """Its summary."""
    return load_example().example_summary()
