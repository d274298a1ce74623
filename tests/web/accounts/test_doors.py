"""Entering, leaving, keys and members, through the pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from trajectoire.web.accounts import limits
from trajectoire.web.accounts.administrators import administrator
from trajectoire.web.accounts.models import Attempts, Membership, Token, User
from trajectoire.web.accounts.tokens import create_token, find_token

People = Callable[..., User]

pytestmark = pytest.mark.django_db
GOOD = {"username": "ada@example.org", "password": "une longue phrase"}
BAD = GOOD | {"password": "raté"}


def test_one_enters_by_address_and_password(client: Client, someone: People) -> None:
    user = someone()
    response = client.post("/compte/entrer/", GOOD | {"username": "Ada@Example.org"})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_leaving_asks_for_a_button_not_a_link(client: Client, someone: People) -> None:
    client.force_login(someone())
    assert client.get("/compte/sortir/").status_code == 405
    client.post("/compte/sortir/")
    assert "_auth_user_id" not in client.session


def test_a_form_without_its_csrf_word_is_refused(someone: People) -> None:
    someone()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/compte/entrer/", GOOD).status_code == 403


def test_entering_never_leads_outside(client: Client, someone: People) -> None:
    someone()
    response = client.post("/compte/entrer/", GOOD | {"next": "https://ailleurs.fr"})
    assert response.headers["Location"] == "/"


def test_the_eleventh_try_on_an_account_waits(client: Client, someone: People) -> None:
    someone()
    for _ in range(limits.LOGIN_BY_ACCOUNT.count):
        assert client.post("/compte/entrer/", BAD).status_code == 200
    response = client.post("/compte/entrer/", GOOD)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= limits.LOGIN_BY_ACCOUNT.window
    assert "_auth_user_id" not in client.session


def test_a_success_forgets_the_tries(client: Client, someone: People) -> None:
    someone()
    for _ in range(9):
        client.post("/compte/entrer/", BAD)
    client.post("/compte/entrer/", GOOD)
    client.logout()
    assert client.post("/compte/entrer/", BAD).status_code == 200


def test_an_address_that_tries_many_accounts_waits(client: Client) -> None:
    for number in range(limits.LOGIN_BY_ADDRESS.count):
        client.post("/compte/entrer/", {"username": f"{number}@x.fr", "password": "x"})
    other = {"username": "new@x.fr", "password": "x"}
    assert client.post("/compte/entrer/", other).status_code == 429
    elsewhere = client.post("/compte/entrer/", other, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 200


def test_counts_keep_no_address(client: Client) -> None:
    client.post("/compte/entrer/", BAD)
    assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in Attempts.objects.all())


def test_a_key_is_shown_once_and_kept_as_a_fingerprint(
    client: Client, someone: People
) -> None:
    client.force_login(someone())
    asked = {"name": "météo", "scopes": ["read"], "days": "30"}
    page = client.post("/compte/", asked).content.decode()
    secret = re.search(r"trj_[\w-]+", page).group()
    token = Token.objects.get()
    assert token.sha256 != secret
    assert find_token(secret) == token
    assert secret not in client.get("/compte/").content.decode()
    client.post(f"/compte/cles/{token.pk}/revoquer/")
    assert find_token(secret) is None


def test_a_key_ends(someone: People) -> None:
    token, secret = create_token(someone(), "météo", ["read"], days=1)
    Token.objects.filter(pk=token.pk).update(expires=timezone.now() - timedelta(1))
    assert find_token(secret) is None


def test_the_key_of_a_closed_account_opens_nothing(someone: People) -> None:
    user = someone()
    _, secret = create_token(user, "météo", ["read"])
    user.is_active = False
    user.save()
    assert find_token(secret) is None


def test_nobody_ends_the_key_of_another(client: Client, someone: People) -> None:
    token, _ = create_token(someone("grace@example.org"), "météo", ["read"])
    client.force_login(someone())
    assert client.post(f"/compte/cles/{token.pk}/revoquer/").status_code == 404


@pytest.mark.parametrize(("days", "scopes"), [(0, ["read"]), (366, ["read"]), (1, [])])
def test_a_key_has_bounds(someone: People, days: int, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match="found"):
        create_token(someone(), "météo", scopes, days=days)


MEMBERS = "/compte/membres/commune/99001/"


def test_an_administrator_invites_and_the_guest_chooses_a_password(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    asked = {"email": "Guest@example.org", "role": "contributor"}
    page = client.post(MEMBERS, asked).content.decode()
    link = re.search(r"http://testserver(/compte/mot-de-passe/[^<]+)", page).group(1)
    guest = Client()
    form = guest.get(link, follow=True)
    words = {"new_password1": "phrase de mars 12", "new_password2": "phrase de mars 12"}
    guest.post(form.redirect_chain[-1][0], words)
    entered = {"username": "guest@example.org", "password": "phrase de mars 12"}
    assert guest.post("/compte/entrer/", entered).status_code == 302
    assert Client().get(link, follow=True).context["validlink"] is False


def test_no_link_opens_an_account_that_is_somebody_s(
    client: Client, someone: People
) -> None:
    someone("grace@example.org")
    client.force_login(someone(role="administrator"))
    asked = {"email": "grace@example.org", "role": "contributor"}
    assert LINK not in client.post(MEMBERS, asked).content.decode()
    assert Membership.objects.filter(user__email="grace@example.org").exists()


@pytest.mark.parametrize("role", ["", "contributor"])
def test_only_administrators_see_the_members(
    client: Client, someone: People, role: str
) -> None:
    client.force_login(someone(role=role))
    assert client.get(MEMBERS).status_code == 403


def test_the_public_is_asked_to_enter(client: Client) -> None:
    assert client.get(MEMBERS).headers["Location"].startswith("/compte/entrer/")


def test_a_territory_keeps_an_administrator(client: Client, someone: People) -> None:
    client.force_login(someone(role="administrator"))
    other = someone("grace@example.org", role="contributor").memberships.get()
    own = Membership.objects.get(role="administrator")
    client.post(f"{MEMBERS}{own.pk}/retirer/")
    client.post(f"{MEMBERS}{other.pk}/retirer/")
    assert list(Membership.objects.all()) == [own]


LINK = "http://testserver/compte/mot-de-passe/"


def test_bad_no_link_to_the_account_that_administers_the_installation(
    client: Client, someone: People
) -> None:
    """Made by the command, without password yet: its link is not for a member."""
    root = administrator("root@example.org")
    client.force_login(someone(role="administrator"))
    asked = {"email": "root@example.org", "role": "contributor"}
    assert LINK not in client.post(MEMBERS, asked).content.decode()
    root.refresh_from_db()
    assert not root.has_usable_password()


def test_bad_no_link_to_the_guest_of_somebody_else(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    asked = {"email": "guest@example.org", "role": "contributor"}
    assert LINK in client.post(MEMBERS, asked).content.decode()
    Membership.objects.filter(user__email="guest@example.org").delete()
    client.force_login(someone("eve@example.org", role="administrator"))
    assert LINK not in client.post(MEMBERS, asked).content.decode()


def test_who_invited_may_make_the_link_again(client: Client, someone: People) -> None:
    client.force_login(someone(role="administrator"))
    asked = {"email": "guest@example.org", "role": "contributor"}
    client.post(MEMBERS, asked)
    assert LINK in client.post(MEMBERS, asked).content.decode()


def test_the_last_administrator_does_not_step_down(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    asked = {"email": "ada@example.org", "role": "contributor"}
    page = client.post(MEMBERS, asked).content.decode()
    assert "au moins un administrateur" in page
    assert Membership.objects.get().role == "administrator"


def test_one_administrator_of_two_may_step_down(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    someone("grace@example.org", role="administrator")
    client.post(MEMBERS, {"email": "ada@example.org", "role": "contributor"})
    assert Membership.objects.filter(role="administrator").count() == 1


@pytest.mark.parametrize(
    "path",
    ["planete/99001", "commune/00000", "epci/38185", "zone/99001-Z01", "city/38185"],
)
def test_bad_territory_has_no_members(
    client: Client, someone: People, path: str
) -> None:
    client.force_login(someone(is_superuser=True))
    assert client.get(f"/compte/membres/{path}/").status_code == 404


def test_a_territory_of_the_country_has_a_page_of_members(
    client: Client, someone: People
) -> None:
    client.force_login(someone(is_superuser=True))
    assert client.get("/compte/membres/commune/38185/").status_code == 200


def test_a_stranger_elsewhere_locks_nobody_out(client: Client, someone: People) -> None:
    someone()
    for _ in range(limits.LOGIN_BY_ACCOUNT.count + 2):
        client.post("/compte/entrer/", BAD, REMOTE_ADDR="192.0.2.9")
    assert client.post("/compte/entrer/", GOOD).status_code == 302


def test_many_addresses_on_one_account_wait(client: Client, someone: People) -> None:
    someone()
    for number in range(limits.LOGIN_ANYWHERE.count):
        address = f"192.0.2.{number % 250}"
        client.post("/compte/entrer/", BAD, REMOTE_ADDR=address)
    answer = client.post("/compte/entrer/", GOOD, REMOTE_ADDR="198.51.100.1")
    assert answer.status_code == 429


def test_a_new_password_ends_the_keys(client: Client, someone: People) -> None:
    user = someone()
    _, secret = create_token(user, "météo", ["read"])
    client.force_login(user)
    new = "phrase de mars 12"
    asked = {"old_password": GOOD["password"]}
    asked |= {"new_password1": new, "new_password2": new}
    page = client.post("/compte/mot-de-passe/", asked, follow=True).content.decode()
    assert find_token(secret) is None
    assert "Vos clés d’accès sont révoquées" in page


def invited_link(client: Client) -> str:
    asked = {"email": "guest@example.org", "role": "contributor"}
    page = client.post(MEMBERS, asked).content.decode()
    return re.search(r"http://testserver(/compte/mot-de-passe/[^<]+)", page).group(1)


def opens(link: str) -> bool:
    return Client().get(link, follow=True).context["validlink"]


def test_bad_old_link_does_not_open_an_account_that_became_administrator(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    link = invited_link(client)
    assert opens(link)
    administrator("guest@example.org")
    assert not opens(link)


def test_bad_link_of_one_territory_does_not_open_the_role_of_another(
    client: Client, someone: People
) -> None:
    client.force_login(someone(role="administrator"))
    link = invited_link(client)
    client.force_login(someone("root@example.org", is_superuser=True))
    asked = {"email": "guest@example.org", "role": "administrator"}
    page = client.post("/compte/membres/commune/38185/", asked).content.decode()
    assert not opens(link)
    assert LINK in page
