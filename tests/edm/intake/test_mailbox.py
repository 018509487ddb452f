"""E-mail, against a real IMAP server."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from django.utils import timezone

from edm.delivery.api import verify as queue_verify
from edm.delivery.models import OutgoingMail
from edm.intake.mailbox import mailbox_look
from edm.intake.mailboxes import mailbox_save, mailboxes_due
from edm.intake.models import Mailbox, Reception
from edm.register.export import register_lines
from edm.register.models import Case, CaseEvent, MailItem
from edm.register.services import case_qualify, case_reopen
from edm.replies.api import reply_send
from tests.edm.intake.mail_helpers import CORPUS, balanced, crlf, mail
from tests.factories import case_make
from tests.imap_server import PASSWORD

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

State = Reception.State
FLAGGED = {"\\Flagged", "\\Seen"}


def test_a_mail_is_registered_kept_as_it_came_and_flagged(box, server):
    sent = mail(Message_ID="<un@courriel.example>")
    uid = server.append(sent)
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    item = MailItem.objects.get()
    assert (item.subject, item.text.strip()) == ("Un nid-de-poule", "Bonjour, il y a un trou rue du Pont.")
    assert (item.channel, item.handling, item.message_id) == ("email", "new_case", "un@courriel.example")
    assert item.correspondent.email == "maryse.cadoret@courriel.example"
    assert item.case.preferred_channel == "email"
    original = item.documents.get()
    assert original.name == "Un nid-de-poule.eml"
    assert original.blob.path.read_bytes() == sent == server.raw(uid)
    assert (original.blob.mime, original.text_state) == ("message/rfc822", "none")
    assert server.flags(uid) == FLAGGED
    assert Reception.objects.get().acknowledged_at is not None
    assert mailbox_look(box.pk) == {}
    assert balanced()


def test_the_notice_leaves_in_the_thread_and_says_that_a_machine_wrote(box, server):
    server.append(mail(Message_ID="<un@courriel.example>"))
    mailbox_look(box.pk)
    case, notice = Case.objects.get(), OutgoingMail.objects.get()
    headers = bytes(notice.raw).decode()
    assert notice.recipients == ["maryse.cadoret@courriel.example"]
    assert notice.subject == f"Re: [{case.number}] Un nid-de-poule"
    assert "In-Reply-To: <un@courriel.example>" in headers
    assert "Auto-Submitted: auto-replied" in headers
    assert case.acknowledgement_due is not None


@pytest.mark.parametrize(
    ("subject", "repeated"),
    [
        ("Vous avez gagné", True),
        ("Limiter à 3.5 km/h. Merci/bonsoir", True),
        ("Gagnez sur https://piege.example", False),
        ("Gagnez sur WWW.piege.example", False),
        ("Gagnez sur piege.example/prix", False),
    ],
)
def test_a_notice_carries_no_words_of_a_stranger_but_a_subject_without_link(box, server, a, subject, repeated):
    server.append(mail(subject=subject, Message_ID="<un@courriel.example>"))
    mailbox_look(box.pk)
    case = Case.objects.get()
    case_qualify(case=case, actor=a.registrar, kind=a.pothole)
    notices = list(OutgoingMail.objects.order_by("id"))
    plain = ("Nous avons reçu votre demande", "Accusé de réception de votre demande")
    expected = [f"Re: [{case.number}] {subject}"] * 2 if repeated else [f"[{case.number}] {title}" for title in plain]
    assert [notice.subject for notice in notices] == expected
    for notice in notices:
        message = message_from_bytes(bytes(notice.raw), policy=default)
        assert message["In-Reply-To"] == "<un@courriel.example>"
        text = message.get_body(("plain",)).get_content()
        assert case.number in text
        assert subject not in text


def test_the_same_mail_twice_is_a_duplicate_and_another_content_is_another_mail(box, server):
    first = mail(Message_ID="<un@courriel.example>")
    server.append(first)
    server.append(b"Received: from ailleurs\r\n" + first)
    server.append(mail("Autre chose.", Message_ID="<un@courriel.example>"))
    assert mailbox_look(box.pk) == {State.REGISTERED: 2, State.DUPLICATE: 1}
    original, duplicate, other = Reception.objects.order_by("id")
    assert (duplicate.original, duplicate.item) == (original, None)
    assert other.item != original.item
    assert duplicate.document.blob.path.read_bytes() == b"Received: from ailleurs\r\n" + first
    assert all(server.flags(uid) == FLAGGED for uid in server.uids())
    assert OutgoingMail.objects.count() == 2
    assert balanced()
    line = [line for line in register_lines() if line["number"] is None]
    assert [(one["handling"], one["case"], one["sender"]["email"]) for one in line] == [
        ("duplicate", original.item.case.number, "maryse.cadoret@courriel.example")
    ]
    assert [document["sha256"] for document in line[0]["documents"]] == [duplicate.sha256]


def test_an_answer_to_our_mail_joins_its_case_whoever_writes(box, server):
    server.append(mail(Message_ID="<un@courriel.example>"))
    mailbox_look(box.pk)
    case, notice = Case.objects.get(), OutgoingMail.objects.get()
    server.append(
        mail(
            "Voici la photo.",
            subject="Sans numéro",
            sender="conjoint@courriel.example",
            In_Reply_To=f"<{notice.message_id}>",
        )
    )
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    item = case.items.last()
    assert (item.handling, item.correspondent.email) == ("joined", "conjoint@courriel.example")
    assert OutgoingMail.objects.count() == 1  # a conversation is not acknowledged at each mail
    assert case.events.filter(verb=CaseEvent.Verb.JOINED).exists()
    assert "conjoint@courriel.example" in case.events.get(verb=CaseEvent.Verb.NOTED, item=item).text
    server.append(mail("Merci.", In_Reply_To=f"<{notice.message_id}>"))
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    assert not case.events.filter(verb=CaseEvent.Verb.NOTED, item=case.items.last()).exists()


@pytest.mark.parametrize("subject", ["Re: [{}] Un nid-de-poule", "votre dossier n° {}, suite", "{}", "TR : «{}»."])
def test_the_number_in_the_subject_joins_for_a_party_of_the_case(box, server, a, subject):
    a.body.arrival_pattern = "CCAS-{year}-{n:05d}"
    a.body.save()
    server.append(mail())
    mailbox_look(box.pk)
    case = Case.objects.get()
    a.body.arrival_pattern = "{year}/{n:04d}"  # a number is found under the pattern of its time
    a.body.save()
    cited = subject.format(case.number.lower())
    server.append(mail("La suite.", subject=cited))
    server.append(mail("Je ne suis pas de ce dossier.", subject=cited, sender="inconnue@courriel.example"))
    assert mailbox_look(box.pk) == {State.JOINED: 1, State.REGISTERED: 1}
    assert case.items.count() == 2
    other = Case.objects.exclude(pk=case.pk).get()
    note = other.events.get(verb=CaseEvent.Verb.NOTED)
    assert case.number in note.text


def test_a_mail_that_follows_one_of_the_case_joins_for_a_party_of_it(box, server):
    server.append(mail(Message_ID="<un@courriel.example>"))
    server.append(
        mail("Suite.", subject="Encore", Message_ID="<deux@courriel.example>", References="<un@courriel.example>")
    )
    server.append(mail("Et moi.", sender="x@y.example", References="<deux@courriel.example>"))
    assert mailbox_look(box.pk) == {State.REGISTERED: 2, State.JOINED: 1}


@pytest.mark.parametrize("cites", [{"subject": "Re: [{}]"}, {"References": "<un@courriel.example>"}])
def test_a_sender_whom_our_server_disowns_joins_no_case_by_naming_it(box, server, cites):
    server.append(mail(Message_ID="<un@courriel.example>"))
    mailbox_look(box.pk)
    case, notice = Case.objects.get(), OutgoingMail.objects.get()
    cites = {name: value.format(case.number) for name, value in cites.items()}
    no, yes = (f"Authentication-Results: mx.example; dmarc={word}\r\n".encode() for word in ("fail", "pass"))
    server.append(no + mail("Abandonnez ma demande.", **cites))
    assert mailbox_look(box.pk) == {State.REGISTERED: 1}
    other = Case.objects.exclude(pk=case.pk).get()
    told = other.events.get(verb=CaseEvent.Verb.NOTED).text
    assert case.number in told
    assert "maryse.cadoret@courriel.example" in told
    server.append(yes + no + mail("La suite.", **cites))  # the lower one came with the mail
    server.append(no + mail("Merci.", In_Reply_To=f"<{notice.message_id}>"))
    assert mailbox_look(box.pk) == {State.JOINED: 2}
    assert [item.text.strip() for item in case.items.order_by("id")][1:] == ["La suite.", "Merci."]
    assert "maryse.cadoret" in case.events.get(verb=CaseEvent.Verb.NOTED, item=case.items.order_by("id").last()).text
    assert not case.events.filter(verb=CaseEvent.Verb.NOTED, item__text__contains="suite").exists()
    assert balanced()


def test_the_number_of_another_town_is_nothing_here(box, server, b, settings):
    server.append(mail())
    mailbox_look(box.pk)
    number = Case.objects.get().number
    other = Mailbox(town=b.town, host=server.host, port=server.port, security="none", username="bis")
    mailbox_save(mailbox=other, password=PASSWORD)
    ours = OutgoingMail.objects.get().message_id
    server.append(mail("Suite.", subject=f"Re: [{number}]", In_Reply_To=f"<{ours}>"), user="bis")
    assert set(mailboxes_due()) == {box.pk, other.pk}
    assert mailbox_look(other.pk) == {State.REGISTERED: 1}
    assert Case.objects.filter(town=b.town).get().items.count() == 1
    assert not CaseEvent.objects.filter(verb=CaseEvent.Verb.NOTED).exists()  # a stranger's number is not told
    assert balanced()


def test_an_ended_case_opens_again_when_a_person_writes_and_not_when_a_machine_does(box, server):
    server.append(mail())
    mailbox_look(box.pk)
    case, notice = Case.objects.get(), OutgoingMail.objects.get()
    Case.objects.update(state=Case.State.CLOSED, ended_at=timezone.now())
    server.append(mail("Absente.", In_Reply_To=f"<{notice.message_id}>", Auto_Submitted="auto-replied"))
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    case.refresh_from_db()
    assert (case.state, case.items.last().handling) == (Case.State.CLOSED, "no_reply")
    server.append(mail("Merci, mais non.", In_Reply_To=f"<{notice.message_id}>"))
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    case.refresh_from_db()
    assert case.state == Case.State.REOPENED
    assert OutgoingMail.objects.count() == 1


def test_what_a_machine_sends_is_registered_closed_and_never_acknowledged(box, server, a):
    server.append(mail("Je suis absente.", subject="Réponse automatique", Auto_Submitted="auto-replied"))
    server.append(mail("Lettre.", subject="Actualités", List_Id="<lettre.example>", Precedence="list"))
    assert mailbox_look(box.pk) == {State.REGISTERED: 2}
    assert set(MailItem.objects.values_list("handling", flat=True)) == {"no_reply"}
    assert set(Case.objects.values_list("state", "due", "acknowledgement_due")) == {("closed", None, None)}
    case = Case.objects.first()
    case_reopen(case=case, actor=a.registrar)
    case_qualify(case=case, actor=a.registrar, kind=a.pothole)
    assert (case.acknowledgement_due, case.acknowledged_at) == (None, None)
    assert not OutgoingMail.objects.exists()


def test_what_a_machine_writes_of_its_own_accord_is_to_be_read_and_not_acknowledged(box, server):
    server.append(mail("Une pièce vous attend.", sender="noreply@depots.example"))
    mailbox_look(box.pk)
    item = MailItem.objects.get()
    assert (item.handling, item.case.state, item.case.due) == ("no_reply", Case.State.NEW, None)
    assert not OutgoingMail.objects.exists()


def test_a_form_filled_in_elsewhere_is_answered_where_it_asks(box, server):
    server.append(mail("Un formulaire.", sender="noreply@formulaires.example", Reply_To="nadia@courriel.example"))
    mailbox_look(box.pk)
    assert MailItem.objects.get().correspondent.email == "nadia@courriel.example"
    assert OutgoingMail.objects.get().recipients == ["nadia@courriel.example"]


def test_reply_to_is_told_and_not_followed_where_from_can_be_answered(box, server):
    server.append(mail(Reply_To="ailleurs@courriel.example"))
    mailbox_look(box.pk)
    item = MailItem.objects.get()
    assert item.correspondent.email == "maryse.cadoret@courriel.example"
    assert "ailleurs@courriel.example" in item.case.events.get(verb=CaseEvent.Verb.NOTED).text


def test_the_town_halls_own_addresses_and_institutions_are_not_acknowledged_even_when_qualified(box, server, a):
    server.append(mail("Page numérisée.", sender="copieur@localhost"))
    a.town.email = "mairie@saint-exemple.example"
    a.town.save()
    server.append(mail("Page deux.", sender="copieur@saint-exemple.example"))
    server.append(mail("Contrôle de légalité", sender="Préfecture <pref-legalite@ille-et-vilaine.gouv.fr>"))
    assert mailbox_look(box.pk) == {State.REGISTERED: 3}
    assert not OutgoingMail.objects.filter(recipients__icontains="saint-exemple").exists()
    assert MailItem.objects.get(text__contains="légalité").handling == "institutional"
    OutgoingMail.objects.all().delete()
    for case in Case.objects.filter(items__text__regex="deux|légalité"):
        assert case.acknowledgement_due is None
        case_qualify(case=case, actor=a.registrar, kind=a.pothole)
        assert case.acknowledgement_due is None
    assert not OutgoingMail.objects.exists()


def test_a_bounce_joins_the_case_whose_notice_did_not_arrive(box, server):
    server.append(mail())
    mailbox_look(box.pk)
    case, notice = Case.objects.get(), OutgoingMail.objects.get()
    OutgoingMail.objects.update(state="sent", pending=[], sent_at=timezone.now())
    bounce = (CORPUS / "M30-dsn-echec.eml").read_bytes()
    bounce = bounce.replace(b"D-2026-000124@saint-exemple.example", notice.message_id.encode())
    bounce = bounce.replace(b"faute.frappe@courriel.example", b"maryse.cadoret@courriel.example")
    server.append(crlf(bounce))
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    item = case.items.last()
    assert item.handling == "joined"
    event = case.events.get(verb=CaseEvent.Verb.UNDELIVERED)
    assert "maryse.cadoret@courriel.example" in event.text
    notice.refresh_from_db()
    assert notice.state == "failed"
    assert OutgoingMail.objects.count() == 1
    assert list(queue_verify()) == []


def test_a_bounce_says_nothing_of_another_case(box, server, b):
    server.append(mail())
    mailbox_look(box.pk)
    notice = OutgoingMail.objects.get()
    case_make(b, b.pothole)
    other = OutgoingMail.objects.exclude(pk=notice.pk).get()
    OutgoingMail.objects.update(state="sent", pending=[], sent_at=timezone.now())
    bounce = (CORPUS / "M30-dsn-echec.eml").read_bytes()
    bounce = bounce.replace(b"D-2026-000124@saint-exemple.example", notice.message_id.encode())
    bounce = bounce.replace(b"faute.frappe@courriel.example", other.recipients[0].encode())
    server.append(crlf(f"References: <{other.message_id}>\r\n".encode() + bounce))
    assert mailbox_look(box.pk) == {State.JOINED: 1}
    other.refresh_from_db()
    assert other.state == "sent"


def test_the_brake_on_notices_to_one_address(box, server, monkeypatch):
    monkeypatch.setattr("edm.register.notices.NOTICES_A_DAY", 2)
    for number in range(4):
        server.append(mail(f"Message {number}"))
    assert mailbox_look(box.pk) == {State.REGISTERED: 4}
    assert OutgoingMail.objects.count() == 2
    assert CaseEvent.objects.filter(verb=CaseEvent.Verb.NOTED).count() == 2


def test_a_reply_by_mail_follows_what_the_person_wrote_last(box, server, a):
    server.append(mail(Message_ID="<un@courriel.example>"))
    mailbox_look(box.pk)
    notice, case = OutgoingMail.objects.get(), Case.objects.get()
    server.append(mail("Suite.", Message_ID="<deux@courriel.example>", References=f"<{notice.message_id}>"))
    mailbox_look(box.pk)
    case.refresh_from_db()
    reply_send(
        case=case, actor=a.registrar, key=uuid4(), channel="email", subject="Un nid-de-poule", html="<p>C'est fait.</p>"
    )
    reply = OutgoingMail.objects.last()
    assert reply.subject == f"Re: [{case.number}] Un nid-de-poule"
    headers = re.sub(r"\r\n ", " ", bytes(reply.raw).decode().split("\r\n\r\n")[0])
    assert "In-Reply-To: <deux@courriel.example>" in headers
    assert f"References: <un@courriel.example> <{notice.message_id}> <deux@courriel.example>" in headers
    assert "Auto-Submitted" not in headers
