"""People at the doors of two towns, and requests really filed."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from portal.procedures.models import ProcedurePage
from portal.requests.models import ServiceRequest
from tests.factories import TownHall
from tests.portal.making import ids

SignIn = Callable[..., Client]
STRANGER = {"contact_name": "Awena Tanguy", "contact_email": "awena.tanguy@courriel.example"}


def person_at(hall: TownHall, who: Any = None) -> Client:
    """A browser at this town's address; `who` is signed in."""
    client = Client(HTTP_HOST=hall.host)
    if who is not None:
        client.force_login(who, backend="portal.accounts.backends.LoginBackend")
    return client


def request_file(client: Client, page: ProcedurePage, *answers: Any, **contact: str) -> ServiceRequest:
    """File a procedure of one step by its form; the request, which has its number."""
    address = f"/demande/nouvelle/{page.translation_key}/"
    html = client.get(address).content.decode()
    hidden = {name: found(html, rf'name="{name}" value="([^"]+)"') for name in ("request_id", "digest")}
    sent = client.post(address, hidden | dict(zip(ids(page), answers, strict=True)) | contact)
    assert sent.status_code == 302, sent.content.decode()
    row = ServiceRequest.objects.select_related("case", "user").get(pk=hidden["request_id"])
    assert sent.headers["Location"].endswith(f"/demande/{row.pk}/envoyee/")
    assert row.case.number in client.get(sent.headers["Location"]).content.decode()
    return row


def reply_told(text: str, channel: str, **more: Any) -> dict[str, Any]:
    """What the reply's form posts, Draftail's own document as the body."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    body = json.dumps({"blocks": [block], "entityMap": {}})
    told = {"key": str(uuid.uuid4()), "channel": channel, "subject": "Notre réponse", "body": body, "send": "1"}
    return told | more


def found(html: str, pattern: str) -> str:
    match = re.search(pattern, html)
    assert match, pattern
    return match.group(1)


def body_of(response: HttpResponse) -> bytes:
    """The bytes of an answer, a streamed file's too; its file is closed, the test's transaction is not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:
        close()
    return bytes(content)


@pytest.fixture
def picture() -> bytes:
    target = io.BytesIO()
    Image.new("L", (210, 297), 240).save(target, "PNG")
    return target.getvalue()
