"""The reply's screen: nothing typed or uploaded is lost, and it leaves once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from edm.register.models import Case, MailItem
from edm.register.registration import Sender
from edm.replies.models import ReplyTemplate
from tests.factories import TownHall, case_make

SignIn = Callable[[TownHall, str], Client]


def _letter(a: TownHall) -> Case:
    sender = Sender(name="Alain Jégou", address="7 chemin de l’Écluse\n35998 Alpha")
    return case_make(a, a.pothole, channel="scan", sender=sender)


def _words(text: str) -> str:
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def _told(text: str = "Nous réparons la rue lundi.", **more: object) -> dict[str, object]:
    return {"key": str(uuid.uuid4()), "channel": "paper", "subject": "Votre lettre", "body": _words(text)} | more


def test_a_reply_sent_twice_leaves_once(a: TownHall, sign_in: SignIn) -> None:
    case, told = _letter(a), _told(send="1")
    client = sign_in(a, "clerk")
    for _ in range(2):
        assert client.post(f"/gestion/courriers/{case.pk}/repondre/", told).status_code == 302
    assert MailItem.objects.filter(case=case, direction="out").count() == 1
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED


def test_an_error_keeps_what_was_typed_and_uploaded(a: TownHall, sign_in: SignIn, picture: bytes) -> None:
    case = _letter(a)
    client, url = sign_in(a, "clerk"), f"/gestion/courriers/{case.pk}/repondre/"
    page = client.post(url, _told(subject="", files=SimpleUploadedFile("plan.png", picture)))
    assert page.status_code == 422
    assert "Nous réparons la rue lundi." in page.context["form"]["body"].value()
    kept = [line["token"] for line in page.context["attached"]]
    assert len(kept) == 1
    assert client.post(url, _told(kept=kept)).status_code == 302
    assert MailItem.objects.get(case=case, direction="out").documents.filter(name="plan.png").exists()


def test_another_persons_token_attaches_nothing(a: TownHall, sign_in: SignIn, picture: bytes) -> None:
    case = _letter(a)
    url = f"/gestion/courriers/{case.pk}/repondre/"
    page = sign_in(a, "clerk").post(url, _told(attach="1", files=SimpleUploadedFile("plan.png", picture)))
    kept = [line["token"] for line in page.context["attached"]]
    assert sign_in(a, "head").post(url, _told(attach="1", kept=kept)).context["attached"] == []


def test_a_template_fills_and_what_was_typed_stays(a: TownHall, sign_in: SignIn) -> None:
    case = _letter(a)
    template = ReplyTemplate.objects.create(town=a.town, name="Accusé", subject="Bien reçu", body="<p>Merci.</p>")
    page = sign_in(a, "clerk").post(
        f"/gestion/courriers/{case.pk}/repondre/", _told("Déjà écrit.", fill="1", template=template.pk)
    )
    body = page.context["form"]["body"].value()
    assert "Merci." in body
    assert "Déjà écrit." in body
    assert page.context["form"]["subject"].value() == "Bien reçu"


def test_a_question_stops_the_clock(a: TownHall, sign_in: SignIn) -> None:
    case = _letter(a)
    sign_in(a, "clerk").post(f"/gestion/courriers/{case.pk}/repondre/", _told(asks="on"))
    case.refresh_from_db()
    assert case.state == Case.State.WAITING_CITIZEN
    assert case.clock_stopped_at


def test_who_is_only_informed_does_not_reply(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    case = _letter(a)
    case.informed.add(a.elected)
    assert sign_in(a, "elected").get(f"/gestion/courriers/{case.pk}/repondre/").status_code == 404
    assert sign_in(b, "clerk").get(f"/gestion/courriers/{case.pk}/repondre/").status_code == 404


def test_the_reply_shows_what_it_answers_and_comes_back_to_the_list(a: TownHall, sign_in: SignIn) -> None:
    case = _letter(a)
    client, url = sign_in(a, "clerk"), f"/gestion/courriers/{case.pk}/repondre/?vue=unit&demande=1"
    page = client.get(url).content.decode()
    assert f"Ce à quoi vous répondez\xa0: {case.number}" in page.replace(" :", "\xa0:")
    assert "12 rue du Pont" in page
    sent = client.post(url, _told(send="1"))
    assert sent["Location"] == f"/gestion/courriers/{case.pk}/?vue=unit"
