"""The tracking code: with the number, it opens a request that was filed without an account."""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from edm.organisation.api import Town
from portal.requests.models import ServiceRequest

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for another: no 0, 1, I, L, O
LENGTH = 10  # 31^10: about 50 bits
FAILURES, LOCKED_SECONDS = 10, 15 * 60


class Locked(Exception):
    """Too many wrong codes for this number lately."""


def code_new() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_shown(code: str) -> str:
    """In two halves, easier to copy: ABCDE-FGHJK."""
    return f"{code[:5]}-{code[5:]}" if code else ""


def request_by_code(*, town: Town | None, number: str, code: str) -> ServiceRequest | None:
    """The request of this number and code. Raises Locked after FAILURES wrong codes in LOCKED_SECONDS."""
    number = "".join(number.split()).upper()[:60]
    given = "".join(letter for letter in code.upper() if letter.isalnum())[:40]
    key = f"suivi:{getattr(town, 'pk', 0)}:{number.encode().hex()}"
    if cache.get(key, 0) >= FAILURES:
        raise Locked
    found = None
    rows = ServiceRequest.objects.filter(town=town, case__number__iexact=number).exclude(tracking_code="")
    for row in rows:
        if constant_time_compare(row.tracking_code, given):
            found = row
    if found is None:
        cache.add(key, 0, LOCKED_SECONDS)
        cache.incr(key)
    return found
