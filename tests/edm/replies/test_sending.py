"""A reply: by what channel, registered once, with its author."""

from __future__ import annotations

import uuid

import pytest

from edm.delivery.models import OutgoingMail
from edm.files.api import document_create
from edm.organisation.api import Role, membership_grant
from edm.register.models import CaseEvent, Channel, MailItem
from edm.register.registration import Sender
from edm.register.services import case_close, case_reopen
from edm.replies.models import Reply
from edm.replies.selectors import reply_channels
from edm.replies.services import ReplyRefused, reply_send
from portal.documents.models import SpaceDocument
from portal.procedures.models import ProcedureVersion
from portal.requests.models import RequestFile, ServiceRequest
from tests.factories import case_make, user_make
from tests.portal.making import procedure

HTML = "<p>Bonjour,</p><p>C'est <b>réparé</b>.</p>"


@pytest.fixture
def case(a):
    return case_make(a, a.pothole, channel=Channel.EMAIL)


def send(case, actor, **more):
    more = {"key": uuid.uuid4(), "channel": Channel.EMAIL, "subject": "Votre signalement", "html": HTML} | more
    return reply_send(case=case, actor=actor, **more)


def departures(case):
    return case.items.filter(direction=MailItem.Direction.OUT)


def test_a_reply_is_registered_and_queued_in_one_go(a, case):
    document = document_create(town=a.town, name="Plan.pdf", data=b"%PDF-1.4 plan")
    reply = send(case, a.clerk, document_ids=[document.pk])
    case.refresh_from_db()
    assert case.state == case.State.ANSWERED
    assert reply.item.number.endswith("-D00001")
    assert (reply.item.author, reply.item.channel) == (a.clerk, Channel.EMAIL)
    assert list(reply.item.documents.all()) == list(reply.documents.all()) == [document]
    mail = OutgoingMail.objects.get(item=reply.item)
    assert list(mail.documents.all()) == [document]
    assert case.events.filter(verb=CaseEvent.Verb.REPLIED, item=reply.item, actor=a.clerk).count() == 1


def test_every_reply_ends_with_first_name_name_capacity_and_service(a, case):
    item = send(case, a.clerk).item
    last = item.text.splitlines()[-3:]
    assert last[0] == "Clerk Alpha"
    assert last[1].endswith(", Voirie")
    assert last[2] == "Alpha"
    assert item.html.endswith("<br>Alpha</p>")
    nameless = user_make()
    membership_grant(user=nameless, town=a.town, role=Role.CLERK, unit=a.roads)
    with pytest.raises(ReplyRefused, match="L212-2"):
        send(case_make(a, a.pothole), nameless)


def test_the_same_key_gives_the_same_departure(a, case):
    key = uuid.uuid4()
    first = send(case, a.clerk, key=key)
    assert send(case, a.clerk, key=key, subject="Autre") == first
    assert departures(case).count() == 1
    with pytest.raises(ReplyRefused):
        send(case_make(a, a.pothole), a.clerk, key=key)


def test_asking_stops_the_clock_and_leaves_the_case_open(a, case):
    send(case, a.clerk, asks=True)
    case.refresh_from_db()
    assert (case.state, case.is_open) == (case.State.WAITING_CITIZEN, True)
    assert case.clock_stopped_at is not None


def test_an_ended_case_is_reopened_first(a, case):
    case_close(case=case, actor=a.clerk, reason="Doublon")
    with pytest.raises(ReplyRefused):
        send(case, a.clerk)
    assert not Reply.objects.exists()
    case_reopen(case=case, actor=a.clerk)
    assert send(case, a.clerk).item


@pytest.mark.parametrize(
    "more",
    [
        {"subject": " "},
        {"html": "<p> </p>"},
        {"html": "<p>{{ inconnu }}</p>"},
        {"channel": "fax"},
        {"document_ids": [999]},
    ],
)
def test_what_is_refused_leaves_nothing(a, case, more):
    with pytest.raises(ReplyRefused):
        send(case, a.clerk, **more)
    assert not departures(case).exists()
    assert OutgoingMail.objects.filter(item__direction="out").count() == 0


def test_an_act_of_birth_leaves_by_post_or_the_counter_alone(a):
    sender = Sender(name="Yann Le Goff", email="yann@courriel.example", address="1 rue du Port\n35000 Rennes")
    case = case_make(a, a.birth, channel=Channel.FORM, sender=sender, preferred_channel=Channel.EMAIL)
    choices = {choice.channel: choice for choice in reply_channels(case)}
    assert [code for code, choice in choices.items() if choice.usable] == [Channel.PAPER, Channel.COUNTER]
    assert not choices[Channel.EMAIL].legal
    assert choices[Channel.EMAIL].reason
    with pytest.raises(ReplyRefused):
        send(case, a.civil_clerk, channel=Channel.EMAIL)
    assert send(case, a.civil_clerk, channel=Channel.PAPER).letter_due_at


@pytest.mark.parametrize(
    ("origin", "preferred", "first"),
    [
        (Channel.EMAIL, "", Channel.EMAIL),
        (Channel.SCAN, "", Channel.PAPER),
        (Channel.COUNTER, "", Channel.COUNTER),
        (Channel.EMAIL, Channel.PAPER, Channel.PAPER),
        (Channel.SCAN, Channel.EMAIL, Channel.EMAIL),
        (Channel.PHONE, "", Channel.EMAIL),
    ],
)
def test_the_preferred_channel_then_that_of_origin(a, origin, preferred, first):
    sender = Sender(name="Yann Le Goff", email="yann@courriel.example", address="1 rue du Port\n35000 Rennes")
    case = case_make(a, a.pothole, channel=origin, sender=sender, preferred_channel=preferred)
    usable = [choice.channel for choice in reply_channels(case) if choice.usable and choice.channel != Channel.PORTAL]
    assert usable[0] == first


def test_a_channel_that_reaches_nobody_is_last_with_its_reason(a):
    case = case_make(a, a.pothole, channel=Channel.SCAN, sender=Sender(name="Illisible"))
    choices = reply_channels(case)
    assert [choice.channel for choice in choices if choice.usable] == [Channel.COUNTER]
    assert all(choice.reason for choice in choices if not choice.usable)


def test_a_document_of_a_case_one_may_not_open_is_not_sent(a, b, case):
    secret = document_create(town=a.town, name="secret.pdf", data=b"%PDF-1.4 secret")
    case_make(a, a.birth, document_ids=[secret.pk])
    foreign = document_create(town=b.town, name="ailleurs.pdf", data=b"%PDF-1.4 ailleurs")
    for document in (secret, foreign):
        with pytest.raises(ReplyRefused):
            send(case, a.clerk, document_ids=[document.pk])
    assert send(case, a.registrar, document_ids=[secret.pk]).item


def test_documents_too_heavy_for_a_mail_are_refused(a, case, monkeypatch):
    monkeypatch.setattr("edm.replies.services.EMAIL_MAX_BYTES", 10)
    document = document_create(town=a.town, name="Plan.pdf", data=b"%PDF-1.4 plan")
    with pytest.raises(ReplyRefused, match="15"):
        send(case, a.clerk, document_ids=[document.pk])


def test_a_citizens_draft_or_space_is_no_attachment(a, case):
    """Only what is in mail one may read, or was just uploaded and is held by nothing."""
    draft, space = (document_create(town=a.town, name=f"{n}.pdf", data=b"%PDF-1.4 " + n) for n in (b"1", b"2"))
    procedure(a)
    version = ProcedureVersion.objects.get()
    row = ServiceRequest.objects.create(town=a.town, version=version, user=a.citizen)
    RequestFile.objects.create(request=row, field="f", document=draft)
    SpaceDocument.objects.create(user=a.citizen, town=a.town, document=space)
    for document in (draft, space):
        with pytest.raises(ReplyRefused):
            send(case, a.clerk, document_ids=[document.pk])


def test_another_units_file_is_no_attachment(a, case):
    secret = document_create(town=a.town, name="acte.pdf", data=b"%PDF-1.4 acte")
    case_make(a, a.birth, document_ids=[secret.pk])
    with pytest.raises(ReplyRefused):
        send(case, a.clerk, document_ids=[secret.pk])
    send(case_make(a, a.pothole, channel=Channel.EMAIL), a.registrar, document_ids=[secret.pk])
