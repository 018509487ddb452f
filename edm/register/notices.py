"""What a citizen is told of a request: the reception notice at once, the acknowledgement with what the law asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.delivery.api import mail_queue, subject_answering
from edm.register import clock
from edm.register.models import ELECTRONIC, Case, CaseEvent, CaseKind, Channel, Correspondent, MailItem
from edm.register.registration import acknowledgement_owed, event_write

# An auto-responder that does not say so would answer each notice by a mail, and get a notice for it.
NOTICES_A_DAY = 20
# What mail programs make a link of: a stranger's is not passed on.
LINK = re.compile(r"http|www\.|://|\w\.[^\W\d]{2,}/\w", re.IGNORECASE)


def legal_mentions(case: Case) -> list[str]:
    """The sentences of the acknowledgement (CRPA, R112-11-1 and R112-5), in the reader's language.

    Silence: its meaning and its date "if the file is complete"; the certificate of a tacit acceptance (L232-3)
    or the ways of appeal. Nothing where no decision is expected (R112-4).
    """
    if not case.decision_due or not case.kind.acknowledged:
        return []
    day = date_format(case.decision_due, "DATE_FORMAT")
    if case.kind.silence_rule == CaseKind.SilenceRule.ACCEPTANCE:
        return [
            _("Without an answer by %(day)s, and if your file is complete, your request is accepted.") % {"day": day},
            _("You may then ask us for a certificate of this acceptance."),
            *filter(None, [case.kind.appeal]),
        ]
    return [
        _("Without an answer by %(day)s, and if your file is complete, your request is refused.") % {"day": day},
        case.kind.appeal
        or _(
            "You then have two months to ask the town hall to look at your request again, or to appeal to the "
            "administrative court (on www.telerecours.fr or by letter)."
        ),
    ]


def notice_text(*, case: Case, item: MailItem | None, title: str, mentions: list[str], extra: str) -> str:
    """The notice, a paragraph each: what was received and when, who handles it and where they are, the law, the rest.

    Without `item`, the acknowledgement of what was received before. The subject of an e-mail is left out: who wrote
    it may have put somebody else's address in From. Written here and not by a template: a submission waits for it.
    """
    if item:
        told = {
            "title": title,
            "day": date_format(timezone.localtime(item.at), "DATE_FORMAT"),
            "hour": date_format(timezone.localtime(item.at), "TIME_FORMAT"),
            "number": item.number,
        }
        received = _("%(title)s. It arrived on %(day)s at %(hour)s and has the number %(number)s.") % told
    else:
        day = date_format(timezone.localtime(case.received_at), "DATE_FORMAT")
        received = _("Your request of %(day)s has the number %(number)s.") % {"day": day, "number": case.number}
    if case.origin != Channel.EMAIL:
        received += "\n" + _("Subject: %(subject)s") % {"subject": case.subject}
    last = _("Please keep this number: it finds your file again at once.")
    paragraphs = [
        _("Hello,"),
        received,
        "\n".join(_contact(case)),
        "\n".join(mentions),
        extra,
        last,
        case.town.name,
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _contact(case: Case) -> Iterator[str]:
    """The service in charge, its address, e-mail and phone (R112-11-1), each the town hall's where it has none."""
    unit, town = case.unit, case.town
    yield _("It is handled by: %(name)s") % {"name": unit.name} + f", {town.name}"
    if address := unit.address or town.address:
        yield f"{address}, {town.postcode} {town.city}"
    yield from filter(None, (unit.email or town.email, unit.phone or town.phone))


def _mail(*, case: Case, item: MailItem | None, title: str, mentions: list[str], extra: str) -> None:
    answered = (item or case.items.filter(number=case.number).first()) if case.origin == Channel.EMAIL else None
    thread = answered.message_id if answered else ""
    subject = f"[{case.number}] {title}"
    if answered and not LINK.search(answered.subject):
        # A mail is answered under its own subject: that is how mail programs keep a thread together.
        subject = subject_answering(case.number, answered.subject)
    mail_queue(
        to=[case.correspondent.email],
        subject=subject,
        text=notice_text(case=case, item=item, title=title, mentions=mentions, extra=extra),
        case=case,
        item=item,
        in_reply_to=thread,
        automatic=True,
    )


def notices_queue(*, item: MailItem, extra: str = "") -> None:
    """Queue the reception notice of an electronic arrival, in its transaction.

    Where the kind of the case has all it needs, the notice is the full acknowledgement. Otherwise (nobody has
    qualified the case) it tells the number and the date, and the acknowledgement follows `case_qualify`.
    """
    case = item.case
    email = case.correspondent.email
    joined = item.handling == MailItem.Handling.JOINED
    answered = joined or item.handling == MailItem.Handling.NEW_CASE
    if not answered or not email:
        return
    if not acknowledgement_owed(town=case.town, channel=item.channel, handling=item.handling, email=email):
        return
    if item.channel == Channel.EMAIL:
        if joined:  # a conversation: two machines that thank each other would never end
            return
        if notices_lately(case.correspondent) >= NOTICES_A_DAY:
            told = _("No reception notice: %(count)s have left for this address since yesterday.")
            event_write(case=case, verb=CaseEvent.Verb.NOTED, text=told % {"count": NOTICES_A_DAY}, item=item)
            return
    title = _("We have received your message") if joined else _("We have received your request")
    mentions = [] if joined or case.kind.is_unqualified else legal_mentions(case)
    _mail(case=case, item=item, title=title, mentions=mentions, extra=extra)


def notices_lately(correspondent: Correspondent) -> int:
    """How many mails from this address were answered by a notice within a day."""
    same = Correspondent.objects.filter(town=correspondent.town_id, email=correspondent.email)
    since = timezone.now() - timedelta(days=1)
    arrivals = MailItem.objects.filter(direction=MailItem.Direction.IN, channel=Channel.EMAIL, correspondent__in=same)
    return arrivals.filter(outgoing_mails__created_at__gt=since).count()


def acknowledgement_queue(*, case: Case) -> None:
    """Queue the full acknowledgement of a case that has just been qualified, once; the caller saves the case."""
    if (
        case.acknowledged_at
        or case.origin not in ELECTRONIC
        or not case.kind.acknowledged
        or not case.correspondent.email
    ):
        return
    clock.acknowledge(case, timezone.now())
    event_write(case=case, verb=CaseEvent.Verb.ACKNOWLEDGED)
    with override(settings.LANGUAGE_CODE):  # the clerk at work may read another language than the citizen's
        _mail(case=case, item=None, title=_("Acknowledgement of your request"), mentions=legal_mentions(case), extra="")
