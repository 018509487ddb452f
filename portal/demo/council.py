"""The council of the demonstration town: a past meeting, its three deliberations with their PDF, and the next one."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from cms.council.models import Deliberation, Meeting
from edm.files.api import Document, document_create, document_read
from edm.organisation.api import LegalBody, Town
from portal.demo.council_texts import ACTS, MAYOR, Act

log = logging.getLogger(__name__)
THURSDAY = 3
PLACE = "Salle du conseil"
CSS = """
@page { size: A4; margin: 2.5cm }
body { font: 11pt/1.5 "Liberation Serif", "DejaVu Serif", serif }
h1 { font-size: 15pt } header, footer { font-size: 10pt } footer { margin-top: 2cm }
"""


def council_load(town: Town) -> None:
    """Make what is missing; a second time nothing is."""
    body = town.bodies.filter(kind=LegalBody.Kind.COMMUNE).first()
    if body is None:
        return
    today = timezone.now().astimezone(ZoneInfo(town.time_zone)).date()
    about = {"town": town, "body": body, "time": time(20), "place": PLACE}
    meetings = Meeting.objects.filter(body=body).order_by("date")
    past = meetings.first() or Meeting.objects.create(date=thursday(today, -10), **about)
    for position, act in enumerate(ACTS, start=2):  # the first item is the approval of the minutes
        if not past.deliberations.filter(position=position).exists():
            _deliberation(past, act, position)
    past.published = True
    past.save()
    if meetings.count() == 1:
        Meeting.objects.create(date=thursday(today, 18), published=True, **about)


def thursday(today: date, days: int) -> date:
    """The Thursday on or before that many days from today."""
    day = today + timedelta(days=days)
    return day - timedelta(days=(day.weekday() - THURSDAY) % 7)


def _deliberation(meeting: Meeting, act: Act, position: int) -> None:
    year = meeting.date.year
    title = act.title.format(next=year + 1)
    paragraphs = [paragraph.format(next=year + 1) for paragraph in act.paragraphs]
    number = f"{year}-{act.number:03d}"
    document = _document(meeting, number, title, paragraphs)
    online = datetime.combine(meeting.date, time(9, 12), ZoneInfo(meeting.town.time_zone)) + timedelta(days=4)
    Deliberation.objects.create(
        meeting=meeting,
        position=position,
        number=number,
        title=title,
        rapporteur=act.rapporteur,
        author=MAYOR,
        text="\n\n".join(["Le conseil municipal,", *paragraphs]),
        result=act.result,
        votes_for=act.votes[0],
        votes_against=act.votes[1],
        abstentions=act.votes[2],
        document=document,
        published_at=online if document else None,
    )


def _document(meeting: Meeting, number: str, title: str, paragraphs: list[str]) -> Document | None:
    """The PDF, with its text read; None where pango is missing: the deliberation then waits for its document."""
    try:
        from weasyprint import HTML
    except OSError:
        log.warning("pango is missing: the demonstration's deliberations have no PDF and are not online")
        return None
    with override("fr"):
        day = date_format(meeting.date, "j F Y")
    town = escape(meeting.town.name)
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    page = (
        f'<html lang="fr"><head><title>{escape(number)} {escape(title)}</title><style>{CSS}</style></head><body>'
        f"<header>Commune de {town}<br>Extrait du registre des délibérations du conseil municipal<br>"
        f"Séance du {day}</header><h1>Délibération n° {escape(number)}<br>{escape(title)}</h1>"
        f"<p>Le conseil municipal,</p>{text}<footer>Pour extrait conforme,<br>{escape(MAYOR)}</footer></body></html>"
    )
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/a-3a")
    document = document_create(town=meeting.town, name=f"deliberation-{number}.pdf", data=pdf)
    document_read(document.pk)
    document.refresh_from_db()
    return document
