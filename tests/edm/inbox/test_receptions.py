"""What was put aside, and what is decided of it: once, by the registrar alone, without opening anything."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from edm.files.api import blob_store
from edm.intake.arrivals import mail_admit, reception_write
from edm.intake.day import LedgerDay
from edm.intake.models import Reception
from edm.register.models import Channel, MailItem
from tests.factories import TownHall

SignIn = Callable[[TownHall, str], Client]
State = Reception.State
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def mail(*, subject: str = "Facture", name: str = "facture.pdf.exe", data: bytes = b"MZ" + b"\0" * 500) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "compta@fournisseur.example", "mairie@a.example", subject
    message["Message-ID"] = f"<{subject}@fournisseur.example>"
    message.set_content(EVIL)
    message.add_alternative(f"<p>En page web</p><img src='https://mal.example/x.png'>{EVIL}", subtype="html")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def arrival(hall: TownHall, raw: bytes) -> Reception:
    """A mail that has come as from a mailbox."""
    source = f"essai/{Reception.objects.count()}"
    row = Reception(town=hall.town, channel=Channel.EMAIL, key=source, source=source, received_at=timezone.now())
    mail_admit(reception_write(row, blob_store(data=raw, mime="message/rfc822")))
    row.refresh_from_db()
    return row


@pytest.fixture
def aside(a: TownHall) -> Reception:
    row = arrival(a, mail())
    assert row.state == State.QUARANTINED
    return row


def address(row: Reception, end: str = "") -> str:
    return f"/gestion/registre/{row.pk}/{end}"


def test_it_is_shown_as_words(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    page = sign_in(a, "registrar").get(address(aside)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert EVIL not in page
    assert "<img src=x" not in page
    assert "mal.example" not in page
    for word in ("compta@fournisseur.example", "facture.pdf.exe", aside.reason.split(" ", maxsplit=1)[0]):
        assert word in page


def test_the_original_is_kept_and_not_opened(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    response = sign_in(a, "registrar").get(address(aside, "original/"))
    assert aside.document is not None
    assert b"".join(response.streaming_content) == aside.document.blob.path.read_bytes()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    for close in response._resource_closers:
        close()


def test_released_once_it_has_one_number(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    client = sign_in(a, "registrar")
    for _click in (1, 2):
        assert client.post(address(aside, "liberer/")).headers["Location"] == address(aside)
    item = MailItem.objects.get(town=a.town)
    aside.refresh_from_db()
    assert (aside.state, aside.item, aside.reviewed_by) == (State.REGISTERED, item, a.registrar)
    page = client.get(address(aside)).content.decode()
    assert item.number in page
    assert f"/gestion/courriers/{item.case_id}/" in page
    assert "liberer/" not in page
    assert LedgerDay(a.town, timezone.localdate()).numbers[0].first == item.number


def test_kept_it_stays_aside_and_can_still_be_released(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    client = sign_in(a, "registrar")
    day = timezone.localdate().isoformat()
    for _click in (1, 2):
        sent = client.post(address(aside, "garder/"), {"jour": day})
        assert sent.headers["Location"] == f"/gestion/registre/?jour={day}"
    aside.refresh_from_db()
    assert (aside.state, aside.reviewed_by) == (State.QUARANTINED, a.registrar)
    page = client.get(address(aside)).content.decode()
    assert "garder/" not in page
    assert "liberer/" in page


def test_thrown_away_for_a_reason_and_for_good(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    client = sign_in(a, "registrar")
    assert 'name="reason"' in client.get(address(aside) + "?do=ecarter").content.decode()
    refused = client.post(address(aside, "ecarter/"), {"reason": "  "})
    assert refused.status_code == 422
    assert "Indiquez pourquoi ce courrier est écarté." in refused.content.decode()
    for reason in ("Tentative de fraude", "Autre chose"):
        assert client.post(address(aside, "ecarter/"), {"reason": reason}).status_code == 302
    aside.refresh_from_db()
    assert (aside.state, aside.reason) == (State.REJECTED, "Tentative de fraude")
    client.post(address(aside, "liberer/"))
    aside.refresh_from_db()
    assert aside.state == State.REJECTED
    assert not MailItem.objects.filter(town=a.town).exists()
    total = LedgerDay(a.town, timezone.localdate()).total
    assert (total.received, total.rejected, total.missing) == (1, 1, 0)


def test_what_was_let_in_is_not_thrown_away(a: TownHall, aside: Reception, sign_in: SignIn) -> None:
    client = sign_in(a, "registrar")
    client.post(address(aside, "liberer/"))
    client.post(address(aside, "ecarter/"), {"reason": "Trop tard"})
    aside.refresh_from_db()
    assert aside.state == State.REGISTERED
    assert client.post(address(aside, "bruler/")).status_code == 404


def test_a_duplicate_shows_both(a: TownHall, sign_in: SignIn) -> None:
    first = arrival(a, raw := mail(name="plan.txt", subject="Plan", data=b"Rue Haute"))
    second = arrival(a, b"Received: from ailleurs.example by ici.example\r\n" + raw)
    assert second.state == State.DUPLICATE
    page = sign_in(a, "registrar").get(address(second)).content.decode()
    assert first.item is not None
    assert first.item.number in page
    assert f"/gestion/courriers/{first.item.case_id}/" in page


def test_what_ended_the_worker_is_not_read_in_the_web_process(a: TownHall, sign_in: SignIn, monkeypatch) -> None:
    row = arrival(a, mail(name="plan.txt", data=b"Rue Haute"))
    monkeypatch.setattr("edm.intake.arrivals.MAX_TRIES", 0)
    other = arrival(a, mail(name="plan.txt", subject="Mystere", data=b"Rue Haute"))
    client = sign_in(a, "registrar")
    assert "plan.txt" in client.get(address(row)).content.decode()
    page = client.get(address(other)).content.decode()
    assert "Mystere" in page
    assert "plan.txt" not in page


@pytest.mark.parametrize(
    ("hall", "person"),
    [("a", person) for person in ("administrator", "webmaster", "head", "clerk", "elected", "citizen")]
    + [("b", "registrar")],
)
def test_nobody_else_sees_or_decides(
    a: TownHall, b: TownHall, aside: Reception, sign_in: SignIn, hall: str, person: str
) -> None:
    client = sign_in({"a": a, "b": b}[hall], person)
    for end in ("", "original/", "garder/", "liberer/", "ecarter/"):
        for answer in (client.get(address(aside, end)), client.post(address(aside, end), {"reason": "x"})):
            assert answer.status_code in (403, 404, 405), end
            assert b"fournisseur" not in answer.content
    aside.refresh_from_db()
    assert (aside.state, aside.reviewed_at) == (State.QUARANTINED, None)


def test_a_decision_asks_for_its_token(a: TownHall, aside: Reception) -> None:
    client: Any = Client(headers={"host": a.host}, enforce_csrf_checks=True)
    client.force_login(a.registrar, backend="portal.accounts.backends.LoginBackend")
    for end in ("garder/", "liberer/", "ecarter/"):
        assert client.post(address(aside, end), {"reason": "x"}).status_code == 403
    aside.refresh_from_db()
    assert aside.reviewed_at is None
