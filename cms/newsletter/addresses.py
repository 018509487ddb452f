"""Who the letter comes from, and the links that each copy carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

if TYPE_CHECKING:
    from cms.newsletter.models import Subscriber
    from edm.organisation.api import Town


def sender_of(town: Town) -> str:
    """The town's own address: what comes back arrives in its mailbox, and is read there."""
    return f'"{town.name}" <{town.email}>' if town.email else str(settings.DEFAULT_FROM_EMAIL)


def address_of(subscriber: Subscriber, name: str) -> str:
    """The absolute address of a subscriber's own page: "confirm", "preferences", "leave"."""
    with override(subscriber.language):
        path = reverse(f"newsletter:{name}", args=[subscriber.token])
    return f"{subscriber.town.site.root_url}{path}"
