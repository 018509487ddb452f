"""A meeting prepared: its date, its agenda, the documents of its items; a second convocation of one without quorum."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.council.models import AgendaItem, ItemAttachment, Meeting, Term
from cms.council.richtext import text_clean
from cms.council.services.refusal import CouncilRefusal
from edm.files.api import Document
from edm.law import sittings as law
from edm.organisation.api import LegalBody

STATES = Meeting.State
PUBLISHED_WITH_NOTICE = frozenset({"date", "time", "place", "urgent", "body"})
ON_NOTICE = frozenset({"title", "kind", "report", "closed_doors"})


def term_for(body: LegalBody, day: date) -> Term | None:
    """The body's term of office on a day."""
    terms = Term.objects.filter(body=body, starts_on__lte=day).order_by("-starts_on")
    return next((term for term in terms if term.ends_on is None or term.ends_on >= day), None)


@transaction.atomic
def meeting_prepare(*, body: LegalBody, day: date, at: time, place: str, urgent: bool = False) -> Meeting:
    """A meeting in preparation; the same body, day and hour again: the same one. Raises CouncilRefusal."""
    found = Meeting.objects.filter(body=body, date=day, time=at).first()
    if found:
        return found
    term = term_for(body, day)
    if term is None:
        raise CouncilRefusal(_("No term of office covers this date: enter the term and its members first."), "date")
    chair = term.members.filter(function="chair", left_on=None).first()
    return Meeting.objects.create(
        town_id=body.town_id, body=body, term=term, date=day, time=at, place=place, urgent=urgent, chair=chair
    )


@transaction.atomic
def meeting_change(*, meeting: Meeting, **changes: Any) -> Meeting:
    """Its date, hour, place; not once the notices have left, for they say them."""
    meeting = meeting_locked(meeting)
    changed = {name for name, value in changes.items() if getattr(meeting, name) != value}
    if changed & PUBLISHED_WITH_NOTICE and meeting.notices.exists():
        raise CouncilRefusal(_("The notices have left with this date, hour and place: they no longer change."))
    if "date" in changed:
        meeting.term = term_for(meeting.body, changes["date"])
        if meeting.term is None:
            raise CouncilRefusal(_("No term of office covers this date: enter the term and its members first."), "date")
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.save()
    return meeting


@transaction.atomic
def item_add(*, meeting: Meeting, position: int, title: str, kind: str, rapporteur: Any = None) -> AgendaItem:
    """An item at the end of the agenda. `position`: the place it was to have when the form was served, so that a second
    click adds nothing. Raises CouncilRefusal where the notices have left: their agenda alone is deliberated on.
    """
    meeting = meeting_locked(meeting)
    found = meeting.items.filter(position=position, title=title, kind=kind).first()
    if found:
        return found
    _check_open_agenda(meeting, kind)
    last = meeting.items.order_by("-position").first()
    return AgendaItem.objects.create(
        meeting=meeting,
        position=(last.position if last else 0) + 1,
        title=title,
        kind=kind,
        rapporteur=rapporteur,
    )


@transaction.atomic
def item_change(*, item: AgendaItem, **changes: Any) -> AgendaItem:
    """What is prepared of an item; once the notices have left, its rapporteur alone. HTML is cleaned here."""
    meeting = meeting_locked(item.meeting)
    if "report" in changes:
        changes["report"] = text_clean(changes["report"])
    touched = {name for name in ON_NOTICE & changes.keys() if getattr(item, name) != changes[name]}
    if touched and meeting.notices.exists():
        raise CouncilRefusal(_("The notices have left with this item: its title and its note no longer change."))
    for name, value in changes.items():
        setattr(item, name, value)
    item.save(update_fields=list(changes))
    return item


@transaction.atomic
def item_move(*, item: AgendaItem, up: bool, seen: int) -> None:
    """One place up or down; `seen`: its place when the form was served, so that a second click moves nothing."""
    meeting = meeting_locked(item.meeting)
    _check_open_agenda(meeting, AgendaItem.Kind.DELIBERATION)
    rows = list(meeting.items.order_by("position", "pk"))
    place = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    other = place - 1 if up else place + 1
    if rows[place].position != seen or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    _renumber(rows)


@transaction.atomic
def item_remove(*, item: AgendaItem) -> None:
    """Off the agenda, while the notices have not left; afterwards it is withdrawn at the meeting."""
    meeting = meeting_locked(item.meeting)
    _check_open_agenda(meeting, AgendaItem.Kind.DELIBERATION)
    if hasattr(item, "act"):
        raise CouncilRefusal(_("A deliberation was drafted for this item: withdraw it at the meeting."))
    item.attachments.all().delete()
    item.delete()
    _renumber(list(meeting.items.order_by("position", "pk")))


@transaction.atomic
def attachment_add(*, item: AgendaItem, document: Document, public: bool = False) -> ItemAttachment:
    """Join a document; the same bytes again are joined once."""
    found = item.attachments.filter(document__blob_id=document.blob_id).first()
    return found or ItemAttachment.objects.create(item=item, document=document, public=public)


@transaction.atomic
def meeting_convene_again(*, meeting: Meeting, day: date | None = None) -> Meeting:
    """After a meeting without quorum, the second one on what it could not examine; again: the same one.

    `day`: the first the law allows by default. It needs no quorum (CGCT, L2121-17). Raises CouncilRefusal.
    """
    from cms.council.sitting import Sitting

    meeting = meeting_locked(meeting)
    again = meeting.convened_again.first()
    if again:
        return again
    if meeting.state not in (STATES.CONVENED, STATES.OPEN) or not meeting.attendances.exists():
        raise CouncilRefusal(_("Record who is present first: a second meeting follows one without quorum."))
    sitting = Sitting(meeting)
    left = [item for item in sitting.items if not item.outcome]
    if not left or sitting.room_at(left[0]).quorum.is_met:
        raise CouncilRefusal(_("The quorum is reached: this meeting can go on."))
    # One day more than the three of L2121-17, so that a notice sent on the very day leaves three clear days.
    days = law.clear_days(council=True, population=0, second=True)
    first = law.second_from(meeting.date)
    day = day or max(first, meeting.date + (meeting.date - law.latest_to_send(meeting.date, days)))
    if day < first:
        raise CouncilRefusal(
            _("The second meeting is three days later at least: from %(day)s.") % {"day": f"{first:%d/%m/%Y}"}, "day"
        )
    again = Meeting.objects.create(
        town_id=meeting.town_id,
        body_id=meeting.body_id,
        term_id=meeting.term_id,
        date=day,
        time=meeting.time,
        place=meeting.place,
        chair=meeting.chair,
        second_of=meeting,
    )
    for position, item in enumerate(left, start=1):
        _carry(item, again, position)
    meeting.items.filter(outcome="").update(outcome=AgendaItem.Outcome.POSTPONED)
    meeting.in_office = sitting.in_office
    meeting.state = STATES.CLOSED
    meeting.save(update_fields=["state", "in_office"])
    return again


def _carry(item: AgendaItem, again: Meeting, position: int) -> None:
    names = ("kind", "title", "rapporteur_id", "report", "closed_doors")
    copy = AgendaItem.objects.create(meeting=again, position=position, **{name: getattr(item, name) for name in names})
    for attachment in item.attachments.all():
        ItemAttachment.objects.create(item=copy, document_id=attachment.document_id, public=attachment.public)


def meeting_locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, for this transaction; one clerk at a time."""
    locked: Meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body", "town", "term", "chair")
        .get(pk=meeting.pk)
    )
    return locked


def kinds_open(meeting: Meeting) -> list[AgendaItem.Kind]:
    """The kinds of item that may still join the agenda: once the notices have left, what is not deliberated on."""
    if meeting.state == STATES.CLOSED:
        return []
    sent = meeting.notices.exists()
    return [kind for kind in AgendaItem.Kind if not (sent and kind in AgendaItem.VOTED)]


def _check_open_agenda(meeting: Meeting, kind: str) -> None:
    if meeting.state == STATES.CLOSED:
        raise CouncilRefusal(_("The meeting is closed."))
    if kind not in kinds_open(meeting):
        raise CouncilRefusal(
            _("The notices have left: the council deliberates on their agenda alone. Keep it for the next meeting.")
        )


def _renumber(rows: list[AgendaItem]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    AgendaItem.objects.bulk_update(rows, ["position"])
