"""The notices: a letter to each member, by e-mail or on paper, and the row that proves it (CGCT, L2121-10)."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.council.models import AgendaItem, Meeting, MeetingNotice, Member
from cms.council.pdf import pdf_render
from cms.council.richtext import plain
from cms.council.selectors import town_day
from cms.council.services.meetings import meeting_locked
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Sitting
from edm.delivery.api import mail_queue
from edm.files.api import Document, document_create, open_original
from edm.law import sittings as law
from edm.organisation.api import LegalBody

MAIL_LIMIT = 15_000_000  # bytes of documents (docs/decisions/0071)


def notice_days(meeting: Meeting) -> int:
    """The clear days this meeting's notice needs."""
    council = meeting.body.kind == LegalBody.Kind.COMMUNE
    second = meeting.second_of_id is not None
    return law.clear_days(council=council, population=meeting.town.population, urgent=meeting.urgent, second=second)


def latest_day(meeting: Meeting) -> date:
    return law.latest_to_send(meeting.date, notice_days(meeting))


def notices_check(*, meeting: Meeting, sitting: Sitting, day: date) -> None:
    """Raises CouncilRefusal where the notices may not leave on that day."""
    if meeting.state not in (Meeting.State.PREPARED, Meeting.State.CONVENED):
        raise CouncilRefusal(_("The meeting has begun: nobody is convened any more."))
    if not meeting.time or not meeting.place:
        raise CouncilRefusal(_("Write the hour and the place of the meeting first: the notice says them."))
    if not sitting.items:
        raise CouncilRefusal(_("The agenda is empty: add an item first."))
    if not sitting.members:
        raise CouncilRefusal(_("No member is in office on that day: complete the term of office first."))
    days = notice_days(meeting)
    if not law.is_in_time(day, meeting.date, days):
        latest = date_format(law.latest_to_send(meeting.date, days), "l j F Y")
        if meeting.urgent:
            raise CouncilRefusal(
                _("Too late: even urgent, the notice leaves one clear day before. The latest day was %(day)s.")
                % {"day": latest}
            )
        raise CouncilRefusal(
            _(
                "Too late: %(count)s clear days lie between the notice and the meeting. The latest day to send it was "
                "%(day)s. Change the date, or mark the meeting as urgent: the council will rule on it first."
            )
            % {"count": days, "day": latest}
        )


def notes_check(*, meeting: Meeting, sitting: Sitting) -> None:
    """Raises CouncilRefusal where an explanatory note is missing (CGCT, L2121-12)."""
    if not law.note_is_required(meeting.town.population):
        return
    kind = AgendaItem.Kind.DELIBERATION
    short = [item.title for item in sitting.items if item.kind == kind and not plain(item.report)]
    if short:
        raise CouncilRefusal(
            _("From 3,500 inhabitants on an explanatory note goes with each item (CGCT, L2121-12). Missing: %(items)s.")
            % {"items": "; ".join(short)}
        )


def notices_send(*, meeting: Meeting, at: datetime | None = None) -> list[MeetingNotice]:
    """Convene the members who are not yet; again: nobody twice. Returns the new notices, those on paper to be printed.

    A letter is made and kept outside any transaction, then its row and its mail are written together: stopped half-way,
    it goes on with the others. Raises CouncilRefusal, PdfUnavailable.
    """
    at = at or timezone.now()
    sitting = Sitting(meeting)
    convened = set(meeting.notices.values_list("member_id", flat=True))
    waiting = [member for member in sitting.members if member.pk not in convened]
    if not waiting:
        return []
    notes_check(meeting=meeting, sitting=sitting)
    notices_check(meeting=meeting, sitting=sitting, day=town_day(meeting.town, at))
    joined = _joined(sitting)
    made = []
    for member in waiting:
        name = f"convocation-{meeting.date:%Y-%m-%d}-{member.pk}.pdf"
        letter = document_create(town=meeting.town, name=name, data=letter_pdf(meeting, sitting, member, at))
        if notice := _notice_add(meeting, member, letter, joined, at):
            made.append(notice)
    return made


@transaction.atomic
def notices_record(*, meeting: Meeting, sent_on: date) -> int:
    """Take down that the members were convened by other means that day, as before the town had this site.

    Returns how many; those convened already stay as they are. Raises CouncilRefusal.
    """
    meeting = meeting_locked(meeting)
    if sent_on > town_day(meeting.town, timezone.now()):
        raise CouncilRefusal(_("That day has not come yet."), "sent_on")
    sitting = Sitting(meeting)
    notices_check(meeting=meeting, sitting=sitting, day=sent_on)
    noon = datetime.combine(sent_on, time(12), ZoneInfo(meeting.town.time_zone))
    convened = set(meeting.notices.values_list("member_id", flat=True))
    made = [
        MeetingNotice(meeting=meeting, member=member, means=Member.NoticeBy.PAPER, sent_at=noon)
        for member in sitting.members
        if member.pk not in convened
    ]
    MeetingNotice.objects.bulk_create(made)
    if made and meeting.state == Meeting.State.PREPARED:
        meeting.state = Meeting.State.CONVENED
        meeting.save(update_fields=["state"])
    return len(made)


def letter_pdf(meeting: Meeting, sitting: Sitting, member: Member, at: datetime) -> bytes:
    context = {
        "meeting": meeting,
        "town": meeting.town,
        "body": meeting.body,
        "member": member,
        "items": sitting.items,
        "today": town_day(meeting.town, at),
        "chair": meeting.chair,
        "with_notes": any(item.report for item in sitting.items),
    }
    return pdf_render("council/pdf/notice.html", context)


def agenda_pdf(meeting: Meeting) -> bytes:
    """The agenda, as it is posted and put online (CGCT, L2121-10). Raises PdfUnavailable."""
    context = {"meeting": meeting, "town": meeting.town, "body": meeting.body, "items": Sitting(meeting).items}
    return pdf_render("council/pdf/agenda.html", context)


def letters_of(meeting: Meeting) -> list[Document]:
    """The letters of those convened on paper, in the members' order, to be printed."""
    rows = meeting.notices.filter(means=Member.NoticeBy.PAPER).select_related("document__blob").order_by("member__rank")
    return [notice.document for notice in rows if notice.document]


def paper_letters_pdf(meeting: Meeting) -> bytes:
    """The letters of those convened on paper, one after the other, to be printed and posted."""
    made = pdfium.PdfDocument.new()
    for letter in letters_of(meeting):
        with open_original(letter) as stream, pdfium.PdfDocument(stream.read()) as pages:
            made.import_pages(pages)
    kept = BytesIO()
    made.save(kept)
    made.close()
    return kept.getvalue()


def _joined(sitting: Sitting) -> list[Document]:
    """The items' documents, where a mail can carry them all."""
    found = [attachment.document for item in sitting.items for attachment in item.attachments.all()]
    return found if sum(document.blob.size for document in found) <= MAIL_LIMIT else []


def _notice_add(
    meeting: Meeting, member: Member, letter: Document, joined: list[Document], at: datetime
) -> MeetingNotice | None:
    with transaction.atomic():
        fresh = meeting_locked(meeting)
        by_mail = member.notice_by == Member.NoticeBy.EMAIL and member.email
        means = Member.NoticeBy.EMAIL if by_mail else Member.NoticeBy.PAPER
        facts: dict[str, Any] = {"means": means, "sent_at": at, "document": letter}
        notice, new = MeetingNotice.objects.get_or_create(meeting=fresh, member=member, defaults=facts)
        if not new:
            return None
        if by_mail:
            with override("fr"):
                _mail(fresh, member, [letter, *joined])
        if fresh.state == Meeting.State.PREPARED:
            fresh.state = Meeting.State.CONVENED
            fresh.save(update_fields=["state"])
            meeting.state = fresh.state
    return notice


def _mail(meeting: Meeting, member: Member, documents: list[Document]) -> None:
    day = date_format(meeting.date, "l j F Y")
    told = {
        "name": member.formal_name,
        "body": meeting.body,
        "day": day,
        "hour": f"{meeting.time:%H:%M}" if meeting.time else "",
        "place": meeting.place,
    }
    mail_queue(
        to=[member.email],
        subject=_("Notice of meeting: %(body)s, %(day)s") % told,
        text=_(
            "%(name)s,\n\nYou are invited to the meeting of %(body)s on %(day)s at %(hour)s, %(place)s.\n"
            "The notice, with the agenda, is attached.\n"
        )
        % told,
        documents=documents,
        sender=f"{meeting.town.name} <{meeting.town.email}>" if meeting.town.email else "",
    )
