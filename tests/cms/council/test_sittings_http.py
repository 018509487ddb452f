"""A meeting of fifteen items in the browser's own requests, from nothing to published minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.council.models import Act, AgendaItem, Meeting, MeetingNotice, Member, Minutes, PublishedVersion
from cms.council.pdf import PdfUnavailable
from cms.council.services import notices
from edm.delivery.models import OutgoingMail
from tests.cms.council.chamber import convened_quietly, meeting_make, sit, term_make
from tests.cms.council.conftest import PDF
from tests.cms.council.test_admin import client, rich
from tests.factories import TownHall

pytestmark = pytest.mark.django_db
DESK = "/gestion/conseil/seances/"
TITLES = ("Procès-verbal", *(f"Délibération {n}" for n in range(2, 14)), "Décisions du maire", "Questions")


class Clerk:
    """Posts the small forms of one meeting's screens."""

    def __init__(self, browser: Client, meeting: Meeting) -> None:
        self.browser, self.meeting = browser, meeting
        self.home = f"{DESK}{meeting.pk}/"

    def post(self, path: str, action: str, status: int = 302, **data: Any) -> Any:
        answer = self.browser.post(f"{self.home}{path}", {"action": action, **data})
        refused = answer.context and answer.context.get("refused")
        assert answer.status_code == status, refused
        if status == 422:
            assert f'id="refus-{action}"' in answer.content.decode()
        return answer

    def item(self, position: int, action: str, status: int = 302, **data: Any) -> Any:
        pk = self.meeting.items.get(position=position).pk
        assert self.browser.get(f"{self.home}points/{pk}/").status_code == 200
        return self.post(f"points/{pk}/", action, status, **data)


def prepare(hall: TownHall, day: Any) -> Clerk:
    browser = client(hall, "registrar")
    facts = {"body": hall.body.pk, "date": f"{day:%Y-%m-%d}", "time": "20:00", "place": "Salle du conseil"}
    answer = browser.post(f"{DESK}new/", facts)
    meeting = Meeting.objects.get(date=day)
    assert answer["Location"] == f"{DESK}{meeting.pk}/"
    return Clerk(browser, meeting)


def attendance(members: list[Member], present: set[int], proxies: dict[int, int]) -> dict[str, Any]:
    states = {f"state-{m.pk}": "present" if n in present else "excused" for n, m in enumerate(members)}
    return states | {f"holder-{members[giver].pk}": members[holder].pk for giver, holder in proxies.items()}


def test_a_meeting_from_nothing_to_published_minutes(a: TownHall) -> None:
    members = term_make(a, 7)
    today = timezone.localdate()
    clerk = prepare(a, today + timedelta(days=10))
    clerk.post("", "convene", 422)  # an empty agenda
    for place, title in enumerate(TITLES, start=1):
        kind = {1: "minutes", 14: "information", 15: "question"}.get(place, "deliberation")
        for _click in range(2):
            clerk.post("", "add", position=place, title=title, kind=kind)
    clerk.post("", "add", 422, position=16, title="", kind="deliberation")
    assert clerk.meeting.items.count() == 15
    pk = clerk.meeting.items.get(position=3).pk
    clerk.post("", "up", item=pk, seen=3)
    clerk.post("", "down", item=pk, seen=2)
    clerk.item(13, "prepare", title=TITLES[12], kind="deliberation", text=rich("Rapport."), closed_doors="1")
    clerk.item(2, "join", upload=SimpleUploadedFile("plan.pdf", PDF), public="1")
    clerk.item(2, "join", 422)
    for _click in range(2):
        clerk.post("", "convene")
    assert MeetingNotice.objects.count() == 7
    assert OutgoingMail.objects.count() == 6
    assert clerk.browser.get(f"{clerk.home}convocations.pdf")["Content-Type"] == "application/pdf"
    clerk.post("", "add", 422, position=16, title="Trop tard", kind="deliberation")
    assert [kind for kind, _label in clerk.browser.get(clerk.home).context["kinds"]] == ["information", "question"]

    clerk.post("presences/", "record", 422, **attendance(members, {0, 1, 2, 3}, {5: 6}))
    for _click in range(2):
        clerk.post("presences/", "record", **attendance(members, {0, 1, 2, 3}, {5: 1}))
    clerk.post("presences/", "open", 422, chair=members[0].pk, secretary="")
    clerk.post("presences/", "open", chair=members[0].pk, secretary=members[1].pk)
    against = {f"vote-{members[n].pk}": "against" for n in (2, 3)}
    clerk.item(1, "unanimous")
    clerk.item(2, "public", **against, **{f"vote-{members[1].pk}": "against"})  # rejected
    clerk.item(3, "postponed")
    clerk.item(4, "withdrawn")
    clerk.item(5, "secret", 422, votes_for=4, votes_against=3)
    clerk.item(5, "secret", votes_for=4, votes_against=1)
    clerk.item(6, "public", **against, **{f"vote-{members[5].pk}": "abstention"})  # two against two: the chair's vote
    clerk.item(7, "recuse", recused=[members[3].pk])
    clerk.item(7, "unanimous", 422)  # three of seven are left
    clerk.item(7, "arrive", member=members[4].pk)
    for _click in range(2):
        clerk.item(7, "unanimous")
    clerk.item(8, "arrive", member=members[5].pk)  # her proxy ends
    clerk.item(8, "amend", author=members[2].pk, text="Moins cher.")
    clerk.item(8, "amendment", amendment=clerk.meeting.items.get(position=8).amendments.get().pk)
    clerk.item(8, "public", **against)
    clerk.item(9, "recuse", 422, recused=[members[0].pk])
    clerk.item(9, "recuse", recused=[members[0].pk], presided_by=members[1].pk)
    clerk.item(9, "unanimous")
    clerk.item(10, "leave", member=members[2].pk, holder=members[3].pk)
    clerk.item(10, "unanimous")
    clerk.item(10, "undo")
    clerk.item(10, "unanimous")
    clerk.item(11, "unanimous")
    clerk.item(12, "unanimous")
    clerk.item(12, "note", debate="M. Le Gall2 demande le coût.", ballot_request="Aucune")
    clerk.item(13, "unanimous")
    clerk.item(14, "unanimous", 422)
    clerk.item(14, "noted")
    clerk.post("", "close", 422)
    clerk.item(15, "noted")
    for _click in range(2):
        clerk.post("", "close")
        clerk.post("", "list")
    clerk.meeting.refresh_from_db()
    outcomes = dict(clerk.meeting.items.values_list("position", "outcome"))
    assert outcomes[2] == "rejected"
    assert (outcomes[3], outcomes[4], outcomes[6], outcomes[15]) == ("postponed", "withdrawn", "adopted", "noted")
    assert AgendaItem.objects.get(meeting=clerk.meeting, position=6).ballots.get().casting_vote
    numbers = sorted(act.sequence for act in Act.objects.exclude(sequence=None))
    assert numbers == list(range(1, len(numbers) + 1))

    for _click in range(2):
        clerk.post("", "write")
    assert clerk.browser.get(f"{clerk.home}proces-verbal/").status_code == 200
    clerk.post("proces-verbal/", "save", text=rich("Le procès-verbal corrigé."))
    clerk.post("", "publish", 422)
    following = meeting_make(a, (), clerk.meeting.date + timedelta(days=28))
    item = AgendaItem.objects.create(meeting=following, position=1, kind="minutes", title="PV")
    following = sit(convened_quietly(following), members, present=5)
    assert Clerk(clerk.browser, following).item(1, "unanimous").status_code == 302
    assert item.meeting_id == following.pk
    signed = SimpleUploadedFile("pv.pdf", PDF)
    clerk.post("proces-verbal/", "publish", 422)
    clerk.post("proces-verbal/", "sign", upload=signed)
    for _click in range(2):
        clerk.post("proces-verbal/", "publish")
    kinds = list(PublishedVersion.objects.filter(meeting=clerk.meeting).order_by("kind").values_list("kind", flat=True))
    assert kinds == ["agenda", "list", "minutes"]
    assert "corrigé" in Minutes.objects.get().text
    assert clerk.browser.get(f"{clerk.home}proces-verbal.pdf").content.startswith(b"%PDF")
    assert Client(HTTP_HOST=a.host).get(clerk.meeting.get_absolute_url()).status_code == 200


def test_notices_sent_by_other_means_are_told_by_their_day(a: TownHall, monkeypatch: Any) -> None:
    term_make(a, 7)
    today = timezone.localdate()
    clerk = prepare(a, today + timedelta(days=10))
    clerk.post("", "add", position=1, title="Tarifs", kind="deliberation")
    for told in ("", "demain", "2026-13-45", "2999-01-01"):
        clerk.post("", "convened", 422, sent_on=told)

    def broken(_meeting: Meeting) -> bytes:
        raise PdfUnavailable("pango")

    with monkeypatch.context() as without:
        without.setattr(notices, "agenda_pdf", broken)
        clerk.post("", "convened", 422, sent_on=f"{today:%Y-%m-%d}")
    assert not clerk.meeting.notices.exists()
    clerk.post("", "convened", sent_on=f"{today:%Y-%m-%d}")
    clerk.post("", "convened", sent_on=f"{today:%Y-%m-%d}")  # a second click
    assert clerk.meeting.notices.count() == 7
    assert clerk.meeting.versions.filter(kind="agenda").exists()


def test_the_screens_ask_as_much_for_27_members_as_for_7(a: TownHall, django_assert_max_num_queries: Any) -> None:
    browser = client(a)
    members = term_make(a, 27)
    meeting = convened_quietly(meeting_make(a, tuple(f"Point {n}" for n in range(30))))
    sit(meeting, members, present=20, proxies={26: 1})
    item = meeting.items.get(position=30).pk
    screens = ["", "presences/", f"points/{item}/"]
    for screen in screens:
        with django_assert_max_num_queries(24):
            assert browser.get(f"{DESK}{meeting.pk}/{screen}").status_code == 200
    for listing in ("seances", "elus", "mandats", "commissions"):
        with django_assert_max_num_queries(20):
            assert browser.get(f"/gestion/conseil/{listing}/").status_code == 200


def test_another_town_sees_nothing(a: TownHall, b: TownHall) -> None:
    term_make(a, 3)
    meeting = meeting_make(a)
    item = meeting.items.first().pk
    browser = client(b)
    for path in ("", "presences/", f"points/{item}/", "proces-verbal/", "proces-verbal.pdf", "convocations.pdf"):
        assert browser.get(f"{DESK}{meeting.pk}/{path}").status_code == 404
    assert browser.post(f"{DESK}{meeting.pk}/", {"action": "close"}).status_code == 404
    assert b"Le Gall1" not in browser.get("/gestion/conseil/elus/").content


def test_an_item_of_another_meeting_is_not_there(a: TownHall) -> None:
    term_make(a, 3)
    one = meeting_make(a)
    other = meeting_make(a, ("Autre",), one.date + timedelta(days=7))
    assert client(a).get(f"{DESK}{one.pk}/points/{other.items.get().pk}/").status_code == 404
    assert client(a).post(f"{DESK}{one.pk}/", {"action": "remove", "item": other.items.get().pk}).status_code == 404
    assert client(a).post(f"{DESK}{one.pk}/", {"action": "inconnue"}).status_code == 404
