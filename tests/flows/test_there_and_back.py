"""Citizen, clerk, citizen: by the space, by e-mail and by letter, every step by HTTP."""

from __future__ import annotations

import email
import email.policy

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from edm.delivery.api import send_due
from edm.register.models import Case, Channel, MailItem
from edm.replies.models import Reply
from tests.factories import TownHall, case_make
from tests.flows.conftest import STRANGER, body_of, found, person_at, reply_told, request_file
from tests.portal.making import procedure, question, step

pytestmark = pytest.mark.django_db


def outbox(folder):
    """The messages that left, oldest first."""
    while send_due():
        pass
    files = sorted((folder / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def text_of(message):
    return message.get_body(("plain",)).get_content()


def reply(hall, case, channel, text="Nous réparons la rue lundi.", **more):
    """The clerk finds the case in the list, takes it and answers."""
    clerk = person_at(hall, hall.clerk)
    assert case.number in clerk.get("/gestion/courriers/").content.decode()
    assert clerk.post(f"/gestion/courriers/{case.pk}/faire/take/").status_code == 302
    address = f"/gestion/courriers/{case.pk}/repondre/"
    assert f'value="{channel}" checked' in clerk.get(address).content.decode()
    sent = clerk.post(address, reply_told(text, channel, **more))
    assert sent.status_code == 302, sent.content.decode()
    return Reply.objects.get(case=case), clerk


def test_by_the_space_of_an_account(a: TownHall, picture: bytes, data_folder) -> None:
    page = procedure(a, step("Le trou", question("text", "Où ?"), question("file", "Photo", required=False)))
    citizen = person_at(a, a.citizen)
    row = request_file(citizen, page, "12 rue du Pont", SimpleUploadedFile("trou.png", picture))
    done, _clerk = reply(a, row.case, "portal", files=SimpleUploadedFile("arrêté.png", picture))

    screen = citizen.get(f"/compte/demandes/{row.pk}/").content.decode()
    assert "Nous réparons la rue lundi." in screen
    assert done.item.number in screen
    shown = citizen.get("/compte/documents/").content.decode()
    assert body_of(citizen.get(found(shown, r'href="(/compte/documents/\d+/[^"]*)"'))) == picture
    last = outbox(data_folder)[-1]
    assert last["To"] == a.citizen.email
    assert row.case.number in last["Subject"]
    assert "lundi" not in text_of(last)


def test_by_the_code_of_who_has_no_account(a: TownHall, data_folder) -> None:
    citizen = person_at(a)
    row = request_file(citizen, procedure(a), "Un trou", **STRANGER)
    code = found(text_of(outbox(data_folder)[-1]), r"suivi : (\S+)")
    reply(a, row.case, "portal")
    opened = citizen.post("/suivi/", {"number": row.case.number, "code": code}, follow=True)
    assert "Nous réparons la rue lundi." in opened.content.decode()


def test_by_e_mail_in_the_thread(a: TownHall, data_folder) -> None:
    case = case_make(a, a.pothole, channel=Channel.EMAIL)
    done, _clerk = reply(a, case, "email")
    last = outbox(data_folder)[-1]
    assert last["To"] == case.correspondent.email
    assert f"[{case.number}]" in last["Subject"]
    assert "Nous réparons la rue lundi." in text_of(last)
    assert done.item.channel == Channel.EMAIL


def test_by_letter(a: TownHall) -> None:
    from edm.register.registration import Sender

    sender = Sender(name="Alain Jégou", address="7 chemin de l’Écluse\n35998 Alpha")
    case = case_make(a, a.pothole, channel=Channel.SCAN, sender=sender)
    done, clerk = reply(a, case, "paper")
    answer = clerk.get(f"/gestion/courriers/{case.pk}/lettres/{done.pk}.pdf")
    document = pypdfium2.PdfDocument(body_of(answer))
    words = " ".join(" ".join(one.get_textpage().get_text_range() for one in document).split())
    document.close()
    for expected in ("Alain Jégou", "7 chemin de l’Écluse", "35998 Alpha", "Nous réparons la rue lundi.", case.number):
        assert expected in words


@pytest.mark.parametrize("channel", ["portal", "email"])
def test_a_birth_certificate_never_leaves_online(a: TownHall, channel: str, data_folder) -> None:
    citizen = person_at(a, a.citizen)
    page = procedure(a, title="Demande d’acte de naissance", kind=a.birth)
    row = request_file(citizen, page, "Guérin", contact_address="3 quai des Lavandières\n35998 Alpha")
    clerk = person_at(a, a.civil_head)
    address = f"/gestion/courriers/{row.case.pk}/repondre/"
    screen = clerk.get(address).content.decode()
    assert found(screen, rf'(value="{channel}"[^>]*disabled)')
    case_screen = clerk.get(f"/gestion/courriers/{row.case.pk}/").content.decode()
    assert "La réponse part par courrier ou au guichet seulement" in case_screen
    before = len(outbox(data_folder))

    forged = clerk.post(address, reply_told("Voici votre acte.", channel))

    assert forged.status_code == 422
    assert not MailItem.objects.filter(case=row.case, direction=MailItem.Direction.OUT).exists()
    assert len(outbox(data_folder)) == before
    assert Case.objects.get(pk=row.case_id).is_open
    assert clerk.post(address, reply_told("Voici votre acte.", "paper")).status_code == 302
