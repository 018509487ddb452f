"""The demonstration's council: nineteen fictitious members, the attendance of the past meeting, the next one convened."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cms.council.models import AgendaItem, Attendance, Meeting, Member, Proxy, Term, Vote, VoteEvent
from cms.council.pdf import PdfUnavailable
from cms.council.services.meetings import item_add, item_change, meeting_change
from cms.council.services.notices import agenda_pdf, notices_send
from cms.council.services.publication import version_publish
from cms.council.services.refusal import CouncilRefusal
from edm.law import sittings as law

log = logging.getLogger(__name__)
# Civility, first name, name, function, title.
PEOPLE = (
    ("Mme", "Soazig", "Kerdoncuff", "chair", "maire"),
    ("M.", "Paul", "Denis", "deputy", "adjoint à la vie locale"),
    ("Mme", "Maëlle", "Tanguy", "deputy", "adjointe à l’école"),
    ("M.", "Erwan", "Rault", "deputy", "adjoint à l’urbanisme"),
    ("Mme", "Nadia", "Belkacem", "deputy", "adjointe à la solidarité"),
    ("M.", "Loïc", "Hervé", "deputy", "adjoint à la voirie"),
    ("Mme", "Gwenaëlle", "Morvan", "delegate", "conseillère déléguée à la biodiversité"),
    *(
        (civility, first, last, "councillor", "")
        for civility, first, last in (
            ("M.", "Yves", "Le Floch"), ("Mme", "Claire", "Aubry"), ("M.", "Tanguy", "Prigent"),
            ("Mme", "Anaïs", "Lemoine"), ("M.", "Hugo", "Gautier"), ("Mme", "Rozenn", "Salaün"),
            ("M.", "Bernard", "Colin"), ("Mme", "Inès", "Marchand"), ("M.", "Alan", "Quéré"),
            ("Mme", "Sylvie", "Bodin"), ("M.", "Karim", "Haddad"), ("Mme", "Elsa", "Thomas"),
        )
    ),
)  # fmt: skip
AGENDA = (
    ("minutes", "Approbation du procès-verbal de la séance précédente", ""),
    (
        "deliberation",
        "Débat d’orientation budgétaire",
        "La loi demande un débat dans les dix semaines avant le budget.",
    ),
    (
        "deliberation",
        "Rénovation de la salle polyvalente : demande de subvention",
        "Les travaux sont estimés à 184 000 €.",
    ),
    ("information", "Décisions prises par le maire par délégation", ""),
)


def members_load(past: Meeting, coming: Meeting | None) -> None:
    """What is missing of the term, of the past meeting's room, of the next one's agenda and notices."""
    term, new = Term.objects.get_or_create(
        body=past.body,
        name="2026–2032",
        defaults={"starts_on": date(2026, 3, 22), "seats": len(PEOPLE)},
    )
    if new or not term.members.exists():
        start = min(term.starts_on, past.date)
        for rank, (civility, first, last, function, title) in enumerate(PEOPLE, start=1):
            Member.objects.create(
                term=term, rank=rank, civility=civility, first_name=first, last_name=last, function=function, title=title,
                joined_on=start, email=f"elu{rank}@saint-exemple.example",
                group="Saint-Exemple ensemble" if rank <= 15 else "Un autre cap",
            )  # fmt: skip
    members = list(term.members.order_by("rank"))
    if past.term_id is None:
        _past(past, term, members)
    if coming and not coming.notices.exists():
        _coming(coming, term, members[0])


def _past(meeting: Meeting, term: Term, members: list[Member]) -> None:
    meeting.term, meeting.chair, meeting.secretary = term, members[0], members[2]
    meeting.in_office = len(members)
    begun = datetime.combine(meeting.date, meeting.time or time(20), ZoneInfo(meeting.town.time_zone))
    meeting.opened_at, meeting.closed_at = begun, begun + timedelta(hours=2)
    meeting.save()
    away = members[17:]
    for member in members:
        state = Attendance.State.EXCUSED if member in away else Attendance.State.PRESENT
        Attendance.objects.create(meeting=meeting, member=member, state=state)
    holders = {away[0]: members[5], away[1]: members[6]}
    for giver, holder in holders.items():
        Proxy.objects.create(meeting=meeting, giver=giver, holder=holder)
    for event in VoteEvent.objects.filter(item__meeting=meeting, amendment=None, votes=None).exclude(method="secret"):
        said = [law.FOR] * event.votes_for + [law.AGAINST] * event.votes_against + [law.ABSTENTION] * event.abstentions
        rows = [
            Vote(event=event, member=member, cast_by=holders.get(member), choice=choice)
            for member, choice in zip(members, said, strict=False)
        ]
        Vote.objects.bulk_create(rows)
        event.present, event.represented = len(members) - len(holders), len(holders)
        event.save(update_fields=["present", "represented"])


def _coming(meeting: Meeting, term: Term, chair: Member) -> None:
    meeting.term, meeting.chair, meeting.state = term, chair, Meeting.State.PREPARED
    meeting.save()
    for position, (kind, title, report) in enumerate(AGENDA, start=1):
        item: AgendaItem = item_add(meeting=meeting, position=position, title=title, kind=kind)
        item_change(item=item, report=report)
    try:
        notices_send(meeting=meeting)
        version_publish(kind="agenda", meeting=meeting, pdf=agenda_pdf(meeting), user=None)
    except (PdfUnavailable, CouncilRefusal) as missing:
        log.warning("the demonstration's next meeting is not convened: %s", missing)
    meeting_change(meeting=meeting, published=True)
