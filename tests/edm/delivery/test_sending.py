"""Mail against a real SMTP server that refuses, hangs up and dawdles."""

from __future__ import annotations

import fcntl
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.utils import timezone

from edm.delivery.api import mail_queue, send_due, verify
from edm.delivery.models import OutgoingMail
from edm.delivery.transports import SmtpTransport
from edm.files.api import document_create
from edm.register.models import CaseEvent, MailItem
from edm.register.services import item_register
from tests.edm.delivery.smtp_server import Mailbox, smtp_server, unkind
from tests.factories import case_make

State = OutgoingMail.State


def queue(*to, **more):
    more = {"subject": "Votre demande", "text": "Bonjour,\n.un point\n"} | more
    return mail_queue(to=list(to) or ["a@courriel.example"], **more)


def due_now():
    OutgoingMail.objects.filter(state=State.DUE).update(due_at=timezone.now())


def server_of(settings, box):
    class Served:
        def __enter__(self):
            self.server = smtp_server(box)
            settings.PARVIS_SMTP_URL = self.server.__enter__()

        def __exit__(self, *failure):
            self.server.__exit__(*failure)

    return Served()


def test_all_leave_at_last_and_none_twice_through_an_unkind_server(a, settings):
    box = unkind(seed=7)
    case = case_make(a, a.pothole)
    OutgoingMail.objects.all().delete()
    for n in range(60):
        queue(f"x{n}@courriel.example", f"y{n}@courriel.example", case=case)
    tries = 0
    with server_of(settings, box):
        while OutgoingMail.objects.filter(state=State.DUE).exists() and tries < 30:
            send_due()
            due_now()
            tries += 1
    assert OutgoingMail.objects.filter(state=State.SENT).count() == 60
    assert len(box.accepted) == 120
    assert set(box.accepted.values()) == {1}
    assert OutgoingMail.objects.filter(attempts__gt=1).exists()
    assert list(verify()) == []


def test_one_connection_serves_the_batch_and_the_oldest_leaves_first(a, settings):
    later, sooner = queue("tard@courriel.example"), queue("tot@courriel.example")
    OutgoingMail.objects.filter(pk=later.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    OutgoingMail.objects.filter(pk=sooner.pk).update(due_at=timezone.now() - timedelta(minutes=2))
    box = Mailbox()
    with server_of(settings, box):
        assert send_due() == 2
    assert box.connections == 1
    assert [address for address, _ in box.accepted] == ["tot@courriel.example", "tard@courriel.example"]


def test_a_dot_at_the_start_of_a_line_and_crlf_arrive_as_they_left(a, settings):
    mail, box = queue(), Mailbox()
    with server_of(settings, box):
        send_due()
    assert box.messages == [bytes(mail.raw)]
    text = message_from_bytes(box.messages[0], policy=policy.default).get_content()
    assert text.splitlines() == ["Bonjour,", ".un point"]


def test_a_temporary_refusal_waits_longer_each_time_with_the_same_message(a, settings):
    mail, box = queue(), Mailbox(end_of_data=lambda _recipients: "451 later")
    waits = []
    with server_of(settings, box):
        for _n in range(6):
            before = timezone.now()
            send_due()
            mail.refresh_from_db()
            assert mail.state == State.DUE
            waits.append(round((mail.due_at - before).total_seconds() / 60))
            assert send_due() == 0  # nothing is due yet
            due_now()
        box.end_of_data = lambda _recipients: "250 OK"
        send_due()
    mail.refresh_from_db()
    assert waits == [1, 5, 15, 60, 60, 60]
    assert (mail.state, mail.attempts, mail.error) == (State.SENT, 7, "")
    assert box.accepted == {("a@courriel.example", f"<{mail.message_id}>"): 1}


def test_who_accepted_is_never_written_to_again(a, settings):
    case = case_make(a, a.pothole)
    OutgoingMail.objects.all().delete()
    mail = queue("oui@courriel.example", "plus-tard@courriel.example", "non@courriel.example", case=case)
    said = {"plus-tard@courriel.example": "450 later", "non@courriel.example": "550 no such user"}
    box = Mailbox(rcpt=lambda address: said.get(address, "250 OK"))
    with server_of(settings, box):
        send_due()
        mail.refresh_from_db()
        assert (mail.state, mail.pending) == (State.DUE, ["plus-tard@courriel.example"])
        said.pop("plus-tard@courriel.example")
        due_now()
        send_due()
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert mail.refusals == {"non@courriel.example": "550 no such user"}
    assert sorted(address for address, _ in box.accepted) == ["oui@courriel.example", "plus-tard@courriel.example"]
    assert set(box.accepted.values()) == {1}
    event = case.events.get(verb=CaseEvent.Verb.UNDELIVERED)
    assert "non@courriel.example" in event.text
    assert "550 no such user" in event.text


@pytest.mark.parametrize("refusal", [{"rcpt": lambda _a: "550 unknown"}, {"end_of_data": lambda _r: "554 rejected"}])
def test_a_refusal_for_good_is_told_to_the_case_and_never_tried_again(a, settings, refusal):
    case = case_make(a, a.pothole)
    OutgoingMail.objects.all().delete()
    mail, box = queue(case=case), Mailbox(**refusal)
    with server_of(settings, box):
        assert send_due() == 0
        due_now()
        assert send_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, box.connections) == (State.FAILED, 1, 1)
    assert case.events.filter(verb=CaseEvent.Verb.UNDELIVERED).count() == 1
    assert list(verify()) == []


def test_after_five_days_of_refusals_the_case_is_told(a, settings):
    case = case_make(a, a.pothole)
    OutgoingMail.objects.all().delete()
    mail = queue(case=case)
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=6))
    with server_of(settings, Mailbox(rcpt=lambda _a: "450 later")):
        send_due()
    mail.refresh_from_db()
    assert mail.state == State.FAILED
    assert case.events.filter(verb=CaseEvent.Verb.UNDELIVERED, text__contains="450 later").exists()


def test_a_server_that_is_down_blames_no_mail(a, settings):
    for n in range(3):
        queue(f"x{n}@courriel.example")
    settings.PARVIS_SMTP_URL = "smtp://127.0.0.1:1"
    assert send_due() == 0
    assert set(OutgoingMail.objects.values_list("attempts", "state")) == {(0, State.DUE)}
    assert OutgoingMail.objects.exclude(error="").count() == 3
    with server_of(settings, Mailbox(greeting="554 no service")):
        due_now()
        assert send_due() == 0
    with server_of(settings, Mailbox()):
        due_now()
        assert send_due() == 3


def test_hanging_up_after_the_last_byte_is_no_250(a, settings):
    mail, box = queue(), Mailbox(end_of_data=lambda _recipients: "")
    with server_of(settings, box):
        send_due()
        box.end_of_data = lambda _recipients: "250 OK"
        due_now()
        assert send_due() == 1
    assert box.accepted == {("a@courriel.example", f"<{mail.message_id}>"): 1}


def test_a_slow_server_is_waited_for(a, settings):
    queue()
    with server_of(settings, Mailbox(pause=0.3)):
        assert send_due() == 1


def test_an_accented_address_needs_smtputf8(a, settings):
    mail, box = queue("hélène@courriel.example"), Mailbox()
    with server_of(settings, box):
        assert send_due() == 1
    assert box.accepted == {("hélène@courriel.example", f"<{mail.message_id}>"): 1}
    refused = queue("hélène@courriel.example")
    with server_of(settings, Mailbox(extensions=("8BITMIME",))):
        assert send_due() == 0
    refused.refresh_from_db()
    assert refused.state == State.FAILED


def test_two_senders_never_work_at_once(a, data_folder):
    queue()
    lock = data_folder / "run" / "sender.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert send_due() == 0
    assert send_due() == 1


def test_without_a_server_each_mail_is_a_file_of_the_outbox(a, data_folder):
    mail = queue(html="<p>Bonjour</p>")
    assert send_due() == 1
    [path] = (data_folder / "outbox").iterdir()
    assert path.name == f"{mail.pk:06d}-votre-demande.eml"
    assert path.read_bytes() == bytes(mail.raw)
    assert send_due() == 0


def test_a_document_is_attached_when_the_mail_leaves(a, data_folder):
    document = document_create(town=a.town, name="Plan é.pdf", data=b"%PDF-1.4 essai")
    queue(documents=[document], attachments=[("note.txt", "text/plain", b"note")])
    assert send_due() == 1
    [path] = (data_folder / "outbox").iterdir()
    parts = [
        part for part in message_from_bytes(path.read_bytes(), policy=policy.default).walk() if part.get_filename()
    ]
    assert {part.get_filename(): part.get_payload(decode=True) for part in parts} == {
        "Plan é.pdf": b"%PDF-1.4 essai",
        "note.txt": b"note",
    }


def test_a_lost_file_delays_the_mail_and_verify_says_so(a):
    document = document_create(town=a.town, name="Plan.pdf", data=b"%PDF-1.4 perdu")
    mail = queue(documents=[document])
    document.blob.path.unlink()
    assert send_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.DUE, 1)
    assert list(verify()) == [f"mail {mail.pk}: the attached document {document.pk} has no file"]


def test_the_case_knows_that_the_reply_and_the_notice_have_left(a):
    case = case_make(a, a.pothole)
    reply = item_register(case=case, direction="out", channel="email", subject="Réponse")
    queue("maryse.cadoret@courriel.example", case=case, item=reply)
    send_due()
    delivered = case.events.get(verb=CaseEvent.Verb.DELIVERED)
    assert (delivered.item, "maryse.cadoret@courriel.example" in delivered.text) == (reply, True)
    assert case.items.get(direction=MailItem.Direction.IN).receipt_sent_at is not None  # its notice left


def test_other_senders_mail_waits_in_the_queue_too(a, settings):
    settings.EMAIL_BACKEND = "edm.delivery.backend.QueueBackend"  # the runner had put its own
    send_mail("Confirmez votre adresse", "Bonjour é", "Mairie <mairie@alpha.example>", ["c@courriel.example"])
    mail, box = OutgoingMail.objects.get(), Mailbox()
    assert mail.message_id.endswith("@alpha.example")
    with server_of(settings, box):
        assert send_due() == 1
    message = message_from_bytes(box.messages[0], policy=policy.default)
    assert (message["Auto-Submitted"], message.get_content().strip()) == ("auto-generated", "Bonjour é")
    assert list(verify()) == []


@pytest.mark.parametrize("url", ["http://x", "smtp://", "localhost:25"])
def test_a_wrong_address_of_the_server_is_said(url):
    with pytest.raises(ImproperlyConfigured, match="PARVIS_SMTP_URL"):
        SmtpTransport(url)


def test_a_sender_killed_before_it_could_save_a_250_does_not_send_again(a, settings, monkeypatch):
    mail, box = queue(), Mailbox()

    def killed(*_args):
        raise SystemExit

    with server_of(settings, box):
        with monkeypatch.context() as patch:
            patch.setattr("edm.delivery.sender._conclude", killed)
            with pytest.raises(SystemExit):
                send_due()
        mail.refresh_from_db()
        assert mail.state == State.DUE
        send_due()
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert box.accepted == {("a@courriel.example", f"<{mail.message_id}>"): 1}
