"""A clerk's form sent after the session ended: nothing typed is lost, nothing is done by a stranger."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from edm.register.models import CaseEvent
from portal.accounts.resumption import park, parked_read
from tests.factories import PASSWORD, case_make

pytestmark = pytest.mark.django_db
TYPED = 'Bonjour, <script>alert(1)</script> "ça" & là\nfin'


def field(text: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', text).group(1))


def area(text: str, name: str) -> str:
    return html.unescape(re.search(rf'<textarea name="{name}" hidden>\n(.*?)</textarea>', text, re.DOTALL).group(1))


def test_what_a_clerk_typed_goes_through_the_sign_in_and_back(a):
    case = case_make(a, a.pothole)
    client = Client(headers={"host": a.host})
    address = reverse("inbox:action", args=[case.pk, "note"])
    response = client.post(address, {"text": TYPED, "seen": "1"})
    assert response.status_code == 401
    assert not case.events.filter(verb=CaseEvent.Verb.NOTED).exists()
    text = response.content.decode()
    assert "Reconnectez-vous" in text
    assert "<script>alert" not in text
    sent = {"login": a.clerk.email, "password": "faux", "parked": field(text, "parked"), "next": "/gestion/"}
    again = client.post(reverse("account_login"), sent)
    assert field(again.content.decode(), "parked")
    resumed = client.post(reverse("account_login"), sent | {"password": PASSWORD})
    page = resumed.content.decode()
    assert f'action="{address}"' in page
    assert area(page, "text").replace("\r\n", "\n") == TYPED
    events = case.events.order_by("-pk")[0].pk
    client.post(address, {"text": area(page, "text"), "seen": str(events)})
    assert case.events.filter(verb=CaseEvent.Verb.NOTED).count() == 1


def test_the_files_that_could_not_be_kept_are_named_and_no_reply_leaves_without_them(a, rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = rf.post(
        "/gestion/courriers/1/reponse/", {"body": "x", "send": "1", "files": SimpleUploadedFile("plan.pdf", b"%PDF-")}
    )
    kept = parked_read(park(request))
    assert kept.files == ["plan.pdf"]
    assert ("attach", "1") in kept.fields
    assert parked_read("n'importe quoi") is None


def test_other_addresses_are_asked_to_sign_in_as_before(a):
    client = Client(headers={"host": a.host})
    assert client.post("/gestion/pages/1/edit/").status_code == 302
