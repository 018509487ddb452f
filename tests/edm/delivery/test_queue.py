"""What is queued: the message itself, to whom, in which thread."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from edm.delivery.addresses import address_clean
from edm.delivery.api import channel_get, mail_queue
from edm.delivery.channels import subject_with_number
from edm.delivery.messages import Letterhead, message_build, message_with
from edm.delivery.models import OutgoingMail
from edm.register.models import CaseEvent
from edm.register.registration import Sender
from edm.register.services import item_register
from tests.factories import case_make

MARYSE = "maryse.cadoret@courriel.example"


def read(mail):
    return message_from_bytes(bytes(mail.raw), policy=policy.default)


def test_a_notice_says_that_nobody_wrote_it_and_keeps_its_thread(a):
    case = case_make(a, a.pothole)
    first = OutgoingMail.objects.get(case=case)
    mail = mail_queue(
        to=[MARYSE],
        subject="Suite",
        text="Bonjour",
        html="<p>Bonjour</p>",
        case=case,
        in_reply_to="<7@courriel.example>",
    )
    message = read(mail)
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert mail.message_id.endswith("@alpha.example")
    assert message["From"] == "Alpha <mairie@alpha.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert read(first)["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] == "<7@courriel.example>"
    assert message["References"].split() == [f"<{first.message_id}>", "<7@courriel.example>"]
    assert message["Date"].datetime is not None
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_reply_by_email_is_a_persons_in_the_cases_thread(a):
    case = case_make(a, a.pothole)
    item = item_register(
        case=case,
        direction="out",
        channel="email",
        subject="Réponse",
        text="Bonjour",
        html="<p>Bonjour</p>",
        author=a.clerk,
    )
    channel_get("email").deliver(item=item)
    message = read(OutgoingMail.objects.get(item=item))
    assert message["Subject"] == f"[{case.number}] Réponse"
    assert message["Auto-Submitted"] is None
    assert message["In-Reply-To"] == f"<{OutgoingMail.objects.filter(case=case).earliest('id').message_id}>"
    assert subject_with_number("2026-1", "Re: [2026-1] Trou") == "Re: [2026-1] Trou"


def test_what_is_rolled_back_was_never_announced(a):
    def announce():
        with transaction.atomic():
            mail_queue(to=[MARYSE], subject="s", text="t")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        announce()
    assert not OutgoingMail.objects.exists()


def test_the_town_never_writes_to_itself(a, b):
    case = case_make(a, a.pothole, sender=Sender(name="Boucle", email="MAIRIE@alpha.example"))
    assert not OutgoingMail.objects.exists()
    assert mail_queue(to=["voirie@bravo.example", "Mairie <mairie@alpha.example>"], subject="s", text="t") is None
    assert not channel_get("email").can_reach(case)


def test_an_address_that_begins_another_header_is_left_out_and_told(a):
    case = case_make(a, a.pothole)
    OutgoingMail.objects.all().delete()
    mail = mail_queue(
        to=[MARYSE, "x@y.example\r\nBcc: espion@z.example", "pas une adresse"],
        subject="Objet\r\nBcc: espion@z.example",
        text="t",
        case=case,
        in_reply_to="<7@x>\r\nBcc: espion@z.example",
    )
    assert mail.recipients == [MARYSE]
    message = read(mail)
    assert message["Bcc"] is None
    assert message["Subject"] == "Objet Bcc: espion@z.example"
    assert case.events.filter(verb=CaseEvent.Verb.UNDELIVERED).count() == 2


@pytest.mark.parametrize("cited", ["été@courriel.example", "a>b@x", "a b@x", "x" * 1000, "7@x\r\nBcc:espion@z.example"])
def test_a_message_id_that_no_header_can_bear_is_not_cited(a, cited):
    case = case_make(a, a.pothole)
    item = case.items.get()
    item.message_id = cited[:255]
    item.save()
    mail = mail_queue(to=[item.correspondent.email], subject="s", text="t", case=case, in_reply_to=cited)
    head = bytes(mail.raw).partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert b"espion" not in head
    assert cited.encode() not in head


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("a@courriel.example", "a@courriel.example"),
        ("Zoé <zoe@courriel.example>", "zoe@courriel.example"),
        ("a@mairie-été.example", "a@xn--mairie-t-h1ab.example"),
        ("hélène@courriel.example", "hélène@courriel.example"),
        ("", ""),
        ("a@", ""),
        ("@b.example", ""),
        ("a b@c.example", ""),
        ("a@b.example\n", ""),
        ("a@b.example, c@d.example", ""),
        ('"a@b"@c.example', ""),
        ("a@-.example", ""),
        ("<script>@b.example", ""),
    ],
)
def test_addresses(given_, kept):
    assert address_clean(given_) == kept


@given(st.text(max_size=300))
def test_no_text_makes_an_unusable_address_usable(text):
    kept = address_clean(text)
    assert kept == "" or (kept.count("@") == 1 and not set(kept) & set("\r\n ,;<>\x00"))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
def test_any_subject_and_name_arrive_whole_and_begin_no_header(subject, name):
    head = Letterhead("1@a.example", "m@a.example", name, ["x@b.example"], subject, timezone.now())
    raw = message_build(head, "Bonjour", "", [])
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = message_from_bytes(raw, policy=policy.default)
    assert set(message.keys()) <= {
        "Message-ID", "Date", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert message["To"] == "x@b.example"


@given(st.text(st.sampled_from("été àÉ'\",;:-— (n° 2026) «»"), min_size=1, max_size=150))
def test_a_french_subject_is_read_as_it_was_written(subject):
    head = Letterhead("1@a.example", "m@a.example", "", ["x@b.example"], subject, timezone.now())
    message = message_from_bytes(message_build(head, "Bonjour", "", []), policy=policy.default)
    assert message["Subject"] == " ".join(subject.split())


def test_the_same_documents_give_the_same_bytes_at_each_try():
    head = Letterhead("1@a.example", "m@a.example", "", ["x@b.example"], "s", timezone.now())
    raw = message_build(head, "Bonjour", "<p>Bonjour</p>", [])
    files = [("é.pdf", "application/pdf", b"%PDF" * 99), ("courrier.eml", "message/rfc822", b"A: b\n\nc")]
    assert message_with(raw, files, "1@a.example") == message_with(raw, files, "1@a.example")
