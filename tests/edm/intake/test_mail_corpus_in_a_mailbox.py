"""The mails of the corpus, each with its ground truth, through a real mailbox: twice."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from edm.delivery.models import OutgoingMail
from edm.files.api import verify as files_verify
from edm.intake.mailbox import mailbox_look
from edm.intake.models import Reception
from edm.register.models import MailItem
from edm.register.registration import Sender
from tests.edm.intake.mail_helpers import CORPUS, balanced, crlf
from tests.factories import case_make

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

# Of our mails that the corpus answers: Message-ID, who got it.
OURS = {
    "D-2026-000123@saint-exemple.example": "nolwenn.quere@courriel.example",
    "D-2026-000124@saint-exemple.example": "faute.frappe@courriel.example",
}


@pytest.fixture
def corpus(box, server, a) -> dict[str, str]:
    """Deliver it; UID → the mail's id."""
    a.town.email = "mairie@saint-exemple.example"
    a.town.save()
    for message_id, email in OURS.items():
        case = case_make(a, sender=Sender(name="", email=email))
        case.outgoing_mails.update(
            message_id=message_id, recipients=[email], pending=[], state="sent", sent_at=timezone.now()
        )
    return {str(server.append(crlf(path.read_bytes()))): path.stem[:3] for path in sorted(CORPUS.glob("*.eml"))}


def test_each_is_handled_as_it_should_be(box, corpus, server, capsys):
    ours = set(OutgoingMail.objects.values_list("pk", flat=True))
    mailbox_look(box.pk)
    assert balanced()
    assert list(files_verify()) == []
    assert all(server.flags(uid) == {"\\Flagged", "\\Seen"} for uid in server.uids())
    told = {path.stem[:3]: json.loads(path.read_text()) for path in CORPUS.glob("*.json")}
    rows = {corpus[row.source.rpartition("/")[2]]: row for row in Reception.objects.filter(channel="email")}
    assert rows.keys() == told.keys()
    for name, row in rows.items():
        expected, item = told[name]["expected"], row.item
        assert row.document.blob.path.read_bytes() == server.raw(int(row.source.rpartition("/")[2])), name
        if expected["action"] == "duplicate":
            assert (row.state, row.original) == (Reception.State.DUPLICATE, rows[expected["duplicate_of"]]), name
            continue
        assert item.handling == expected["action"], name
        sender = told[name]["sender"]["address"].lower()
        assert (item.subject, item.correspondent.email) == (told[name]["subject"], sender), name
        assert item.outgoing_mails.exists() == expected["acknowledge"], name
        assert all(words in item.text for words in told[name]["body_must_contain"] if words.isascii()), name
        kept = {document.name: document.blob_id for document in item.documents.all()}
        for attachment in told[name]["attachments"]:
            assert kept[attachment["name"]] == attachment["sha256"], name
        if expected.get("related_to"):
            assert item.case.outgoing_mails.first().message_id == f"{expected['related_to']}@saint-exemple.example"
    notices = OutgoingMail.objects.exclude(pk__in=ours)
    assert notices.count() == sum(one["expected"]["acknowledge"] for one in told.values())

    items = MailItem.objects.count()
    for path in sorted(CORPUS.glob("*.eml")):
        server.append(crlf(path.read_bytes()))
    assert mailbox_look(box.pk) == {Reception.State.DUPLICATE: len(corpus)}
    assert MailItem.objects.count() == items
    assert balanced()
    call_command("register_export")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line["handling"] == "duplicate" for line in lines) == len(corpus) + 1
