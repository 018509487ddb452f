"""A meeting of town A with a deliberation online and one that is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

import pytest

from cms.council.models import Deliberation, Meeting
from edm.files.services import document_create
from tests.factories import TownHall

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Council:
    meeting: Meeting
    online: Deliberation
    waiting: Deliberation


def council_make(hall: TownHall, day: date = date(2026, 11, 12), *, published: bool = True) -> Council:
    meeting = Meeting.objects.create(
        town=hall.town, body=hall.body, date=day, time=time(20), place="Salle du conseil", published=published
    )
    document = document_create(town=hall.town, name="deliberation.pdf", data=PDF)
    online = Deliberation(
        meeting=meeting,
        number="2026-068",
        title="Tarifs de la cantine",
        text="Le conseil municipal décide.",
        votes_for=17,
        votes_against=1,
        abstentions=1,
        document=document,
    )
    online.put_online()
    online.save()
    waiting = Deliberation.objects.create(meeting=meeting, position=2, number="2026-069", title="Subventions")
    return Council(meeting, online, waiting)


@pytest.fixture
def council(a: TownHall) -> Council:
    return council_make(a)
