"""The webmaster's and the registrar's screens, each in their town."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.council.models import Deliberation, Meeting
from tests.cms.council.conftest import PDF, Council
from tests.factories import TownHall


def client(hall: TownHall, person: str) -> Client:
    browser = Client(HTTP_HOST=hall.host)
    browser.force_login(getattr(hall, person), backend="portal.accounts.backends.LoginBackend")
    return browser


def facts(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "meeting": meeting.pk,
        "position": 1,
        "number": "2026-071",
        "title": "Cimetière",
        "result": "adopted",
        "text": "",
        **more,
    }


@pytest.mark.parametrize("person", ["webmaster", "registrar"])
def test_a_meeting_and_a_deliberation_are_put_online(a: TownHall, person: str) -> None:
    browser = client(a, person)
    day = {"body": a.body.pk, "date": "2026-11-12", "time": "20:00", "place": "Salle du conseil", "published": "on"}
    assert browser.post("/gestion/conseil/seances/new/", day).status_code == 302
    assert "est enregistré" in browser.get("/gestion/conseil/seances/").content.decode()
    meeting = Meeting.objects.get()
    assert meeting.town == a.town
    pdf = SimpleUploadedFile("acte.pdf", PDF)
    sent = browser.post("/gestion/conseil/deliberations/new/", facts(meeting, upload=pdf, online="on"))
    assert sent.status_code == 302, sent.context["form"].errors
    act = Deliberation.objects.get()
    assert act.published_at is not None
    assert act.document.town == a.town
    before = act.published_at
    change = f"/gestion/conseil/deliberations/edit/{act.pk}/"
    other = SimpleUploadedFile("autre.pdf", PDF + b"%")
    browser.post(change, facts(meeting, title="Cimetières", upload=other, online="on"))
    act.refresh_from_db()
    assert (act.title, act.published_at, act.document.name) == ("Cimetières", before, "acte.pdf")
    for path in ("seances/", "deliberations/", f"deliberations/edit/{act.pk}/", f"seances/edit/{meeting.pk}/"):
        assert browser.get(f"/gestion/conseil/{path}").status_code == 200, path


def test_only_a_pdf_goes_online(a: TownHall, council: Council) -> None:
    browser = client(a, "webmaster")
    for upload in (None, SimpleUploadedFile("acte.pdf", b"<html>not a pdf</html>", "application/pdf")):
        sent = browser.post(
            "/gestion/conseil/deliberations/new/",
            facts(council.meeting, online="on", **({"upload": upload} if upload else {})),
        )
        assert "upload" in sent.context["form"].errors
    assert not Deliberation.objects.filter(number="2026-071").exists()


def test_each_town_keeps_its_own(a: TownHall, b: TownHall, council: Council) -> None:
    browser = client(b, "webmaster")
    for path in (
        f"deliberations/edit/{council.online.pk}/",
        f"deliberations/delete/{council.waiting.pk}/",
        f"seances/edit/{council.meeting.pk}/",
        f"seances/delete/{council.meeting.pk}/",
    ):
        assert browser.get(f"/gestion/conseil/{path}").status_code == 404, path
    assert "2026-068" not in browser.get("/gestion/conseil/deliberations/").content.decode()
    refused = browser.post("/gestion/conseil/deliberations/new/", facts(council.meeting))
    assert "meeting" in refused.context["form"].errors
    for person in ("clerk", "elected", "administrator"):
        assert client(a, person).get("/gestion/conseil/deliberations/").status_code == 403, person
