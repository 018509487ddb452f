"""The worker's part: copies are written to the outgoing queue in batches, and what came back is counted.

A batch is one transaction: a copy and its mail are there together or not at all, so a worker that is killed goes on
where it stopped, and nobody gets a letter twice. A few copies at a time wait in the queue, so that a receipt written
meanwhile leaves before the rest of a long list.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from cms.newsletter.addresses import address_of, sender_of
from cms.newsletter.letters import letter_plain, letter_render
from cms.newsletter.models import Copy, Letter, Subscriber
from cms.newsletter.selectors import recipients
from edm.delivery.api import mail_queue

Result = Copy.Result
BATCH = 50
HARD = re.compile(r"\b5\.1\.\d+\b|\b5\.2\.1\b")  # no such address, or one that is shut (RFC 3463)
TOO_MANY_FAILURES = 3  # letters in a row that came back for another reason


def letters_send() -> bool:
    """Write the next copies of a letter whose hour has come; whether there may be more to do at once."""
    letter = Letter.objects.waiting(timezone.now()).select_related("town__site").order_by("send_at", "pk").first()
    if letter is None or Copy.objects.filter(mail__state="due").count() >= BATCH:
        return False
    with transaction.atomic():
        letter = Letter.objects.select_for_update().select_related("town__site").get(pk=letter.pk)
        if letter.state not in (Letter.State.SCHEDULED, Letter.State.SENDING):
            return True  # taken back meanwhile
        return _batch(letter)


def _batch(letter: Letter) -> bool:
    if letter.state == Letter.State.SCHEDULED:
        with override(settings.LANGUAGE_CODE):
            letter.html = letter_render(letter)
        letter.plain = letter_plain(letter.html)
        letter.state = Letter.State.SENDING
    served = Copy.objects.filter(letter=letter, subscriber__isnull=False).values("subscriber")
    waiting = recipients(letter).exclude(pk__in=served).select_related("town__site").order_by("pk")[:BATCH]
    count = 0
    for subscriber in waiting:
        mail = copy_queue(letter, subscriber)
        Copy.objects.create(letter=letter, subscriber=subscriber, mail_id=mail)
        count += 1
    if count < BATCH:
        letter.state, letter.sent_at = Letter.State.SENT, timezone.now()
    letter.save(update_fields=["html", "plain", "state", "sent_at"])
    return True


def copy_queue(letter: Letter, subscriber: Subscriber, *, test: bool = False) -> int | None:
    """One mail, with its subscriber's own links and the headers of one click (RFC 8058); the queued mail's id."""
    leave, choose = address_of(subscriber, "leave"), address_of(subscriber, "preferences")
    html, plain = letter.html, letter.plain
    for mark, url in (("%%leave%%", leave), ("%%preferences%%", choose)):
        html, plain = html.replace(mark, url), plain.replace(mark, url)
    headers = {
        "List-Id": f"{letter.town.name.encode('ascii', 'ignore').decode()} <lettre.{letter.town.site.hostname}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    mail = mail_queue(
        to=[subscriber.email],
        subject=f"[essai] {letter.subject}" if test else letter.subject,
        text=plain,
        html=html,
        sender=sender_of(letter.town),
        headers={} if test else headers,
    )
    return mail.pk if mail else None


def returns_read() -> bool:
    """Note what became of the copies that left; who can't be reached is suspended. Whether there may be more."""
    left = Q(mail__state="sent", result="") | (Q(mail__state="failed") & ~Q(result=Result.FAILED))
    batch = list(Copy.objects.filter(left).select_related("subscriber", "mail").order_by("pk")[:BATCH])
    with transaction.atomic():
        for copy in batch:
            mail: Any = copy.mail  # the query asked for those that have one
            copy.result = mail.state
            copy.save(update_fields=["result"])
            if copy.result == Result.FAILED and copy.subscriber:
                _failed(copy.subscriber, mail.error)
    return len(batch) == BATCH


def _failed(subscriber: Subscriber, words: str) -> None:
    """At once, if the address is gone; after several letters in a row, for any other reason."""
    last = subscriber.copies.order_by("-pk").values_list("result", flat=True)[:TOO_MANY_FAILURES]
    if HARD.search(words) or list(last) == [Result.FAILED] * TOO_MANY_FAILURES:
        subscriber.state = Subscriber.State.SUSPENDED
        subscriber.save(update_fields=["state"])
