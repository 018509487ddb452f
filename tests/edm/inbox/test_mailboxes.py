"""The mailboxes of a town: the administrator's alone; a password goes in and never comes out."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from edm.intake.models import Mailbox
from edm.intake.secrets import secret_decrypt
from tests.factories import TownHall

URL = "/gestion/boites-email/"
SECRET = "mot-de-passe-très-secret"
SignIn = Callable[[TownHall, str], Client]


def told(**more: Any) -> dict[str, Any]:
    filled = {
        "host": "imap.fournisseur.example",
        "port": "993",
        "security": "tls",
        "username": "mairie@fournisseur.example",
        "folder": "INBOX",
        "new_password": SECRET,
        "is_active": "on",
    }
    return filled | more


@pytest.fixture
def box(a: TownHall, sign_in: SignIn) -> Mailbox:
    sent = sign_in(a, "administrator").post(f"{URL}new/", told())
    box = Mailbox.objects.get()
    assert sent.headers["Location"] == f"{URL}edit/{box.pk}/"
    return box


def test_a_password_is_encrypted_and_never_shown(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    assert box.town == a.town
    assert SECRET not in box.password
    assert secret_decrypt(box.password) == SECRET
    client = sign_in(a, "administrator")
    for end in ("", f"edit/{box.pk}/", f"delete/{box.pk}/"):
        page = client.get(URL + end).content.decode()
        assert box.username in page
        assert SECRET not in page
        assert box.password not in page
    again = client.post(f"{URL}edit/{box.pk}/", told(port="pas un port")).content.decode()
    assert SECRET not in again


def test_an_empty_password_keeps_the_known_one(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=7, uid_next=90)
    client = sign_in(a, "administrator")
    client.post(f"{URL}edit/{box.pk}/", told(new_password="", is_active=""))
    box.refresh_from_db()
    assert (box.is_active, secret_decrypt(box.password), box.uid_next) == (False, SECRET, 90)
    client.post(f"{URL}edit/{box.pk}/", told(new_password="", folder="Archives"))
    box.refresh_from_db()
    assert (box.folder, box.uid_validity, box.uid_next) == ("Archives", 0, 1)  # other messages: read from the first


@pytest.mark.parametrize("way", [{"host": "mal.example"}, {"port": "143"}, {"security": "none"}])
def test_the_known_password_is_sent_nowhere_else(
    a: TownHall, box: Mailbox, sign_in: SignIn, way: dict[str, str]
) -> None:
    client = sign_in(a, "administrator")
    page = client.post(f"{URL}edit/{box.pk}/", told(new_password="", **way)).content.decode()
    assert "saisissez de nouveau le mot de passe" in page
    before = (box.host, box.port, box.security)
    box.refresh_from_db()
    assert (box.host, box.port, box.security) == before
    client.post(f"{URL}edit/{box.pk}/", told(new_password="celui-de-ce-serveur", **way))
    box.refresh_from_db()
    assert secret_decrypt(box.password) == "celui-de-ce-serveur"
    assert (box.host, box.port, box.security) != before


def test_a_new_mailbox_needs_its_password(a: TownHall, sign_in: SignIn) -> None:
    assert sign_in(a, "administrator").post(f"{URL}new/", told(new_password="")).status_code == 200
    assert not Mailbox.objects.exists()


def test_one_folder_is_read_once(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    page = sign_in(a, "administrator").post(f"{URL}new/", told()).content.decode()
    assert "Ce dossier de ce compte est déjà relevé." in page
    assert Mailbox.objects.count() == 1


def test_a_connection_that_fails_is_said_in_words(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    Mailbox.objects.filter(pk=box.pk).update(host="127.0.0.1", port=port)
    client = sign_in(a, "administrator")
    page = client.post(f"{URL}check/{box.pk}/", follow=True).content.decode()
    assert "127.0.0.1" in page.split('class="messages"')[1].split("</ul>")[0]
    assert client.get(f"{URL}check/{box.pk}/").status_code == 405


def test_the_state_is_said(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    client = sign_in(a, "administrator")
    assert "Pas encore relevée" in client.get(URL).content.decode()
    Mailbox.objects.filter(pk=box.pk).update(checked_at=timezone.now())
    assert "Dernière relève le" in client.get(URL).content.decode()
    Mailbox.objects.filter(pk=box.pk).update(error="Le mot de passe est refusé.")
    assert "Le mot de passe est refusé." in client.get(URL).content.decode()
    Mailbox.objects.filter(pk=box.pk).update(is_active=False)
    assert "Non relevée" in client.get(URL).content.decode()


def test_the_one_of_the_machine_is_looked_at_alone(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    Mailbox.objects.filter(pk=box.pk).update(from_environment=True)
    client = sign_in(a, "administrator")
    page = client.get(f"{URL}edit/{box.pk}/").content.decode()
    assert "PARVIS_IMAP_URL" in page
    assert "new_password" not in page
    for end in (f"edit/{box.pk}/", f"delete/{box.pk}/"):
        refused = client.post(URL + end, told(host="mal.example"), follow=True).content.decode()
        assert "rien n’a été modifié" in refused
    box.refresh_from_db()
    assert box.host == "imap.fournisseur.example"


def test_deleted_it_is_no_longer_read(a: TownHall, box: Mailbox, sign_in: SignIn) -> None:
    sign_in(a, "administrator").post(f"{URL}delete/{box.pk}/")
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("hall", "person"),
    [("a", "registrar"), ("a", "webmaster"), ("a", "head"), ("a", "citizen"), ("b", "administrator")],
)
def test_nobody_else_comes_near(
    a: TownHall, b: TownHall, box: Mailbox, sign_in: SignIn, hall: str, person: str
) -> None:
    client = sign_in({"a": a, "b": b}[hall], person)
    for end in (f"edit/{box.pk}/", f"delete/{box.pk}/", f"check/{box.pk}/"):
        for answer in (client.get(URL + end), client.post(URL + end, told(host="mal.example"))):
            assert answer.status_code in (403, 404, 405), end
            assert box.username.encode() not in answer.content
    assert box.username not in client.get(URL).content.decode()
    box.refresh_from_db()
    assert box.host == "imap.fournisseur.example"
