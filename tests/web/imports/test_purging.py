"""Tables that wrote nothing are not kept for ever, nor without bound."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from trajectoire.core.errors import InputError
from trajectoire.web.accounts.models import User
from trajectoire.web.imports import purging
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.storage import file_of, folder_of
from trajectoire.web.imports.tasks import (
    start_applying,
    start_checking,
    start_undoing,
)
from trajectoire.web.language.faults import lines

pytestmark = pytest.mark.django_db
Bring = Callable[..., Import]
Work = Callable[[], int]


def aged(one: Import, days: int) -> Path:
    """Make an import look as if nobody had touched it for some days."""
    then = timezone.now() - timedelta(days=days)
    Import.objects.filter(pk=one.pk).update(created=then)
    os.utime(folder_of(one), (then.timestamp(), then.timestamp()))
    return folder_of(one)


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n"])
def test_a_table_that_was_left_is_removed_with_its_file(
    brought: Bring, text: str
) -> None:
    folder = aged(brought(text) if text else brought(), 91)
    assert purging.purge() == 1
    assert not folder.exists()
    assert not Import.objects.exists()


def test_what_was_touched_lately_or_wrote_is_kept(
    brought: Bring, work: Work, ada: User
) -> None:
    recent, touched, wrote = brought(), brought(), brought()
    start_checking(wrote, wrote.mapping, ada.pk)
    work()
    start_applying(wrote, ada.pk)
    work()
    aged(recent, 89)
    aged(touched, 91)
    os.utime(folder_of(touched))
    aged(wrote, 400)
    assert purging.purge() == 0
    assert all(file_of(one).is_file() for one in (recent, touched, wrote))


def test_the_file_of_an_import_that_was_undone_goes_and_its_page_stays(
    brought: Bring, work: Work, ada: User, agent: Client
) -> None:
    one = brought()
    for start in (start_applying, start_undoing):
        if start is start_applying:
            start_checking(one, one.mapping, ada.pk)
            work()
            one.refresh_from_db()
        assert start(one, ada.pk)
        work()
        one.refresh_from_db()
    assert one.state == Import.State.UNDONE
    folder = aged(one, 91)
    assert purging.purge() == 1
    assert purging.purge() == 0
    assert not folder.exists()
    page = agent.get(f"/espace/imports/{one.pk}/").content.decode()
    assert "fichier effacé" in page


def test_bad_territory_that_keeps_too_much_brings_no_more(
    brought: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "QUOTA", 100)
    brought()
    with pytest.raises(InputError, match="tables kept for a territory") as caught:
        brought()
    (said,) = lines(caught.value)
    assert "Gio de tableaux gardés pour un territoire" in said
    assert Import.objects.count() == 1
