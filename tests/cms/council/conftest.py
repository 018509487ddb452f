"""A meeting of town A with a deliberation online and one that is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest

from cms.council.models import Act, Deliberation, Meeting, MunicipalOrder
from cms.council.services.acts import act_adopt, act_sign
from cms.council.services.publication import act_publish
from edm.files.services import document_create
from tests.factories import TownHall

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
AUTHOR = "Anne Le Gall, maire"


@dataclass
class Council:
    meeting: Meeting
    online: Act
    waiting: Act


def deliberation_make(hall: TownHall, meeting: Meeting, **more: Any) -> Act:
    facts = {"title": "Subventions", "author": AUTHOR, "result": "adopted", **more}
    return Deliberation.objects.create(town=hall.town, body=hall.body, meeting=meeting, date=meeting.date, **facts)


def order_make(hall: TownHall, **more: Any) -> Act:
    facts = {"title": "Stationnement", "text": "<p>Interdit.</p>", "author": AUTHOR, "date": date(2026, 11, 2), **more}
    return MunicipalOrder.objects.create(town=hall.town, body=hall.body, **facts)


def put_online(hall: TownHall, act: Act, data: bytes = PDF, **more: Any) -> Act:
    """Adopted, signed and online, with a paper of its own."""
    if act.nature == Act.Nature.DELIBERATION:
        act = act_adopt(act=act)
    act = act_sign(act=act, signed_on=act.date)
    document = document_create(town=hall.town, name="acte.pdf", data=data)
    act_publish(act=act, user=None, document=document, **more)
    act.refresh_from_db()
    return act


def council_make(hall: TownHall, day: date = date(2026, 11, 12), *, published: bool = True) -> Council:
    meeting = Meeting.objects.create(
        town=hall.town, body=hall.body, date=day, time=time(20), place="Salle du conseil", published=published
    )
    online = deliberation_make(
        hall,
        meeting,
        number="2026-068",
        title="Tarifs de la cantine",
        text="<p>Le conseil municipal décide.</p>",
        votes_for=17,
        votes_against=1,
        abstentions=1,
        matter_code="7.1",
    )
    waiting = deliberation_make(hall, meeting, position=2, number="2026-069")
    return Council(meeting, put_online(hall, online), waiting)


@pytest.fixture
def council(a: TownHall) -> Council:
    return council_make(a)
