"""What the pages say of accounts, proofs and licences: true, and with a way on."""

import pytest
from django.test import Client

from trajectoire.web.accounts.invitations import invitation_path
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.models import Run

PAGE = "/territoires/JUMEAU-PARIS/mesurer/atmosphere/"


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "une longue phrase")


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.django_db
def test_entering_wrongly_is_said_in_french_with_a_way_on(client: Client) -> None:
    wrong = {"username": "a@example.org", "password": "faux"}
    text = client.post("/compte/entrer/", wrong).content.decode()
    assert "ne vont pas ensemble" in text
    assert "Mot de passe oublié" in text


def test_the_head_of_each_page_says_who_is_in_and_lets_out(
    client: Client, root: User
) -> None:
    assert 'class="who"' not in text_of(client, "/comprendre/")
    client.force_login(root)
    text = text_of(client, "/comprendre/")
    assert root.email in text
    assert 'action="/compte/sortir/"' in text


def test_a_link_that_has_served_says_so(client: Client, db: None) -> None:
    guest = User.objects.create_user("guest@example.org", "une longue phrase")
    path = invitation_path(guest)
    guest.set_password("une autre phrase longue")
    guest.save()
    text = client.get(path, follow=True).content.decode()
    assert "n’est plus valable" in text
    assert "Enregistrer ce mot de passe" not in text


def test_a_superuser_finds_the_members_of_any_territory(
    client: Client, root: User
) -> None:
    Membership.objects.create(
        user=root,
        role="administrator",
        territory_kind="commune",
        territory_code="38185",
    )
    client.force_login(root)
    account = text_of(client, "/compte/")
    assert 'href="/compte/membres/commune/38185/"' in account
    assert "Grenoble" in account
    assert "/compte/membres/commune/75056/" in text_of(client, "/territoires/75056/")
    assert "Grenoble" in text_of(client, "/compte/membres/commune/38185/")


def test_an_agent_is_shown_no_door_that_is_closed(client: Client, db: None) -> None:
    agent = User.objects.create_user("agent@example.org", "une longue phrase")
    client.force_login(agent)
    assert "Gérer les membres" not in text_of(client, "/territoires/75056/")
    assert "Territoires et membres" not in text_of(client, "/compte/")


def test_the_licence_is_that_of_the_run(client: Client, twin: Run) -> None:
    twin.summary["licence"] = "Licence d’essai 3"
    twin.save()
    assert "Licence\u00a0: Licence d’essai 3." in text_of(client, PAGE)
    twin.summary["licence"] = ""
    twin.save()
    text = text_of(client, PAGE)
    assert "Licence non précisée par qui publie" in text
    assert "Licence Ouverte 2.0\u00a0: réutilisation" not in text


def test_the_proof_says_what_the_files_hold_and_the_notes_of_the_run(
    client: Client, twin: Run
) -> None:
    twin.summary["notes"] = ["Une note du calcul."]
    twin.save()
    text = text_of(client, PAGE)
    assert "ils ne contiennent pas les mesures" in text
    assert "trajectoire observatory twin" in text
    assert "Une note du calcul." in text
    assert "suivre une loi normale" in text
    twin.summary["method"]["parameters"]["positive"] = True
    twin.save()
    assert "log-normale" in text_of(client, PAGE)


@pytest.mark.django_db
def test_the_formats_are_one_click_from_the_words(client: Client) -> None:
    assert 'href="/comprendre/formats/"' in text_of(client, "/comprendre/")
    assert "emission_t_per_year" in text_of(client, "/comprendre/formats/")
