"""The second factor of an account: the code of an application (TOTP), or a recovery code in its place.

django-otp keeps the devices. An account has the second factor once one of its TOTP devices is confirmed; a session
has passed it once `user.otp_device` is set (SecondFactorMiddleware).
"""

from __future__ import annotations

import logging
from base64 import b32encode
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from edm.organisation.api import Membership, Town
from portal.accounts.models import User
from portal.accounts.notices import Notice, notice_send

logger = logging.getLogger(__name__)

RECOVERY_CODES = 10
# Digits alone: the code page opens a phone's numeric keypad. 33 bits, behind a pause that doubles at each failure.
RECOVERY_LENGTH = 10
SET_UP_WITHIN = timedelta(hours=1)


class CodeRefused(Exception):
    """The code opens nothing; `message` says why, for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def with_factors(users: QuerySet[User]) -> QuerySet[User]:
    """Accounts with what the gates ask at each request, so that it costs no query of its own."""
    confirmed = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    required = Membership.objects.filter(user=OuterRef("pk"), town__second_factor_required=True)
    return users.annotate(has_second_factor=Exists(confirmed), needs_second_factor=Exists(required))


def is_on(user: Any) -> bool:
    """True if the account has a second factor."""
    known: bool | None = getattr(user, "has_second_factor", None)
    return TOTPDevice.objects.filter(user=user.pk, confirmed=True).exists() if known is None else known


def is_required(user: Any) -> bool:
    """True if one of the towns that employ the account requires a second factor."""
    known: bool | None = getattr(user, "needs_second_factor", None)
    if known is None:
        return Membership.objects.filter(user=user.pk, town__second_factor_required=True).exists()
    return known


def is_half_signed_in(user: Any) -> bool:
    """True for an account of this session whose second factor the session has not passed."""
    return bool(user.is_authenticated) and user.otp_device is None and is_on(user)


def half_signed_in(request: HttpRequest) -> User | None:
    """The account whose password was given, and whose code was not yet: `request.user` is nobody meanwhile."""
    user = getattr(request, "session_user", None)
    return user if user is not None and is_half_signed_in(user) else None


def device_pending(user: User) -> TOTPDevice:
    """The device that is being set up: its page shows the same key for an hour."""
    waiting = TOTPDevice.objects.filter(user=user.pk, confirmed=False)
    waiting.filter(created_at__lt=timezone.now() - SET_UP_WITHIN).delete()
    return waiting.order_by("pk").first() or TOTPDevice.objects.create(user_id=user.pk, name="totp", confirmed=False)


def key_of(device: TOTPDevice) -> str:
    """The key as applications take it (base32), in groups of four."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def qr_of(device: TOTPDevice, town: Town | None) -> SafeString:
    """The key as a QR code that applications scan, under the town's name and the account's login."""
    issuer = str(town or "Parvis").replace(":", " ")
    login = device.user.email or device.user.identifier
    told = urlencode({"secret": key_of(device).replace(" ", ""), "issuer": issuer}, quote_via=quote)
    return qr_drawn(f"otpauth://totp/{quote(issuer)}:{quote(login)}?{told}")


def qr_drawn(text: str) -> SafeString:
    """A QR code as inline SVG: black on white in the dark too, since cameras read no other."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308 (segno's own)


def second_factor_switch_on(*, user: User, device: TOTPDevice, code: str, town: Town | None) -> list[str]:
    """Confirm a device by its first code, in the place of any other; the recovery codes, to be shown once.

    Raises CodeRefused.
    """
    _verify(device, _digits(code))
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user.pk).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = recovery_codes_make(user=user)
    logger.info("Second factor of account %s switched on", user.pk)
    notice_send(user=user, town=town, notice=Notice.ON)
    return codes


def code_check(*, user: User, code: str, town: Town | None) -> TOTPDevice | StaticDevice:
    """The device that accepts this code, which is used up. Raises CodeRefused."""
    typed = _digits(code)
    kind = StaticDevice if len(typed) == RECOVERY_LENGTH else TOTPDevice
    device = kind.objects.filter(user=user.pk, confirmed=True).first()
    if device is None:
        raise CodeRefused(_wrong())
    _verify(device, typed)
    if kind is StaticDevice:
        logger.info("Recovery code of account %s used", user.pk)
        if not recovery_codes_left(user):
            notice_send(user=user, town=town, notice=Notice.LAST_CODE)
    return device


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user.pk).count()


@transaction.atomic
def recovery_codes_make(*, user: User) -> list[str]:
    """New recovery codes in the place of the old ones, to be shown once."""
    device = StaticDevice.objects.filter(user=user.pk).first()
    device = device or StaticDevice.objects.create(user_id=user.pk, name="recovery")
    device.token_set.all().delete()
    codes = [get_random_string(RECOVERY_LENGTH, "0123456789") for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:5]} {code[5:]}" for code in codes]


def second_factor_switch_off(*, user: User, town: Town | None, notice: Notice = Notice.OFF, by: str = "") -> None:
    """Take the second factor away, with its recovery codes, and tell the person."""
    second_factor_delete(user=user)
    logger.warning("Second factor of account %s switched off by %s", user.pk, by or "its owner")
    notice_send(user=user, town=town, notice=notice)


@transaction.atomic
def second_factor_delete(*, user: User) -> None:
    """Take the second factor away, one that is being set up and the recovery codes too; nobody is told."""
    TOTPDevice.objects.filter(user=user.pk).delete()
    StaticDevice.objects.filter(user=user.pk).delete()


def _digits(code: str) -> str:
    return "".join(letter for letter in code if letter in "0123456789")


def _verify(device: TOTPDevice | StaticDevice, code: str) -> None:
    """One try at a device, counted for good: what is refused is raised after the transaction."""
    with transaction.atomic():
        locked = type(device).objects.select_for_update().filter(pk=device.pk).first()
        allowed, why = locked.verify_is_allowed() if locked else (False, None)
        accepted = allowed and locked.verify_token(code)
    if not accepted:
        raise CodeRefused(_wait(why["locked_until"]) if why else _wrong())


def _wrong() -> str:
    return _(
        "This code is refused. Each code is good once: wait for the next one. If that one is refused too, "
        "check the time of your phone."
    )


def _wait(until: datetime) -> str:
    seconds = max(1, ceil((until - timezone.now()).total_seconds()))
    if seconds < 60:
        pause = ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    else:
        minutes = ceil(seconds / 60)
        pause = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return _("The last code was wrong: the next try is in %(pause)s.") % {"pause": pause}
