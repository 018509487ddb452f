"""The minutes (CGCT, L2121-15) and the list of the deliberations examined (L2121-25): made, approved, published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.council.models import Amendment, Meeting, Minutes, PublishedVersion, Vote
from cms.council.papers import list_pdf
from cms.council.pdf import pdf_render
from cms.council.richtext import text_clean
from cms.council.services.meetings import meeting_locked
from cms.council.services.publication import version_publish
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Sitting
from edm.files.api import Document

KINDS = PublishedVersion.Kind


def list_publish(*, meeting: Meeting, user: Any) -> PublishedVersion:
    """Put the list of the deliberations examined online. Raises CouncilRefusal, PdfUnavailable."""
    _check_closed(meeting)
    return version_publish(kind=KINDS.LIST, meeting=meeting, pdf=list_pdf(meeting), user=user)


@transaction.atomic
def minutes_generate(*, meeting: Meeting, again: bool = False) -> Minutes:
    """The minutes as the meeting's data tell them; made once, and anew where `again` asks, until they are approved."""
    meeting = meeting_locked(meeting)
    _check_closed(meeting)
    found = Minutes.objects.filter(meeting=meeting).first()
    if found and (not again or found.approved_on):
        return found
    facts = {"text": minutes_text(meeting), "generated_at": timezone.now()}
    return Minutes.objects.update_or_create(meeting=meeting, defaults=facts)[0]


def minutes_text(meeting: Meeting) -> str:
    """Every element that L2121-15 asks for, as clean HTML, in French."""
    sitting = Sitting(meeting)
    votes: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(event__item__meeting=meeting).select_related("member").order_by("member__rank"):
        votes.setdefault(vote.event_id, []).append(vote)
    amendments: dict[int, list[Amendment]] = {}
    for one in Amendment.objects.filter(item__meeting=meeting).select_related("author", "ballot"):
        amendments.setdefault(one.item_id, []).append(one)
    rows = []
    for item in sitting.items:
        room = sitting.room_at(item)
        events = [event for event in item.ballots.all() if event.amendment_id is None]
        event = events[0] if events else None
        here = [attendance for attendance in sitting.attendances.values() if attendance.arrives_at_id == item.pk]
        gone = [attendance for attendance in sitting.attendances.values() if attendance.leaves_before_id == item.pk]
        names = {member.pk: member for member in sitting.members}
        rows.append(
            {
                "item": item,
                "room": room,
                "event": event,
                "votes": _by_choice(votes.get(event.pk, [])) if event else [],
                "amendments": [(one, _by_choice(votes.get(_event_pk(one), []))) for one in amendments.get(item.pk, [])],
                "arrivals": [names[row.member_id] for row in here if row.member_id in names],
                "departures": [names[row.member_id] for row in gone if row.member_id in names],
            }
        )
    start = sitting.room_at(sitting.items[0] if sitting.items else None)
    attendances = sitting.attendances
    away = [member for member in sitting.members if member not in start.present]
    represented = {proxy.giver_id for proxy in sitting.proxies}
    context = {
        "meeting": meeting,
        "rows": rows,
        "start": start,
        "in_office": sitting.in_office,
        "proxies": sitting.proxies,
        "excused": [m for m in away if m.pk not in represented and _state(attendances, m.pk) == "excused"],
        "absent": [m for m in away if m.pk not in represented and _state(attendances, m.pk) == "absent"],
        "late": [m for m in away if m.pk not in represented and _state(attendances, m.pk) == "present"],
        "notice": meeting.notices.order_by("sent_at").first(),
    }
    with override(settings.LANGUAGE_CODE):
        return text_clean(render_to_string("council/minutes_text.html", context))


@transaction.atomic
def minutes_change(*, minutes: Minutes, text: str) -> Minutes:
    """Its text, cleaned; not once it is approved. Raises CouncilRefusal."""
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)
    text = text_clean(text)
    if minutes.approved_on and text != minutes.text:
        raise CouncilRefusal(_("These minutes are approved: their text no longer changes."), "text")
    minutes.text = text
    minutes.save(update_fields=["text"])
    return minutes


@transaction.atomic
def minutes_sign(*, minutes: Minutes, document: Document) -> Minutes:
    """Join the minutes signed by the chair and the secretary. Raises CouncilRefusal where they are not approved."""
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)
    if not minutes.approved_on:
        raise CouncilRefusal(_("They are signed once the next meeting has approved them."), "upload")
    minutes.signed_document = document
    minutes.save(update_fields=["signed_document"])
    return minutes


def minutes_waiting(meeting: Meeting) -> QuerySet[Minutes]:
    """The minutes of the body's former meetings that this one may approve."""
    rows = Minutes.objects.filter(
        meeting__body_id=meeting.body_id, approved_on=None, meeting__state=Meeting.State.CLOSED
    )
    return rows.filter(meeting__date__lt=meeting.date).select_related("meeting")


def minutes_approve(*, meeting: Meeting) -> None:
    """The item that approves minutes was adopted: those of the former meetings are, in the caller's transaction."""
    minutes_waiting(meeting).update(approved_on=meeting.date, approved_at=meeting)


def minutes_unapprove(*, meeting: Meeting) -> None:
    """Its vote was undone or lost. Raises CouncilRefusal where the minutes are online already."""
    mine = Minutes.objects.filter(approved_at=meeting)
    if PublishedVersion.objects.filter(meeting__minutes__in=mine, kind=KINDS.MINUTES, withdrawn_at=None).exists():
        raise CouncilRefusal(_("The minutes that this vote approved are online: it is no longer undone."))
    mine.update(approved_on=None, approved_at=None)


def minutes_pdf(minutes: Minutes) -> bytes:
    meeting = minutes.meeting
    context = {
        "meeting": meeting,
        "town": meeting.town,
        "body": meeting.body,
        "minutes": minutes,
        "text": mark_safe(minutes.text),  # noqa: S308 (cleaned as it was saved)
    }
    return pdf_render("council/pdf/minutes.html", context)


def minutes_publish(*, minutes: Minutes, user: Any) -> PublishedVersion:
    """Put the approved and signed minutes online, for ever (CGCT, L2121-15). Raises CouncilRefusal, PdfUnavailable."""
    if not minutes.approved_on:
        raise CouncilRefusal(_("They are put online once the next meeting has approved them (CGCT, L2121-15)."))
    if minutes.signed_document_id is None:
        raise CouncilRefusal(_("Join the signed minutes first: the chair and the secretary sign them."), "upload")
    return version_publish(kind=KINDS.MINUTES, meeting=minutes.meeting, pdf=minutes_pdf(minutes), user=user)


def _check_closed(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.CLOSED:
        raise CouncilRefusal(_("Close the meeting first."))


def _state(attendances: Any, member: int) -> str:
    row = attendances.get(member)
    return row.state if row else "absent"


def _event_pk(amendment: Amendment) -> int:
    event = getattr(amendment, "ballot", None)
    return event.pk if event else 0


def _by_choice(votes: list[Vote]) -> list[tuple[str, list[Vote]]]:
    """The voices by what they said, those for first."""
    with override(settings.LANGUAGE_CODE):
        groups = [(str(choice.label), [vote for vote in votes if vote.choice == choice]) for choice in Vote.Choice]
    return [(label, found) for label, found in groups if found]
