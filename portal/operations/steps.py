"""Everything that happens without anybody asking, in one list: the worker's part of the composition root."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import call_command

from cms.directory.services import proposers_forget
from cms.editing import services as editing
from cms.guides import services as guides
from cms.newsletter import sending as newsletter
from cms.newsletter.services import unconfirmed_forget
from edm.delivery import api as delivery
from edm.files import api as files
from edm.intake import api as intake
from edm.replies import api as replies
from edm.search import api as search
from portal.operations.worker import Aside, Asides, Step
from portal.requests import api as requests

MINUTE = 60
DAY = 24 * 60 * MINUTE
LOOK_SECONDS = 5  # between two looks at a mailbox
MAILS = 10  # sent between two looks at whether the worker stops


def text_read() -> bool:
    """Read the text layer of one document, so that the next letter does not wait behind a long file."""
    if not (waiting := files.documents_unread()):
        return False
    files.document_read(waiting[0])
    return True


def pages_publish() -> None:
    """Publish and take down what webmasters have scheduled."""
    call_command("publish_scheduled", verbosity=0)


def day_end() -> None:
    """Sessions that expired, drafts and subscriptions left alone, names no longer needed, half-written files."""
    call_command("clearsessions", verbosity=0)
    requests.drafts_purge()
    unconfirmed_forget()
    proposers_forget()
    files.store_tidy()


def mail_sender() -> Callable[[], object]:
    """A server may take minutes to say 250: scans and index must not wait behind it. A folder answers at once."""
    if not settings.PARVIS_SMTP_URL:
        return delivery.send_due
    send = partial(delivery.send_due, limit=MAILS)
    return Aside(waits=delivery.mail_waits, work=send, patience=10)


def mailbox_looks() -> Asides:
    """A process for each: a server may hang, and a mail may be the death of who reads it."""
    return Asides(waits=intake.mailboxes_due, work=intake.mailbox_look, every=LOOK_SECONDS)


def steps() -> list[Step]:
    """In the order in which they matter when several are due: what arrives first, then what it sets going."""
    return [
        Step("register scans", every=1, run=intake.scans_poll),
        Step("look at mailboxes", every=1, run=mailbox_looks()),
        Step("read text layers", every=1, run=text_read),
        Step("send mail", every=1, run=mail_sender()),
        Step("make letters", every=5, run=replies.letters_due),
        Step("index changes", every=1, run=search.index_due),
        Step("recognise text", every=1, run=Aside(waits=files.ocr_waits, work=files.ocr_next)),
        Step("take up stuck documents", every=MINUTE, run=files.requeue_stuck),
        Step("publish scheduled pages", every=MINUTE, run=pages_publish),
        Step("send letters", every=5, run=newsletter.letters_send),
        Step("read what came back", every=MINUTE, run=newsletter.returns_read),
        Step("render and fetch guides", every=MINUTE, run=Aside(waits=guides.guides_due, work=guides.guides_work)),
        Step("check pages", every=5, run=Aside(waits=editing.page_check_waits, work=editing.page_check_next)),
        Step("tidy", every=DAY, run=day_end),
    ]
