"""The council of the demonstration town: a past meeting with what came of it, orders, a decision, the next meeting."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cms.council.models import (
    Act,
    AgendaItem,
    Grant,
    MayoralDecision,
    Meeting,
    MunicipalOrder,
    PublishedVersion,
    VoteEvent,
)
from cms.council.papers import list_pdf
from cms.council.pdf import PdfUnavailable, pdf_render
from cms.council.services.acts import (
    act_sign,
    act_text_change,
    act_transmission_record,
    assembly_for,
    deliberation_decide,
    deliberation_draft,
)
from cms.council.services.publication import act_publish, version_publish
from edm.files.api import document_read
from edm.organisation.api import LegalBody, Town
from portal.demo.council_members import members_load
from portal.demo.council_texts import ACTS, DECISION, GRANTS, MAYOR, ORDERS, DemoAct, DemoOrder

log = logging.getLogger(__name__)
THURSDAY = 3
PLACE = "Salle du conseil"
MEMBERS = 19
NIC = "00011"


def council_load(town: Town) -> None:
    """Make what is missing; a second time nothing is."""
    body = town.bodies.filter(kind=LegalBody.Kind.COMMUNE).first()
    if body is None:
        return
    assembly = assembly_for(body)
    if not assembly.nic:
        assembly.nic = NIC
        assembly.save()
    today = timezone.now().astimezone(ZoneInfo(town.time_zone)).date()
    about = {"town": town, "body": body, "time": time(20), "place": PLACE}
    meetings = Meeting.objects.filter(body=body).order_by("date")
    past = meetings.first() or Meeting.objects.create(
        date=thursday(today, -10), state=Meeting.State.CLOSED, in_office=MEMBERS, **about
    )
    AgendaItem.objects.get_or_create(
        meeting=past,
        position=1,
        defaults={
            "title": "Approbation du procès-verbal de la séance précédente",
            "kind": AgendaItem.Kind.MINUTES,
            "outcome": AgendaItem.Outcome.ADOPTED,
        },
    )
    for position, act in enumerate(ACTS, start=2):
        _deliberation(past, act, position)
    _grants(past)
    past.published = True
    past.save()
    for order in (*ORDERS, DECISION):
        _order(body, order, today)
    _meeting_papers(past)
    if meetings.count() == 1:
        Meeting.objects.create(date=thursday(today, 18), published=True, **about)
    members_load(past, meetings.exclude(pk=past.pk).last())


def thursday(today: date, days: int) -> date:
    """The Thursday on or before that many days from today."""
    day = today + timedelta(days=days)
    return day - timedelta(days=(day.weekday() - THURSDAY) % 7)


def _deliberation(meeting: Meeting, told: DemoAct, position: int) -> None:
    """Its item, its ballot, its text; adopted: signed, sent and put online. Each step only where it is still to do."""
    if meeting.deliberations.filter(position=position, item=None).exists():  # of the release before
        return
    after = meeting.date.year + 1
    title = told.title.format(next=after)
    item, _new = AgendaItem.objects.get_or_create(
        meeting=meeting, position=position, defaults={"title": title, "outcome": told.result}
    )
    act = deliberation_draft(item=item)
    if not act.text:
        paragraphs = ["Le conseil municipal,", *(paragraph.format(next=after) for paragraph in told.paragraphs)]
        text = "\n\n".join(paragraphs)
        act_text_change(act=act, text=text, rapporteur=told.rapporteur, author=MAYOR, matter_code=told.matter)
    ballot, _new = VoteEvent.objects.get_or_create(
        item=item,
        amendment=None,
        defaults={
            "method": VoteEvent.Method.PUBLIC,
            "held_at": datetime.combine(meeting.date, time(20, 30), ZoneInfo(meeting.town.time_zone)),
            "present": sum(told.votes),
            "votes_for": told.votes[0],
            "votes_against": told.votes[1],
            "abstentions": told.votes[2],
            "adopted": told.result == "adopted",
        },
    )
    act.refresh_from_db()
    if act.state in (Act.State.DRAFT, Act.State.ADOPTED):
        act = deliberation_decide(item=item, ballot=ballot)
    if act.state != Act.State.DRAFT:
        _onwards(act, meeting.date, days=4)


def _grants(meeting: Meeting) -> None:
    """What that meeting gave, for the open data."""
    act = meeting.deliberations.filter(title__startswith="Subventions").first()
    if act is None or act.grants.exists():
        return
    Grant.objects.bulk_create(
        Grant(
            body=act.body,
            act=act,
            agreed_on=meeting.date,
            reference=act.number,
            beneficiary=beneficiary,
            purpose="Fonctionnement de l’association",
            amount=amount,
            paid_from=date(meeting.date.year + 1, 1, 15),
        )
        for beneficiary, amount in GRANTS
    )


def _order(body: LegalBody, told: DemoOrder, today: date) -> None:
    model = MayoralDecision if told.delegation else MunicipalOrder
    signed_on = today - timedelta(days=told.days_ago)
    act, _new = model.objects.get_or_create(
        body=body,
        title=told.title,
        defaults={
            "town": body.town,
            "date": signed_on,
            "author": MAYOR,
            "matter_code": told.matter,
            "delegation": told.delegation,
            "streets": told.streets,
            "to_transmit": told.to_transmit,
            "temporary": told.lasts is not None,
            "starts_on": signed_on + timedelta(days=2) if told.lasts else None,
            "ends_on": signed_on + timedelta(days=2 + told.lasts) if told.lasts else None,
            "text": "".join(f"<p>{paragraph}</p>" for paragraph in told.paragraphs),
        },
    )
    _onwards(act, act.date, days=1)


def _onwards(act: Act, day: date, *, days: int) -> None:
    """Signed that day, sent to the préfecture and put online some days later."""
    later = day + timedelta(days=days)
    if act.state in (Act.State.DRAFT, Act.State.ADOPTED):
        act = act_sign(act=act, signed_on=day)
    if act.state == Act.State.SIGNED and act.to_transmit:
        act = act_transmission_record(act=act, sent_on=later, prefecture_id="PREF035", received_on=later)
    at = datetime.combine(later, time(9, 12), ZoneInfo(act.town.time_zone))
    try:
        version = act_publish(act=act, user=None, at=min(at, timezone.now()))
    except PdfUnavailable:
        log.warning("pango is missing: the demonstration's acts have no PDF and are not online")
        return
    document_read(version.document_id)


def _meeting_papers(meeting: Meeting) -> None:
    """The list of the deliberations examined, and the minutes."""
    kinds = PublishedVersion.Kind
    there = set(meeting.versions.values_list("kind", flat=True))
    try:
        if kinds.LIST not in there:
            version_publish(kind=kinds.LIST, meeting=meeting, pdf=list_pdf(meeting), user=None)
        if kinds.MINUTES not in there:
            context = {
                "town": meeting.town,
                "body": meeting.body,
                "meeting": meeting,
                "acts": meeting.deliberations.all(),
            }
            pdf = pdf_render("demo/minutes.html", context)
            version_publish(kind=kinds.MINUTES, meeting=meeting, pdf=pdf, user=None)
    except PdfUnavailable:
        log.warning("pango is missing: the demonstration's meeting has no papers")
