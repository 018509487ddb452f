"""Town A with two themes, and people who ask for its letter."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.newsletter.models import Letter, Subscriber, Theme
from edm.delivery.models import OutgoingMail
from edm.organisation.api import Town

LINK = re.compile(r"https?://[^\s<>\"]+/lettre/[^\s<>\"]+")


@pytest.fixture
def town(site_a: Town) -> Town:
    site_a.email = "mairie@alpha.example"
    site_a.save()
    return site_a


@pytest.fixture
def themes(town: Town) -> list[Theme]:
    return [Theme.objects.create(town=town, name=name) for name in ("La vie de la commune", "École")]


@pytest.fixture
def subscribed(town: Town, themes: list[Theme]) -> Any:
    def make(number: int, *, theme: Theme | None = None, **more: Any) -> Subscriber:
        facts = {"state": "confirmed", "asked_at": timezone.now() - timedelta(days=9)} | more
        found = Subscriber.objects.create(town=town, email=f"abonnee{number}@exemple.fr", **facts)
        found.themes.set([theme or themes[0]])
        return found

    return make


@pytest.fixture
def letter(town: Town) -> Letter:
    content = [("heading", "À la une"), ("text", '<p>Bonjour, <a href="/eau/">lisez</a>.</p>')]
    return Letter.objects.create(town=town, subject="La lettre d’automne", content=content)


def mails() -> list[str]:
    """The mails of the queue, as they leave, headers unfolded."""
    return [bytes(mail.raw).decode().replace("\r\n ", " ") for mail in OutgoingMail.objects.order_by("pk")]


def link_of(mail: OutgoingMail) -> str:
    """The first link to the letter's pages, without its host."""
    from email import message_from_bytes, policy

    message: Any = message_from_bytes(bytes(mail.raw), policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return "/lettre/" + LINK.findall(text)[0].split("/lettre/", 1)[1]
