"""Subscribing, changing, leaving: each may be done again, and none tells a stranger who is subscribed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.newsletter.addresses import address_of, sender_of
from cms.newsletter.models import Copy, Letter, Subscriber, Theme
from edm.delivery.api import mail_queue

if TYPE_CHECKING:
    from edm.organisation.api import Town

KEPT_UNCONFIRMED = timedelta(days=7)
PER_TOWN_AN_HOUR = 120  # more is a robot
PER_ADDRESS_A_DAY = 3  # mails that somebody else may make us send to an address


class TooManySubscriptions(Exception):
    """The town has received all that is taken for now."""


@transaction.atomic
def subscription_ask(*, town: Town, email: str, themes: Iterable[Theme], language: str, consent: str) -> None:
    """Write to the address: a link to confirm, or, to who is subscribed already, one to the choices.

    The same answer to all; an address is written to three times a day at most. Raises TooManySubscriptions.
    """
    now, email = timezone.now(), email.strip().lower()
    recent = Subscriber.objects.filter(town=town.pk, asked_at__gt=now - timedelta(hours=1))
    if recent.count() >= PER_TOWN_AN_HOUR:
        raise TooManySubscriptions
    facts = {"asked_at": now, "language": language, "consent": consent}
    found, created = Subscriber.objects.select_for_update().get_or_create(town=town, email=email, defaults=facts)
    if not created and not _may_ask_again(found, now):
        return
    if found.state == Subscriber.State.PENDING:
        found.language, found.consent = language, consent
        found.save(update_fields=["language", "consent"])
        found.themes.set(themes)
    _write(found, "confirm" if found.state == Subscriber.State.PENDING else "known")


def _may_ask_again(found: Subscriber, now: datetime) -> bool:
    """Count this time; False beyond the day's number."""
    if now - found.asked_at > timedelta(days=1):
        found.asked_times = 0
    found.asked_times += 1
    if found.asked_times > PER_ADDRESS_A_DAY:
        return False
    found.asked_at = now
    found.save(update_fields=["asked_at", "asked_times"])
    return True


def _write(subscriber: Subscriber, kind: str) -> None:
    """The mail of confirmation ("confirm"), or the one that reminds of the choices ("known")."""
    with override(subscriber.language):
        name = "confirm" if kind == "confirm" else "preferences"
        shown = {"subscriber": subscriber, "town": subscriber.town, "url": address_of(subscriber, name)}
        subject = _("Confirm your subscription") if kind == "confirm" else _("Your subscription to the letter")
        mail_queue(
            to=[subscriber.email],
            subject=f"{subject} — {subscriber.town.name}",
            text=render_to_string(f"newsletter/mail/{kind}.txt", shown),
            sender=sender_of(subscriber.town),
        )


@transaction.atomic
def subscription_confirm(*, subscriber: Subscriber) -> None:
    """The address is its own's; safe to repeat. One whose mails came back is written to again."""
    if subscriber.state == Subscriber.State.CONFIRMED:
        return
    subscriber.state, subscriber.confirmed_at = Subscriber.State.CONFIRMED, timezone.now()
    subscriber.save(update_fields=["state", "confirmed_at"])


@transaction.atomic
def subscription_change(*, subscriber: Subscriber, themes: Iterable[Theme]) -> None:
    subscriber.themes.set(themes)
    subscription_confirm(subscriber=subscriber)  # who holds the link reads the address's mail


@transaction.atomic
def subscription_end(*, subscriber: Subscriber) -> None:
    """Erase the address; the letter that was its last counts one who left."""
    last = Copy.objects.filter(subscriber=subscriber).order_by("-pk").values_list("letter", flat=True).first()
    if last is not None:
        letter = Letter.objects.select_for_update().get(pk=last)
        letter.left += 1
        letter.save(update_fields=["left"])
    subscriber.delete()


def unconfirmed_forget() -> int:
    """Erase the addresses that were never confirmed; how many. The worker's, once a day."""
    old = Subscriber.objects.filter(state=Subscriber.State.PENDING, asked_at__lt=timezone.now() - KEPT_UNCONFIRMED)
    _all, rows = old.delete()
    return rows.get(Subscriber._meta.label, 0)
