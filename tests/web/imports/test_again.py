"""A table that was wrong is taken up again: nobody types its source twice."""

from uuid import uuid4

from django.test import Client

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.storage import folder_of

NEW = "/espace/imports/nouveau/"
SOURCE = Source("Observatoire", "Inventaire communal", "Licence Ouverte 2.0")
CELLS = "Secteur\tAnnée\tGES (kteq CO2)\nTransport routier\t2021\t310\n"


def _pasted(ada: User, grenoble: Territory):
    sent = Sent("cellules collées", [CELLS.encode()], pasted=True)
    return begin(ada, grenoble, SOURCE, sent)


def test_pasted_cells_come_back_to_be_corrected(
    client: Client, ada: User, grenoble: Territory
) -> None:
    one = _pasted(ada, grenoble)
    client.force_login(ada)
    form = client.get(f"{NEW}?comme={one.pk}").context["form"]
    assert form.initial["code"] == "38185"
    assert form.initial["title"] == SOURCE.title
    assert "Transport routier\t2021\t310" in form.initial["pasted"]
    assert (
        "cellules collées" in client.get(f"/espace/imports/{one.pk}/").content.decode()
    )


def test_cells_erased_since_leave_their_source(
    client: Client, ada: User, grenoble: Territory
) -> None:
    one = _pasted(ada, grenoble)
    (folder_of(one) / "sent" / "table.tsv").unlink()
    client.force_login(ada)
    initial = client.get(f"{NEW}?comme={one.pk}").context["form"].initial
    assert initial["publisher"] == SOURCE.publisher
    assert "pasted" not in initial


def test_nobody_takes_up_what_they_may_not_write(
    client: Client, ada: User, grenoble: Territory
) -> None:
    one = _pasted(ada, grenoble)
    stranger = User.objects.create_user("eve@example.org", "une longue phrase")
    reader = User.objects.create_user("lou@example.org", "une longue phrase")
    Membership.objects.create(
        user=reader, role="reader", territory_kind="commune", territory_code="38185"
    )
    for user in (stranger, reader):
        client.force_login(user)
        answer = client.get(f"{NEW}?comme={one.pk}")
        assert answer.status_code == 200
        assert answer.context["form"].initial == {"code": ""}


def test_an_address_made_up_gives_an_empty_form(client: Client, ada: User) -> None:
    client.force_login(ada)
    for number in ("", "1", "é", "'; drop", str(uuid4())):
        answer = client.get(NEW, {"comme": number, "territoire": "38185"})
        assert answer.context["form"].initial == {"code": "38185"}


def test_an_account_without_role_is_told_before_it_types(client: Client, db) -> None:
    client.force_login(User.objects.create_user("lou@example.org", "une longue phrase"))
    page = client.get(f"{NEW}?territoire=38185").content.decode()
    assert "de rôle pour aucun territoire" in page
    assert "<textarea" not in page


def test_no_other_territory_is_chosen_in_silence(client: Client, ada: User) -> None:
    client.force_login(ada)  # contributes for Grenoble
    page = client.get(f"{NEW}?territoire=69123").content.decode()
    assert "pas de rôle pour Lyon" in page
    first = page[page.index('<select name="code"') :].split("</option>")[0]
    assert '<option value="">' in first
    own = client.get(f"{NEW}?territoire=38185").content.decode()
    assert "pas de rôle pour" not in own
    assert '<option value="38185" selected>' in own
